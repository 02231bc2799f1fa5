package offer

import (
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// sound is an offer of which no guard keeps anything from being done.
func sound(s State) Case {
	return Case{Offer: Offer{State: s, Window: Window{PublishFrom: "2026-09-01", PublishUntil: "2027-06-30"}}, Today: "2026-11-29", Active: true, WhoID: "me"}
}

// The rows of 1.3 that are about offers, cell by cell: in which states each column does each act, one letter a state
// (Draft sUbmitted to_Correct Approved Published uNpublished Refused Withdrawn arcHived), or "*" for all.
func TestRightsCellByCell(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O92", "O49")
	letters := map[State]byte{Draft: 'D', Submitted: 'U', ToCorrect: 'C', Approved: 'A', Published: 'P', Unpublished: 'N', Refused: 'R', Withdrawn: 'W', Archived: 'H'}
	columns := []Role{AsReader, AsManager, AsAdmin, AsApprover, AsModerator, AsOperator}
	for do, cells := range map[Act][6]string{
		See: {"*", "*", "*", "*", "*", "*"}, ReadHistory: {"*", "*", "*", "*", "*", "*"},
		Edit: {"", "DCN", "", "", "", ""}, EditCopy: {"", "PN", "", "", "", ""}, SetContact: {"", "APN", "", "", "", ""}, Duplicate: {"", "DUCAPNRH", "", "", "", ""}, Renew: {"", "PNH", "", "", "", ""},
		Delete: {"", "D", "", "", "", ""}, Submit: {"", "DCN", "", "", "", ""}, Retract: {"", "U", "", "", "", ""}, TakeUp: {"", "AR", "", "", "", ""},
		Approve: {"", "", "", "U", "", ""}, ApprovePublish: {"", "", "", "U", "", ""}, AskCorrection: {"", "", "", "U", "", ""}, Refuse: {"", "", "", "U", "", ""},
		Publish: {"", "", "", "AN", "", "AN"}, Unpublish: {"", "", "", "P", "", "P"}, SetDates: {"", "", "", "APN", "", "APN"}, Schedule: {"", "", "", "N", "", "N"},
		Withdraw: {"", "", "", "", "P", "P"}, Lift: {"", "", "", "", "W", "W"},
		Archive: {"", "NR", "", "NR", "", "NR"}, Restore: {"", "H", "", "H", "", "H"},
		SubmitCopy: {"", "APN", "", "", "", ""}, DropCopy: {"", "APN", "", "", "", ""}, RetractCopy: {"", "APN", "", "", "", ""}, ApproveCopy: {"", "", "", "APN", "", ""}, CorrectCopy: {"", "", "", "APN", "", ""},
	} {
		for i, role := range columns {
			for _, state := range States() {
				c := sound(state)
				switch do {
				case Submit, Edit: // what was published once, and is not what was validated last
					c.Changed = true
				case Schedule:
					c.PublishFrom = "2026-12-01"
				case SubmitCopy, DropCopy:
					c.Copy = &Copy{State: CopyDraft}
				case RetractCopy, ApproveCopy, CorrectCopy:
					c.Copy = &Copy{State: CopySubmitted}
				default:
				}
				want := cells[i] == "*"
				for j := range cells[i] {
					want = want || cells[i][j] == letters[state]
				}
				if got := Moves.May(do, state, []Role{role}, c); got != want {
					t.Errorf("%s by %s while %s: %v", do, role, state, got)
				}
			}
		}
	}
	if n := len(Moves.Acts()); n != 28 {
		t.Errorf("%d acts: one is not in the cells above", n)
	}
}

// What is beside a working copy stands still: the copy is written, not what was validated, which is shown again as it was (O84).
func TestRightsBesideACopy(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O84")
	for _, state := range States() {
		c := sound(state)
		c.Copy, c.Changed = &Copy{State: CopyDraft}, true
		may := func(do Act) bool { return Moves.May(do, state, []Role{AsManager}, c) }
		if got, want := may(EditCopy), state == Approved || state == Published || state == Unpublished; got != want {
			t.Errorf("the copy is written while %s: %v", state, got)
		}
		if got, want := may(Edit), state == Draft || state == ToCorrect; got != want { // which have no copy
			t.Errorf("written beside its copy while %s: %v", state, got)
		}
		c.Copy, c.Changed = nil, false // what was validated is not written over, wherever it is
		if got, want := may(Edit), state == Draft || state == ToCorrect; got != want || WriteAct(c.Offer) == Edit && (state == Published || state == Unpublished) {
			t.Errorf("what was validated is written over while %s: %v", state, got)
		}
		c.Copy, c.Changed = &Copy{State: CopyDraft}, true
		if state == Approved && may(TakeUp) || state == Unpublished && may(Submit) {
			t.Errorf("what was validated is taken up beside its copy while %s", state)
		}
	}
	c := sound(Unpublished)
	c.Copy = &Copy{State: CopySubmitted}
	if !Moves.May(Publish, Unpublished, []Role{AsApprover}, c) {
		t.Error("what was validated is not published again beside a copy")
	}
	if why := Moves.Why(EditCopy, Unpublished, []Role{AsManager}, c); len(why) != 1 || why[0].Code != WhyWaits.Code {
		t.Error(why)
	}
}

// Where each act leads (1.2).
func TestWhereActsLead(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O92")
	for _, x := range []struct {
		do       Act
		from, to State
		by       Role
	}{
		{Submit, Draft, Submitted, AsManager},
		{Retract, Submitted, Draft, AsManager},
		{Approve, Submitted, Approved, AsApprover},
		{ApprovePublish, Submitted, Published, AsApprover},
		{AskCorrection, Submitted, ToCorrect, AsApprover},
		{Refuse, Submitted, Refused, AsApprover},
		{Submit, ToCorrect, Submitted, AsManager},
		{Publish, Approved, Published, AsApprover},
		{Publish, Approved, Published, AsProgram},
		{TakeUp, Approved, Draft, AsManager},
		{TakeUp, Refused, Draft, AsManager},
		{Unpublish, Published, Unpublished, AsOperator},
		{Publish, Unpublished, Published, AsApprover},
		{Withdraw, Published, Withdrawn, AsModerator},
		{Lift, Withdrawn, Unpublished, AsModerator},
		{Archive, Unpublished, Archived, AsManager},
		{Archive, Refused, Archived, AsApprover},
		{Restore, Archived, Refused, AsManager},
	} {
		if got, err := Moves.Next(x.do, x.from, []Role{x.by}, sound(x.from)); err != nil || got != x.to {
			t.Errorf("%s from %s leads to %s, %v", x.do, x.from, got, err)
		}
	}
	for _, state := range States() {
		if got, want := Moves.May(Archive, state, []Role{AsProgram}, sound(state)), state == Unpublished || state == Refused; got != want {
			t.Errorf("archived by itself while %s: %v", state, got)
		}
	}
	for closed, want := range map[bool]bool{false: false, true: true} { // its last day is to come
		c := sound(Published)
		c.Closed, c.Active = closed, false
		if got := Moves.May(Unpublish, Published, []Role{AsProgram}, c); got != want {
			t.Errorf("unpublished by itself, its structure closed %v: %v", closed, got)
		}
	}
	c := sound(Unpublished)
	c.PublishFrom = "2026-12-01"
	if got, err := Moves.Next(Schedule, Unpublished, []Role{AsApprover}, c); err != nil || got != Approved {
		t.Errorf("programmed: %s, %v", got, err)
	}
	c = sound(Unpublished)
	c.Changed = true
	if got, err := Moves.Next(Submit, Unpublished, []Role{AsManager}, c); err != nil || got != Submitted {
		t.Errorf("changed, and submitted: %s, %v", got, err)
	}
	c = sound(Archived)
	c.PublishedOnce = true
	if got, _ := Moves.Next(Restore, Archived, []Role{AsManager}, c); got != Unpublished {
		t.Errorf("restored to %s", got)
	}
}

// Each condition, with the reason that is said (O83, O85, O86, O88).
func TestWhyNot(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O86", "O88")
	for name, x := range map[string]struct {
		do    Act
		state State
		by    Role
		alter func(*Case)
		want  apperr.Reason
	}{
		"four eyes":                      {Approve, Submitted, AsApprover, func(c *Case) { c.FourEye, c.AuthorID = true, "me" }, WhyFourEyes},
		"four eyes, another wrote after": {Approve, Submitted, AsApprover, func(c *Case) { c.FourEye, c.Wrote = true, true }, WhyFourEyes},
		"four eyes, the copy": {ApproveCopy, Published, AsApprover, func(c *Case) {
			c.FourEye, c.Copy = true, &Copy{State: CopySubmitted, AuthorID: "me"}
		}, WhyFourEyes},
		"suspended":       {Publish, Approved, AsApprover, func(c *Case) { c.Active = false }, WhyInactive},
		"suspended dates": {SetDates, Published, AsApprover, func(c *Case) { c.Active = false }, WhyInactive},
		"suspended away":  {Archive, Unpublished, AsManager, func(c *Case) { c.Active = false }, WhyInactive},
		"suspended back":  {Restore, Archived, AsManager, func(c *Case) { c.Active, c.PublishedOnce = false, true }, WhyInactive},
		"suspended edit":  {Edit, Draft, AsManager, func(c *Case) { c.Active = false }, WhyInactive},
		"too early":       {ApprovePublish, Submitted, AsApprover, func(c *Case) { c.PublishFrom = "2026-12-01" }, WhyTooEarly},
		"over":            {Publish, Unpublished, AsApprover, func(c *Case) { c.PublishUntil = "2026-11-28" }, WhyOver},
		"changed":         {Publish, Unpublished, AsApprover, func(c *Case) { c.Changed = true }, WhyChanged},
		"unchanged":       {Submit, Unpublished, AsManager, func(*Case) {}, WhyUnchanged},
		"copy waits":      {EditCopy, Published, AsManager, func(c *Case) { c.Copy = &Copy{State: CopySubmitted} }, WhyWaits},
		"submitted":       {Delete, Draft, AsManager, func(c *Case) { c.SubmittedOnce = true }, WhySubmitted},
		"manager":         {Publish, Approved, AsManager, func(*Case) {}, WhyNotApprover},
		"reader":          {Submit, Draft, AsReader, func(*Case) {}, WhyNotManager},
		"approver":        {Withdraw, Published, AsApprover, func(*Case) {}, WhyModerators},
		"waits":           {Edit, Submitted, AsManager, func(*Case) {}, WhyWaits},
		"withdrawn copy":  {Duplicate, Withdrawn, AsManager, func(*Case) {}, WhyWithdrawn},
		"withdrawn":       {Publish, Withdrawn, AsApprover, func(*Case) {}, WhyWithdrawn},
		"archived":        {Edit, Archived, AsManager, func(*Case) {}, WhyArchived},
		"shut submit":     {Submit, Draft, AsManager, func(c *Case) { c.Shut = true }, WhyShut},
		"shut again":      {Submit, Unpublished, AsManager, func(c *Case) { c.Shut, c.Changed = true, true }, WhyShut},
		"shut approve":    {Approve, Submitted, AsApprover, func(c *Case) { c.Shut = true }, WhyShut},
		"shut and show":   {ApprovePublish, Submitted, AsApprover, func(c *Case) { c.Shut = true }, WhyShut},
		"shut publish":    {Publish, Unpublished, AsApprover, func(c *Case) { c.Shut = true }, WhyShut},
		"shut by itself":  {Publish, Approved, AsProgram, func(c *Case) { c.Shut = true }, WhyShut},
		"shut schedule":   {Schedule, Unpublished, AsApprover, func(c *Case) { c.Shut, c.PublishFrom = true, "2026-12-01" }, WhyShut},
		"shut duplicate":  {Duplicate, Archived, AsManager, func(c *Case) { c.Shut = true }, WhyShut},
		"shut renew":      {Renew, Archived, AsManager, func(c *Case) { c.Shut = true }, WhyShut},
		"shut copy": {ApproveCopy, Published, AsApprover, func(c *Case) {
			c.Shut, c.Copy = true, &Copy{State: CopySubmitted}
		}, WhyShut},
	} {
		c := sound(x.state)
		x.alter(&c)
		why := Moves.Why(x.do, x.state, []Role{x.by}, c)
		if len(why) != 1 || why[0].Code != x.want.Code {
			t.Errorf("%s: %v", name, why)
		}
	}
	if _, concerned := Moves.Offers(Published, []Role{AsReader, AsManager}, sound(Published)).Of(Unpublish); concerned {
		t.Error("who is no approver sees « Dépublier »") // O88
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O52")
	if n, ok := ParseNumber("2026-0141"); !ok || n != (Number{2026, 141}) || n.String() != "2026-0141" {
		t.Error(n, ok)
	}
	for _, s := range []string{"", "2026", "2026-141", "2026-0000", "x-0001", "2026-00001", "-1-0001"} {
		if _, ok := ParseNumber(s); ok {
			t.Errorf("%q is a number", s)
		}
	}
	if n := (Number{2027, 12345}); n.String() != "2027-12345" {
		t.Error(n)
	}
	for was, want := range map[string]string{"2028-02-29": "2029-02-28", "2026-09-01": "2027-09-01", "": ""} {
		if got := later(was, 1); got != want {
			t.Errorf("%s a year later: %s", was, got)
		}
	}
}
