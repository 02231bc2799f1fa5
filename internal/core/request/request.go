// Package request is asking for a role and deciding on it: a request is stored once, routed to those who may give the
// role, decided by the first of them, and told to who asked.
//
// Its first user is the establishment that a person names in the profile: the first person of an establishment is
// believed; where somebody is already, one of them confirms, so that nobody reads or signs a school's needs by merely
// naming it. The administrators are the lifters of last resort.
package request

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"

	"preau/internal/core/request/msg"
)

// State is where a request stands.
type State string

// The states of a request.
const (
	Open      State = "open"
	Given     State = "given"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Act is an act on a request.
type Act string

// The acts on a request.
const (
	See      Act = "see"
	Give     Act = "give"
	Refuse   Act = "refuse"
	Withdraw Act = "withdraw"
	AskAgain Act = "ask again"
)

// Relation is what somebody is to a request.
type Relation string

// The relations to a request.
const (
	AsAsker  Relation = "asker"
	AsLifter Relation = "lifter" // may give the role
	AsNamer  Relation = "namer"  // may name somebody who may give it, where there is nobody
	AsOther  Relation = "other"
)

// Request is a role asked for at a place, or one thing more for a role that its asker holds there: a market.
type Request struct {
	ID          string
	Number      int64
	AccountID   string
	Name        string // of who asks
	Address     string
	Lang        i18n.Lang
	Role        access.RoleKey
	Place       access.Place
	PlaceName   string
	PlaceRef    string // of an organisation, in addresses
	Named       bool   // the asker's profile names this place today
	State       State
	AskedAt     time.Time
	DecidedName string
	DecidedAt   time.Time
	Reason      string
	Version     int64
	More        Choice   // zero: the role itself is asked for
	Wanted      []string // ids of what the role should be limited to
	Said        string   // what the asker wrote to who decides
	Holds       bool     // the asker still holds the role that More is for
	Has         bool     // the asker, who looks, has what is asked for
	Earlier     int      // requests of the same person in the day before this one
}

// mailedADay is how many requests of one person are mailed in a day: who chooses again and again fills nobody's mailbox.
const mailedADay = 3

// Quiet says that nobody was mailed about the request; it stands before those who may decide all the same.
func (r Request) Quiet() bool { return r.Earlier >= mailedADay }

type guard = workflow.Guard[Request]

// stillNamed: who has named another establishment since has left this one.
var stillNamed = guard{Name: "still named", Why: func(r Request) *apperr.Reason {
	if r.Named || r.Role != access.Member { // a role is asked for wherever one works
		return nil
	}
	return &apperr.Reason{
		Code: "request.not_named", Kind: apperr.Datum, Text: i18n.M(msg.WhyNotNamed, "place", r.PlaceName),
		Lifters: []apperr.Lifter{{Name: r.Name}}, Ask: &apperr.Ask{Label: i18n.M(msg.AskNamed), Path: "/compte/profil"},
	}
}}

// stillHolds: what is asked for as one thing more is given to who holds the role.
var stillHolds = guard{Name: "still holds the role", Why: func(r Request) *apperr.Reason {
	if r.More.ID == "" || r.Holds {
		return nil
	}
	return &apperr.Reason{Code: codeNotHeld, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotHeld, "name", r.Name, "place", r.PlaceName)}
}}

// notHad: what one has meanwhile is asked for by nobody.
var notHad = guard{Name: "not had already", Why: func(r Request) *apperr.Reason {
	if !r.Has {
		return nil
	}
	return &apperr.Reason{Code: "request.had", Kind: apperr.Never, Text: i18n.M(msg.WhyHad)}
}}

// The codes of the reasons that explain completes.
const (
	codeNotLifter = "request.not_lifter"
	codeNotHeld   = "request.not_held"
	codeWaits     = "request.waits"
)

// Moves is the whole of who may do what to a request.
var Moves = workflow.Table[State, Act, Relation, Request]{
	Object: "request",
	States: []State{Open, Given, Refused, Withdrawn},
	Roles:  []Relation{AsAsker, AsLifter, AsNamer, AsOther},
	Rows: []workflow.Row[State, Act, Relation, Request]{
		{Do: See, By: []Relation{AsAsker, AsLifter, AsNamer}},
		{Do: Give, From: []State{Open}, To: Given, By: []Relation{AsLifter}, If: []guard{stillHolds}},
		{Do: Refuse, From: []State{Open}, To: Refused, By: []Relation{AsLifter}},
		{Do: Withdraw, From: []State{Open}, To: Withdrawn, By: []Relation{AsAsker}},
		{Do: AskAgain, From: []State{Refused}, By: []Relation{AsAsker}, If: []guard{notHad, stillNamed, stillHolds}},
	},
	NotYours: func(do Act, r Request) apperr.Reason {
		if do == Withdraw || do == AskAgain {
			return apperr.Reason{Code: "request.not_asker", Kind: apperr.Never, By: r.Name, Text: i18n.M(msg.WhyNotAsker)}
		}
		return apperr.Reason{Code: codeNotLifter, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotLifter)}
	},
	NotNow: func(_ Act, now State, r Request) apperr.Reason {
		if now == Open {
			return apperr.Reason{Code: codeWaits, Kind: apperr.Act, Since: r.AskedAt, Text: i18n.M(msg.WhyWaits)}
		}
		return apperr.Reason{
			Code: "request.decided", Kind: apperr.Never, Since: r.DecidedAt, By: r.DecidedName,
			Text: i18n.M(msg.WhyDecided, "name", r.DecidedName, "date", i18n.When(r.DecidedAt)),
		}
	},
}

// Service is the use cases of requests.
type Service struct {
	db     *db.DB
	notify *notify.Service
	roles  access.Roles
	chain  Chain
}

// New makes the service.
func New(d *db.DB, n *notify.Service, roles access.Roles) *Service {
	return &Service{db: d, notify: n, roles: roles}
}

// Asked is the role of the chain that a request is for; false: a membership.
func (s *Service) Asked(r Request) (access.Role, bool) { return s.chain.Roles.ByKey(r.Role) }

// relations works out what who is to a request. Who may give the role is read from the chain of delegation.
func (s *Service) relations(ctx context.Context, tx *db.Tx, who access.Actor, r Request) ([]Relation, error) {
	var out []Relation
	if who.ID == r.AccountID {
		out = append(out, AsAsker)
	}
	may, err := access.MayGive(ctx, tx, s.roles, who, r.Role, r.Place)
	if may {
		out = append(out, AsLifter)
	}
	if err == nil && !may {
		var names bool
		if names, err = s.stands(ctx, tx, who, r); names {
			out = append(out, AsNamer)
		}
	}
	if len(out) == 0 {
		out = []Relation{AsOther}
	}
	return out, err
}

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Open:
		return msg.StateOpen
	case Given:
		return msg.StateGiven
	case Refused:
		return msg.StateRefused
	case Withdrawn:
	}
	return msg.StateWithdrawn
}
