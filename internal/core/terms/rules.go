package terms

import (
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a text of the conditions is in its life.
type State string

// The states.
const (
	Drafted   State = "draft"
	Published State = "published"
)

// Act is what can be done with a text of the conditions.
type Act string

// The acts.
const (
	Read    Act = "read"
	Write   Act = "write"
	Publish Act = "publish"
	Accept  Act = "accept"
	// Introduce is to say who one is, where that alone is asked. It names no version: it binds to nothing.
	Introduce Act = "introduce"
)

// Role is a person's relation to the conditions.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Person        Role = "person" // anybody signed in, administrators included
	Visitor       Role = "visitor"
)

// matter is what the guards decide on.
type matter struct {
	who     access.Actor
	text    string
	last    Version   // the newest version that was published; zero: none
	starts  time.Time // when the draft would take effect
	now     time.Time
	asked   int64   // the version that somebody accepts
	inForce Version // zero: none
}

type (
	states = []State
	by     = []Role
	guards = []workflow.Guard[matter]
)

// moves is the whole of who may do what with the conditions.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "terms",
	States: states{Drafted, Published},
	Roles:  by{Administrator, Person, Visitor},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: Read, From: states{Drafted}, By: by{Administrator}},
		{Do: Read, From: states{Published}, By: by{Administrator, Person, Visitor}},
		{Do: Write, From: states{Drafted}, By: by{Administrator}},
		{Do: Publish, From: states{Drafted}, To: Published, By: by{Administrator}, If: guards{written, differs, inTime, inOrder}},
		{Do: Accept, From: states{Published}, By: by{Person}, If: guards{current}},
		{Do: Introduce, From: states{Drafted, Published}, By: by{Person}},
	},
	NotYours: func(Act, matter) apperr.Reason {
		return apperr.Reason{Code: codeNotYours, Kind: apperr.Never, Text: i18n.M(msg.WhyNotYours)}
	},
	NotNow: func(Act, State, matter) apperr.Reason { return apperr.Reason{} },
}

// datum is a reason that the writer of the draft lifts.
func datum(code string, m matter, text i18n.Msg) *apperr.Reason {
	return &apperr.Reason{
		Code: code, Kind: apperr.Datum, Text: text, Lifters: []apperr.Lifter{{Name: m.who.Name}},
		Ask: &apperr.Ask{Label: i18n.M(msg.AskWrite), Path: DeskPath},
	}
}

var written = workflow.Guard[matter]{Name: "there is a text", Why: func(m matter) *apperr.Reason {
	if m.text != "" {
		return nil
	}
	return datum(codeEmpty, m, i18n.M(msg.WhyEmpty))
}}

// differs keeps everybody from being asked again for nothing.
var differs = workflow.Guard[matter]{Name: "it differs from the last version", Why: func(m matter) *apperr.Reason {
	if m.text == "" || m.text != m.last.Text {
		return nil
	}
	return datum(codeUnchanged, m, i18n.M(msg.WhyUnchanged, "n", m.last.Number))
}}

// inTime keeps a version from having bound people before they could read it.
var inTime = workflow.Guard[matter]{Name: "its day is not past", Why: func(m matter) *apperr.Reason {
	if !m.starts.Before(m.now) {
		return nil
	}
	return datum(codePast, m, i18n.M(msg.WhyPast))
}}

// inOrder keeps a version that is still to come from being overtaken unsaid.
var inOrder = workflow.Guard[matter]{Name: "not before the version published last", Why: func(m matter) *apperr.Reason {
	if !m.starts.Before(m.last.StartsAt) {
		return nil
	}
	return datum(codeOrder, m, i18n.M(msg.WhyOrder, "n", m.last.Number, "at", i18n.When(m.last.StartsAt)))
}}

// current refuses the acceptance of a version that another one has replaced, that is still to come, or that never was.
var current = workflow.Guard[matter]{Name: "it is the version in force", Why: func(m matter) *apperr.Reason {
	if m.asked == m.inForce.Number && m.asked > 0 {
		return nil
	}
	r := &apperr.Reason{Code: codeNotInForce, Kind: apperr.Never, Text: i18n.M(msg.WhyNoneInForce)}
	if m.inForce.Number > 0 {
		r.Since, r.By = m.inForce.StartsAt, m.inForce.PublishedName
		r.Text = i18n.M(msg.WhyNotInForce, "n", m.inForce.Number)
	}
	return r
}}

// The codes of the reasons.
const (
	codeNotYours     = "terms.not_yours"
	codeEmpty        = "terms.empty"
	codeUnchanged    = "terms.unchanged"
	codePast         = "terms.past"
	codeOrder        = "terms.order"
	codeNotInForce   = "terms.not_in_force"
	codeConditions   = "account.conditions"
	codeIntroduction = "account.introduction"
)

func roles(who access.Actor) []Role {
	switch {
	case who.IsAdmin():
		return []Role{Administrator, Person}
	case who.SignedIn():
		return []Role{Person}
	}
	return []Role{Visitor}
}

// allow lets administrators in; for anybody else the draft does not exist.
func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !moves.May(Write, Drafted, roles(who), matter{who: who}):
		return apperr.NotFoundErr()
	}
	return nil
}

// owesName says whether somebody is still to be introduced. Without conditions, and without a role that wants it, that can wait (R009).
func (s *Service) owesName(who access.Actor) bool {
	wanted := func(g access.Grant) bool { return slices.Contains(s.o.Introduced, g.Role) }
	return !who.Bound.Named && (who.Bound.InForce > 0 || slices.ContainsFunc(who.Grants, wanted))
}

// Owes says whether anything comes before all else.
func (s *Service) Owes(who access.Actor) bool { return who.Bound.OwesConsent() || s.owesName(who) }

// Owed are the reasons for which nothing else is done for somebody yet: for pages, which lead there, and for programs.
func (s *Service) Owed(who access.Actor) []apperr.Reason {
	var out []apperr.Reason
	owe := func(code string, text, label i18n.Msg) {
		out = append(out, apperr.Reason{
			Code: code, Kind: apperr.Act, Text: text, Lifters: []apperr.Lifter{{Name: who.Name}}, Ask: &apperr.Ask{Label: label, Path: AcceptPath},
		})
	}
	if who.Bound.OwesConsent() {
		owe(codeConditions, i18n.M(msg.WhyConditions, "n", who.Bound.InForce), i18n.M(msg.AskAccept))
	}
	if s.owesName(who) {
		owe(codeIntroduction, i18n.M(msg.WhyIntroduction), i18n.M(msg.AskIntroduce))
	}
	return out
}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		codeNotYours:     msg.WhyNotYours,
		codeEmpty:        msg.WhyEmpty,
		codeUnchanged:    msg.SaidUnchanged,
		codePast:         msg.WhyPast,
		codeOrder:        msg.SaidOrder,
		codeNotInForce:   msg.SaidNotInForce,
		codeConditions:   msg.SaidConditions,
		codeIntroduction: msg.WhyIntroduction,
	}
}
