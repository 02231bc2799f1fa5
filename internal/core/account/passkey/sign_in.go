package passkey

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// AskSignIn is what a browser is asked to show a key by, of nobody in particular, and what it must bring back.
func (s *Service) AskSignIn(ctx context.Context) (options, keep string, err error) {
	if err := s.open(ctx); err != nil {
		return "", "", err
	}
	asked, data, err := s.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", "", fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.asked(placeSignIn, asked, challenge{Data: *data})
}

// SignIn opens the account of a key that signed the challenge. Each challenge serves once: it must be younger than the key's last use.
func (s *Service) SignIn(ctx context.Context, who access.Actor, keep, answer string, b account.Browser) (session.Session, error) {
	var o session.Session
	try := signlog.Try{Way: signlog.Passkey}
	err := s.use(ctx, who, &try, keep, answer, b.Net, func(tx *db.Tx, a account.Account) (err error) {
		o, err = s.o.Accounts.Enter(ctx, tx, who, a, b.By(session.ByPasskey))
		return err
	})
	if err != nil {
		return session.Session{}, err
	}
	return o, nil
}

// Prove proves that it is still who at the screen: by a key of their own account, no other. net is the client's network, see web.ClientNet.
func (s *Service) Prove(ctx context.Context, who access.Actor, keep, answer, net string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	try := signlog.Try{Way: signlog.Confirmation}
	return s.use(ctx, who, &try, keep, answer, net, func(tx *db.Tx, a account.Account) error {
		if a.ID != who.ID {
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorUnknown)}
		}
		return s.o.Accounts.Prove(ctx, tx, who, session.ByPasskey)
	})
}

// use has a key that signed the challenge serve: for what then does with its account. A key that may have been copied serves nothing.
func (s *Service) use(ctx context.Context, who access.Actor, try *signlog.Try, keep, answer, net string, then func(*db.Tx, account.Account) error) (err error) {
	if err := s.open(ctx); err != nil {
		return err
	}
	defer func() { s.o.Accounts.Tried(ctx, *try, err) }()
	if err := s.o.Accounts.Asked(ctx, who, net); err != nil {
		return err
	}
	var c challenge
	if err := answerErr(answer); err != nil {
		return err
	}
	if !s.o.Box.Get(placeSignIn, keep, s.o.Clock.Now(), &c) {
		return apperr.ConflictErr(i18n.M(msg.ErrorLate))
	}
	shown, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return broken(err)
	}
	var refused error
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		k, a, used, err := s.shown(ctx, tx, c, shown)
		try.Account = a.Number
		if err != nil {
			return err
		}
		if _, err := moves.Next(Use, k.State, by{Bearer}, matter{Key: k}); err != nil {
			return err
		}
		if !k.LastUsedAt.Before(c.At) { // sent twice: its counter is that of the first time
			return apperr.ConflictErr(i18n.M(msg.ErrorLate))
		}
		if used.Authenticator.CloneWarning {
			refused = s.doubt(ctx, tx, who, a, &k)
			return nil // the doubt stays
		}
		if err := then(tx, a); err != nil {
			return err
		}
		return noteUse(ctx, tx, k, int64(used.Authenticator.SignCount), c.At)
	})
	if err == nil {
		err = refused
	}
	return err
}

// shown is the key that signed, with its account: what does not fit is one refusal, whatever it is.
func (s *Service) shown(ctx context.Context, tx *db.Tx, c challenge, answer *protocol.ParsedCredentialAssertionData) (Key, account.Account, *webauthn.Credential, error) {
	k, err := keyBy(ctx, tx, base64.RawURLEncoding.EncodeToString(answer.RawID))
	if errors.Is(err, db.ErrNone) {
		return k, account.Account{}, nil, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorUnknown)}
	}
	if err != nil {
		return k, account.Account{}, nil, err
	}
	a, err := account.Hold(ctx, tx, k.AccountID)
	if err != nil {
		return k, a, nil, err
	}
	used, err := s.rp.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		if string(handle) != a.ID {
			return nil, errors.New("another account's handle")
		}
		return owner{a, []Key{k}}, nil
	}, c.Data, answer)
	if err != nil {
		return k, a, nil, broken(err)
	}
	return k, a, used, nil
}

// doubt sets a key apart whose counter went backwards, ends what keys have opened, and tells its owner.
func (s *Service) doubt(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, k *Key) error {
	to, err := moves.Next(Doubt, k.State, by{Program}, matter{Key: *k})
	if err != nil {
		return err
	}
	k.State, k.StateAt = to, tx.Now()
	if err := saveState(ctx, tx, *k); err != nil {
		return err
	}
	if err := session.End(ctx, tx, session.Revoked, "account_id = ? AND way = ?", a.ID, session.ByPasskey); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, who, a, *k, "doubt_passkey", MailDoubtful); err != nil {
		return err
	}
	_, err = moves.Next(Use, k.State, by{Bearer}, matter{Key: *k})
	return err
}
