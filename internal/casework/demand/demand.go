// Package demand is a demand for help (demande): an aidant tells référents of public bodies what blocks a person's file, and
// they talk until it is solved.
//
// States: draft → sent → working → treated → closed, and closed → working when it is opened again (C041). Who may do what is
// in rules.go. Whatever a demand says of anybody is sealed by a key of its own (C081): a use case reads the row, opens the
// key with no transaction open, then writes. Lateness is no state: package waits derives it.
package demand

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/waits"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Service holds the use cases.
type Service struct {
	o Options
}

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
	Keys   *seal.Service
	Files  *document.Service
	Scan   func(text string, names ...string) []string // see draft.Scan
	Hash   func(string) string                         // keyed by the instance: equal files have equal marks
	Waits  waits.Keeper                                // who is waited for since when (C042)
	// Mandate says which mandate of a demand holds, see draft.Options.
	Mandate func(ctx context.Context, tx *db.Tx, d Demand, heldOn string) (Mandate, error)
	// Declare keeps with a demand that is being sent the mandate that its structure holds, named by its day: it is one like others from then
	// on (C060).
	Declare func(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, heldOn string) error
}

// New makes the service.
func New(o Options) *Service {
	return &Service{o: o}
}

// State is where a demand stands.
type State string

// The states.
const (
	Draft   State = "draft" // seen by its creator alone
	Sent    State = "sent"
	Working State = "working" // an operator wrote or took charge
	Treated State = "treated" // a référent says so
	Closed  State = "closed"
)

// States are all states, in the order of a life.
func States() []State { return []State{Draft, Sent, Working, Treated, Closed} }

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Draft:
		return msg.DemandDraft
	case Sent:
		return msg.DemandSent
	case Working:
		return msg.DemandWorking
	case Treated:
		return msg.DemandTreated
	case Closed:
	}
	return msg.DemandClosed
}

// Side is on which side somebody stands in a demand.
type Side string

// The sides.
const (
	Helpers    Side = "helper"
	Officers   Side = "officer"
	Moderators Side = "moderator"
)

// Label is the side in words.
func (s Side) Label() i18n.Key {
	switch s {
	case Officers:
		return msg.RoleOfficer
	case Moderators:
		return msg.RoleModerator
	case Helpers:
	}
	return msg.RoleHelper
}

// Demand is one demand, as its row has it. What is sealed is in Words once it was opened.
type Demand struct {
	ID, Number  string
	State       State
	KeyID       string
	Team        team.Thing // of the creator
	Structure   string     // its organisme
	TerritoryID string
	ThemeID     string
	Urgent      bool
	MandateKind string
	MandateOn   string
	CreatorID   string
	CreatorName string
	CreatedAt   time.Time
	SentAt      time.Time
	AnsweredAt  time.Time
	TreatedAt   time.Time
	ClosedAt    time.Time
	MovedAt     time.Time
	Messages    int64
	Said        int64 // the last message that all read
	Version     int64
	Teams       []Asked
	People      []Invited

	readers     []Reader        // who has seen it, the last first
	filed       int64           // numbers given to files
	stands      []absence.Stand // for whom the one who looks stands now (C071)
	taken       []string        // ids of the teams whose demands the one who looks has taken over (C046)
	unaware     bool            // who looks has not, here
	person, nir string
	year        string // person, by the year of birth alone
	signer      string
	unmoved     bool // what was done is seen by operators alone
	sealed      sealedWords
}

// Path is the demand's page, or another of its pages.
func (d Demand) Path(tail string) string { return "/demandes/" + d.Number + tail }

// Home is where one goes on with the demand: a draft is still written.
func (d Demand) Home() string {
	if d.State == Draft {
		return d.Path("/brouillon")
	}
	return d.Path("")
}

// Asked is a team that a demand was sent to.
type Asked struct {
	Team       team.Thing
	Agency     string
	AgencyID   string
	TakenBy    string
	TakenName  string
	TakenAt    time.Time
	LeftName   string
	Better     team.Thing // whom it proposes in its place, with its organisme; the zero thing: nobody
	LeftAt     time.Time  // it said that it is the wrong one; zero: it is in
	AnsweredAt time.Time  // its first answer; zero: none yet
	DueAt      time.Time  // late from here on; zero: it owes nothing now

	addedAt  time.Time // chosen in the draft, or invited
	mailbox  string    // shared; empty: none
	elements string    // of identity, that its organisme usually needs, parted by spaces (C023)
}

// Mark says whether one of the demand's teams is late, or when it will be (C042).
func (d Demand) Mark(now time.Time) waits.Mark {
	var dues []time.Time
	for _, a := range d.Teams {
		dues = append(dues, a.DueAt)
	}
	return waits.MarkOf(now, dues...)
}

// Title is the team with its organisme.
func (a Asked) Title() string { return a.Agency + " · " + a.Team.Name }

// Invited is somebody who was invited into a demand.
type Invited struct {
	AccountID, Name string
	Side            Side

	elsewhere bool   // an aidant who is none of the creator's team
	teamID    string // by which one was invited from there; empty: by any of theirs
}

// Words are what a demand says, opened.
type Words struct {
	Title     string
	Text      string
	UrgentWhy string
	Identity  Identity
}

// Place is the creator's team as a place in which roles are held.
func (d Demand) Place() access.Place { return place(d.Team.ID) }

// About keeps keyed hashes of whom a demand is about: equal persons, and equal numbers, have equal ones, and a person of whom a whole date is known
// has in year that of one of whom the year of birth is; empty: none is known (C030).
func (d *Demand) About(person, year, nir string) { d.person, d.year, d.nir = person, year, nir }

// AboutPerson says whether a keyed hash is that of whom it is about.
func (d Demand) AboutPerson(person string) bool { return d.person == person }

// Under keeps the keyed hash of who has to have given the mandate, as a mandate keeps it of whom it is; empty: nobody is named.
func (d *Demand) Under(signer string) { d.signer = signer }

// Signer is what Under kept.
func (d Demand) Signer() string { return d.signer }

// Needs says whether the team's organisme usually needs an element of the identity (C023).
func (a Asked) Needs(e Element) bool { return slices.Contains(strings.Fields(a.elements), string(e)) }

// place is a team as a place in which roles are held.
func place(teamID string) access.Place { return access.Place{Kind: access.Group, ID: teamID} }
