// Package group is the purchasing groups (groupements d'achat) of a support establishment, with their lots and lines,
// and the coordinators who run them.
//
// States: a group is draft → open → abandoned, and its phases (joining, entry) follow from its dates. Who may do what is
// in rules.go. Other objects of the service rest on a group through the functions that take a transaction.
package group

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/directory"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Service holds the use cases.
type Service struct {
	db     *db.DB
	notify *notify.Service
	people People
}

// New makes the service.
func New(d *db.DB, n *notify.Service, people People) *Service {
	return &Service{db: d, notify: n, people: people}
}

// State is what is stored of a group's life; its phases follow from its dates.
type State string

// The states of a group.
const (
	Draft     State = "draft"     // seen by its coordinators alone
	Open      State = "open"      // listed for everyone
	Abandoned State = "abandoned" // nothing can be done; readable for who could read it while it lived
)

// Group is a purchasing group (groupement d'achat).
type Group struct {
	ID          string
	Number      int64 // public, in addresses
	Title       string
	Description string
	Support     Org // établissement support
	State       State
	JoinUntil   time.Time // R032
	EntryFrom   time.Time
	EntryUntil  time.Time // date limite de saisie des besoins (R044)
	CreatedAt   time.Time
	OpenedAt    time.Time // zero while it never was open
	Version     int64
	LotCount    int
	HasLines    bool
}

// Org is what the service shows of an establishment.
type Org struct {
	ID, Ref, Name, Commune string
	Number                 string // in its register, as people write it; known only where one chooses among establishments
	Logo                   string // hash of its picture, see Picture; known of support establishments
}

// Picture is the address of the establishment's picture; empty without one.
func (o Org) Picture() string { return directory.PicturePath(o.Ref, o.Logo) }

// Place is the establishment as a place in which roles are held.
func (o Org) Place() access.Place { return access.Place{Kind: access.Organisation, ID: o.ID} }

// Phase is where a group stands at an instant: derived from its state and dates, never stored.
type Phase string

// The phases, in the order of a group's life.
const (
	PhaseDraft     Phase = "draft"
	PhaseJoining   Phase = "joining"   // open, entry has not begun
	PhaseEntry     Phase = "entry"     // needs are entered
	PhaseClosed    Phase = "closed"    // the deadline has passed
	PhaseAbandoned Phase = "abandoned" //
)

// PhaseAt is the group's phase at an instant. A deadline holds to the second: what reaches the server within it is in time (R045).
func (g Group) PhaseAt(at time.Time) Phase {
	switch {
	case g.State == Draft:
		return PhaseDraft
	case g.State == Abandoned:
		return PhaseAbandoned
	case Passed(g.EntryUntil, at):
		return PhaseClosed
	case at.Before(g.EntryFrom):
		return PhaseJoining
	}
	return PhaseEntry
}

// Label is the phase in words.
func (p Phase) Label() i18n.Key {
	switch p {
	case PhaseDraft:
		return msg.PhaseDraft
	case PhaseJoining:
		return msg.PhaseJoining
	case PhaseEntry:
		return msg.PhaseEntry
	case PhaseClosed:
		return msg.PhaseClosed
	case PhaseAbandoned:
	}
	return msg.PhaseAbandoned
}

// Passed says whether a deadline is over at an instant, to the second: floor(at) ≤ deadline is in time (R045).
func Passed(deadline, at time.Time) bool {
	return at.Truncate(time.Second).After(deadline)
}

// Place is the group as a place in which roles are held.
func (g Group) Place() access.Place { return access.Place{Kind: access.Group, ID: g.ID} }
