package delegation

import (
	"context"
	"errors"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// remindAfter is how long somebody who got a role hears nothing before they are reminded.
const remindAfter = 7 * 24 * time.Hour

// how often the periodic jobs of this room look.
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

// reminded is a place with what somebody holds there, as the mail names it.
type reminded struct {
	place place
	held  []Held
	given letter.Given
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
	all, err := s.remindedOf(ctx, tx, a)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, r := range all {
		if err := write(ctx, tx, access.ByProgram("", tx.Now()), r.place, a, trace{act: DidRemind, role: r.held[0].Role}); err != nil {
			return err
		}
	}
	return s.sendReminder(ctx, tx, a, all)
}

// remindedOf are the places where somebody holds roles now.
func (s *Service) remindedOf(ctx context.Context, tx *db.Tx, a account.Account) ([]reminded, error) {
	at, err := s.placesNow(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	var out []reminded
	for _, id := range at {
		o, err := org.ByID(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		p := place{Organisation: o}
		found, err := s.persons(ctx, tx, s.o.Chain, p, []string{a.ID})
		if err != nil || len(found) == 0 {
			return nil, err
		}
		names, err := s.names(ctx, tx, s.o.Chain, p)
		if err != nil {
			return nil, err
		}
		r := reminded{place: p, held: found[0].Held, given: letter.Given{Place: o.Name}}
		for _, h := range r.held {
			role, _ := s.o.Chain.ByKey(h.Role)
			labels, _ := names.Of(h)
			given := letter.Role{Label: role.Label, Hint: role.Hint, Limits: labels, Until: lastInstant(h.To)}
			if h.From.After(tx.Now()) {
				given.From = h.From
			}
			r.given.Roles = append(r.given.Roles, given)
		}
		out = append(out, r)
	}
	return out, nil
}

// sendReminder mails it: with a link that opens the account, or to who has a password where they sign in.
func (s *Service) sendReminder(ctx context.Context, tx *db.Tx, a account.Account, all []reminded) error {
	var given []letter.Given
	for _, r := range all {
		given = append(given, r.given)
	}
	by := all[0].held[0].By
	if a.State == account.Invited {
		return s.o.Accounts.RemindTx(ctx, tx, a, by, given)
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: reminder, To: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, Data: reminderMail{By: by, Given: given},
		Object: notify.Object{Kind: objectAccount, ID: a.ID}, Occasion: all[0].held[0].ID,
	})
}
