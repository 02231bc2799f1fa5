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

// Dismiss lets a mail be that failed, that came back, or that is tried in vain: it is not tried again, waits for nobody
// any more, and its data are wiped. Who waits for its reader is told that it is lost, unless they were.
func (s *Service) Dismiss(ctx context.Context, who access.Actor, mailID string) error {
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
		return s.dismiss(ctx, tx, who, o)
	})
}

func (s *Service) dismiss(ctx context.Context, tx *db.Tx, who access.Actor, o outgoing) error {
	to, err := moves.Next(Dismiss, o.State, by{Administrator}, o)
	if err != nil {
		return err
	}
	next, underWay := o, o.SettledAt.IsZero()
	next.State, next.data, next.DueAt = to, nil, time.Time{}
	next.settle(tx.Now())
	saved, err := saveMail(ctx, tx, o, next)
	if err != nil || !saved { // it moved just now: its time had come, or somebody else was faster
		return err
	}
	if underWay {
		if err := s.tellLost(ctx, tx, next.Entry); err != nil {
			return err
		}
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: MailKind, ID: o.ID}, Act: string(Dismiss), From: string(o.State), To: string(to),
		Data: map[string]string{"kind": o.Kind},
	})
}
