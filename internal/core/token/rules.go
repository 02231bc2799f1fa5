package token

import (
	"preau/internal/core/access"
	"preau/internal/core/token/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a token is in its life.
type State string

// The states. Expired is never stored: it follows from the date.
const (
	Live    State = "live"
	Expired State = "expired"
	Revoked State = "revoked" // by its owner
	Dropped State = "dropped" // with all others of the account: a new password, a suspension
)

// States are all states.
func States() []State { return []State{Live, Expired, Revoked, Dropped} }

// Act is what can be done with a token.
type Act string

// The acts.
const (
	See    Act = "see"
	Use    Act = "use"
	Revoke Act = "revoke"
	Drop   Act = "drop"
)

// Role is a person's relation to a token.
type Role string

// The roles.
const (
	Owner   Role = "owner"
	Program Role = "program" // Préau itself, when the account's secrets end
	Other   Role = "other"
)

// moves is the whole of who may do what with a token. Nobody but its owner sees one, the administrators neither.
var moves = workflow.Table[State, Act, Role, Token]{
	Object: "token",
	States: States(),
	Roles:  []Role{Owner, Program, Other},
	Rows: []workflow.Row[State, Act, Role, Token]{
		{Do: See, By: []Role{Owner}},
		{Do: Use, From: []State{Live}, By: []Role{Owner}},
		{Do: Revoke, From: []State{Live}, To: Revoked, By: []Role{Owner}},
		{Do: Drop, From: []State{Live, Expired}, To: Dropped, By: []Role{Program}},
	},
	NotYours: func(Act, Token) apperr.Reason {
		return apperr.Reason{Code: "token.not_yours", Kind: apperr.Never, Text: i18n.M(msg.WhyNotYours)}
	},
	NotNow: func(_ Act, at State, t Token) apperr.Reason {
		r := apperr.Reason{
			Code: at.code(), Kind: apperr.Never, Since: t.StateAt, Text: i18n.M(at.why()),
			Ask: &apperr.Ask{Label: i18n.M(msg.AskTokens), Path: Path},
		}
		if at == Expired {
			r.Since = t.ExpiresAt
		}
		return r
	},
}

// The codes of the reasons for which a token does nothing any more.
const (
	codeExpired = "token.expired"
	codeRevoked = "token.revoked"
	codeDropped = "token.dropped"
)

func (s State) code() string {
	switch s {
	case Revoked:
		return codeRevoked
	case Dropped:
		return codeDropped
	case Live, Expired:
	}
	return codeExpired
}

// why says in words why a token in this state does nothing any more.
func (s State) why() i18n.Key {
	switch s {
	case Revoked:
		return msg.WhyRevoked
	case Dropped:
		return msg.WhyDropped
	case Live, Expired:
	}
	return msg.WhyExpired
}

func roles(who access.Actor, t Token) []Role {
	if who.SignedIn() && who.ID == t.AccountID {
		return []Role{Owner}
	}
	return []Role{Other}
}

// Rules give the table to the documentation: the matrix of who may do what, and the diagram of the states.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }
