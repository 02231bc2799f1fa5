package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// reminders are when an invited person who has not come is written to again, since the invitation.
var reminders = []time.Duration{24 * time.Hour, 5 * 24 * time.Hour, 10 * 24 * time.Hour, 15 * 24 * time.Hour}

// due is the last reminder's moment that has passed; zero before the first.
func due(invitedAt, now time.Time) time.Time {
	var at time.Time
	for _, after := range reminders {
		if t := invitedAt.Add(after); !t.After(now) {
			at = t
		}
	}
	return at
}

type waiting struct {
	accountID string
	invitedAt time.Time
	linkAt    time.Time // of the last link
}

// Remind sends invited people who have not come a fresh link on the days of reminders; the former dies. People invited
// without a mail (the first administrator) get none, nor those whom another room reminds. What fails for one keeps nobody else waiting; it is tried at the next run.
func (s *Service) Remind(ctx context.Context) error {
	var todo []waiting
	var now time.Time
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		now = tx.Now()
		var err error
		todo, err = db.All(ctx, tx, func(w *waiting) []any { return []any{&w.accountID, &w.invitedAt, &w.linkAt} },
			`SELECT a.id, a.state_at, max(t.created_at) FROM account_accounts a JOIN account_tokens t ON t.account_id = a.id AND t.purpose = 'invitation'
			WHERE a.state = 'invited' AND a.state_at <= $1 AND a.state_at > $2
			  AND EXISTS (SELECT 1 FROM notify_mails m WHERE m.object_kind = 'account' AND m.object_id = a.id AND m.kind = 'account.invitation')
			GROUP BY a.id, a.state_at ORDER BY a.state_at, a.id`, now.Add(-reminders[0]), now.Add(-links.ForInvitation.Life()))
		return err
	})
	if err != nil {
		return fmt.Errorf("invitations to remind of: %w", err)
	}
	var errs []error
	for _, w := range todo {
		if w.linkAt.Before(due(w.invitedAt, now)) {
			errs = append(errs, s.remind(ctx, w))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) remind(ctx context.Context, w waiting) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := ByID(ctx, tx, w.accountID)
		if apperr.Is(err, apperr.NotFound) || err == nil && a.State != Invited {
			return nil
		}
		if err != nil {
			return err
		}
		if s.o.Reminded != nil {
			if elsewhere, err := s.o.Reminded(ctx, tx, a.ID); err != nil || elsewhere {
				return err
			}
		}
		return s.sendReminder(ctx, tx, a.to())
	})
}

func (s *Service) sendReminder(ctx context.Context, tx *db.Tx, to letter.To) error {
	tokenID := id.New()
	if _, err := links.Issue(ctx, tx, s.o.Mail.Links(), links.Token{ID: tokenID, AccountID: to.AccountID, Purpose: links.ForInvitation}); err != nil {
		return err
	}
	return letter.Remind(ctx, tx, s.o.Mail, to, tokenID)
}

// RemindTx reminds somebody invited of what they were given, by whom, with a fresh link; the former dies. When is the caller's rule.
func (s *Service) RemindTx(ctx context.Context, tx *db.Tx, a Account, by string, given []letter.Given) error {
	to := a.to()
	to.By, to.Given, to.More = by, given[0], given[1:]
	return s.sendReminder(ctx, tx, to)
}
