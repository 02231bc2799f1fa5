// Package token holds personal access tokens: what a program shows in order to act for a person through the API.
//
// A token acts as its account, with the rights that the account has at each request, and within its own scopes: it never
// may more than the person, and most often less. It lives 30, 90 or 365 days and is shown once. Its secret is made from its
// id and the instance's key, and the table keeps only the hash, as for links and sessions.
//
// States: live → revoked (by its owner) or dropped (a new password, a suspended account); expired follows from its date.
package token

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/core/account/signlog"
	"preau/internal/core/token/msg"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// Path is the page of a person's tokens.
const Path = "/compte/jetons"

// Prefix begins each secret, so that people and scanners of leaked secrets know one when they see it.
const Prefix = "preau_"

// Scope is a part of the API that a token may be given. Modules declare theirs as data.
type Scope struct {
	Key   string // "needs:write": the module, and what is done in it
	Label i18n.Key
	Hint  i18n.Key
}

// Lives are how long a token may live, in days.
func Lives() []int { return []int{30, 90, 365} }

// Token is one token, without its secret.
type Token struct {
	ID        string
	AccountID string
	Number    int64 // public: from 1 within the account
	Name      string
	Scopes    []string // sorted
	State     State
	StateAt   time.Time
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero: never
	Version   int64
}

// Has says whether the token was given a scope.
func (t Token) Has(scope string) bool { return slices.Contains(t.Scopes, scope) }

// Standing is what a token is worth at an instant: its state, or expired. It is derived, never stored.
func (t Token) Standing(at time.Time) State {
	if t.State == Live && !at.Before(t.ExpiresAt) {
		return Expired
	}
	return t.State
}

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Live:
		return msg.StateLive
	case Revoked:
		return msg.StateRevoked
	case Dropped:
		return msg.StateDropped
	case Expired:
	}
	return msg.StateExpired
}

// Options are what tokens need from outside. All are needed.
type Options struct {
	DB     *db.DB
	Jobs   *jobs.Queue
	Clock  clock.Clock
	Scopes []Scope
	// Secret makes, from the instance's key, the secret that belongs to a name.
	Secret func(name string) string
	Log    signlog.Log // is told of those that do not count
}

// Service is the use cases of tokens.
type Service struct{ o Options }

// New makes the service and declares its job.
func New(o Options) *Service {
	s := &Service{o: o}
	o.Jobs.Every("token.sweep", 24*time.Hour, func(ctx context.Context, slot time.Time) error { return s.Sweep(ctx, slot) })
	return s
}

// Scopes are all scopes that a token may be given.
func (s *Service) Scopes() []Scope { return slices.Clone(s.o.Scopes) }

// secret is what the program that holds the token shows.
func (s *Service) secret(tokenID string) string { return Prefix + s.o.Secret("token "+tokenID) }

func join(scopes []string) string { return strings.Join(scopes, " ") }
