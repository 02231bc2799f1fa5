package demand_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// what somebody reads of a demand by one role of the table of rights (1.2), by what the other shows nothing more.
const (
	nothingAtAll = iota
	masked       // numbers and lengths of what all read
	counted      // and of what is between operators
	thread       // what all read, and no trace of what is between operators
	between      // that, too
)

// Somebody who has two roles reads what either gives, whole or by its length, and not by the one in full what the other only counts (1.2, C010).
func TestWhatTwoRolesRead(t *testing.T) {
	roles := []struct {
		as           demand.Role
		open, closed int
	}{
		{demand.AsCreator, thread, thread},
		{demand.AsColleague, nothingAtAll, nothingAtAll},
		{demand.AsMate, thread, thread},
		{demand.AsGuest, thread, thread},
		{demand.AsOfficer, between, between},
		{demand.AsNewcomer, counted, nothingAtAll},
		{demand.AsModerator, thread, masked},
		{demand.AsLead, nothingAtAll, nothingAtAll},
		{demand.AsAdmin, counted, counted},
	}
	each(t, func(h *house) {
		covers.Statement(h.T, "C012", "C010")
		n := 0
		for i, a := range roles {
			for _, b := range roles[i:] {
				both := []demand.Role{a.as, b.as}
				if excludes(both) {
					continue
				}
				n++
				who, number := h.withRoles("P"+strings.Repeat("i", n), both)
				h.reads(who, number, both, max(a.open, b.open))
				h.ok(h.s.Do(h.Context(), h.now(h.ines), number, demand.Close))
				h.reads(who, number, both, max(a.closed, b.closed))
			}
		}
		if n != 9+36-6-1-3 {
			h.Errorf("%d pairs", n)
		}
	})
}

// excludes says that nobody is both: an aidant is one of the four, a référent knows of the demand or does not, and who is in is not called in.
func excludes(both []demand.Role) bool {
	for _, of := range [][]demand.Role{{demand.AsCreator, demand.AsColleague, demand.AsMate, demand.AsGuest}, {demand.AsOfficer, demand.AsNewcomer}, {demand.AsCreator, demand.AsMate, demand.AsGuest, demand.AsModerator}} {
		if both[0] != both[1] && slices.Contains(of, both[0]) && slices.Contains(of, both[1]) {
			return true
		}
	}
	return false
}

// withRoles is somebody new who is both to a demand in which a word was said to all and one between operators.
func (h *house) withRoles(name string, both []demand.Role) (access.Actor, string) {
	h.Helper()
	who, creator := h.person(name), h.awa
	give := func(role demand.Role, key access.RoleKey, p access.Place) {
		if slices.Contains(both, role) {
			who = h.holds(who, key, p)
		}
	}
	give(demand.AsCreator, team.Helper, h.place(0))
	give(demand.AsColleague, team.Helper, h.place(0))
	give(demand.AsMate, team.Helper, h.place(0))
	give(demand.AsGuest, team.Helper, h.place(2))
	give(demand.AsOfficer, team.Officer, h.place(1))
	give(demand.AsModerator, team.Moderator, access.Everywhere)
	give(demand.AsLead, team.Lead, h.place(0))
	give(demand.AsAdmin, access.Admin, access.Everywhere)
	h.d.Clock.Advance(time.Minute)
	if slices.Contains(both, demand.AsCreator) {
		creator = who
	}
	number, err := h.drafts.Begin(h.Context(), h.now(creator), h.teams[0])
	h.ok(err)
	in := input(h.teams[1])
	in.Known = true
	h.ok(h.drafts.Send(h.Context(), h.now(creator), number, 1, in))
	h.d.Clock.Advance(time.Minute)
	give(demand.AsNewcomer, team.Officer, h.place(1))
	for role, ref := range map[demand.Role]string{demand.AsMate: "personne:" + who.ID, demand.AsModerator: "moderateur:" + who.ID, demand.AsGuest: demand.ByAddress(who.Address)} {
		if slices.Contains(both, role) {
			h.ok(h.s.Invite(h.Context(), h.now(creator), number, ref))
		}
	}
	h.ok(h.s.Say(h.Context(), h.now(h.edith), number, demand.Saying{Text: "Nous regardons."}))
	h.ok(h.s.Say(h.Context(), h.now(h.edith), number, demand.Saying{Text: "SECRETINTERNE", Between: true}))
	return who, number
}

func (h *house) place(i int) access.Place {
	return access.Place{Kind: access.Group, ID: h.teamID(h.teams[i])}
}

// reads fails unless somebody reads this much.
func (h *house) reads(who access.Actor, number string, both []demand.Role, want int) {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), number)
	if want == nothingAtAll {
		h.refused(apperr.NotFound, err)
		return
	}
	h.ok(err)
	said := ""
	for _, m := range v.Thread {
		said += m.Text + " "
	}
	got := map[string]int{"Nous regardons. ": thread, "Nous regardons. SECRETINTERNE ": between}[said]
	if v.Masked {
		got = map[int]int{1: masked, 2: counted}[v.Lengths.Count]
	}
	if inner := want == counted || want == between; got != want || v.Inner != inner {
		h.Errorf("%v, %s: reads %d (%q), traces %v; want %d", both, v.State, got, said, v.Inner, want)
	}
}
