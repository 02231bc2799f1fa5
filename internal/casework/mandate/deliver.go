package mandate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sms"
)

// dialogueLimit ends any talk with a provider: after it, a text that is still being sent was left by a program that died.
const dialogueLimit = 2 * time.Minute

// sendArgs are a job's: one job stands for one try of one text, so a job that comes late or twice does nothing.
type sendArgs struct {
	Text string `json:"text"`
	Try  int64  `json:"try"`
}

// sealText makes a text ready for the outbox.
func sealText(k seal.Key, mandateID string, o Occasion, words string) (Text, error) {
	t := Text{ID: id.New(), MandateID: mandateID, Occasion: o}
	var err error
	t.sealed, err = k.Seal(textAt(t.ID), words)
	return t, err
}

// queue puts a text into the outbox, once for each occasion.
func (s *Service) queue(ctx context.Context, tx *db.Tx, t Text) error {
	added, err := insertText(ctx, tx, t)
	if err != nil || !added {
		return err
	}
	t.DueAt = tx.Now()
	return s.schedule(ctx, tx, t)
}

// schedule queues the job of the text's next try, once.
func (s *Service) schedule(ctx context.Context, tx *db.Tx, t Text) error {
	return s.o.Jobs.Add(ctx, tx, jobSend, sendArgs{Text: t.ID, Try: t.tries}, jobs.Options{RunAt: t.DueAt, Unique: fmt.Sprintf("%s/%d", t.ID, t.tries)})
}

// deliver is the job. An error of it is the database's or the keys', and runs it again.
func (s *Service) deliver(ctx context.Context, _ jobs.Job, a sendArgs) error {
	t, m, due, err := s.due(ctx, a)
	if err != nil || !due {
		return err
	}
	out, ok, err := s.message(ctx, t, m)
	if err != nil {
		return err
	}
	if !ok {
		return s.settle(ctx, t, m, drop, sms.Sent{})
	}
	way, err := s.o.Way(ctx)
	if errors.Is(err, ErrNoWay) { // the operator has switched texts off: they wait
		return s.settle(ctx, t, m, t.waits(), sms.Sent{Detail: ErrNoWay.Error()})
	}
	if err != nil {
		return err
	}
	out.From = way.From
	if claimed, err := s.claim(ctx, &t, way.Name); err != nil || !claimed {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialogueLimit) // held to its end: its outcome is what counts
	defer cancel()
	sent, err := way.Send(ctx, out)
	if err != nil {
		s.o.Log.Warn("text not accepted", "text", t.ID, "outcome", sent.Outcome.String(), "detail", sent.Detail, "try", t.tries)
	}
	return s.settle(context.WithoutCancel(ctx), t, m, t.after(sent.Outcome), sent)
}

// waits is what becomes of a text that cannot even be tried.
func (t Text) waits() textAct {
	if t.may(putOff) {
		return putOff
	}
	return giveUp
}

// due reads the text with its mandate, and says whether this job is its next try.
func (s *Service) due(ctx context.Context, a sendArgs) (t Text, m Mandate, due bool, err error) {
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		if t, err = textByID(ctx, tx, a.Text); err == nil {
			m, err = byID(ctx, tx, t.MandateID)
		}
		return err
	})
	switch {
	case notThere(err): // wiped meanwhile
		return t, m, false, nil
	case err != nil:
		return t, m, false, err
	case t.tries == a.Try+1 && t.may(accept):
		return t, m, false, s.rescue(ctx, t, m)
	}
	return t, m, t.tries == a.Try && t.may(claim), nil
}

// rescue is for a text whose try this very job began before: its program died, or is cut off from the database. Once the
// longest talk is over, the text is uncertain, and gets a new job.
func (s *Service) rescue(ctx context.Context, t Text, m Mandate) error {
	if over := t.SendingAt.Add(dialogueLimit); s.o.Clock.Now().Before(over) {
		return jobs.Later(over)
	}
	s.o.Log.Warn("text left in the middle of its sending", "text", t.ID)
	return s.settle(ctx, t, m, t.after(sms.Uncertain), sms.Sent{Detail: "stopped before the answer was recorded"})
}

// message is what goes out; false when nobody needs it any more: the usager has answered, the time is over, or the demand was wiped.
func (s *Service) message(ctx context.Context, t Text, m Mandate) (sms.Message, bool, error) {
	var none sms.Message
	if m.At(s.o.Clock.Now()) != Asked {
		return none, false, nil
	}
	k, err := s.o.Keys.One(ctx, m.KeyID)
	if apperr.Is(err, apperr.NotFound) {
		return none, false, nil
	}
	if err != nil {
		return none, false, err
	}
	to, err := k.Open(numberAt(m.ID), m.sealed)
	if err != nil {
		return none, false, err
	}
	words, err := k.Open(textAt(t.ID), t.sealed)
	return sms.Message{ID: t.ID, To: to, Text: words}, err == nil, err
}

// claim marks the text as being sent, committed before the provider is spoken to. Whoever comes second gets false.
func (s *Service) claim(ctx context.Context, t *Text, way string) (claimed bool, err error) {
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		next, err := t.moved(claim, tx.Now())
		if err != nil {
			return err
		}
		next.tries++
		next.SendingAt, next.Provider = tx.Now(), way
		if claimed, err = saveText(ctx, tx, *t, next); claimed {
			*t = next
		}
		return err
	})
	return claimed, err
}

// settle records how a try ended, with the next try's job, or who has to know that there is none.
func (s *Service) settle(ctx context.Context, t Text, m Mandate, do textAct, sent sms.Sent) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		next, err := t.moved(do, tx.Now())
		if err != nil {
			return err
		}
		next.Detail = sent.Detail
		if sent.Provider != "" {
			next.EventID = sent.Provider
		}
		if do == putOff && t.State != Sending {
			next.tries++ // nothing was begun: the try is counted now
		}
		if do == accept {
			if err := s.receiptBefore(ctx, tx, &next); err != nil {
				return err
			}
		}
		saved, err := saveText(ctx, tx, t, next)
		switch {
		case err != nil || !saved:
			return err
		case do == refuse || do == giveUp || !next.UndeliveredAt.IsZero():
			return s.lost(ctx, tx, m, next)
		case next.DueAt.IsZero():
			return nil
		}
		return s.schedule(ctx, tx, next)
	})
}

// receiptBefore takes what a receipt said that came before the provider's own answer was recorded.
func (s *Service) receiptBefore(ctx context.Context, tx *db.Tx, t *Text) error {
	if t.EventID == "" {
		return nil
	}
	var err error
	if t.DeliveredAt, err = sms.Told(ctx, tx, t.Provider, true, t.EventID); err != nil || !t.DeliveredAt.IsZero() {
		return err
	}
	t.UndeliveredAt, err = sms.Told(ctx, tx, t.Provider, false, t.EventID)
	return err
}

// lost tells the aidant that a text did not reach the usager.
func (s *Service) lost(ctx context.Context, tx *db.Tx, m Mandate, t Text) error {
	d, err := demand.ByID(ctx, tx, m.DemandID)
	if err != nil {
		return err
	}
	m.ID = fmt.Sprintf("%s/%d/%v", t.ID, t.tries, t.UndeliveredAt.IsZero()) // each loss is told
	return s.tell(ctx, tx, d, newsLost, "", m, false)
}

const sweptAtOnce = 100

// sweep takes up the texts that no job is for any more.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		lost, err := lostTexts(ctx, tx, tx.Now().Add(-sweepEvery), tx.Now().Add(-sweepEvery), sweptAtOnce)
		for _, t := range lost {
			if t.State == Sending {
				t.tries-- // its own job ends it
			}
			if t.DueAt.IsZero() {
				t.DueAt = tx.Now()
			}
			if err == nil {
				err = s.schedule(ctx, tx, t)
			}
		}
		return err
	})
}
