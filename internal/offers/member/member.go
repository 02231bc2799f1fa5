// Package member is the people of a structure: who has which permissions there (« Utilisateurs », O57-O72).
//
// What is changed here is somebody's access to the structure, never their account, which is theirs alone: a person may have roles in
// others. Somebody new is invited, and has the permissions once they accepted by the mail. Nobody is deleted: who has no permission any
// more stays listed, as inactive.
package member

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// Options are what the service stands on.
type Options struct {
	DB         *db.DB
	Jobs       *jobs.Queue
	Notify     *notify.Service
	Accounts   *account.Service
	Structures *structure.Service
	// Limit counts what a visitor's network asks for, and refuses what is too much.
	Limit func(ctx context.Context, at time.Time, from string) error
	// Readdress gives an account that nobody opened the address that was meant, and ends what went to the other one; it invites nobody.
	Readdress func(ctx context.Context, tx *db.Tx, who access.Actor, a *account.Account, address string) error
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service, and declares its job.
func New(o Options) *Service {
	s := &Service{o}
	o.Jobs.Every("offers.invitations", time.Hour, func(ctx context.Context, at time.Time) error {
		return errors.Join(s.remind(ctx, at), s.remindUnopened(ctx, at))
	})
	return s
}

// State is what somebody's access is worth. It is derived, never stored.
type State string

// The states (O66).
const (
	Active   State = "active"
	Invited  State = "invited" // has not accepted, or has not opened their account
	Pending  State = "pending" // has no access: they asked for one, and nobody has answered
	Inactive State = "inactive"
)

// States are all states, in the order of the filter.
func States() []State { return []State{Active, Invited, Pending, Inactive} }

// Label is the state in words, the same for tags and for the filter.
func (s State) Label() i18n.Key {
	switch s {
	case Invited:
		return msg.MemberInvited
	case Pending:
		return msg.MemberPending
	case Inactive:
		return msg.MemberInactive
	case Active:
	}
	return msg.MemberActive
}

// Person is somebody who has, or had, a permission in a structure; or, with an invitation, who is invited to have it; or who asked to join.
type Person struct {
	AccountID  string // empty while invited, and of who asks
	Number     int64  // public, of the account; of the invitation while invited; of the request of who asks
	Invitation bool
	Asks       bool
	Void       bool // of the invitation: its sender may not invite any more
	FirstName  string
	LastName   string
	Email      string
	Function   string
	Phone      string
	Lang       i18n.Lang
	account    account.State
	Roles      []access.RoleKey
	Shared     bool     // the account is used by several people
	Sites      []string // the lieux to which they are limited as « Gestionnaire d'offres », by id; none: the whole structure
}

// State is what the access is worth.
func (p Person) State() State {
	switch {
	case p.Asks:
		return Pending
	case p.Invitation:
		return Invited
	case len(p.Roles) == 0 || p.account == account.Suspended || p.account == account.Closed:
		return Inactive
	case p.account != account.Active:
		return Invited
	}
	return Active
}

// Gone says whether the account is closed: nothing is given to it any more.
func (p Person) Gone() bool { return p.account == account.Closed }

// Name is the person's name; who gave none yet is called by their address.
func (p Person) Name() string {
	return cmp.Or(strings.TrimSpace(p.FirstName+" "+p.LastName), p.Email)
}

// Print is what the form of a person was drawn from: a stale one is told apart by it.
func (p Person) Print() string {
	sorted := slices.Clone(p.Roles)
	slices.Sort(sorted)
	words := append([]string{rolesText(sorted)}, slices.Sorted(slices.Values(p.Sites))...)
	if p.Shared {
		words = append(words, FieldShared)
	}
	return strings.Join(words, " ")
}

func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }
