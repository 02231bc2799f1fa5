// Package team is who works in « Demandes »: agencies (Agency) and their groupes (Team), the themes that lead to them and
// the territories that they cover (C010, C011).
//
// All four are data that administrators keep: open or closed, never deleted, since demands name them for years. The people
// of a team hold roles at it; its team managers invite them (C006).
package team

import (
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// Service holds the use cases.
type Service struct {
	db       *db.DB
	notify   *notify.Service
	people   People
	jobs     *jobs.Queue
	communes *communes.Register
}

// New makes the service, and declares its job.
func New(d *db.DB, n *notify.Service, people People, q *jobs.Queue) *Service {
	s := &Service{db: d, notify: n, people: people, jobs: q, communes: &communes.Register{}}
	jobs.Handle(q, jobNewcomers, s.tellNewcomers)
	return s
}

// Sort is one of the four sorts of things, as addresses and forms name it.
type Sort string

// The sorts.
const (
	Agencies    Sort = "organismes"
	Themes      Sort = "themes"
	Territories Sort = "territoires"
	Teams       Sort = "groupes"
)

// Sorts are all sorts, in the order in which one fills them.
func Sorts() []Sort { return []Sort{Agencies, Themes, Territories, Teams} }

// table and counter are where a sort is kept; empty for what is no sort.
func (s Sort) table() (table, counter string) {
	switch s {
	case Agencies:
		return "casework_agencies", "agency"
	case Themes:
		return "casework_themes", "theme"
	case Territories:
		return "casework_territories", "territory"
	case Teams:
		return "casework_teams", "team"
	}
	return "", ""
}

// State is whether a thing can be chosen.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed" // kept for the demands that name it
)

// Label is the state in words.
func (s State) Label() i18n.Key {
	if s == Closed {
		return msg.StateClosed
	}
	return msg.StateOpen
}

// Thing is what the four sorts have in common.
type Thing struct {
	ID      string
	Number  int64 // public, in addresses
	Name    string
	State   State
	Version int64
}

// Agency is an organisme: a public body, or a structure whose aidants help people.
type Agency struct {
	Thing
	About      string
	Elements   string // of identity, that it usually needs, parted by spaces (C023)
	Domains    string // of its people's addresses, parted by spaces; empty: any
	FirstDays  int    // working days until a first answer is late
	FollowDays int
	Closings   []Closing // read with one organisme, not with lists
	Teams      int       // open ones
}

// Theme leads to its usual agencies.
type Theme struct {
	Thing
	Agencies []Thing
}

// Kind is what kind of territory it is.
type Kind string

// The kinds, from the largest.
const (
	Country    Kind = "country"
	Region     Kind = "region"
	Department Kind = "department"
	Commune    Kind = "commune"
)

// Label is the kind in words.
func (k Kind) Label() i18n.Key {
	switch k {
	case Country:
		return msg.KindCountry
	case Region:
		return msg.KindRegion
	case Department:
		return msg.KindDepartment
	case Commune:
	}
	return msg.KindCommune
}

// Territory is a place of the register in which the service works.
type Territory struct {
	Thing
	Kind       Kind
	Code       string // of the register: 35288, 35, 53, FR
	Region     string // codes of what it lies in, its own among them
	Department string
}

// Covers says whether another territory lies within this one.
func (t Territory) Covers(o Territory) bool {
	switch t.Kind {
	case Country: // all but another country lies in France
		return o.Kind == Country && o.Code == t.Code || o.Kind != Country && t.Code == France
	case Region:
		return o.Region == t.Code
	case Department:
		return o.Department == t.Code
	case Commune:
	}
	return o.Kind == Commune && o.Code == t.Code
}

// Team is a groupe of an organisme.
type Team struct {
	Thing
	Agency      Thing
	Note        string // public
	Mailbox     string
	Territories []Territory
}

// Place is the team as a place in which roles are held. Its kind is that of everything that stands outside the tree of
// organisations; ids tell teams from purchasing groups.
func (t Team) Place() access.Place { return access.Place{Kind: access.Group, ID: t.ID} }

// Title is the team with its organisme.
func (t Team) Title() string { return t.Agency.Name + " · " + t.Name }

// Path is the address of the team's page.
func (t Team) Path() string { return "/equipes/" + strconv.FormatInt(t.Number, 10) }
