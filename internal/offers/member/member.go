// Package member is the people of a structure: who has which permissions there (« Utilisateurs », O57-O72).
//
// What is changed here is somebody's access to the structure, never their account, which is theirs alone: a person may have roles in
// others. Nobody is deleted: who has no permission any more stays listed, as inactive.
package member

import (
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// Options are what the service stands on.
type Options struct {
	DB         *db.DB
	Notify     *notify.Service
	Structures *structure.Service
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// State is what somebody's access is worth. It is derived, never stored.
type State string

// The states (O66).
const (
	Active   State = "active"
	Invited  State = "invited" // has permissions, and has not opened their account
	Inactive State = "inactive"
)

// States are all states.
func States() []State { return []State{Active, Invited, Inactive} }

// Label is the state in words, the same for tags and for the filter.
func (s State) Label() i18n.Key {
	switch s {
	case Invited:
		return msg.MemberInvited
	case Inactive:
		return msg.MemberInactive
	case Active:
	}
	return msg.MemberActive
}

// Person is somebody who has, or had, a permission in a structure.
type Person struct {
	AccountID string
	Number    int64 // public, of the account
	FirstName string
	LastName  string
	Email     string
	Function  string
	Phone     string
	Lang      i18n.Lang
	Opened    bool // their account is open
	Roles     []access.RoleKey
}

// State is what the access is worth.
func (p Person) State() State {
	switch {
	case len(p.Roles) == 0:
		return Inactive
	case !p.Opened:
		return Invited
	}
	return Active
}

// Name is the person's name.
func (p Person) Name() string { return p.FirstName + " " + p.LastName }
