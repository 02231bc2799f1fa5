package demand

import (
	"testing"

	"preau/internal/kit/covers"
)

// The table of rights (1.2), cell by cell: who may what while a demand is open, and once it is closed.
func TestRightsCellByCell(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C012")
	columns := []Role{AsCreator, AsColleague, AsMate, AsGuest, AsOfficer, AsModerator, AsLead, AsAdmin, AsNewcomer}
	for _, row := range []struct {
		do           Act
		open, closed string // one letter a column
	}{
		{See, "y.yyyy...", "y.yyy...."},
		{SeeIdentity, "y.yyyy...", "y.yyy...."},
		{SeeMasked, ".......yy", ".....y.y."},
		{SeeBetween, "....y....", "....y...."},
		{CountBetween, "....y..yy", "....y..y."},
		{Write, "y.yyyy...", "y.y......"},
		{WriteInner, "....y....", "........."},
		{TakeUp, "....y....", "........."},
		{Treat, "....y....", "........."},
		{Leave, "....y....", "........."},
		{HandOver, "....y....", "........."},
		{Invite, "y.yyyy...", "........."},
		{Correct, "y.yyyy...", "y.yyy...."},
		{Close, "y.y..y.y.", "........."},
		{Reopen, ".........", "y.y..y.y."},
		{SeeMandate, "y.yyy..y.", "y.yyy..y."},
		{SeeProof, "y.yy.....", "y.yy....."},
		{KeepMandate, "y.yy.....", "........."},
		{Edit, ".........", "........."},
		{Send, ".........", "........."},
	} {
		for i, role := range columns {
			for state, want := range map[State]byte{Working: row.open[i], Closed: row.closed[i]} {
				if got := Moves.May(row.do, state, []Role{role}, Demand{State: state}); got != (want == 'y') {
					t.Errorf("%s by %s while %s: %v", row.do, role, state, got)
				}
			}
		}
	}
	for _, role := range columns {
		for _, do := range Moves.Acts() {
			want := role == AsCreator && (do == See || do == SeeIdentity || do == SeeMandate || do == SeeProof || do == KeepMandate || do == Edit || do == Send)
			if got := Moves.May(do, Draft, []Role{role}, Demand{State: Draft}); got != want {
				t.Errorf("a draft: %s by %s: %v", do, role, got)
			}
		}
	}
}

// Who has two roles may what either may, and no more (C010).
func TestRightsOfTwoRoles(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C012")
	for _, a := range Moves.Roles {
		for _, b := range Moves.Roles {
			for _, do := range Moves.Acts() {
				for _, s := range States() {
					may := func(roles ...Role) bool { return Moves.May(do, s, roles, Demand{State: s}) }
					if got := may(a, b); got != (may(a) || may(b)) {
						t.Errorf("%s while %s by %s and %s: %v", do, s, a, b, got)
					}
				}
			}
		}
	}
}

// Where each act leads (C041): an answer makes a demand go on, so does a word of the creator's side once it was treated; the
// creator's word opens a closed one again.
func TestWhereActsLead(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C041")
	for _, x := range []struct {
		from State
		do   Act
		by   Role
		to   State
	}{
		{Draft, Send, AsCreator, Sent},
		{Sent, Write, AsCreator, Sent},
		{Sent, Write, AsModerator, Sent},
		{Sent, Write, AsOfficer, Working},
		{Sent, WriteInner, AsOfficer, Working},
		{Sent, TakeUp, AsOfficer, Working},
		{Working, Treat, AsOfficer, Treated},
		{Sent, Treat, AsOfficer, Treated},
		{Treated, Write, AsOfficer, Treated},
		{Treated, Write, AsGuest, Working},
		{Treated, Write, AsCreator, Working},
		{Closed, Write, AsCreator, Working},
		{Closed, Reopen, AsAdmin, Working},
		{Treated, Close, AsMate, Closed},
	} {
		if to, err := Moves.Next(x.do, x.from, []Role{x.by}, Demand{State: x.from}); err != nil || to != x.to {
			t.Errorf("%s by %s from %s leads to %s, %v", x.do, x.by, x.from, to, err)
		}
	}
}
