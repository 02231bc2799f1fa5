package mandate

import (
	"context"
	"errors"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// TextsPath is the administrators' page of the texts that did not go.
const TextsPath = "/administration/sms"

// mostStuck is how many texts of each sort the page lists.
const mostStuck = 100

// Stuck is a text of a mandate that still waits, as an administrator sees it: of the usager, their number and the words there is nothing.
type Stuck struct {
	Text
	Number string // the demand's
	Tries  int64
}

// Stock are the texts that administrators have to know of, the newest first.
type Stock struct {
	Failed []Stuck // refused by the provider, or given up: they wait for somebody
	Late   []Stuck // tried again by themselves
	Lost   []Stuck // went, and were given up on their way: nobody can send them again, the aidant asks anew
	NoWay  bool    // the settings name no way out
}

// Stuck are the texts that did not go, of mandates whose answer is still waited for. To others than administrators it is not there.
func (s *Service) Stuck(ctx context.Context, who access.Actor) (Stock, error) {
	var out Stock
	if err := allow(who); err != nil {
		return out, err
	}
	if _, err := s.o.Way(ctx); errors.Is(err, ErrNoWay) {
		out.NoWay = true
	} else if err != nil {
		return out, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if out.Failed, err = stuckTexts(ctx, tx, failedTexts, mostStuck); err == nil {
			out.Late, err = stuckTexts(ctx, tx, lateTexts, mostStuck)
		}
		if err == nil {
			out.Lost, err = stuckTexts(ctx, tx, lostOnTheWay, mostStuck)
		}
		return err
	})
	return out, err
}

// Retry queues again, by the same id, a text that its provider did not take or that was given up: an administrator's wish, once the cause is gone.
func (s *Service) Retry(ctx context.Context, who access.Actor, textID string) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, m, err := textToRetry(ctx, tx, textID)
		if err != nil {
			return err
		}
		if done, err := s.requeue(ctx, tx, t, administrator); err != nil || !done {
			return err
		}
		d, err := demand.ByID(ctx, tx, m.DemandID)
		if err != nil {
			return err
		}
		return note(ctx, tx, who, d, "resend", "", "")
	})
}

// WhyRetry is nil when who may have a text sent again; else it says why not.
func WhyRetry(ctx context.Context, tx *db.Tx, who access.Actor, textID string) error {
	if err := allow(who); err != nil {
		return err
	}
	t, _, err := textToRetry(ctx, tx, textID)
	if err == nil {
		_, err = textMoves.Next(resend, t.State, []mover{administrator}, t)
	}
	return err
}

func textToRetry(ctx context.Context, tx *db.Tx, textID string) (Text, Mandate, error) {
	t, err := textByID(ctx, tx, textID)
	if notThere(err) {
		return t, Mandate{}, apperr.NotFoundErr()
	}
	if err != nil {
		return t, Mandate{}, err
	}
	m, err := byID(ctx, tx, t.MandateID)
	if err == nil && m.At(tx.Now()) != Asked {
		err = apperr.ForbiddenErr(whyEnded)
	}
	return t, m, err
}

// requeue begins a text's tries anew. It says false where somebody else moved it just now.
func (s *Service) requeue(ctx context.Context, tx *db.Tx, t Text, by mover) (bool, error) {
	next := t
	var err error
	if next.State, err = textMoves.Next(resend, t.State, []mover{by}, t); err != nil {
		return false, err
	}
	next.triesBefore, next.cuts, next.DueAt, next.SettledAt = t.tries, 0, tx.Now(), time.Time{}
	done, err := saveText(ctx, tx, t, next)
	if err != nil || !done {
		return done, err
	}
	return true, s.schedule(ctx, tx, next)
}

func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

// Waiting tells an administrator that texts wait for them.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	var w db.Where
	w.And(failedTexts+" AND m.state = 'asked' AND m.asked_at > ?", now.Add(-PendingFor))
	return []inbox.Query{{
		N: "count(*)", Since: "min(x.settled_at)", From: stuckTables, Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "casework", Count: r.N, Since: r.Since, Path: TextsPath, Title: i18n.M(msg.WaitTexts, "n", r.N), Detail: i18n.M(msg.WaitTextsDetail), Act: i18n.M(msg.WaitTextsAct),
			}
		},
	}}
}
