package passkey

import (
	"preau/internal/core/access"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a passkey is in its life.
type State string

// The states.
const (
	Live     State = "live"
	Doubtful State = "doubtful" // its counter went backwards: there may be two of it
)

// States are all states.
func States() []State { return []State{Live, Doubtful} }

// Act is what can be done with a passkey.
type Act string

// The acts.
const (
	Use    Act = "use"
	Doubt  Act = "doubt"
	Remove Act = "remove"
	Rename Act = "rename"
)

// Role is somebody's relation to a passkey.
type Role string

// The roles.
const (
	Bearer        Role = "bearer" // who holds the device, and was recognised by it
	Owner         Role = "owner"  // who is signed in to the account
	Program       Role = "program"
	Administrator Role = "administrator"
)

// matter is what guards decide on.
type matter struct {
	Key
	others bool // there are other ways into the account
}

type (
	states = []State
	by     = []Role
)

// moves is the whole of what may be done with a passkey.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "passkey",
	States: States(),
	Roles:  by{Bearer, Owner, Program, Administrator},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: Use, From: states{Live}, By: by{Bearer}},
		{Do: Doubt, From: states{Live}, To: Doubtful, By: by{Program}},
		{Do: Rename, From: states{Live, Doubtful}, By: by{Owner}},
		{Do: Remove, From: states{Live, Doubtful}, By: by{Owner}, If: []workflow.Guard[matter]{notLastWay}},
		{Do: Remove, From: states{Live, Doubtful}, By: by{Administrator}},
	},
	NotYours: func(Act, matter) apperr.Reason { return apperr.Reason{} },
	NotNow: func(do Act, _ State, m matter) apperr.Reason {
		if do != Use {
			return apperr.Reason{}
		}
		return apperr.Reason{Code: codeDoubtful, Kind: apperr.Act, Since: m.StateAt, Text: i18n.M(msg.WhyDoubtful, "name", m.Name), Lifters: access.You()}
	},
}

// The codes of the reasons.
const (
	codeDoubtful = "account.passkey_doubtful"
	codeLast     = "account.last_passkey"
	pathForgot   = "/mot-de-passe/oubli"
)

// notLastWay keeps people from locking themselves out.
var notLastWay = workflow.Guard[matter]{Name: "not the last way in", Why: func(m matter) *apperr.Reason {
	if m.others {
		return nil
	}
	return &apperr.Reason{
		Code: codeLast, Kind: apperr.Act, Text: i18n.M(msg.WhyLastWay), Lifters: access.You(),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskPassword), Path: pathForgot},
	}
}}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }
