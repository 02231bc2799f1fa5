package moving

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// dueKind is the job that looks at a change when the old mailbox's time is over, and when the new one's is.
const dueKind = "account.move_due"

type dueMove struct{ MoveID string }

func (s *Service) due(ctx context.Context, _ jobs.Job, d dueMove) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := byID(ctx, tx, d.MoveID)
		if err != nil || m.ID == "" || !m.State.Open() || m.State == Objected {
			return err
		}
		a, err := account.ByID(ctx, tx, m.AccountID)
		if err != nil {
			return err
		}
		if m.State == Asked && !tx.Now().Before(m.LapsesAt) {
			return s.lapse(ctx, tx, a, m)
		}
		return s.completeNow(ctx, tx, a, m)
	})
}

// completeNow gives the account its new address, if both mailboxes have spoken: the new one by its click, the old one by
// its silence. Who waits for the old one's time is looked at again by the job.
func (s *Service) completeNow(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	other, err := Taken(ctx, tx, m.New)
	if err != nil {
		return err
	}
	program := access.Actor{At: tx.Now()}
	to, err := next(Complete, matter{Account: a, move: m, at: tx.Now(), taken: other}, Program)
	if apperr.Is(err, apperr.Conflict) || apperr.Is(err, apperr.Forbidden) && tx.Now().Before(m.Until) {
		return nil
	}
	if apperr.Is(err, apperr.Forbidden) {
		return s.lapse(ctx, tx, a, m)
	}
	if err != nil {
		return err
	}
	if domains, err := s.refuses(ctx, tx, a.ID, m.New); err != nil || domains != "" { // since it was asked for
		if err == nil {
			err = s.lapse(ctx, tx, a, m)
		}
		return err
	}
	if err := SaveAddress(ctx, tx, &a, m.New); err != nil {
		return err
	}
	if err := s.o.Accounts.EndSecrets(ctx, tx, program, a, account.Move); err != nil {
		return err
	}
	if err := s.move(ctx, tx, program, a, &m, Complete, to, ""); err != nil {
		return err
	}
	return s.tellDone(ctx, tx, a, m)
}

func (s *Service) lapse(ctx context.Context, tx *db.Tx, a account.Account, m Move) error {
	to, err := next(Lapse, matter{Account: a, move: m, at: tx.Now()}, Program)
	if err != nil {
		return err
	}
	if err := s.move(ctx, tx, access.Actor{At: tx.Now()}, a, &m, Lapse, to, ""); err != nil {
		return err
	}
	return s.tellEnded(ctx, tx, a, m)
}
