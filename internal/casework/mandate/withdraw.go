package mandate

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// How is why a mandate is ended on the aidant's side.
type How string

// The ways to end one.
const (
	TakenBack How = "personne" // the usager said so, in person or on paper: what they said before counts no more
	Mistaken  How = "erreur"   // a wrong number, a wrong date: it never was theirs, and its end is no word of theirs (decision 81)
)

// Names of the fields of an end, in faults.
const (
	FieldHow = "fin"
	FieldWhy = "motif"
)

// Ending is how a mandate is ended, and for a mistake, why it was one.
type Ending struct {
	How How
	Why string
}

// MaxWhy is how long the reason of a mistake may be, in characters.
const MaxWhy = 300

// reasoned adds what is wrong of the reason of a mistake.
func reasoned(f *apperr.Faults, why string) {
	why = strings.TrimSpace(why)
	if why == "" {
		f.Add(FieldWhy, msg.FaultWhy)
	}
	if n := utf8.RuneCountInString(why); n > MaxWhy {
		f.Add(FieldWhy, msg.FaultWhyLong, "n", n, "max", MaxWhy)
	}
}

// faults are what is missing of the end of a mandate that stands so: one that waits is cancelled by itself.
func (e Ending) faults(now State) error {
	var f apperr.Faults
	switch {
	case now != Given:
	case e.How == Mistaken:
		reasoned(&f, e.Why)
	case e.How != TakenBack:
		f.Add(FieldHow, msg.FaultHow)
	}
	return f.Err()
}

// Withdraw ends a mandate on the aidant's side: the usager said so in person or on paper, or it was a mistake. Whoever works under it is told.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, number string, n int64, e Ending) error {
	_, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, m, err := numbered(ctx, tx, who, number, n)
		if err != nil {
			return err
		}
		from := m.At(tx.Now())
		if m.State, err = Moves.Next(Withdraw, from, []Doer{Aidant}, m); err != nil {
			return err
		}
		if err := e.faults(from); err != nil {
			return err
		}
		m.EndedAt, m.EndedName = tx.Now(), who.Name
		if from == Given && e.How == Mistaken {
			return s.mistook(ctx, tx, who, d, k, m, e.Why)
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, "withdraw", from, m.State); err != nil {
			return err
		}
		if from == Asked { // nobody worked under it
			return nil
		}
		return s.ended(ctx, tx, d, newsTaken, who.Name, m)
	})
}

// ended keeps with the demand which mandate holds now, and tells both sides. A demand that was sent at this very moment is read as sent, since whoever
// sends it holds its row until it is.
func (s *Service) ended(ctx context.Context, tx *db.Tx, d demand.Demand, what news, by string, m Mandate) error {
	d, err := demand.Hold(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	now, err := s.Standing(ctx, tx, d, heldOn(d))
	if err != nil {
		return err
	}
	if err := demand.NoteMandate(ctx, tx, d.ID, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, d, what, by, m, d.State != demand.Draft)
}

// refused tells that the usager said no to what was asked. A draft cannot go, of which its side hears; of a demand that was sent whatever mandate it had
// counts no more, and both sides are told, as of one that was taken back.
func (s *Service) refused(ctx context.Context, tx *db.Tx, d demand.Demand, m Mandate) error {
	d, err := demand.Hold(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if d.State == demand.Draft {
		return s.tell(ctx, tx, d, newsRefused, "", m, false)
	}
	return s.ended(ctx, tx, d, newsDenied, "", m)
}

// Resend queues again, by the same id, a text that its provider did not take or that was given up.
func (s *Service) Resend(ctx context.Context, who access.Actor, number string, n int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, m, err := numbered(ctx, tx, who, number, n)
		if err != nil {
			return err
		}
		if m.At(tx.Now()) != Asked {
			return apperr.ForbiddenErr(whyEnded)
		}
		all, err := textsOf(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		done := false
		for _, t := range all {
			if t.MandateID != m.ID || !t.CanResend() {
				continue
			}
			if done, err = s.requeue(ctx, tx, t, helper); err != nil || !done {
				return err
			}
		}
		if !done {
			return apperr.ForbiddenErr(whyNoResend)
		}
		return note(ctx, tx, who, d, "resend", "", "")
	})
}

// numbered is a mandate of a demand by its number, for who may keep it.
func numbered(ctx context.Context, tx *db.Tx, who access.Actor, number string, n int64) (demand.Demand, Mandate, error) {
	if !who.SignedIn() {
		return demand.Demand{}, Mandate{}, apperr.UnauthenticatedErr()
	}
	d, err := kept(ctx, tx, who, number)
	if err != nil {
		return d, Mandate{}, err
	}
	m, err := nth(ctx, tx, d.ID, n)
	return d, m, err
}

func nth(ctx context.Context, tx *db.Tx, demandID string, n int64) (Mandate, error) {
	all, err := ofDemand(ctx, tx, demandID)
	if err != nil {
		return Mandate{}, err
	}
	for _, m := range all {
		if m.N == n {
			return m, nil
		}
	}
	return Mandate{}, apperr.NotFoundErr()
}
