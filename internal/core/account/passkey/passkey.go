// Package passkey lets people in by a passkey (WebAuthn): a key in their telephone, their computer or a security key, that the device opens by a
// finger, a face or a code. Nothing is typed, not even a name: the key says whose it is, and signs a challenge that this program drew.
//
// Keys are discoverable, and the device always verifies the person. The relying party is the host of the public address: under another
// one the keys are worth nothing. A key whose counter went backwards may have been copied: it becomes doubtful, and opens nothing.
package passkey

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"preau/internal/core/account"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/account/sealed"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The pages that others lead to.
const (
	SignInPath = "/connexion/cle"
	NewPath    = "/compte/securite/cles/nouvelle"
	ProvePath  = "/compte/confirmation/cle"
)

const (
	challengeLife = 5 * time.Minute
	mostKeys      = 10 // of one account
)

// Options are what the room needs from outside.
type Options struct {
	DB       *db.DB
	Clock    clock.Clock
	Accounts *account.Service
	Mail     *notify.Service
	Settings func(context.Context) (instance.Settings, error)
	Box      sealed.Box // seals what a browser keeps
	BaseURL  string     // its host is the relying party
	// OtherWays says whether an account can be entered by a way that neither the account nor this room knows; nil: none.
	OtherWays func(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error)
}

// Service lets people in by passkeys.
type Service struct {
	o  Options
	rp *webauthn.WebAuthn // nil where the public address can be no relying party
}

// Possible says whether an address can have passkeys: browsers want a name, and https but on the machine itself.
func Possible(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil && (u.Scheme == "https" || u.Hostname() == "localhost")
}

// New makes the service.
func New(o Options) (*Service, error) {
	s := &Service{o: o}
	if !Possible(o.BaseURL) {
		return s, nil
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	s.rp, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: u.Hostname(), RPOrigins: []string{u.Scheme + "://" + u.Host},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return s, nil
}

// On says whether people may sign in by passkeys.
func (s *Service) On(set instance.Settings) bool { return s.rp != nil && set.Allows(instance.Passkey) }

// Key is one passkey.
type Key struct {
	ID         string
	AccountID  string
	Credential string // base64url
	Name       string
	State      State
	StateAt    time.Time
	Synced     bool
	AddedAt    time.Time
	LastUsedAt time.Time // zero: never

	public  []byte
	counter int64
	aaguid  string
}

// challenge is what a browser keeps between being asked and answering.
type challenge struct {
	At      time.Time
	Account string // of who makes a key; empty: signing in
	Data    webauthn.SessionData
}

// owner is an account as the protocol names it. Its handle is the account's id, which says nothing of the person.
type owner struct {
	account.Account
	keys []Key
}

// WebAuthnID is the handle.
func (o owner) WebAuthnID() []byte { return []byte(o.ID) }

// WebAuthnName is what the device shows to choose by.
func (o owner) WebAuthnName() string { return o.Email }

// WebAuthnDisplayName is the person's name.
func (o owner) WebAuthnDisplayName() string { return o.DisplayName() }

// WebAuthnCredentials are the account's keys.
func (o owner) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(o.keys))
	for i, k := range o.keys {
		out[i] = k.credential()
	}
	return out
}

func (k Key) credential() webauthn.Credential {
	id, _ := base64.RawURLEncoding.DecodeString(k.Credential) // ours
	model, _ := base64.RawURLEncoding.DecodeString(k.aaguid)  // ours
	return webauthn.Credential{
		ID: id, PublicKey: k.public, AttestationFormat: "none",
		Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: k.Synced},
		Authenticator: webauthn.Authenticator{AAGUID: model, SignCount: uint32(k.counter)}, //nolint:gosec // it was one
	}
}

// StateLabel is a state in words.
func (s State) StateLabel() i18n.Key {
	if s == Doubtful {
		return msg.StateDoubtful
	}
	return msg.StateLive
}
