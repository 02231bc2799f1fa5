package demand

import (
	"context"
	"errors"
	"slices"

	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// ErrTakenBack says that the usager took their mandate back at this very moment: what was looked at before holds no more.
var ErrTakenBack = errors.New("the mandate was taken back")

// Send moves a whole draft, as which it was read in this transaction, and tells the référents and the colleagues (C029).
func (s *Service) Send(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, m Mandate) error {
	to, err := Moves.Next(Send, d.State, RolesOf(who, d), d)
	if err != nil {
		return err
	}
	d.State, d.SentAt = to, tx.Now()
	if err := Save(ctx, tx, d); err != nil {
		return err
	}
	if err := parties(ctx, tx, &d); err != nil {
		return err
	}
	if err := s.stillAuthorised(ctx, tx, d, m); err != nil {
		return err
	}
	if err := note(ctx, tx, who, d, "send", Draft); err != nil {
		return err
	}
	if err := noteSeen(ctx, tx, who, d); err != nil {
		return err
	}
	if err := s.waited(ctx, tx, who, d, Send); err != nil {
		return err
	}
	if m.Declared {
		if err := s.o.Declare(ctx, tx, who, d, m.On); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, who, d, Send, told.New)
}

// stillAuthorised looks again, the demand's row being held: whoever takes the mandate back from here on waits for it, and tells those whom the
// demand went to; who was quicker is seen here (C026, C062). One that the structure declares is nobody's to take back before it is kept, but counts
// for nothing where its signer said no meanwhile.
func (s *Service) stillAuthorised(ctx context.Context, tx *db.Tx, d Demand, m Mandate) error {
	d.State = Draft // as which it was looked at: no paper counts that is older than its signer's last no
	on := ""
	if m.Declared {
		on = m.On
	}
	now, err := s.o.Mandate(ctx, tx, d, on)
	if err == nil && !now.Declared && slices.ContainsFunc(d.Teams, func(a Asked) bool { return !now.Covers(a.AgencyID) }) { // a declared one names whom it goes to
		return ErrTakenBack
	}
	return err
}
