package demand

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// ByID is a demand with its teams and people, for what the program does by itself.
func ByID(ctx context.Context, tx *db.Tx, demandID string) (Demand, error) {
	d, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE d.id = $1`, demandID)
	if errors.Is(err, db.ErrNone) {
		return d, apperr.NotFoundErr()
	}
	if err != nil {
		return d, fmt.Errorf("demand: %w", err)
	}
	return d, parties(ctx, tx, &d)
}

// Lapse closes a demand that nobody goes on with (C080), and tells those who take part. It says false for one that is closed.
func (s *Service) Lapse(ctx context.Context, tx *db.Tx, who access.Actor, demandID string) (bool, error) {
	d, err := ByID(ctx, tx, demandID)
	if err != nil {
		return false, err
	}
	from := d.State
	if !Moves.May(Lapse, from, []Role{AsTime}, d) {
		return false, nil
	}
	if d.State, err = Moves.Next(Lapse, from, []Role{AsTime}, d); err != nil {
		return false, err
	}
	d.ClosedAt = tx.Now()
	if err := Save(ctx, tx, d); err != nil {
		return false, err
	}
	if from == Treated { // one groupe said so for all: the others could not say it again
		if err := solveAnswered(ctx, tx, d.ID); err != nil {
			return false, err
		}
	}
	if err := note(ctx, tx, who, d, "lapse", from); err != nil {
		return false, err
	}
	if err := s.waited(ctx, tx, who, d, Lapse); err != nil {
		return false, err
	}
	return true, s.tell(ctx, tx, who, d, Lapse, told.Lapsed)
}

// Join brings somebody into a demand without anybody's act, with a line in its history.
func (s *Service) Join(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, p Invited, act string) error {
	if _, err := addPerson(ctx, tx, who, d.ID, p); err != nil {
		return err
	}
	return note(ctx, tx, who, d, act, "")
}

// NoteID writes a line about a demand into its history.
func NoteID(ctx context.Context, tx *db.Tx, who access.Actor, demandID, act string) error {
	d, err := ByID(ctx, tx, demandID)
	if err != nil {
		return err
	}
	return note(ctx, tx, who, d, act, "")
}

// NoteHeir writes the line of a demand that a leaver's colleague has from now on, whom it names (C046).
func NoteHeir(ctx context.Context, tx *db.Tx, who access.Actor, demandID, heir string) error {
	d, err := ByID(ctx, tx, demandID)
	if err != nil {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.demand.handover", Data: map[string]string{"number": d.Number, "to": heir},
	})
}

// Tell mails some people about a demand: its title and a link. An occasion is told once.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, d Demand, kind, occasion string, to []notify.Recipient) error {
	data := told.Demand{ID: d.ID, Key: d.KeyID, Number: d.Number, Title: d.sealed.title}
	to, err := withDeputies(ctx, tx, d.ID, to)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, r := range to {
		if seen[r.Address] {
			continue
		}
		seen[r.Address] = true
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{Kind: kind, To: r, Data: data, Object: notify.Object{Kind: "casework.demand", ID: d.ID}, Occasion: occasion}); err != nil {
			return err
		}
	}
	return nil
}

// OfficersOf are the référents of one of the demand's teams; of all of them without one.
func OfficersOf(ctx context.Context, tx *db.Tx, d Demand, teamID string) ([]notify.Recipient, error) {
	all, err := officersOf(ctx, tx, d)
	var out []notify.Recipient
	for _, p := range all {
		if p.AccountID != "" && (teamID == "" || p.team == teamID) {
			out = append(out, p.Recipient)
		}
	}
	return out, err
}

// PeopleOf are the creator and those who were invited.
func PeopleOf(ctx context.Context, tx *db.Tx, d Demand) ([]notify.Recipient, error) {
	all, err := peopleOf(ctx, tx, d)
	out := make([]notify.Recipient, len(all))
	for i, p := range all {
		out[i] = p.Recipient
	}
	return out, err
}

// OfCreator is a demand that who created, or follows as a colleague of the creator's; to others it is not there.
func OfCreator(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Demand, error) {
	d, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return d, err
	}
	if roles := RolesOf(who, d); !slices.Contains(roles, AsCreator) && !slices.Contains(roles, AsMate) {
		return Demand{}, apperr.NotFoundErr()
	}
	return d, nil
}

// AsksOpinion says whether the survey is still to be proposed to who is on the creator's side of a closed demand (C045).
func (s *Service) AsksOpinion(ctx context.Context, who access.Actor, number string) (bool, error) {
	asks := false
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := OfCreator(ctx, tx, who, number)
		if apperr.Is(err, apperr.NotFound) || err == nil && d.State != Closed {
			return nil
		}
		if err == nil {
			asks, err = unsurveyed(ctx, tx, d.ID)
		}
		return err
	})
	return asks, err
}
