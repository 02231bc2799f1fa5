// Package access answers who may do what, where, and why not.
//
// Roles are data that modules declare: a key, the kinds of place they are held in, and which roles may give them.
// A grant is one role of one account at one place, for a time, given by someone. The Actor is the signed-in account
// with its grants, read with the session at each request, so that a change of rights acts at once (R135).
package access

import (
	"slices"
	"time"

	"preau/internal/kit/i18n"
)

// PlaceKind is a kind of place in which a role is held.
type PlaceKind string

// The kinds of place. Organisations form a tree; the others stand by themselves.
const (
	Platform     PlaceKind = "platform" // the whole instance; its id is empty
	Organisation PlaceKind = "organisation"
	Group        PlaceKind = "group"
)

// Place is where a role is held.
type Place struct {
	Kind PlaceKind
	ID   string
}

// Everywhere is the place of the roles held on the whole platform.
var Everywhere = Place{Kind: Platform}

// RoleKey names a role: "needs.coordinator". The part before the dot is the module that declares it.
type RoleKey string

// The roles of the platform itself.
const (
	Admin  RoleKey = "platform.admin"    // sets the instance up, names coordinators, helps accounts
	Helper RoleKey = "platform.helpdesk" // finds out why somebody cannot get on, and helps accounts that wait (R140)
	Member RoleKey = "org.member"        // works in an establishment and acts for it
)

// Role declares a role as data: « Gestion des accès », the chain of delegation and the lifters of refusals are drawn from it.
type Role struct {
	Key         RoleKey
	Label       i18n.Key
	Hint        i18n.Key    // what it lets one do, in a sentence, where it is given; empty: its label says it
	Words       []string    // what people call it in sheets, in French and English, its labels among them; case, accents and signs do not count
	Kinds       []PlaceKind // where it may be held
	Bodies      []string    // of which kinds of organisation (org.Kind); any when empty
	GivenBy     []RoleKey   // who may give it, holding that role at the same place, above it, or everywhere
	ReachesDown bool        // held at an organisation, it counts for all organisations below
	Limit       LimitKind   // what a grant of it may be limited to; empty: nothing
	Unlimited   Reach       // what a grant of it counts for while it has no limit
	Single      bool        // one person holds it at a place: naming another ends the former's (R113)
	Needed      bool        // work stops when its last holder at a place goes (R132)
}

// Roles are all declared roles of the instance. A role that others give at one kind of place than at another is declared
// for each.
type Roles []Role

// At finds a role as it is declared for a kind of place.
func (rs Roles) At(k RoleKey, kind PlaceKind) (Role, bool) {
	i := slices.IndexFunc(rs, func(r Role) bool { return r.Key == k && slices.Contains(r.Kinds, kind) })
	if i < 0 {
		return Role{}, false
	}
	return rs[i], true
}

// ByKey finds a role, for its label and its limits, which are the same everywhere.
func (rs Roles) ByKey(k RoleKey) (Role, bool) {
	i := slices.IndexFunc(rs, func(r Role) bool { return r.Key == k })
	if i < 0 {
		return Role{}, false
	}
	return rs[i], true
}

// Keys are the names of the roles.
func (rs Roles) Keys() []RoleKey {
	out := make([]RoleKey, len(rs))
	for i, r := range rs {
		out[i] = r.Key
	}
	return out
}

// OnPlatform are the roles held on the whole platform, but for the administrators' own.
func (rs Roles) OnPlatform() Roles {
	var out Roles
	for _, r := range rs {
		if slices.Contains(r.Kinds, Platform) && r.Key != Admin {
			out = append(out, r)
		}
	}
	return out
}

// Grant is one role of one account at one place. To is zero while it has no end.
type Grant struct {
	ID      string
	Role    RoleKey
	Place   Place
	From    time.Time
	To      time.Time
	Limited bool    // it has limits; those that ended by themselves still keep it from being unlimited
	Limits  []Limit // those that count now
}

// ActiveAt says whether the grant counts at an instant.
func (g Grant) ActiveAt(at time.Time) bool {
	return !g.From.After(at) && (g.To.IsZero() || at.Before(g.To))
}

// Actor is who acts: the account, its session, its grants, and the request that it makes.
// The zero Actor is a visitor. It leaves the request in the handler and is an argument from there on.
type Actor struct {
	ID       string // of the account; empty for a visitor
	Number   int64  // of the account, public
	Name     string // as shown to others
	UserName string
	Address  string // of its mail
	Lang     i18n.Lang
	Session  string    // id of the session, not its secret
	Proved   time.Time // when the person of the session last proved who they are
	Way      string    // by which the session was opened, or proven since: see account/session
	Strong   bool      // that way is a passkey or an identity that others keep
	Withheld bool      // they administer the platform, but not from this session: see account/proof
	Token    string    // name of the access token that a program acts by; empty on pages
	OrgID    string    // the establishment that the person stands for in groups, empty when none is chosen
	OrgName  string
	Works    []Work // the organisations that the person works for, by name
	Acting   Work   // the one of them for which they act
	Grants   []Grant
	Bound    Bound // to the operator's general conditions

	Key, Act, Body string    // the form's hidden key, the act, and a hash of what was sent: see db.Once
	At             time.Time // when the request reached the server: deadlines are decided by it
}

// SignedIn says whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.ID != "" }

// Holds says whether the actor holds a role at exactly this place.
func (a Actor) Holds(role RoleKey, p Place) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role && g.Place == p })
}

// IsAdmin says whether the actor administers the platform.
func (a Actor) IsAdmin() bool { return a.Holds(Admin, Everywhere) }

// IsHelper says whether the actor is of the helpdesk. Administrators see the same and more.
func (a Actor) IsHelper() bool { return a.Holds(Helper, Everywhere) }

// Places are the ids of the places of one kind where the actor holds a role.
func (a Actor) Places(role RoleKey, kind PlaceKind) []string {
	var out []string
	for _, g := range a.Grants {
		if g.Role == role && g.Place.Kind == kind {
			out = append(out, g.Place.ID)
		}
	}
	return out
}

// ByProgram is the actor of what the program does by itself or on the operator's command line, named in the history.
func ByProgram(name string, at time.Time) Actor { return Actor{Name: name, At: at} }
