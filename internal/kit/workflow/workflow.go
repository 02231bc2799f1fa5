// Package workflow holds the rules of an object as one table: who may do what, from which state, under which conditions, and where it leads.
//
// The table answers everything that pages, refusals, the API and the documentation need: Next (may it, and what then),
// Why (why not), Offers (which buttons), Matrix and Diagram (docs). Nothing else in a module compares states.
package workflow

import (
	"slices"

	"preau/internal/kit/apperr"
)

// Table is the whole of who may do what to one kind of object.
// S are its states, A its acts, R the relations of a person to one object, O the object's value, on which guards decide.
type Table[S, A, R ~string, O any] struct {
	Object string // names the golden files and titles: "needs-membership"
	States []S    // in the order of a life
	Roles  []R    // in the order of the matrix's columns
	Rows   []Row[S, A, R, O]
	// NotYours is the reason for someone whose roles no row of the act names.
	NotYours func(do A, o O) apperr.Reason
	// NotNow is the reason for someone who may do the act, but not in this state; without a code, no page offers it then.
	NotNow func(do A, state S, o O) apperr.Reason
}

// Row lets the roles By do an act from the states From (all, when empty), if all guards hold. An empty To stays in the state.
type Row[S, A, R ~string, O any] struct {
	Do   A
	From []S
	To   S
	By   []R
	If   []Guard[O]
}

// Guard is a named condition. Why is a pure function of the value: nil when the condition holds, else the reason.
type Guard[O any] struct {
	Name string // in the matrix, in English: "before the deadline"
	Why  func(O) *apperr.Reason
}

// Offer is an act as a page shows it: with no reasons it is offered, with reasons it is refused and says why.
type Offer[A ~string] struct {
	Do      A
	Reasons []apperr.Reason
}

// OK says whether the act may be done.
func (o Offer[A]) OK() bool { return len(o.Reasons) == 0 }

// Offers are the acts that concern somebody, in the table's order.
type Offers[A ~string] []Offer[A]

// Of is the offer of an act; false when it does not concern them at all.
func (os Offers[A]) Of(do A) (Offer[A], bool) {
	for _, o := range os {
		if o.Do == do {
			return o, true
		}
	}
	return Offer[A]{}, false
}

// May says whether the act may be done.
func (os Offers[A]) May(do A) bool {
	o, ok := os.Of(do)
	return ok && o.OK()
}

// Next is the state that the act leads to, or a Forbidden error with each reason why it may not be done. An act that no
// page offers in this state was done by somebody else just now, or in another window: that is a Conflict.
func (t Table[S, A, R, O]) Next(do A, state S, roles []R, o O) (S, error) {
	row, reasons := t.find(do, state, roles, o)
	switch {
	case len(reasons) > 0 && reasons[0].Code == "":
		return state, &apperr.Error{Kind: apperr.Conflict}
	case len(reasons) > 0:
		return state, apperr.ForbiddenErr(reasons...)
	}
	if row.To == "" {
		return state, nil
	}
	return row.To, nil
}

// Why says why the act may not be done; nothing means that it may.
func (t Table[S, A, R, O]) Why(do A, state S, roles []R, o O) []apperr.Reason {
	_, reasons := t.find(do, state, roles, o)
	return reasons
}

// May says whether the act may be done.
func (t Table[S, A, R, O]) May(do A, state S, roles []R, o O) bool {
	return len(t.Why(do, state, roles, o)) == 0
}

// Offers are the acts that concern these roles, in the table's order: those that may be done, and those that may not, with why.
// An act that the roles never do, or that says nothing about why not in this state, is absent.
func (t Table[S, A, R, O]) Offers(state S, roles []R, o O) Offers[A] {
	var out Offers[A]
	for _, do := range t.Acts() {
		if !t.concerns(do, roles) {
			continue
		}
		reasons := t.Why(do, state, roles, o)
		if len(reasons) > 0 && reasons[0].Code == "" {
			continue
		}
		out = append(out, Offer[A]{Do: do, Reasons: reasons})
	}
	return out
}

// Acts are the acts of the table, each once, in its order.
func (t Table[S, A, R, O]) Acts() []A {
	var out []A
	for _, r := range t.Rows {
		if !slices.Contains(out, r.Do) {
			out = append(out, r.Do)
		}
	}
	return out
}

// find is the row that allows the act; when none does, the reasons of the row that came nearest.
func (t Table[S, A, R, O]) find(do A, state S, roles []R, o O) (Row[S, A, R, O], []apperr.Reason) {
	mine, inState := false, []apperr.Reason(nil)
	for _, row := range t.Rows {
		if row.Do != do || !overlap(row.By, roles) {
			continue
		}
		mine = true
		if len(row.From) > 0 && !slices.Contains(row.From, state) {
			continue
		}
		reasons := row.fails(o)
		if len(reasons) == 0 {
			return row, nil
		}
		if inState == nil || len(reasons) < len(inState) {
			inState = reasons
		}
	}
	switch {
	case inState != nil:
		return Row[S, A, R, O]{}, inState
	case mine:
		return Row[S, A, R, O]{}, []apperr.Reason{t.NotNow(do, state, o)}
	}
	return Row[S, A, R, O]{}, []apperr.Reason{t.NotYours(do, o)}
}

func (r Row[S, A, R, O]) fails(o O) []apperr.Reason {
	var out []apperr.Reason
	for _, g := range r.If {
		if why := g.Why(o); why != nil {
			out = append(out, *why)
		}
	}
	return out
}

func (t Table[S, A, R, O]) concerns(do A, roles []R) bool {
	for _, r := range t.Rows {
		if r.Do == do && overlap(r.By, roles) {
			return true
		}
	}
	return false
}

func overlap[R comparable](a, b []R) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
