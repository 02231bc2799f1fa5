package silence

import (
	"context"
	"errors"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// remindAfter is how long somebody who got a role hears nothing before they are reminded.
const remindAfter = 7 * 24 * time.Hour

// lookEvery is how often the periodic jobs of this room look.
const lookEvery = time.Hour

// Remind reminds those who got roles a week ago and have never signed in, once (R272): by one mail of all that they hold, with a fresh
// link for who has no password yet. Who came, whose access has ended, or whose address refuses mails gets none. What fails for one
// keeps nobody else waiting; it is tried at the next run.
func (s *Service) Remind(ctx context.Context) error {
	var todo []string
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		todo, err = s.toRemind(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, id := range todo {
		errs = append(errs, s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.remind(ctx, tx, id) }))
	}
	return errors.Join(errs...)
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, accountID string) error {
	a, err := account.ByID(ctx, tx, accountID)
	if apperr.Is(err, apperr.NotFound) || err == nil && !a.Never() {
		return nil
	}
	if err != nil {
		return err
	}
	if refused, err := notify.AddressRefused(ctx, tx, a.Email); err != nil || refused { // whoever corrects it sends a fresh mail
		return err
	}
	if first, err := s.markReminded(ctx, tx, accountID); err != nil || !first {
		return err // another node did it
	}
	at, err := s.placesNow(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	all, err := s.o.Remind(ctx, tx, a, at)
	if err != nil || len(all) == 0 {
		return err
	}
	return s.sendReminder(ctx, tx, a, all)
}

// sendReminder mails it: with a link that opens the account, or to who has a password where they sign in.
func (s *Service) sendReminder(ctx context.Context, tx *db.Tx, a account.Account, all []delegation.Reminded) error {
	var given []letter.Given
	for _, r := range all {
		given = append(given, r.Given)
	}
	by := all[0].By
	if a.State == account.Invited {
		return s.o.Accounts.RemindTx(ctx, tx, a, by, given)
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: reminder, To: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, Data: reminderMail{By: by, Given: given},
		Object: notify.Object{Kind: delegation.ObjectAccount, ID: a.ID}, Occasion: all[0].GrantID,
	})
}
