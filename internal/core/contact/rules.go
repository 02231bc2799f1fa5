package contact

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a message stands.
type State string

// The states.
const (
	Received State = "received"
	Answered State = "answered"
	Closed   State = "closed"
)

// Act is what may be done to a message.
type Act string

// The acts.
const (
	See      Act = "see"
	Reply    Act = "answer"
	Shut     Act = "close"
	OpenBack Act = "reopen"
)

// Relation is what somebody is to a message.
type Relation string

// Desk reads and answers. The sender is told by mail and has no page.
const Desk Relation = "desk"

type (
	states = []State
	by     = []Relation
	guard  = workflow.Guard[Message]
)

// Moves is the whole of who may do what to a message, when, and where it leads.
func Moves() workflow.Table[State, Act, Relation, Message] {
	return workflow.Table[State, Act, Relation, Message]{
		Object: "contact-message",
		States: states{Received, Answered, Closed},
		Roles:  by{Desk},
		Rows: []workflow.Row[State, Act, Relation, Message]{
			{Do: See, By: by{Desk}},
			{Do: Reply, From: states{Received, Answered}, To: Answered, By: by{Desk}, If: []guard{hasAddress()}},
			{Do: Shut, From: states{Received, Answered}, To: Closed, By: by{Desk}},
			{Do: OpenBack, From: states{Closed}, To: Received, By: by{Desk}},
		},
		NotYours: func(Act, Message) apperr.Reason {
			return apperr.Reason{Code: "contact.not_desk", Kind: apperr.Never, Text: i18n.M(msg.WhyNotDesk)}
		},
		NotNow: notNow,
	}
}

func hasAddress() guard {
	return guard{Name: "the sender has an address", Why: func(m Message) *apperr.Reason {
		if mailable(m.Address) {
			return nil
		}
		return &apperr.Reason{Code: "contact.no_address", Kind: apperr.Never, Text: i18n.M(msg.WhyNoAddress)}
	}}
}

// notNow: what is closed is opened again first, by anybody of the desk; what is open needs no opening.
func notNow(do Act, _ State, m Message) apperr.Reason {
	if do == OpenBack {
		return apperr.Reason{Code: "contact.open", Kind: apperr.Never, Text: i18n.M(msg.WhyOpen)}
	}
	return apperr.Reason{
		Code: "contact.closed", Kind: apperr.Act, Text: i18n.M(msg.WhyClosed), Since: m.MovedAt, By: m.MovedName,
		Lifters: access.You(), // whoever reads this is of the desk
	}
}

// relations is what the actor is to every message: the desk reads all of them, nobody else any.
func (s *Service) relations(who access.Actor) []Relation {
	if slices.ContainsFunc(s.o.Desk, func(k access.RoleKey) bool { return who.Holds(k, access.Everywhere) }) {
		return by{Desk}
	}
	return nil
}

// refuse hides messages from whoever may not see them.
func refuse(rs []Relation, who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case len(Moves().Why(See, Received, rs, Message{})) > 0:
		return apperr.NotFoundErr()
	}
	return nil
}
