package notify

import (
	"context"
	"errors"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

const (
	sendJob = "notify.send"
	// dialogueLimit ends any dialogue: after it, a mail that is still being sent was left by a program that died.
	dialogueLimit = 5 * time.Minute
	sweepEvery    = 15 * time.Minute
)

// sendArgs are a job's: one job stands for one try of one mail, so a job that comes late or twice does nothing.
type sendArgs struct {
	Mail string `json:"mail"`
	Try  int64  `json:"try"` // the dialogues that were begun when it was queued
}

// schedule queues the job of the mail's next try, once.
func (s *Service) schedule(ctx context.Context, tx *db.Tx, o outgoing) error {
	return s.queue.Add(ctx, tx, sendJob, sendArgs{Mail: o.ID, Try: o.Tries}, jobs.Options{RunAt: o.DueAt, Unique: unique(o.ID, o.Tries)})
}

// deliver is the job. An error of it is the database's alone, and runs it again.
func (s *Service) deliver(ctx context.Context, _ jobs.Job, a sendArgs) error {
	o, due, err := s.due(ctx, a)
	if err != nil || !due {
		return err
	}
	m, err := s.compose(ctx, o)
	if err != nil {
		return s.unsendable(ctx, o, err)
	}
	if claimed, err := s.claim(ctx, &o); err != nil || !claimed {
		return err
	}
	out, detail, err := s.dialogue(ctx, m)
	return s.settle(ctx, o, out, detail, err)
}

// due reads the mail, and says whether this job is its next try.
func (s *Service) due(ctx context.Context, a sendArgs) (o outgoing, due bool, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		o, err = mailByID(ctx, tx, a.Mail)
		return err
	})
	switch {
	case errors.Is(err, db.ErrNone): // wiped meanwhile
		return o, false, nil
	case err != nil:
		return o, false, err
	case o.Tries == a.Try+1 && o.may(Accept):
		return o, false, s.rescue(ctx, o)
	}
	return o, o.Tries == a.Try && o.may(Claim), nil
}

// rescue is for a mail whose dialogue this very job began before: its program died, or is cut off from the database.
// Once the longest dialogue is over, the mail is uncertain, and gets a new job.
func (s *Service) rescue(ctx context.Context, o outgoing) error {
	if over := o.SendingAt.Add(dialogueLimit); s.clock.Now().Before(over) {
		return jobs.Later(over)
	}
	s.o.Log.Warn("mail left in the middle of its dialogue", "mail", o.ID, "kind", o.Kind)
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		return s.move(ctx, tx, o, o.after(mail.Uncertain, mail.StepAnswer), ending{detail: "stopped before the answer was recorded", soon: true})
	})
}

// claim marks the mail as being sent, committed before the dialogue. Whoever comes second gets false.
func (s *Service) claim(ctx context.Context, o *outgoing) (claimed bool, err error) {
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		next := *o
		if next.State, err = moves.Next(Claim, o.State, by{Program}, *o); err != nil {
			return err
		}
		next.Tries++
		next.SendingAt, next.DueAt, next.messageID = tx.Now(), time.Time{}, s.messageID(*o)
		claimed, err = saveMail(ctx, tx, *o, next)
		if claimed {
			*o = next
		}
		return err
	})
	return claimed, err
}

// messageID is the same at each try, whatever the instance's address has become.
func (s *Service) messageID(o outgoing) string {
	if o.messageID != "" {
		return o.messageID
	}
	return o.ID + "@" + s.links.host()
}

// dialogue is held to its end even while the program stops: its outcome is what counts.
func (s *Service) dialogue(ctx context.Context, m mail.Message) (mail.Outcome, string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialogueLimit)
	defer cancel()
	return s.transport.Send(ctx, m)
}

// settle records how the dialogue ended, also while the program stops.
func (s *Service) settle(ctx context.Context, o outgoing, out mail.Outcome, detail string, cause error) error {
	var f *mail.Fault
	if !errors.As(cause, &f) {
		f = &mail.Fault{}
	}
	s.o.Watch(out.String())
	if out != mail.Accepted {
		s.o.Log.Warn("mail not accepted", "mail", o.ID, "kind", o.Kind, "outcome", out.String(), "step", string(f.Step), "code", f.Code, "try", o.Tries)
	}
	ctx = context.WithoutCancel(ctx)
	return persist(ctx, recordPauses, func() error {
		return s.db.InTx(ctx, func(tx *db.Tx) error {
			return s.move(ctx, tx, o, o.after(out, f.Step), ending{detail: detail, address: out == mail.Refused && f.OfAddress()})
		})
	})
}

// recordPauses outlast a failover of the database: an outcome that is lost costs a second copy.
var recordPauses = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second}

// persist does fn again after each pause while the database does not answer.
func persist(ctx context.Context, pauses []time.Duration, fn func() error) error {
	err := fn()
	for _, pause := range pauses {
		if !apperr.Is(err, apperr.Unavailable) {
			break
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		err = fn()
	}
	return err
}

// unsendable records a mail that could not even be composed: put off, when the cause may pass; otherwise for somebody to see.
func (s *Service) unsendable(ctx context.Context, o outgoing, cause error) error {
	s.o.Log.Error("mail not composed", "mail", o.ID, "kind", o.Kind, "error", cause)
	do := GiveUp
	if !errors.Is(cause, ErrUnfit) && o.may(PutOff) {
		do = PutOff
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		return s.move(ctx, tx, o, do, ending{detail: mail.OneLine(cause.Error()), uncounted: true})
	})
}
