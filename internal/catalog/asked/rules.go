package asked

import (
	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Act is an act on a request.
type Act string

// The acts.
const (
	Ask     Act = "ask"
	See     Act = "see"
	Support Act = "vote" // « Nous en avons besoin aussi »
	Voters  Act = "see voters"
	Study   Act = "study"
	Add     Act = "add"
	Refuse  Act = "refuse"
	Reopen  Act = "reopen"
)

// Relation is what somebody is to a request.
type Relation string

// The relations.
const (
	AsPerson  Relation = "person" // anybody with an active account
	AsCentral Relation = "central"
	AsAdmin   Relation = "admin"
)

// The codes of the reasons.
const (
	CodeAnswered = "catalog.request_answered"
	CodeVoted    = "catalog.request_voted"
)

// Case is a request as its rules see it.
type Case struct {
	Request
	Mine Vote // of the establishment for which somebody votes; zero: none yet
}

type (
	states = []State
	by     = []Relation
	guard  = workflow.Guard[Case]
)

// once: an establishment votes once (R157).
var once = guard{Name: "the establishment has not voted", Why: func(c Case) *apperr.Reason {
	if c.Mine.Voter == "" {
		return nil
	}
	return &apperr.Reason{Code: CodeVoted, Kind: apperr.Never, Since: c.Mine.At, By: c.Mine.Name, Text: i18n.M(msg.WhyRequestVoted)}
}}

// Moves is the whole of who may do what to a request. Everybody with an active account may ask, and vote.
var Moves = workflow.Table[State, Act, Relation, Case]{
	Object: "catalog-request",
	States: States(),
	Roles:  by{AsPerson, AsCentral, AsAdmin},
	Rows: []workflow.Row[State, Act, Relation, Case]{
		{Do: Ask, By: by{AsPerson}},
		{Do: See, By: by{AsPerson}},
		{Do: Support, From: states{Received, Studied}, By: by{AsPerson}, If: []guard{once}},
		{Do: Voters, By: by{AsCentral, AsAdmin}},
		{Do: Study, From: states{Received}, To: Studied, By: by{AsCentral}},
		{Do: Add, From: states{Received, Studied}, To: Added, By: by{AsCentral}},
		{Do: Refuse, From: states{Received, Studied}, To: Refused, By: by{AsCentral}},
		{Do: Reopen, From: states{Added, Refused}, To: Studied, By: by{AsCentral}},
	},
	NotYours: func(Act, Case) apperr.Reason { return catalog.Moves.NotYours(catalog.Edit, catalog.Market{}) },
	NotNow: func(do Act, _ State, c Case) apperr.Reason {
		if do != Support {
			return apperr.Reason{} // somebody decided just now
		}
		return apperr.Reason{Code: CodeAnswered, Kind: apperr.Never, Since: c.MovedAt, Text: i18n.M(msg.WhyRequestAnswered), Ask: &apperr.Ask{Label: i18n.M(msg.AskRequest), Path: c.Path("")}}
	},
}

// relationsOf works out what who is to the requests; nothing for a visitor.
func relationsOf(who access.Actor) []Relation {
	var out []Relation
	if who.SignedIn() {
		out = append(out, AsPerson)
	}
	if who.Holds(catalog.Central, access.Everywhere) {
		out = append(out, AsCentral)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	return out
}

// may is nil for whom a rule lets do an act with a request, whatever its state.
func may(who access.Actor, do Act) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	if why := Moves.Why(do, Received, relationsOf(who), Case{}); len(why) > 0 {
		return apperr.ForbiddenErr(why...)
	}
	return nil
}

// conflict says that somebody else decided meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.RequestConflict)) }
