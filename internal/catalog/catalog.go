// Package catalog is the markets of a purchasing body (Centrale de Marchés) and who may order from them.
//
// Words: a Market (marché) is a contract with a supplier for a time; its adherents are the establishments that may order
// from it, or the authorities (P.O.) for all of theirs (R170). The purchasing body's people hold the role Central.
//
// A market may have sub-markets (sous-marchés), which are markets of their own with the same adherents and more; a demandeur who is
// given the one is given the others. What ordering from a market means is its Terms.
//
// A market is stored live or withdrawn; whether it has begun or is over follows from its days. Who may do what is in rules.go.
package catalog

import (
	"time"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Central is the role of the purchasing body's people, on the whole platform.
const Central access.RoleKey = "catalog.central"

// Roles declares the module's roles.
var Roles = access.Roles{
	{Key: Central, Label: msg.RoleCentral, Hint: msg.RoleCentralHint, Kinds: []access.PlaceKind{access.Platform}, GivenBy: []access.RoleKey{access.Admin}},
}

// Service holds the use cases.
type Service struct {
	db   *db.DB
	zone func() *time.Location
}

// New makes the service. zone is the operator's, in which days are meant.
func New(d *db.DB, zone func() *time.Location) *Service { return &Service{db: d, zone: zone} }

// today is the day of an instant in the operator's zone.
func (s *Service) today(at time.Time) string { return at.In(s.zone()).Format(time.DateOnly) }

// Today is the day of an instant in the operator's zone.
func (s *Service) Today(at time.Time) string { return s.today(at) }

// Day is a stored day as an argument of a sentence.
func (s *Service) Day(day string) i18n.Day {
	at, _ := time.ParseInLocation(time.DateOnly, day, s.zone()) // it was checked before it was stored
	return i18n.Day(at)
}

// State is what is stored of a market's life.
type State string

// The states of a market.
const (
	Live      State = "live"
	Withdrawn State = "withdrawn" // before its time; it can be put back
)

// Market is a contract with a supplier for a time (marché).
type Market struct {
	ID        string
	Number    int64 // public, in addresses
	Title     string
	Reference string // the contract's own, empty when it has none
	Summary   string // « Résumé du marché »
	Supplier  Body
	Above     Above // of a sub-market
	Terms
	StartsOn  string // a day, 2026-11-21
	EndsOn    string // the last day
	State     State
	CreatedAt time.Time
	Version   int64
	Adherents int // that may order today
}

// Body is what the module shows of an organisation.
type Body struct {
	ID, Ref, Name, Commune string
	Kind                   org.Kind
}

// Phase is where a market stands on a day: derived, never stored.
type Phase string

// The phases.
const (
	PhaseAhead     Phase = "ahead"
	PhaseRunning   Phase = "running"
	PhaseOver      Phase = "over"
	PhaseWithdrawn Phase = "withdrawn"
)

// Phases are all phases, in the order of a market's life.
func Phases() []Phase { return []Phase{PhaseAhead, PhaseRunning, PhaseOver, PhaseWithdrawn} }

// PhaseOn is the market's phase on a day.
func (m Market) PhaseOn(day string) Phase {
	switch {
	case m.State == Withdrawn:
		return PhaseWithdrawn
	case day < m.StartsOn:
		return PhaseAhead
	case day > m.EndsOn:
		return PhaseOver
	}
	return PhaseRunning
}

// Label is the phase in words.
func (p Phase) Label() i18n.Key {
	switch p {
	case PhaseAhead:
		return msg.PhaseAhead
	case PhaseRunning:
		return msg.PhaseRunning
	case PhaseOver:
		return msg.PhaseOver
	case PhaseWithdrawn:
	}
	return msg.PhaseWithdrawn
}

// Adherent is an organisation that may order from a market, for a time.
type Adherent struct {
	ID       string
	Org      Body
	StartsOn string
	EndsOn   string // the last day; empty while there is no end
}

// Days are the adhesion's.
func (a Adherent) Days() Days { return Days{StartsOn: a.StartsOn, EndsOn: a.EndsOn} }
