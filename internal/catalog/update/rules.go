package update

import (
	"slices"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where an update stands.
type State string

// The states.
const (
	Reading   State = "reading"
	Ready     State = "ready" // somebody has to look at it
	Scheduled State = "scheduled"
	Live      State = "live"
	Undoing   State = "undoing" // nobody sees it any more; what it had prepared is being put aside
	Undone    State = "undone"
	Dropping  State = "dropping" // what it had prepared is being deleted
	Dropped   State = "dropped"
	Void      State = "void"    // it changes nothing
	Refused   State = "refused" // the sheet cannot be read
)

// working are the states in which the program has something to do at once.
func (s State) working() bool { return slices.Contains(states{Reading, Undoing, Dropping}, s) }

// Label is the state in words; the list's filter uses the same.
func (s State) Label() i18n.Key {
	return map[State]i18n.Key{
		Reading: msg.UpdateReading, Ready: msg.UpdateReady, Scheduled: msg.UpdateScheduled, Live: msg.UpdateLive, Undoing: msg.UpdateUndoing, Undone: msg.UpdateUndone,
		Dropping: msg.UpdateDropping, Dropped: msg.UpdateDropped, Void: msg.UpdateVoid, Refused: msg.UpdateRefused,
	}[s]
}

// Slug is the state in addresses, which are French words.
func (s State) Slug() string {
	return map[State]string{
		Reading: "lecture", Ready: "a-verifier", Scheduled: "programmee", Live: "en-ligne", Undoing: "annulation", Undone: "annulee",
		Dropping: "abandon", Dropped: "abandonnee", Void: "sans-effet", Refused: "refusee",
	}[s]
}

// StateOf is the state of a slug, empty (all states) for anything else.
func StateOf(slug string) State {
	for _, s := range Moves().States {
		if s.Slug() == slug {
			return s
		}
	}
	return ""
}

// Act is what may be done to an update.
type Act string

// The acts.
const (
	See        Act = "see"
	Begin      Act = "begin"
	GoLive     Act = "go live"
	Schedule   Act = "schedule"
	Unschedule Act = "unschedule"
	Drop       Act = "drop"
	Undo       Act = "undo"
	GiveBack   Act = "give back"

	hadRead Act = "read"
	settle  Act = "settle" // nothing differs
	refuse  Act = "refuse"
	arrive  Act = "arrive" // its day has come
	miss    Act = "miss"   // its day has come, but it cannot go live
	finish  Act = "finish"
	lapse   Act = "lapse" // nobody decided for as long as the sheet is kept
)

// Relation is what somebody is to the updates.
type Relation string

// The relations.
const (
	AsOther   Relation = "other"
	AsCentral Relation = "central"
	AsAdmin   Relation = "admin"
	Program   Relation = "program" // the jobs
)

// relationsOf works out what who is to the updates.
func relationsOf(who access.Actor) []Relation {
	var out []Relation
	if who.Holds(catalog.Central, access.Everywhere) {
		out = append(out, AsCentral)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	if len(out) == 0 {
		out = append(out, AsOther)
	}
	return out
}

type (
	states = []State
	by     = []Relation
	guard  = workflow.Guard[Update]
)

// The codes of the reasons.
const (
	codeBusy      = "catalog.update_busy"
	codeOvertaken = "catalog.update_overtaken"
	codeNotLast   = "catalog.update_not_last"
	codeEmptied   = "catalog.update_emptied"
	codeFaultless = "catalog.update_faultless"
)

// Moves is the whole of who may do what to an update, when, and where it leads.
func Moves() workflow.Table[State, Act, Relation, Update] {
	return workflow.Table[State, Act, Relation, Update]{
		Object: "catalog-update",
		States: states{Reading, Ready, Scheduled, Live, Undoing, Undone, Dropping, Dropped, Void, Refused},
		Roles:  by{AsOther, AsCentral, AsAdmin, Program},
		Rows: []workflow.Row[State, Act, Relation, Update]{
			{Do: See, By: by{AsCentral, AsAdmin}},
			{Do: GiveBack, From: states{Ready, Scheduled, Live, Undone, Dropped, Void}, By: by{AsCentral}, If: []guard{kept(), faulty()}},
			{Do: Begin, By: by{AsCentral}, If: []guard{running(), alone()}},
			{Do: GoLive, From: states{Ready, Scheduled}, To: Live, By: by{AsCentral}, If: []guard{running(), follows()}},
			{Do: Schedule, From: states{Ready, Scheduled}, To: Scheduled, By: by{AsCentral}, If: []guard{running(), follows()}},
			{Do: Unschedule, From: states{Scheduled}, To: Ready, By: by{AsCentral}},
			{Do: Drop, From: states{Reading, Ready, Scheduled}, To: Dropping, By: by{AsCentral}},
			{Do: Undo, From: states{Live}, To: Undoing, By: by{AsCentral}, If: []guard{last(), alone()}},
			{Do: hadRead, From: states{Reading}, To: Ready, By: by{Program}},
			{Do: settle, From: states{Reading}, To: Void, By: by{Program}},
			{Do: refuse, From: states{Reading}, To: Dropping, By: by{Program}},
			{Do: arrive, From: states{Scheduled}, To: Live, By: by{Program}, If: []guard{running(), follows()}},
			{Do: miss, From: states{Scheduled}, To: Ready, By: by{Program}},
			{Do: lapse, From: states{Reading, Ready}, To: Dropping, By: by{Program}},
			{Do: finish, From: states{Undoing}, To: Undone, By: by{Program}},
			{Do: finish, From: states{Dropping}, To: Dropped, By: by{Program}, If: []guard{readable(true)}},
			{Do: finish, From: states{Dropping}, To: Refused, By: by{Program}, If: []guard{readable(false)}},
		},
		NotYours: func(Act, Update) apperr.Reason { return catalog.Moves.NotYours(catalog.Edit, catalog.Market{}) },
		NotNow:   func(Act, State, Update) apperr.Reason { return apperr.Reason{} },
	}
}

// running: nothing changes in a market that is withdrawn.
func running() guard {
	return guard{Name: "the market is not withdrawn", Why: func(u Update) *apperr.Reason {
		why := catalog.Moves.Why(catalog.Edit, u.Market.State, []catalog.Relation{catalog.AsCentral}, catalog.Market{Number: u.Market.Number})
		if len(why) == 0 {
			return nil
		}
		return &why[0]
	}}
}

// alone: what one update was compared with must not change below it.
func alone() guard {
	return guard{Name: "no other update of the market is open", Why: func(u Update) *apperr.Reason {
		if u.Busy == nil {
			return nil
		}
		return &apperr.Reason{
			Code: codeBusy, Kind: apperr.Act, Text: i18n.M(msg.WhyUpdateBusy, "state", u.Busy.State.Label()), Since: u.Busy.StartedAt, By: u.Busy.StartedName,
			Ask: &apperr.Ask{Label: i18n.M(msg.AskUpdate), Path: u.Busy.Path("")},
		}
	}}
}

// follows: it was compared with what the market shows.
func follows() guard {
	return guard{Name: "the market shows what it was compared with", Why: func(u Update) *apperr.Reason {
		if u.Before == u.Market.Edition {
			return nil
		}
		return &apperr.Reason{Code: codeOvertaken, Kind: apperr.Never, Text: i18n.M(msg.WhyUpdateOvertaken)}
	}}
}

// last: what came after it stands on it.
func last() guard {
	return guard{Name: "the market shows it", Why: func(u Update) *apperr.Reason {
		if u.Current() {
			return nil
		}
		return &apperr.Reason{Code: codeNotLast, Kind: apperr.Never, Text: i18n.M(msg.WhyUpdateNotLast)}
	}}
}

func kept() guard {
	return guard{Name: "the sheet is kept", Why: func(u Update) *apperr.Reason {
		if u.Kept() && u.Mode != ByHand {
			return nil
		}
		return &apperr.Reason{Code: codeEmptied, Kind: apperr.Never, Text: i18n.M(msg.WhyUpdateEmptied, "n", int(KeptFor.Hours()/24)), Since: u.EmptiedAt}
	}}
}

func faulty() guard {
	return guard{Name: "something is to be told of its lines", Why: func(u Update) *apperr.Reason {
		if u.Counts.Refused+u.Warned > 0 {
			return nil
		}
		return &apperr.Reason{Code: codeFaultless, Kind: apperr.Never, Text: i18n.M(msg.WhyUpdateFaultless)}
	}}
}

// readable: the sheet could be read, or could not.
func readable(could bool) guard {
	name := "the sheet could be read"
	if !could {
		name = "the sheet could not be read"
	}
	return guard{Name: name, Why: func(u Update) *apperr.Reason {
		if (len(u.Fault) == 0) == could {
			return nil
		}
		return &apperr.Reason{}
	}}
}
