package imports

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where an import stands.
type State string

// The states.
const (
	Reading   State = "reading"
	Comparing State = "comparing"
	Ready     State = "ready" // compared: somebody has to look at it
	Applying  State = "applying"
	Stopped   State = "stopped" // while it was written: what is written stays
	Done      State = "done"
	Cancelled State = "cancelled" // nothing was written, or no more will be
	Refused   State = "refused"   // the file cannot be read
)

// working are the states in which the program has something to do.
func (s State) working() bool { return slices.Contains(states{Reading, Comparing, Applying}, s) }

// Act is what may be done to an import.
type Act string

// The acts.
const (
	See      Act = "see"
	Apply    Act = "apply"
	Again    Act = "compare again"
	Stop     Act = "stop"
	Cancel   Act = "cancel"
	GiveBack Act = "give back"

	hadRead  Act = "read"
	refuse   Act = "refuse"
	compared Act = "compare"
	settle   Act = "settle"
	finish   Act = "finish"
	halt     Act = "halt" // who applied it may change the place no more, or nobody may
	lapse    Act = "lapse"
)

// Relation is what somebody is to an import.
type Relation string

// The relations.
const (
	InCharge Relation = "in charge" // of its place, as the room that declares the kind says: an administrator, a group's coordinator
	Program  Relation = "program"   // the job, and the sweep of what is too old
)

type (
	states = []State
	by     = []Relation
	guard  = workflow.Guard[Import]
)

// Moves is the whole of who may do what to an import, when, and where it leads.
func Moves() workflow.Table[State, Act, Relation, Import] {
	return workflow.Table[State, Act, Relation, Import]{
		Object: "import",
		States: states{Reading, Comparing, Ready, Applying, Stopped, Done, Cancelled, Refused},
		Roles:  by{InCharge, Program},
		Rows: []workflow.Row[State, Act, Relation, Import]{
			{Do: See, By: by{InCharge}},
			{Do: Apply, From: states{Ready, Stopped}, To: Applying, By: by{InCharge}, If: []guard{open(), alone(), sound()}},
			{Do: Again, From: states{Ready, Stopped}, To: Comparing, By: by{InCharge}},
			{Do: Stop, From: states{Applying}, To: Stopped, By: by{InCharge}},
			{Do: Cancel, From: states{Reading, Comparing, Ready, Stopped}, To: Cancelled, By: by{InCharge}},
			{Do: GiveBack, From: states{Ready, Applying, Stopped, Done, Cancelled}, By: by{InCharge}, If: []guard{kept(), faulty(), senders()}},
			{Do: hadRead, From: states{Reading}, To: Comparing, By: by{Program}},
			{Do: refuse, From: states{Reading}, To: Refused, By: by{Program}},
			{Do: compared, From: states{Comparing}, To: Ready, By: by{Program}, If: []guard{something()}},
			{Do: settle, From: states{Comparing}, To: Done, By: by{Program}},
			{Do: finish, From: states{Applying}, To: Done, By: by{Program}},
			{Do: halt, From: states{Applying}, To: Stopped, By: by{Program}},
			{Do: lapse, From: states{Reading, Comparing, Ready, Applying, Stopped}, To: Cancelled, By: by{Program}},
		},
		NotYours: func(Act, Import) apperr.Reason {
			return apperr.Reason{Code: "imports.not_in_charge", Kind: apperr.Never, Text: i18n.M(msg.WhyNotInCharge)}
		},
		NotNow: func(Act, State, Import) apperr.Reason { return apperr.Reason{} },
	}
}

// open: the place may be changed, as by hand: its room says why not.
func open() guard {
	return guard{Name: "its place may be changed", Why: func(i Import) *apperr.Reason {
		if len(i.Shut) == 0 {
			return nil
		}
		return &i.Shut[0]
	}}
}

// alone: two imports never write to the same place at a time. The other one ends by itself, or who started it stops it.
func alone() guard {
	return guard{Name: "no other import writes there", Why: func(i Import) *apperr.Reason {
		if i.Busy == nil {
			return nil
		}
		return &apperr.Reason{
			Code: "imports.busy", Kind: apperr.Act, Text: i18n.M(msg.WhyBusy, "number", number(i.Busy.Number)), Since: i.Busy.MovedAt, By: i.Busy.MovedName,
			Lifters: access.You(), // whoever deals with the place stops it
		}
	}}
}

// sound: a sheet that is written at once or not at all is written without a refused line.
func sound() guard {
	return guard{Name: "no line is refused, where all are written at once", Why: func(i Import) *apperr.Reason {
		if !i.Whole || i.Refused == 0 {
			return nil
		}
		return &apperr.Reason{Code: "imports.unsound", Kind: apperr.Act, Text: i18n.M(msg.WhyUnsound, "n", int(i.Refused)), Lifters: access.You()}
	}}
}

func something() guard {
	return guard{Name: "there is something to write", Why: func(i Import) *apperr.Reason {
		if i.ToWrite() > 0 {
			return nil
		}
		return &apperr.Reason{Code: "imports.nothing", Kind: apperr.Never, Text: i18n.M(msg.WhyNothing)}
	}}
}

func kept() guard {
	return guard{Name: "the file is kept", Why: func(i Import) *apperr.Reason {
		if i.Kept() {
			return nil
		}
		return &apperr.Reason{Code: "imports.emptied", Kind: apperr.Never, Text: i18n.M(msg.WhyEmptied, "n", int(KeptFor.Hours()/24)), Since: i.EmptiedAt}
	}}
}

func faulty() guard {
	return guard{Name: "something is wrong in it", Why: func(i Import) *apperr.Reason {
		if i.Refused+i.Aside+i.Overtaken > 0 {
			return nil
		}
		return &apperr.Reason{Code: "imports.faultless", Kind: apperr.Never, Text: i18n.M(msg.WhyFaultless)}
	}}
}

// senders: what a sheet says of people who are not to be read by everybody in charge goes back to who sent it.
func senders() guard {
	return guard{Name: "whoever sent it, where it tells of people", Why: func(i Import) *apperr.Reason {
		if !i.Apart {
			return nil
		}
		return &apperr.Reason{Code: "imports.not_sender", Kind: apperr.Never, Text: i18n.M(msg.WhyNotSender, "name", i.StartedName)}
	}}
}
