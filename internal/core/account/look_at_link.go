package account

import (
	"context"
	"time"

	"preau/internal/core/account/links"
	"preau/internal/core/account/signup"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Link is what a link's page may show: of a dead one nothing but why it is dead, and whether the account is active already.
type Link struct {
	Standing            links.Standing
	Purpose             links.Purpose
	State               State  // of the account; empty when the link is unknown
	UserName            string // empty unless live; of an activation, the one that was typed at its sign-up. Empty, too, while it was not made
	Naming              Naming // how an account that waits for its first password gets its name
	FirstName, LastName string // that are known of who is asked for them
	Name                string // empty unless live
	Email               string // empty unless live
	Back                string // the page to go on to; empty: none
}

// Label says why a link is dead.
func (l Link) Label() i18n.Key { return l.Standing.Label() }

// Link looks at a link without using it.
func (s *Service) Link(ctx context.Context, at time.Time, secret string, ps ...links.Purpose) (Link, error) {
	var l Link
	set, err := s.o.Settings(ctx)
	if err != nil {
		return l, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := links.BySecret(ctx, tx, secret, ps...)
		l = Link{Standing: t.Standing(at), Purpose: t.Purpose}
		if err != nil || l.Standing == links.Unknown {
			return err
		}
		a, err := ByID(ctx, tx, t.AccountID)
		if err != nil {
			return err
		}
		if l.State, l.Back = a.State, t.Back; l.Standing != links.Live {
			return nil
		}
		if t.Purpose == links.ForActivation {
			p, err := signup.ByID(ctx, tx, t.RegistrationID)
			if err != nil || p.ID == "" { // its sign-up was forgotten
				l.Standing = links.Expired
				return err
			}
			a.UserName = p.UserName
		}
		if a.State == Created || a.State == Invited {
			l.Naming, l.FirstName, l.LastName = namingOf(set, a), a.FirstName, a.LastName
		}
		l.UserName, l.Name, l.Email = a.OwnName(), a.DisplayName(), a.Email
		return nil
	})
	return l, err
}
