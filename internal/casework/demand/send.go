package demand

import (
	"context"

	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

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
	if err := note(ctx, tx, who, d, "send", Draft); err != nil {
		return err
	}
	if err := noteSeen(ctx, tx, who, d); err != nil {
		return err
	}
	if err := s.waited(ctx, tx, who, d, Send); err != nil {
		return err
	}
	if err := parties(ctx, tx, &d); err != nil {
		return err
	}
	if m.Declared {
		if err := s.o.Declare(ctx, tx, who, d, m.On); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, who, d, told.New, false)
}
