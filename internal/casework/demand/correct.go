package demand

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// CorrectFor is how long an author may correct a message (C048).
const CorrectFor = 10 * time.Minute

// MayCorrect is nil when who may correct a message now; else it says why not. Others than its author are told of nothing to correct.
func (m Message) MayCorrect(who access.Actor) error {
	if m.AccountID != who.ID {
		return apperr.NotFoundErr()
	}
	if end := m.At.Add(CorrectFor); !who.At.Before(end) {
		r := WhyTooLate
		r.Since = end
		return apperr.ForbiddenErr(r)
	}
	return nil
}

// Message is a message of the thread that its author may still correct.
func (s *Service) Message(ctx context.Context, who access.Actor, number string, n int64) (Demand, Message, error) {
	var m Message
	if !who.SignedIn() {
		return Demand{}, m, apperr.UnauthenticatedErr()
	}
	d, k, err := s.Opened(ctx, who, number)
	if err != nil {
		return d, m, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		m, err = correctable(ctx, tx, who, d, n)
		return err
	})
	if err == nil {
		m.Text, err = k.Open(messagePlace(m.ID), m.sealed)
	}
	return d, m, err
}

func correctable(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, n int64) (Message, error) {
	roles := RolesOf(who, d)
	all, err := messages(ctx, tx, d.ID, Moves.May(SeeBetween, d.State, roles, d))
	if err != nil {
		return Message{}, err
	}
	i := slices.IndexFunc(all, func(m Message) bool { return m.No == n })
	if i < 0 {
		return Message{}, apperr.NotFoundErr()
	}
	if _, err := Moves.Next(Correct, d.State, roles, d); err != nil {
		return all[i], err
	}
	return all[i], all[i].MayCorrect(who)
}

// Edition marks the text of a message as it stands: one that is corrected has another. It is never 0.
func (m Message) Edition() int64 {
	if m.EditedAt.IsZero() {
		return 1
	}
	return m.EditedAt.UnixMicro()
}

// Correct writes a message anew within the time that its author has, where its text is of an edition still; 0: whichever it is. Its first text
// stays, sealed; the words of both find it.
func (s *Service) Correct(ctx context.Context, who access.Actor, number string, n, edition int64, text string) error {
	_, m, err := s.Message(ctx, who, number, n)
	if err != nil {
		return err
	}
	if err := fitsMessage(text); err != nil {
		return err
	}
	d, k, err := s.Opened(ctx, who, number)
	if err != nil {
		return err
	}
	was := m.sealed
	if m.sealed, err = k.Seal(messagePlace(m.ID), text); err != nil {
		return err
	}
	m.first = was
	m.words = k.Words(circleOf(m), text)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { // in it, since the form that comes twice finds its own correction
		if edition != 0 && edition != m.Edition() {
			return conflict()
		}
		if _, err := correctable(ctx, tx, who, d, n); err != nil {
			return err
		}
		if err := correctMessage(ctx, tx, d.ID, m); err != nil {
			return err
		}
		if err := s.o.Keys.Index(ctx, tx, k, m.words); err != nil {
			return err
		}
		act := "correct"
		if m.Between {
			act += Inner
		}
		return note(ctx, tx, who, d, act, "")
	})
}
