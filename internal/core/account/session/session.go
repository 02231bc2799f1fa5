// Package session keeps the browsers that people are signed in on: opened, known again at each request, listed and ended.
package session

import (
	"log/slog"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// accountKind is what the history calls the account whose sessions these are.
const accountKind = "account"

// The lives of sessions.
const (
	Idle      = 8 * time.Hour       // of those not remembered
	life      = 30 * 24 * time.Hour // of all, whatever happens
	seenEvery = 5 * time.Minute     // how exact « vu pour la dernière fois » is
	lingers   = 30 * time.Second    // of a secret after the proof that gave its session another
)

// Why a session ended.
const (
	SignedOut   = "sign_out"
	Revoked     = "revoked"
	NewPassword = "password"
	Suspended   = "suspended"
)

// The ways by which sessions are opened.
const (
	ByPassword   = "password"
	ByLink       = "link"
	ByActivation = "activation"
	ByInvitation = "invitation"
	ByPasskey    = "passkey"
	ByProvider   = "provider:" // and the provider's key
	lost         = "lost"      // the account has the key or identity no more
)

// Strong says whether a way needs more than what can be overheard, guessed or forwarded: a device of one's own, or a provider's proof.
func Strong(way string) bool { return way == ByPasskey || strings.HasPrefix(way, ByProvider) }

// By is the same browser, let in by a way.
func (b Browser) By(way string) Browser {
	b.Way = way
	return b
}

// Session is a browser that was just signed in.
type Session struct {
	ID        string
	AccountID string
	Number    int64 // of the account
	Remember  bool
	ExpiresAt time.Time
	FirstTime bool   // the account's first sign-in ever
	Back      string // the page that the link leads on to; empty: none
	First     string // the page where a password is to be chosen first: then no browser was signed in; empty: one was

	// Secret goes into the cookie. It is made from the id and the instance's key, so that it need not be kept for a repeated form.
	Secret string `json:"-"`
}

// Left is how long the browser keeps it from an instant on, as the session lives; 0: until the browser closes.
func (o Session) Left(at time.Time) time.Duration {
	if !o.Remember {
		return 0
	}
	return o.ExpiresAt.Sub(at)
}

// Browser is where a session is opened.
type Browser struct {
	Remember bool
	Way      string // by which: one of the ways below
	Agent    string // family of the browser and of the machine
	Net      string // the client's network, see web.ClientNet; empty when it cannot be told. It is kept as a hash.
}

// Service is who is signed in where.
type Service struct {
	db     *db.DB
	secret func(name string) string
	log    *slog.Logger
	known  *db.Kept[string, seen] // who was identified, by the hash of their secret
}

// mostKnown is how many sessions are known without a look into the database.
const mostKnown = 5000

// New makes the service. secret makes, from the instance's key, the secret that belongs to a name.
func New(d *db.DB, secret func(name string) string, log *slog.Logger) *Service {
	return &Service{db: d, secret: secret, log: log, known: db.KeepOf[string, seen](d, mostKnown, "access", "account", "org", "terms")}
}

// secretOf is a session's secret: another at each turn, see Prove.
func (s *Service) secretOf(sessionID string, turn int64) string {
	if turn == 0 {
		return s.secret("session " + sessionID)
	}
	return s.secret("session " + sessionID + " " + strconv.FormatInt(turn, 10))
}

// netOf is what is kept of a network: nobody can read it, and two accounts' are never alike (C004).
func (s *Service) netOf(accountID, net string) string {
	if net == "" {
		return ""
	}
	return notify.HashSecret(s.secret("session net " + accountID + " " + net))
}

// Owner is the account that a session is opened for.
type Owner struct {
	ID     string
	Number int64
	Never  bool // never signed in before
}

// WithSecret completes a session that may come from a repeated form.
func (s *Service) WithSecret(o Session) Session {
	o.Secret = s.secretOf(o.ID, 0)
	return o
}
