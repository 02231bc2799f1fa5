package moving

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Side is one of the two mailboxes, by the link that went there.
type Side string

// The sides.
const (
	NewSide Side = "new"
	OldSide Side = "old"
)

// Link is what a link's page may show. Of one that leads nowhere, nothing.
type Link struct {
	Move
	Known   bool
	Account account.Account
	Reasons []apperr.Reason // why nothing can be done any more; empty with Live
	Live    bool
}

// Link looks at a link without using it.
func (s *Service) Link(ctx context.Context, at time.Time, side Side, secret string) (Link, error) {
	var l Link
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		m, err := bySecret(ctx, tx, side, secret)
		if err != nil || m.ID == "" {
			return err
		}
		a, err := account.ByID(ctx, tx, m.AccountID)
		if err != nil {
			return err
		}
		l = Link{Move: m, Known: true, Account: a}
		do, as := doing(side)
		l.Reasons = moves.Why(do, m.State, by{as}, matter{Account: a, move: m, at: at})
		if l.Live = len(l.Reasons) == 0; !l.Live && l.Reasons[0].Code == "" {
			l.Reasons = nil
		}
		return nil
	})
	return l, err
}

// WhyAnswer is nil when a link's button may be used at an instant; else it says why not.
func WhyAnswer(ctx context.Context, tx *db.Tx, at time.Time, side Side, secret string) error {
	_, _, _, err := answerable(ctx, tx, at, side, secret)
	return err
}

// answerable is the change of a link, its account, and where the link's button leads at an instant.
func answerable(ctx context.Context, tx *db.Tx, at time.Time, side Side, secret string) (Move, account.Account, State, error) {
	m, err := bySecret(ctx, tx, side, secret)
	if err == nil && m.ID == "" {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return m, account.Account{}, "", err
	}
	a, err := account.ByID(ctx, tx, m.AccountID)
	if err != nil {
		return m, a, "", err
	}
	do, as := doing(side)
	to, err := next(do, matter{Account: a, move: m, at: at}, as)
	return m, a, to, err
}

func doing(side Side) (Act, Role) {
	if side == OldSide {
		return Object, OldMailbox
	}
	return Confirm, NewMailbox
}

// Answer is the button of a link's page: the new mailbox confirms, the old one objects. A repeated form changes nothing.
func (s *Service) Answer(ctx context.Context, who access.Actor, side Side, secret string) error {
	by := access.Actor{Key: who.Key, Act: who.Act, Body: notify.HashSecret(secret), At: who.At}
	return s.o.DB.Once(ctx, by, func(tx *db.Tx) error {
		m, a, to, err := answerable(ctx, tx, by.At, side, secret)
		if err != nil {
			return err
		}
		do, _ := doing(side)
		if err := s.move(ctx, tx, by, a, &m, do, to, ""); err != nil {
			return err
		}
		if side == NewSide {
			return s.completeNow(ctx, tx, a, m)
		}
		if err := s.o.Accounts.EndSecrets(ctx, tx, by, a, account.Move); err != nil {
			return err
		}
		return s.tellObjected(ctx, tx, a, m)
	})
}
