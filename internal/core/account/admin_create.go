package account

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// AdminCreate makes the account of an address an administrator, creating it when there is none, and gives the path of the one-time
// link by which its owner comes in. It is for `preau admin create`, run by who holds the server: no mail goes out.
func (s *Service) AdminCreate(ctx context.Context, who access.Actor, email string) (path string, err error) {
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		a, _, err := s.make(ctx, tx, who, Invitation{Email: email, Lang: i18n.French})
		if err != nil {
			return err
		}
		if err := s.Claim(ctx, tx, a.Email); err != nil {
			return err
		}
		if a.State == Active {
			if err := s.reclaim(ctx, tx, who, &a); err != nil {
				return err
			}
		}
		given, err := access.Give(ctx, tx, who, access.Gift{AccountID: a.ID, Role: access.Admin, Place: access.Everywhere, Reason: who.Name})
		if err != nil {
			return err
		}
		if given {
			l := history.Line{Object: a.object(), Act: "give_role", Data: map[string]string{"role": string(access.Admin)}}
			if err := history.Write(ctx, tx, who, l); err != nil {
				return err
			}
		}
		path, err = s.wayIn(ctx, tx, a)
		return err
	})
	return path, err
}

// printedLife is how long a link serves at most that stands in a terminal, where others may read it later.
const printedLife = 72 * time.Hour

// wayIn is a fresh link that fits the account's state.
func (s *Service) wayIn(ctx context.Context, tx *db.Tx, a Account) (string, error) {
	p := links.ForSignIn
	switch a.State {
	case Created:
		p = links.ForReset // proves the owner too, and lets them choose a password
	case Invited:
		p = links.ForInvitation
	case Suspended, Closed:
		return "", apperr.ConflictErr(i18n.M(msg.ErrorNoWayIn, "state", i18n.M(a.State.StateLabel())))
	case Active:
	}
	tokenID := id.New()
	if _, err := links.Issue(ctx, tx, s.o.Mail.Links(), links.Token{ID: tokenID, AccountID: a.ID, Purpose: p, For: min(p.Life(), printedLife)}); err != nil {
		return "", err
	}
	return p.Path(s.secret(tokenID)), nil
}
