package reception

import (
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/reception/msg"
)

// SharingAct is an act on how an establishment shares what came.
type SharingAct string

// The acts on it.
const (
	SeeSharing  SharingAct = "see"
	ServeFirst  SharingAct = "first confirmed, first served"
	ShareInPart SharingAct = "pro rata"
)

// Relation is what somebody is to an establishment.
type Relation string

// The relations of a person to an establishment.
const (
	AsManager Relation = "manager" // of it
	AsRole    Relation = "role"    // holds any other role of the service there
	AsOther   Relation = "other"
)

// CodeNotManager is the reason for who is not the manager.
const CodeNotManager = "ordering.not_manager"

// Sharing is how an establishment shares what came while some is missing (R254).
type Sharing struct {
	Org     ordering.Body
	Rule    Rule
	SetName string
	SetAt   time.Time // zero when nobody decided yet
	Version int64
}

// SharingMoves is the whole of who may do what to it.
var SharingMoves = workflow.Table[Rule, SharingAct, Relation, Sharing]{
	Object: "ordering-sharing",
	States: Rules(),
	Roles:  []Relation{AsOther, AsRole, AsManager},
	Rows: []workflow.Row[Rule, SharingAct, Relation, Sharing]{
		{Do: SeeSharing, By: []Relation{AsRole, AsManager}},
		{Do: ShareInPart, From: []Rule{FirstServed}, To: ProRata, By: []Relation{AsManager}},
		{Do: ServeFirst, From: []Rule{ProRata}, To: FirstServed, By: []Relation{AsManager}},
	},
	NotYours: func(_ SharingAct, s Sharing) apperr.Reason {
		return apperr.Reason{Code: CodeNotManager, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotManager, "org", s.Org.Name)}
	},
	NotNow: func(SharingAct, Rule, Sharing) apperr.Reason { return apperr.Reason{} },
}

// relationsOf works out what who is to an establishment.
func relationsOf(who access.Actor, at ordering.Body) []Relation {
	switch {
	case who.Holds(ordering.Manager, at.Place()):
		return []Relation{AsManager}
	case slices.ContainsFunc(ordering.Roles, func(r access.Role) bool { return who.Holds(r.Key, at.Place()) }):
		return []Relation{AsRole}
	}
	return []Relation{AsOther}
}
