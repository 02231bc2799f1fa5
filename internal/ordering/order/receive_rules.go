package order

import (
	"slices"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// LineState is how far a line of an order has come in.
type LineState string

// The states of a line.
const (
	LineAwaited  LineState = "awaited"  // nothing has come
	LinePartial  LineState = "partial"  // some has
	LineComplete LineState = "complete" // all that is expected
	LineShort    LineState = "short"    // « clôturée » : less, and the rest is given up
)

// LineStates are all states, in the order of a line's life.
func LineStates() []LineState {
	return []LineState{LineAwaited, LinePartial, LineComplete, LineShort}
}

// Label is the state in words.
func (s LineState) Label() i18n.Key {
	return map[LineState]i18n.Key{LineAwaited: msg.CameAwaited, LinePartial: msg.CamePartial, LineComplete: msg.CameComplete, LineShort: msg.CameShort}[s]
}

// Ends says whether nothing more of the line is expected.
func (s LineState) Ends() bool { return s == LineComplete || s == LineShort }

// Missing is how many are still to come.
func (l Line) Missing() int64 {
	if l.State.Ends() {
		return 0
	}
	return max(l.Expected()-l.Received, 0)
}

// LineAct is what a reception does to a line.
type LineAct string

// The acts on a line.
const (
	LineCount   LineAct = "count"   // what came of it
	LineGiveUp  LineAct = "give up" // the rest (R246)
	LineRecount LineAct = "correct" // R252
)

// LineCase is a line as its rules see it: with what would have come of it, all together.
type LineCase struct {
	Expected, Received int64
	GivenUp            bool // the rest
}

type lineGuard = workflow.Guard[LineCase]

// holds makes a guard of a condition. Its reason is never shown: what a form says of a quantity is a fault of its field.
func holds(name string, is func(LineCase) bool) lineGuard {
	return lineGuard{Name: name, Why: func(c LineCase) *apperr.Reason {
		if is(c) {
			return nil
		}
		return &apperr.Reason{Code: CodeNotAwaited, Kind: apperr.Never, Text: i18n.M(msg.SaidNotAwaited)}
	}}
}

var (
	nothing = holds("nothing came", func(c LineCase) bool { return c.Received == 0 && c.Expected > 0 && !c.GivenUp })
	some    = holds("some of it came", func(c LineCase) bool { return c.Received > 0 && c.Received < c.Expected && !c.GivenUp })
	all     = holds("all of it came", func(c LineCase) bool { return c.Received >= c.Expected })
	givenUp = holds("less of it came, and the rest is given up", func(c LineCase) bool { return c.Received < c.Expected && c.GivenUp })
)

var (
	awaited = []LineState{LineAwaited, LinePartial}
	anyRole = []Relation{AsReceiver}
)

// LineMoves is where what comes leads a line. Who may count it, the rules of orders say.
var LineMoves = workflow.Table[LineState, LineAct, Relation, LineCase]{
	Object: "ordering-order-line",
	States: LineStates(),
	Roles:  anyRole,
	Rows: []workflow.Row[LineState, LineAct, Relation, LineCase]{
		{Do: LineCount, From: awaited, To: LinePartial, By: anyRole, If: []lineGuard{some}},
		{Do: LineCount, From: awaited, To: LineComplete, By: anyRole, If: []lineGuard{all}},
		{Do: LineGiveUp, From: awaited, To: LineShort, By: anyRole, If: []lineGuard{givenUp}},
		{Do: LineRecount, To: LineAwaited, By: anyRole, If: []lineGuard{nothing}},
		{Do: LineRecount, To: LinePartial, By: anyRole, If: []lineGuard{some}},
		{Do: LineRecount, To: LineComplete, By: anyRole, If: []lineGuard{all}},
		{Do: LineRecount, To: LineShort, By: anyRole, If: []lineGuard{givenUp}},
	},
	NotYours: func(LineAct, LineCase) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(LineAct, LineState, LineCase) apperr.Reason { return apperr.Reason{} },
}

// Came is what a reception makes of an order. Zero: it is not known yet.
type Came struct {
	Known  bool
	None   bool  // nothing has come of any line, and none is given up
	Awaits bool  // something is still to come
	Short  bool  // the rest of a line was given up
	Before State // where a correction leads back that leaves nothing: mostly in which the first reception found it
}

// CameOf is what lines make of their order.
func CameOf(lines []Line) Came {
	c := Came{Known: true, None: true}
	for _, l := range lines {
		c.None = c.None && l.State == LineAwaited
		c.Awaits = c.Awaits || !l.State.Ends() && l.Expected() > 0
		c.Short = c.Short || l.State == LineShort
	}
	return c
}

// comes makes a guard of what a reception would leave; its reason is never shown: one of them always holds.
func comes(name string, is func(Came) bool) guard {
	return guard{Name: name, Why: func(c Case) *apperr.Reason {
		if is(c.Came) {
			return nil
		}
		return &apperr.Reason{Code: CodeNotAwaited, Kind: apperr.Never, Text: i18n.M(msg.SaidNotAwaited)}
	}}
}

var (
	stillAwaits = comes("something is still to come", func(c Came) bool { return !c.Known || c.Awaits && !c.None })
	allCame     = comes("all of it came", func(c Came) bool { return c.Known && !c.Awaits && !c.Short })
	endsShort   = comes("nothing more comes", func(c Came) bool { return c.Known && !c.Awaits && c.Short })
)

// leftIn: nothing came after all, of an order that was in a state.
func leftIn(s State) guard {
	return comes("nothing came, and it was "+string(s), func(c Came) bool { return c.Known && c.None && c.Before == s })
}

// lapse keeps nobody from anything: it says in the table that goods are counted against what was ordered, and that what the supplier
// proposed since is left without an answer. The page says so before, and the history after.
var lapse = guard{Name: "the changes that were proposed lapse", Why: func(Case) *apperr.Reason { return nil }}

// toReceive are the states in which goods may come: all in which the supplier has the order and has not refused it.
var toReceive = []State{Sent, Acknowledged, Accepted, Changed, Agreed, Disputed, Details, Shipped, PartReceived, CancelAsked, Kept}

// received are the states that a reception leads to.
var received = []State{PartReceived, Received, Closed}

// ToReceive are the states of « Commandes à réceptionner » (R240).
func ToReceive() []State { return slices.Clone(toReceive) }

// receptions are the rows of who receives.
func receptions() []workflow.Row[State, Act, Relation, Case] {
	receivers := []Relation{AsReceiver}
	settled := slices.DeleteFunc(slices.Clone(toReceive), func(s State) bool { return s == Changed })
	out := []workflow.Row[State, Act, Relation, Case]{
		{Do: Receive, From: settled, To: PartReceived, By: receivers, If: []guard{stillAwaits}},
		{Do: Receive, From: settled, To: Received, By: receivers, If: []guard{allCame}},
		{Do: Receive, From: settled, To: Closed, By: receivers, If: []guard{endsShort}},
		{Do: Receive, From: []State{Changed}, To: PartReceived, By: receivers, If: []guard{lapse, stillAwaits}},
		{Do: Receive, From: []State{Changed}, To: Received, By: receivers, If: []guard{lapse, allCame}},
		{Do: Receive, From: []State{Changed}, To: Closed, By: receivers, If: []guard{lapse, endsShort}},
		{Do: Correct, From: received, To: PartReceived, By: receivers, If: []guard{stillAwaits}},
		{Do: Correct, From: received, To: Received, By: receivers, If: []guard{allCame}},
		{Do: Correct, From: received, To: Closed, By: receivers, If: []guard{endsShort}},
	}
	for _, s := range toReceive {
		if s != PartReceived {
			out = append(out, workflow.Row[State, Act, Relation, Case]{Do: Correct, From: received, To: s, By: receivers, If: []guard{leftIn(s)}})
		}
	}
	return out
}

// NotReceiver is the reason for who is no réceptionniste of an order's establishment.
func NotReceiver(o Order) apperr.Reason {
	return apperr.Reason{Code: CodeNotReceiver, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotReceiver, "org", o.Org.Name)}
}

// notToReceive is why nothing is received, or corrected, of an order in a state.
func notToReceive(do Act, now State, c Case) apperr.Reason {
	if do == Correct {
		return apperr.Reason{Code: CodeNotReceived, Kind: apperr.Never, Text: i18n.M(msg.WhyNotReceived)}
	}
	return apperr.Reason{Code: CodeNotAwaited, Kind: apperr.Never, Since: c.MovedAt, By: c.MovedBy, Text: i18n.M(msg.WhyNotAwaited, "state", i18n.M(now.Label()))}
}
