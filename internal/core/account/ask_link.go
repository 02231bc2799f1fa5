package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// wantedKind is the job that looks whether an address has an account, and sends it a link. The request itself never looks:
// it does the same for everybody, in the same time (R004, R012).
const wantedKind = "account.wanted"

// wanted is a link that somebody asked for. Its id is the token's, so that the job may run twice.
type wanted struct {
	Purpose Purpose
	Login   string
	TokenID string
}

// ResendActivation sends the link that activates an account once more.
func (s *Service) ResendActivation(ctx context.Context, who access.Actor, login, from string) error {
	return s.ask(ctx, who, ForActivation, login, from)
}

// AskReset sends a link by which a new password is chosen (R011, R012).
func (s *Service) AskReset(ctx context.Context, who access.Actor, login, from string) error {
	return s.ask(ctx, who, ForReset, login, from)
}

// AskSignInLink sends a link that signs in once, where the instance allows it.
func (s *Service) AskSignInLink(ctx context.Context, who access.Actor, login, from string) error {
	if err := s.allowed(ctx, instance.Link); err != nil {
		return err
	}
	return s.ask(ctx, who, ForSignIn, login, from)
}

func (s *Service) ask(ctx context.Context, who access.Actor, p Purpose, login, from string) error {
	if fold(login) == "" {
		return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultLoginMissing))
	}
	if err := s.countTry(ctx, who.At, "", from); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		ok, err := s.mayMail(ctx, tx, instant(tx, who), login)
		if err != nil || !ok {
			return err
		}
		return s.o.Jobs.Add(ctx, tx, wantedKind, wanted{Purpose: p, Login: fold(login), TokenID: id.New()}, jobs.Options{})
	})
}

// sendWanted is the job.
func (s *Service) sendWanted(ctx context.Context, _ jobs.Job, w wanted) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := accountByLogin(ctx, tx, w.Login)
		if err != nil || a.ID == "" {
			return err
		}
		return s.sendFor(ctx, tx, a, w.Purpose, w.TokenID)
	})
}

// RenewLink sends a new link in the place of a dead one, to the same address and no other. Like all asking it tells nothing.
func (s *Service) RenewLink(ctx context.Context, who access.Actor, secret, from string, ps ...Purpose) error {
	if err := s.countTry(ctx, who.At, "", from); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, anyone(who, notify.HashSecret(secret)), func(tx *db.Tx) error {
		t, err := tokenBySecret(ctx, tx, secret, ps...)
		if err != nil || t.ID == "" {
			return err
		}
		a, err := accountByID(ctx, tx, t.AccountID)
		if err != nil {
			return err
		}
		ok, err := s.mayMail(ctx, tx, instant(tx, who), a.Email)
		if err != nil || !ok {
			return err
		}
		return s.sendFor(ctx, tx, a, t.Purpose, id.New())
	})
}

// sendFor sends what helps the owner of an account who asked for a link, which may be another link than the one asked for.
func (s *Service) sendFor(ctx context.Context, tx *db.Tx, a Account, p Purpose, tokenID string) error {
	switch {
	case a.State == Invited:
		return s.sendLink(ctx, tx, a, ForInvitation, tokenID)
	case a.State == Created && p != ForReset:
		return s.sendLink(ctx, tx, a, ForActivation, tokenID)
	case a.State == Suspended:
		return s.sendSuspended(ctx, tx, a, tokenID)
	case a.State == Closed:
		return nil
	case p == ForActivation, p == ForInvitation:
		return s.sendExists(ctx, tx, a, tokenID)
	}
	return s.sendLink(ctx, tx, a, p, tokenID)
}

// sendLink issues a link and mails it.
func (s *Service) sendLink(ctx context.Context, tx *db.Tx, a Account, p Purpose, tokenID string) error {
	isNew, err := s.issue(ctx, tx, a.ID, p, tokenID)
	if err != nil || !isNew {
		return err
	}
	return s.mailLink(ctx, tx, a, p, tokenID)
}
