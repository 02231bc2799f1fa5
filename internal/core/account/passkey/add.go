package passkey

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/account/proof"
	"preau/internal/core/account/session"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// The names of the form's fields.
const FieldName = "nom"

// MaxName is the longest name of a key, in characters.
const MaxName = 60

// The places of what is sealed.
const (
	placeAdd    = "passkey add"
	placeSignIn = "passkey sign in"
)

// AskAdd is what a browser is asked to make a key by, and what it must bring back.
func (s *Service) AskAdd(ctx context.Context, who access.Actor) (options, keep string, err error) {
	if err := s.open(ctx); err != nil {
		return "", "", err
	}
	o, err := s.ownerOf(ctx, who)
	if err != nil {
		return "", "", err
	}
	asked, data, err := s.rp.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return "", "", fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.asked(placeAdd, asked, challenge{Account: who.ID, Data: *data})
}

// asked is a question as the page holds it, and its challenge, sealed.
func (s *Service) asked(place string, question any, c challenge) (options, keep string, err error) {
	c.At = s.o.Clock.Now()
	out, err := json.Marshal(question)
	if err != nil {
		return "", "", fmt.Errorf("ask for a passkey: %w", err)
	}
	keep, err = s.o.Box.Put(place, c.At.Add(challengeLife), c)
	return string(out), keep, err
}

// NewKey is what adding a key asks.
type NewKey struct {
	Name   string
	Answer string // of the browser
	Keep   string // what it kept of AskAdd
}

// Add gives the account of who a passkey, of which its mailbox is told. A repeated form adds nothing.
func (s *Service) Add(ctx context.Context, who access.Actor, in NewKey) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	var c challenge
	name := clean(in.Name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || n > MaxName:
		return apperr.InvalidField(FieldName, i18n.M(msg.FaultName, "max", MaxName))
	case answerErr(in.Answer) != nil:
		return answerErr(in.Answer)
	case !s.o.Box.Get(placeAdd, in.Keep, s.o.Clock.Now(), &c) || c.Account != who.ID:
		return apperr.ConflictErr(i18n.M(msg.ErrorLate))
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(in.Answer))
	if err != nil {
		return broken(err)
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	who.Body = notify.HashSecret(name + "\x00" + answer.ID)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		keys, err := keysOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		has, err := s.strong(ctx, tx, set, keys, a.ID)
		if err != nil {
			return err
		}
		if err := proof.WhyStronger(who, has); err != nil {
			return err
		}
		if len(keys) >= mostKeys {
			return apperr.ConflictErr(i18n.M(msg.ErrorMost, "max", mostKeys))
		}
		made, err := s.rp.CreateCredential(owner{a, keys}, c.Data, answer)
		if err != nil {
			return broken(err)
		}
		k := Key{ID: id.New(), AccountID: a.ID, Name: name, State: Live, Synced: made.Flags.BackupEligible}
		k.Credential, k.aaguid = base64.RawURLEncoding.EncodeToString(made.ID), base64.RawURLEncoding.EncodeToString(made.Authenticator.AAGUID)
		k.public, k.counter = made.PublicKey, int64(made.Authenticator.SignCount)
		if err := insertKey(ctx, tx, k); err != nil {
			return err
		}
		if err := s.o.Accounts.Prove(ctx, tx, who, session.ByPasskey); err != nil { // the device has just recognised them
			return err
		}
		return s.tell(ctx, tx, who, a, k, "add_passkey", MailAdded)
	})
}

// strong says whether the account has a key, or an identity that lets it in. A doubtful key counts: it opens nothing, and is no reason that a
// password alone should bring another.
func (s *Service) strong(ctx context.Context, tx *db.Tx, set instance.Settings, keys []Key, accountID string) (bool, error) {
	if has := slices.ContainsFunc(keys, func(k Key) bool { return s.On(set) }); has || s.o.OtherWays == nil {
		return has, nil
	}
	return s.o.OtherWays(ctx, tx, set, accountID)
}

func clean(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// answerErr says what a browser answered that is no key: nothing, for want of scripts, or what went wrong there.
func answerErr(answer string) error {
	switch {
	case answer == "":
		return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorScripts)}
	case answer == "!InvalidStateError":
		return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorThere)}
	case strings.HasPrefix(answer, "!"):
		return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorGivenUp)}
	}
	return nil
}

func broken(err error) error {
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.ErrorBroken), Err: err}
}

// open says nil while passkeys are a way in.
func (s *Service) open(ctx context.Context) error {
	if s.rp == nil {
		return apperr.NotFoundErr()
	}
	return s.o.Accounts.WayOpen(ctx, instance.Passkey)
}

// ownerOf is who may make another key: asked before their device has made it.
func (s *Service) ownerOf(ctx context.Context, who access.Actor) (owner, error) {
	if !who.SignedIn() {
		return owner{}, apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return owner{}, err
	}
	var o owner
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		if o.Account, err = account.ByID(ctx, tx, who.ID); err != nil {
			return err
		}
		if o.keys, err = keysOf(ctx, tx, who.ID); err != nil || !who.Withheld {
			return err
		}
		has, err := s.strong(ctx, tx, set, o.keys, who.ID)
		if err != nil {
			return err
		}
		return proof.WhyStronger(who, has)
	})
	return o, err
}
