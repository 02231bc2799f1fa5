package webhook

import (
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where an address is in its life.
type State string

// The states.
const (
	Active   State = "active"
	Disabled State = "disabled" // by an administrator, or by the program when nothing arrived for days
)

// States are all states.
func States() []State { return []State{Active, Disabled} }

// Act is what can be done with an address.
type Act string

// The acts.
const (
	See          Act = "see"
	Change       Act = "change"
	Try          Act = "try"
	Replay       Act = "replay"
	ReplayMissed Act = "replay_missed" // all that it has not got
	LetGo        Act = "let_go"        // nothing is missing any more of what it has not got
	Renew        Act = "renew"         // the secret
	Disable      Act = "disable"
	Enable       Act = "enable"
	Remove       Act = "remove"
	Tire         Act = "tire" // nothing arrived for days
)

// Role is somebody's relation to it.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Program       Role = "program"
)

type (
	states = []State
	by     = []Role
)

// matter is an address, and the kind of a message to it; empty: of none.
type matter struct {
	Endpoint
	kind string
}

// moves is the whole of what may be done with an address.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "webhook",
	States: States(),
	Roles:  by{Administrator, Program},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: See, By: by{Administrator}},
		{Do: Change, By: by{Administrator}},
		{Do: Renew, By: by{Administrator}},
		{Do: Try, From: states{Active}, By: by{Administrator}},
		{Do: Replay, From: states{Active}, By: by{Administrator}, If: []workflow.Guard[matter]{wanted}},
		{Do: ReplayMissed, From: states{Active}, By: by{Administrator}},
		{Do: LetGo, By: by{Administrator}},
		{Do: Disable, From: states{Active}, To: Disabled, By: by{Administrator}},
		{Do: Enable, From: states{Disabled}, To: Active, By: by{Administrator}},
		{Do: Remove, By: by{Administrator}},
		{Do: Tire, From: states{Active}, To: Disabled, By: by{Program}},
	},
	NotYours: func(Act, matter) apperr.Reason { return apperr.Reason{} },
	NotNow: func(do Act, at State, m matter) apperr.Reason {
		if at != Disabled || do != Try && do != Replay && do != ReplayMissed {
			return apperr.Reason{}
		}
		return apperr.Reason{Code: codeDisabled, Kind: apperr.Act, Since: m.StateAt, Text: i18n.M(msg.WhyDisabled), Lifters: access.Operator()}
	},
}

const (
	codeDisabled = "webhook.disabled"
	codeUnwanted = "webhook.unwanted"
)

// wanted keeps what an address is told of no more from being sent to it again.
var wanted = workflow.Guard[matter]{Name: "told of its kind", Why: func(m matter) *apperr.Reason {
	if m.kind == "" || m.Wants(m.kind) {
		return nil
	}
	return &apperr.Reason{Code: codeUnwanted, Kind: apperr.Act, Text: i18n.M(msg.WhyUnwanted), Lifters: access.Operator()}
}}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

// Endpoint is an address that is told.
type Endpoint struct {
	ID         string
	Number     int64
	URL        string
	Events     []string
	Generation int64
	OldUntil   time.Time
	State      State
	StateAt    time.Time
	Tired      bool
	FailingAt  time.Time // since when nothing arrives; zero: it does, or nothing was sent
	Version    int64
}

// Wants says whether a kind is told to it. A trial always is.
func (e Endpoint) Wants(kind string) bool { return kind == Ping || slices.Contains(e.Events, kind) }

// Offers are what an administrator may do with it now.
func (e Endpoint) Offers() workflow.Offers[Act] {
	return moves.Offers(e.State, by{Administrator}, matter{e, ""})
}

// OffersOf are those that an administrator may do with a message of a kind.
func (e Endpoint) OffersOf(kind string) workflow.Offers[Act] {
	return moves.Offers(e.State, by{Administrator}, matter{e, kind})
}
