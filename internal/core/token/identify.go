package token

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/signlog"
	"preau/internal/core/notify"
	"preau/internal/core/token/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// usedEvery is how exact « dernière utilisation » is.
const usedEvery = 5 * time.Minute

// touchPatience is how long a request waits for its token's use to be noted.
const touchPatience = 500 * time.Millisecond

// secretLength is that of all secrets: what is longer or shorter is none, and need not be looked for.
const secretLength = len(Prefix) + 43

// Identify is who a token acts for, with their grants as they are now. A token that nobody has, that ended, or whose
// account may not act, is Unauthenticated: with the reason when it is a token of this instance.
func (s *Service) Identify(ctx context.Context, secret string) (access.Actor, Token, error) {
	var (
		who access.Actor
		t   Token
		at  time.Time
	)
	if len(secret) != secretLength || !strings.HasPrefix(secret, Prefix) {
		err := unknown()
		s.o.Log.Tried(ctx, signlog.Try{Way: signlog.Token}, err)
		return who, t, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		at = tx.Now()
		if who, t, err = WhoBy(ctx, tx, secret); err != nil {
			return err
		}
		who.Grants, err = access.GrantsOf(ctx, tx, who.ID, at)
		return err
	})
	if err != nil {
		s.o.Log.Tried(ctx, signlog.Try{Way: signlog.Token, Account: who.Number}, err)
		return access.Actor{}, Token{}, fmt.Errorf("identify a token: %w", err)
	}
	who.Token = t.Name
	return who, t, s.touch(ctx, t, at)
}

// WhoBy is who a secret's token acts for, without their grants, or why it does nothing any more.
func WhoBy(ctx context.Context, tx *db.Tx, secret string) (access.Actor, Token, error) {
	at := tx.Now()
	who, t, err := tokenBySecret(ctx, tx, notify.HashSecret(secret), at)
	if errors.Is(err, db.ErrNone) {
		return who, t, unknown()
	}
	if err != nil {
		return who, t, err
	}
	if reasons := moves.Why(Use, t.Standing(at), roles(who, t), t); len(reasons) > 0 {
		return who, t, &apperr.Error{Kind: apperr.Unauthenticated, Msg: i18n.M(msg.TokenEnded), Reasons: reasons}
	}
	return who, t, nil
}

func unknown() error {
	return &apperr.Error{Kind: apperr.Unauthenticated, Msg: i18n.M(msg.TokenUnknown)}
}

// touch notes that the token was used. A database that cannot write now must not keep anybody from reading.
func (s *Service) touch(ctx context.Context, t Token, at time.Time) error {
	if at.Sub(t.UsedAt) < usedEvery {
		return nil
	}
	patient, cancel := context.WithTimeout(ctx, touchPatience)
	defer cancel()
	err := s.o.DB.InTx(patient, func(tx *db.Tx) error { return noteUse(patient, tx, t, at) })
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return nil
}

// codeScope is the reason for a token that lacks a scope.
const codeScope = "token.scope"

// WhyScope says why a token may not do what needs a scope; nil means that it may.
func (s *Service) WhyScope(who access.Actor, t Token, scope string) error {
	if scope == "" || t.Has(scope) {
		return nil
	}
	return apperr.ForbiddenErr(apperr.Reason{
		Code: codeScope, Kind: apperr.Grant, Since: t.CreatedAt, By: who.Name, Text: i18n.M(msg.WhyScope, "scope", scope, "name", t.Name),
		Lifters: []apperr.Lifter{{Name: who.Name}}, Ask: &apperr.Ask{Label: i18n.M(msg.AskTokens), Path: Path},
	})
}
