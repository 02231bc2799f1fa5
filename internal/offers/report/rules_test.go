package report_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/offers/report"
	"preau/internal/offers/role"
)

// Who looks at reports, and where each act leads from each state: every other one is refused.
func TestMoves(t *testing.T) {
	t.Parallel()
	holds := func(r access.RoleKey, p access.Place) access.Actor {
		return access.Actor{ID: "x", Grants: []access.Grant{{Role: r, Place: p}}}
	}
	for name, x := range map[string]struct {
		who access.Actor
		may bool
	}{
		"a visitor": {}, "a valideur": {holds(role.Approver, role.At("o")), false}, "an administrateur offreur": {holds(role.Admin, role.At("o")), false},
		"a moderator": {holds(role.Moderator, access.Everywhere), true}, "an administrator": {holds(access.Admin, access.Everywhere), true},
	} {
		if may := report.Moves.May(report.See, report.Open, report.RolesOf(x.who), report.Report{}); may != x.may {
			t.Errorf("%s sees reports: %t", name, may)
		}
	}
	want := map[report.State]map[report.Act]report.State{
		report.Open:      {report.Settle: report.Settled, report.Dismiss: report.Dismissed},
		report.Settled:   {report.Reopen: report.Open},
		report.Dismissed: {report.Reopen: report.Open},
	}
	for _, s := range report.States() {
		for _, do := range []report.Act{report.Settle, report.Dismiss, report.Reopen} {
			to, err := report.Moves.Next(do, s, []report.Role{report.Moderator}, report.Report{State: s})
			led, may := want[s][do]
			if may != (err == nil) || may && to != led {
				t.Errorf("%s from %s: to %s, %v", do, s, to, err)
			}
		}
	}
}
