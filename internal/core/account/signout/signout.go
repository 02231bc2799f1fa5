// Package signout has administrators sign an account out of all its browsers: somebody lost a device, or another may have come in.
package signout

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Did is what the account's history says of it.
const Did = "end_all_sessions"

// Service signs accounts out.
type Service struct {
	accounts *account.Service
	mail     *notify.Service
}

// New makes the service.
func New(accounts *account.Service, mail *notify.Service) *Service { return &Service{accounts, mail} }

// Everywhere ends all sessions of the account of a number, and the links by which another would be opened; its owner is told. Access tokens
// stay, and so does the session in which an administrator signs their own account out. A repeated form changes nothing.
func (s *Service) Everywhere(ctx context.Context, who access.Actor, number int64) error {
	return s.accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		err := account.Why(ctx, tx, who, account.EndSessions, number)
		if apperr.Is(err, apperr.Conflict) {
			err = apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		}
		if err != nil {
			return err
		}
		if err := session.End(ctx, tx, session.Revoked, "account_id = ? AND id <> ?", a.ID, who.Session); err != nil {
			return err
		}
		if err := links.KillAll(ctx, tx, a.ID); err != nil {
			return err
		}
		line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: Did, Data: a.Trace(who)}
		if err := history.Write(ctx, tx, who, line); err != nil {
			return err
		}
		to := letter.To{
			Recipient: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, UserName: a.OwnName(), By: who.Name,
		}
		return letter.State(ctx, tx, s.mail, to, letter.SignedOut, id.New())
	})
}
