package federation

import (
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/federation/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where an identity stands with an account.
type State string

// The states. None is one that no account has: nothing is stored of it.
const (
	None   State = "none"
	Linked State = "linked"
)

// Act is what can be done with an identity.
type Act string

// The acts.
const (
	SignIn Act = "sign_in"
	Link   Act = "link"
	Unlink Act = "unlink"
)

// Role is a person's relation to an identity.
type Role string

// The roles.
const (
	Bearer Role = "bearer" // whom its provider let come, just now
	Owner  Role = "owner"  // who is signed in to the account
	Other  Role = "other"  // who is signed in to another one

	Administrator Role = "administrator" // whom the person asked, since it opens an account that is not theirs
)

// matter is what guards decide on.
type matter struct {
	provider string // its name
	anyOrg   bool   // whichever organisation the provider names will do
	siret    string // that the provider named
	works    []string
	others   bool // there are other ways into the account
}

type (
	states = []State
	by     = []Role
	ifs    = []workflow.Guard[matter]
)

// moves is the whole of what may be done with an identity.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "identity",
	States: states{None, Linked},
	Roles:  by{Bearer, Owner, Other, Administrator},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: SignIn, From: states{Linked}, By: by{Bearer}, If: ifs{sameOrganisation}},
		{Do: Link, From: states{None}, To: Linked, By: by{Owner}, If: ifs{sameOrganisation}},
		{Do: Unlink, From: states{Linked}, To: None, By: by{Owner}, If: ifs{notLastWay}},
		{Do: Unlink, From: states{Linked}, To: None, By: by{Administrator}},
	},
	NotYours: func(_ Act, m matter) apperr.Reason {
		return apperr.Reason{
			Code: codeTaken, Kind: apperr.Act, Text: i18n.M(msg.WhyTaken, "name", m.provider), Lifters: access.Operator(), Ask: askContact(),
		}
	},
	NotNow: func(Act, State, matter) apperr.Reason { return apperr.Reason{} },
}

// The codes of the reasons.
const (
	codeTaken  = "account.identity_taken"
	codeOrg    = "account.other_organisation"
	codeLast   = "account.last_way"
	codeLevel  = "account.level_low"
	pathForgot = "/mot-de-passe/oubli"
)

func askContact() *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskContact), Path: account.PathContact}
}

// sameOrganisation keeps out who comes for an organisation that is none of theirs here: they changed employers, or the account did.
var sameOrganisation = workflow.Guard[matter]{Name: "of an organisation of the person's", Why: func(m matter) *apperr.Reason {
	if m.anyOrg {
		return nil
	}
	for _, w := range m.works {
		if w == m.siret && w != "" {
			return nil
		}
	}
	text := i18n.M(msg.WhyOrganisation, "name", m.provider, "siret", m.siret)
	if m.siret == "" {
		text = i18n.M(msg.WhyNoOrganisation, "name", m.provider)
	}
	return &apperr.Reason{Code: codeOrg, Kind: apperr.Act, Text: text, Lifters: access.Operator(), Ask: askContact()}
}}

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

// levelLow is why somebody whom the provider did not recognise well enough stays outside.
func levelLow(provider string) apperr.Reason {
	return apperr.Reason{Code: codeLevel, Kind: apperr.Act, Text: i18n.M(msg.WhyLevel, "name", provider), Lifters: access.You()}
}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }
