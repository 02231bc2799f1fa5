package notify

import (
	"context"
	"errors"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Retry sends a failed, refused, uncertain or put-off mail again at once, with all its tries anew: an administrator's wish.
func (s *Service) Retry(ctx context.Context, who access.Actor, mailID string) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		o, err := mailByID(ctx, tx, mailID)
		if errors.Is(err, db.ErrNone) {
			return apperr.NotFoundErr()
		}
		if err != nil {
			return err
		}
		return s.retry(ctx, tx, who, o)
	})
}

// WhyMail is nil when who may do an act with a mail; else it says why not.
func WhyMail(ctx context.Context, tx *db.Tx, who access.Actor, do Act, mailID string) error {
	if err := allow(who); err != nil {
		return err
	}
	o, err := mailByID(ctx, tx, mailID)
	if errors.Is(err, db.ErrNone) {
		return apperr.NotFoundErr()
	}
	if err == nil {
		_, err = moves.Next(do, o.State, by{Administrator}, o)
	}
	return err
}

func (s *Service) retry(ctx context.Context, tx *db.Tx, who access.Actor, o outgoing) error {
	to, err := moves.Next(Retry, o.State, by{Administrator}, o)
	if err != nil {
		return err
	}
	next := o
	next.State, next.triesBefore, next.cuts, next.AddressRefused = to, o.Tries, 0, false
	next.DueAt, next.SettledAt = tx.Now(), time.Time{}
	saved, err := saveMail(ctx, tx, o, next)
	if err != nil || !saved { // it moved just now: somebody else retried it, or its time had come
		return err
	}
	if err := s.schedule(ctx, tx, next); err != nil {
		return err
	}
	if told, declared := s.retried[o.Kind]; declared {
		if err := told(ctx, tx, who, next.Entry); err != nil {
			return err
		}
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: MailKind, ID: o.ID}, Act: string(Retry), From: string(o.State), To: string(next.State),
		Data: map[string]string{"kind": o.Kind},
	})
}

// sweep gives a job to each mail that has lost its own: the queue keeps jobs as safely as the outbox keeps mails,
// but a dead job, or one deleted by hand, must not leave a mail behind in silence.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := forgetReturns(ctx, tx, tx.Now().Add(-returnsKept), 1000); err != nil {
			return err
		}
		lost, err := lostMails(ctx, tx, tx.Now().Add(-sweepEvery), tx.Now().Add(-dialogueLimit-sweepEvery), 1000)
		if err != nil {
			return err
		}
		for _, o := range lost {
			o.DueAt = tx.Now()
			if !o.may(Claim) {
				o.Tries-- // the job of the dialogue that was left
			}
			if err := s.schedule(ctx, tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}
