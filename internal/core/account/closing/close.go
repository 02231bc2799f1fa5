// Package closing closes accounts: at their owner's wish, by an administrator, or because nobody activated or used them.
//
// The account keeps its number, state, language and dates; the name gives way to « Compte clos n° … » wherever it stands,
// step by step, by the retention's keeper.
package closing

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Options are what closing accounts needs from outside. All but Place and Before are needed.
type Options struct {
	DB       *db.DB
	Accounts *account.Service
	Mail     *notify.Service
	Roles    access.Roles
	Speak    func(lang i18n.Lang) *i18n.T
	// Place names a place that is no organisation, and the places whose holders count there too; nil: there are none.
	Place func(ctx context.Context, tx *db.Tx, p access.Place) (name string, above []access.Place, err error)
	// Before runs in the closing transaction: what only rooms above know to end, such as open requests. nil: nothing.
	Before func(ctx context.Context, tx *db.Tx, who access.Actor, accountID string) error
	// Erase has the name go from wherever it stands, step by step, and the label come there.
	Erase func(ctx context.Context, tx *db.Tx, accountID, label string) error
}

// Service closes accounts.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o: o} }

// holdClosedName is how long nobody can take the user name of a closed account: long enough for those who knew it to have
// forgotten it. The address is free at once: whoever opens another account with it has proven that the mailbox is theirs.
const holdClosedName = 365 * 24 * time.Hour

// Leave is what closing one's own account asks.
type Leave struct {
	Current string // password; not asked of who has none
	From    string // the client's network, see web.ClientNet
}

// Leaving is what the page of closing says before.
type Leaving struct {
	account.Account
	HasPassword bool
	Grants      []account.GrantLine
	Reasons     []apperr.Reason // why it cannot be closed; none: it can
}

// Leaving says what closing the account of who would mean, and whether it may be.
func (s *Service) Leaving(ctx context.Context, who access.Actor) (Leaving, error) {
	if !who.SignedIn() {
		return Leaving{}, apperr.UnauthenticatedErr()
	}
	var out Leaving
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := account.ByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		last, err := s.lastRoles(ctx, tx, a, allOf)
		if err != nil {
			return err
		}
		out.Account, out.HasPassword = a, a.HasPassword()
		out.Reasons = account.WhyNotClosed(account.Close, account.Owner, a, who, last)
		out.Grants, err = s.ending(ctx, tx, a)
		return err
	})
	return out, err
}

// Why is nil when who may close their own account; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor) error {
	a, err := account.ByID(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	last, err := s.lastRoles(ctx, tx, a, allOf)
	if err == nil {
		_, err = a.Closed(account.Close, account.Owner, who, last)
	}
	return err
}

// ending are the roles that end with an account, their places named.
func (s *Service) ending(ctx context.Context, tx *db.Tx, a account.Account) ([]account.GrantLine, error) {
	out, err := account.GrantLines(ctx, tx, a)
	for i, g := range out {
		if err == nil && g.PlaceName == "" {
			out[i].PlaceName, _, err = s.place(ctx, tx, g.Place)
		}
	}
	return out, err
}

// Leave closes the account of who, for good.
func (s *Service) Leave(ctx context.Context, who access.Actor, in Leave) error {
	l, err := s.Leaving(ctx, who)
	if err != nil {
		return err
	}
	if len(l.Reasons) > 0 {
		return apperr.ForbiddenErr(l.Reasons...)
	}
	a := l.Account
	if a.HasPassword() {
		if err := s.o.Accounts.Confirm(ctx, who, in.Current, in.From); err != nil {
			return err
		}
	}
	return s.o.DB.Once(ctx, s.o.Accounts.WithoutSecrets(who, in.Current), func(tx *db.Tx) error {
		now, err := closable(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if !now.PasswordAt.Equal(a.PasswordAt) {
			return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		}
		last, err := s.lastRoles(ctx, tx, now, allOf)
		if err != nil {
			return err
		}
		to, err := now.Closed(account.Close, account.Owner, who, last)
		if err != nil {
			return err
		}
		return s.close(ctx, tx, who, now, account.Close, to, "")
	})
}

// CloseFor closes somebody's account at their request, or for another reason that they are told.
func (s *Service) CloseFor(ctx context.Context, who access.Actor, number int64, reason string) error {
	reason, err := account.CleanReason(reason)
	if err != nil {
		return err
	}
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		a, err := closable(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		to, err := a.Closed(account.Close, account.Administrator, who, nil)
		if apperr.Is(err, apperr.Conflict) {
			return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		}
		if err != nil {
			return err
		}
		return s.close(ctx, tx, who, a, account.Close, to, reason)
	})
}

// close is all that closing means: the name, the address and the secrets go, the roles end, the browsers are signed out,
// and the person is told once more. What else names them goes step by step.
func (s *Service) close(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, do account.Act, to account.State, reason string) error {
	was := a
	a = anonymous(a, s.o.Speak(i18n.French).S(msg.ClosedName, "n", a.Number), to, tx.Now())
	if who.ID == a.ID {
		who.Name = a.DisplayName()
	}
	a.StateBy = who.Name
	if err := saveClosed(ctx, tx, &a); err != nil {
		return err
	}
	if err := s.endAll(ctx, tx, who, was); err != nil {
		return err
	}
	line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: string(do), From: string(was.State), To: string(to), Data: trace(a, who)}
	if reason != "" {
		line.Data["reason"] = reason
	}
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	if err := s.o.Erase(ctx, tx, a.ID, a.DisplayName()); err != nil {
		return err
	}
	return s.sendClosed(ctx, tx, was, who, do, reason)
}

// endAll ends what an account could do.
func (s *Service) endAll(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account) error {
	if _, err := access.TakeBackAll(ctx, tx, who, a.ID); err != nil {
		return err
	}
	if before := s.o.Before; before != nil {
		if err := before(ctx, tx, who, a.ID); err != nil {
			return err
		}
	}
	if err := s.o.Accounts.EndSecrets(ctx, tx, who, a, account.Close); err != nil {
		return err
	}
	if a.State == account.Created || a.State == account.Invited { // nobody ever came: their name is nobody's
		return nil
	}
	if a.Born != "" { // nobody chooses such a name, and it would go on telling a date of birth
		return nil
	}
	return holdClosed(ctx, tx, a.UserName)
}

// anonymous leaves of an account its number, its dates and its language.
func anonymous(a account.Account, label string, to account.State, now time.Time) account.Account {
	return account.Account{
		ID: a.ID, Number: a.Number, Lang: a.Lang, LastName: label, State: to, StateAt: now, UserName: closedLogin(a.Number), Email: closedLogin(a.Number) + "@",
		CreatedAt: a.CreatedAt, ActivatedAt: a.ActivatedAt, FirstSignInAt: a.FirstSignInAt, LastSignInAt: a.LastSignInAt, Version: a.Version,
	}
}

// sendClosed tells the person, at the address that the account had. An address that was never proven gets nothing.
func (s *Service) sendClosed(ctx context.Context, tx *db.Tx, was account.Account, who access.Actor, do account.Act, reason string) error {
	if was.State == account.Created || was.State == account.Invited {
		return nil
	}
	d := closedAccount{Number: was.Number, Reason: reason, Unused: do == account.Expire}
	if who.ID != was.ID {
		d.By = who.Name
	}
	return s.send(ctx, tx, was, MailClosed, d, id.New())
}

// trace is what the history keeps of somebody else's account beside its id.
func trace(a account.Account, who access.Actor) map[string]string {
	if who.ID == a.ID {
		return map[string]string{}
	}
	return map[string]string{"account": strconv.FormatInt(a.Number, 10), "name": a.DisplayName()}
}
