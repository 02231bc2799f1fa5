// Package structure is who offers: the request for an offreur's account, its moderation, and the structure that it becomes.
//
// A structure is an organisation of kind provider from the day on which a moderator accepts it, see docs/decisions/0033. Before that,
// nobody signs in for it: a request has a number, and who asked is a name and an address.
package structure

import (
	"strconv"
	"strings"
	"time"

	"preau/internal/core/org"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// State is where a structure is in its life.
type State string

// The states, in the order of a life (1.2 of the specification).
const (
	Requested State = "requested"
	ToCorrect State = "to_correct"
	Refused   State = "refused"
	Active    State = "active"
	Suspended State = "suspended" // its offers are hidden at once; its people still read
	Closed    State = "closed"
)

// States are all states.
func States() []State { return []State{Requested, ToCorrect, Refused, Active, Suspended, Closed} }

// Label is the state in words, the same for tags and for the filter that lists them.
func (s State) Label() i18n.Key {
	switch s {
	case ToCorrect:
		return msg.StateToCorrect
	case Refused:
		return msg.StateRefused
	case Active:
		return msg.StateActive
	case Suspended:
		return msg.StateSuspended
	case Closed:
		return msg.StateClosed
	case Requested:
	}
	return msg.StateRequested
}

// Identifier says by which number the bodies of a type are known.
type Identifier string

// The identifiers.
const (
	BySIREN Identifier = "siren"
	ByUAI   Identifier = "uai" // a school of the first degree is no legal person, and has no SIREN of its own (O16)
	Either  Identifier = "either"
)

// Type is a « Type d'offreur », of the operator's list.
type Type struct {
	ID         string
	Number     int64
	Name       string
	Identifier Identifier
	Open       bool
	Version    int64
	Position   int64
	Uses       int64 // structures that have it, whatever became of them
}

// Facts are the nine fields of a structure (O7).
type Facts struct {
	Name  string
	SIREN string // nine digits, empty where the UAI names it
	UAI   string
	org.Place
	Type          Type   // the zero type where none is chosen
	Signatory     string // « Madame MICHU », who signs the conventions
	SignatoryRole string
	About         string
	LogoID        string // of a file; empty: none
}

// Town is the commune as forms show it: « 75017, Paris » (O10).
func (f Facts) Town() string {
	return strings.Trim(f.PostalCode+", "+f.Commune, ", ")
}

// Applicant is who asked for the structure's account (O18).
type Applicant struct {
	FirstName string
	LastName  string
	Function  string
	Email     string
	Phone     string
	Lang      i18n.Lang
}

// Name is the applicant's name.
func (a Applicant) Name() string { return strings.TrimSpace(a.FirstName + " " + a.LastName) }

// Structure is one structure, from its request on.
type Structure struct {
	ID     string
	Number int64 // public, in addresses
	OrgID  string
	State  State
	Facts
	Applicant Applicant
	AskedAt   time.Time
	MovedAt   time.Time
	MovedBy   string
	MovedByID string // an account; empty: who asked
	Motive    string
	Turn      int64
	Sends     int64     // how many links to correct the request were sent: the last one serves
	SentAt    time.Time // of the last one
	FlaggedAt time.Time // to be moderated again since; zero: it is not (O56)
	Approved  Sensitive
	Version   int64
	Shared    string // ids of the accounts that several people use together, parted by spaces
}

// Flagged says whether a moderator is to look at the structure again.
func (s Structure) Flagged() bool { return !s.FlaggedAt.IsZero() }

// Sensitive are the values of which a change makes a moderator look again (O56).
type Sensitive struct {
	Name          string `json:"name"`
	SIREN         string `json:"siren"`
	UAI           string `json:"uai"`
	Type          string `json:"type"`
	Signatory     string `json:"signatory"`
	SignatoryRole string `json:"signatory_role"`
}

// Sensitive are those of some facts.
func (f Facts) Sensitive() Sensitive {
	return Sensitive{Name: f.Name, SIREN: f.SIREN, UAI: f.UAI, Type: f.Type.Name, Signatory: f.Signatory, SignatoryRole: f.SignatoryRole}
}

// ModerationPath is where moderators find the requests and the structures.
const ModerationPath = "/moderation"

// Path is the address of the structure's page for moderators.
func (s Structure) Path() string { return ModerationPath + "/" + strconv.FormatInt(s.Number, 10) }
