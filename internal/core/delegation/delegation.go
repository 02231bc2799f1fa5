// Package delegation is « Gestion des accès »: who holds a role gives others the roles that it gives, changes what they
// are limited to, and takes them back, at the organisations where it counts.
//
// It knows no service's word. The chain (who gives what, where, limited to what) is the roles as modules declare them; what
// a grant may be limited to, and what stands against taking one, modules say by Choices and Guards. All that is done here
// is one act on one person at one place: it is confirmed once what follows was shown, logged for the place and for the
// person, mailed to them, and acts at once for sessions that run (R135, R136).
package delegation

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/helping"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Choice is one thing that a grant may be limited to. Ref names it in addresses, to programs and in sheets.
type Choice struct {
	ID, Ref, Label, Note string
	Within               string // the id of the one that it comes with: a market above; empty: none
}

// Taking is a grant that is about to end, or to lose what it is limited to.
type Taking struct {
	AccountID string
	Name      string // of the person
	Role      access.RoleKey
	Place     access.Place
	At, Until time.Time // when it ends, and when it would have; Until zero: never
	Upheld    bool      // somebody else holds the role there all the time from At on
}

// Consequence is what follows from a change, told before it is done.
type Consequence struct {
	Text    i18n.Msg
	Lifters []apperr.Lifter // who can do something about it; none: nothing is to be done
}

// Guard says what stands against taking a role from somebody, and what follows: of the module that the role is for. Reasons
// forbid it.
type Guard func(ctx context.Context, tx *db.Tx, who access.Actor, t Taking) ([]apperr.Reason, []Consequence, error)

// Giving is roles that somebody is about to get at a place, and to lose there.
type Giving struct {
	AccountID, Name string
	Place           access.Place
	Gets, Loses     []access.RoleKey
	Until           time.Time        // when what they get ends; zero: no end
	Coming          []access.RoleKey // that they are about to get there beside
}

// Notice says what follows from giving somebody roles: of the module that they are for.
type Notice func(ctx context.Context, tx *db.Tx, who access.Actor, g Giving) ([]Consequence, error)

// Options are what the room needs from outside.
type Options struct {
	DB       *db.DB
	Accounts *account.Service
	Help     *helping.Service
	Mail     *notify.Service
	Roles    access.Roles // all of the instance
	Chain    access.Roles // those that are given here, in the order in which pages name them
	// Choices are what a grant at an organisation may be limited to today.
	Choices func(ctx context.Context, tx *db.Tx, kind access.LimitKind, orgID string) ([]Choice, error)
	// Reach is how many choices grants come to, by their ids, with those that come with another; one that is missing has its own alone.
	Reach   func(ctx context.Context, tx *db.Tx, gs []access.Grant) (map[string]int, error)
	Guards  []Guard
	Notices []Notice
	Works   []Work                // that people have at a place, of all modules
	Zone    func() *time.Location // in which days are meant
	Builds  func() bool           // identifiers are built of a name and a day of birth (R100)
}

// Service is the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service {
	return &Service{o: o}
}

// The names of fields, in forms and in refusals.
const (
	FieldRoles = "roles"
	FieldFrom  = "du"
	FieldTo    = "au"
	FieldEnd   = "fin"    // when what is taken ends
	FieldKeep  = "garder" // roles whose planned end is taken away
	FieldHeir  = "a"      // who goes on with what somebody leaves
)

// FieldNames is where a sheet says what roles are limited to, of one kind.
func FieldNames(kind access.LimitKind) string { return "limites." + string(kind) }

// FieldLimits is the field of what a role is limited to.
func FieldLimits(role access.RoleKey) string { return "limite." + string(role) }

// Unseen is the answer to a change whose consequences the person has not been shown: nothing was done. The same form with
// the print does it, as long as the same follows.
type Unseen struct {
	Consequences []Consequence
	Print        string
}

// Error is for the log.
func (Unseen) Error() string { return "what follows was not shown yet" }
