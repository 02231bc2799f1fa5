// Package account holds people's accounts: how one is opened, proven, signed in to, kept safe, invited and suspended.
//
// An account goes created (own sign-up, address not proven) or invited (made by somebody) → active → suspended and back.
// What is typed at sign-in is a user name or an address; user names hold no @, so it names one account at most (R007).
// One-time links carry a secret that is made when the mail is rendered; the tables keep only its hash. Nothing here tells a
// visitor whether an address has an account: not by words, not by time, not by what can be tried next (R004, R012, R016).
package account

import (
	"context"
	"log/slog"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/limits"
	"preau/internal/core/account/password"
	"preau/internal/core/account/session"
	"preau/internal/core/account/signlog"
	"preau/internal/core/account/sweeping"
	"preau/internal/core/account/temporary"
	"preau/internal/core/account/workplace"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// Options are what the accounts need from outside. All but the functions that run at something are needed.
type Options struct {
	DB       *db.DB
	Jobs     *jobs.Queue
	Mail     *notify.Service
	Hasher   *password.Hasher
	Breaches *password.Breaches // nil: the operator has no list
	Settings func(context.Context) (instance.Settings, error)
	Log      *slog.Logger
	// OnEstablishment runs in the transaction in which a person chose (or left, orgID being empty) an establishment.
	OnEstablishment func(ctx context.Context, tx *db.Tx, who access.Actor, accountID, orgID string) error
	// OnLock runs in the transaction in which an account's sessions end for good: a new password, a suspension. act says which.
	OnLock func(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, act Act) error
	// OnFirst makes the account for which a room gave a temporary password, at its first use, and gives the id of the link by which its owner
	// chooses another; ref is the room's own. nil: no room does.
	OnFirst func(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (tokenID string, err error)
	// Reminded says that an invited person is reminded elsewhere, of what they were invited for.
	Reminded func(ctx context.Context, tx *db.Tx, accountID string) (bool, error)
}

// Service is the use cases of accounts.
type Service struct {
	o                Options
	*session.Service // who is signed in where
	*sweeping.Sweeper
	*temporary.Passwords
	*workplace.Places
	signlog.Log // of tries, for the rooms of other ways, too

	checker *password.Checker
	limits  *limits.Limits
}

// New makes the service and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o, checker: password.NewChecker(o.Breaches, o.Log)}
	s.Log = signlog.New(o.Log)
	s.Service = session.New(o.DB, s.secret, o.Log)
	s.limits = limits.New(o.DB, s.secret)
	s.Sweeper, s.Places = sweeping.New(o.DB), workplace.New(o.DB)
	s.Passwords = temporary.New(temporary.Options{DB: o.DB, Links: o.Mail.Links(), Limits: s.limits, Fold: fold, Account: s.firstLink})
	jobs.Handle(o.Jobs, wantedKind, s.sendWanted)
	jobs.Handle(o.Jobs, registeredKind, s.enroll)
	o.Jobs.Every("account.sweep", 24*time.Hour, func(ctx context.Context, slot time.Time) error { return s.Sweep(ctx, slot) })
	o.Jobs.Every("account.remind", time.Hour, func(ctx context.Context, _ time.Time) error { return s.Remind(ctx) })
	return s
}

// secret makes, from the instance's key, the secret that belongs to a name: of a link, of a session.
func (s *Service) secret(name string) string { return s.o.Mail.Links().Secret(name) }

// instant is when the request reached the server, before a transaction.
func (s *Service) instant(ctx context.Context, who access.Actor) (at time.Time, err error) {
	if at = who.At; !at.IsZero() {
		return at, nil
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		at = tx.Now()
		return nil
	})
	return at, err
}

// instant is when the request reached the server, which decides what is expired; for the program's own acts, now.
func instant(tx *db.Tx, who access.Actor) time.Time {
	if who.At.IsZero() {
		return tx.Now()
	}
	return who.At
}
