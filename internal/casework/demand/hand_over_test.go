package demand_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// The charge of a demand goes to another référent of the team, who is told; the aidant learns their name. It goes to nobody else.
func TestHandOver(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043")
		lea := h.holds(h.person("Léa"), team.Officer, access.Place{Kind: access.Group, ID: h.teamID(h.teams[1])})
		n := h.sent()
		h.told()
		h.refused(apperr.Forbidden, h.s.HandOver(h.Context(), h.now(h.awa), n, h.teams[1], lea.ID))
		h.refused(apperr.NotFound, h.s.HandOver(h.Context(), h.now(h.bastien), n, h.teams[1], lea.ID))
		for _, x := range []struct {
			team int64
			to   access.Actor
		}{{h.teams[1], h.edith}, {h.teams[1], h.bastien}, {h.teams[2], lea}, {h.teams[1], h.awa}} {
			h.refused(apperr.Invalid, h.s.HandOver(h.Context(), h.now(h.edith), n, x.team, x.to.ID))
		}
		p, err := h.s.Heirs(h.Context(), h.now(h.edith), n)
		h.ok(err)
		if len(p.Heirs) != 1 || p.Heirs[0].Name != "Léa" {
			h.Errorf("offered: %+v", p.Heirs)
		}
		h.ok(h.s.HandOver(h.Context(), h.now(h.edith), n, h.teams[1], lea.ID))
		got := h.told()
		if len(got) != 2 || !strings.Contains(got["lea@preau.test"], "Édith vous confie") || !strings.Contains(got["awa@preau.test"], "Léa s’occupe") {
			h.Errorf("told: %v", got)
		}
		v := h.want(h.awa, n, demand.Working)
		if v.Teams[0].TakenBy != lea.ID || v.Teams[0].TakenName != "Léa" || v.AnsweredAt.IsZero() {
			h.Errorf("in charge: %+v", v.Teams[0])
		}
		if last := v.Events[0]; last.Act != "casework.demand.hand over" || last.Name != "Édith" || last.Data["to"] != "Léa" {
			h.Errorf("the history says %+v", last)
		}
		h.ok(h.s.HandOver(h.Context(), h.now(h.edith), n, h.teams[1], h.heir(h.edith, n)))
		h.ok(h.s.Do(h.Context(), h.now(h.edith), n, demand.Treat))
		h.refused(apperr.Conflict, h.s.HandOver(h.Context(), h.now(h.edith), n, h.teams[1], lea.ID))
	})
}

// heir makes a colleague of the Caf, to whom something may be handed over.
func (h *house) heir(who access.Actor, n string) string {
	h.Helper()
	h.holds(h.person("Nour"), team.Officer, access.Place{Kind: access.Group, ID: h.teamID(h.teams[1])})
	p, err := h.s.Heirs(h.Context(), h.now(who), n)
	h.ok(err)
	if len(p.Heirs) != 1 || p.Heirs[0].Name != "Nour" { // who has charge already is not offered
		h.Fatalf("offered: %+v", p.Heirs)
	}
	return p.Heirs[0].AccountID
}

// Who is a référent of two teams of a demand takes charge, and leaves, for the one that they say; without saying, for the one they have
// taken charge for. What they write is an answer of both.
func TestOfTwoTeams(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C042")
		place := func(i int) access.Place { return access.Place{Kind: access.Group, ID: h.teamID(h.teams[i])} }
		dual := h.holds(h.holds(h.person("Dual"), team.Officer, place(1)), team.Officer, place(2))
		h.holds(h.person("Léa"), team.Officer, place(2))
		begin := func() string {
			n, err := h.drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
			h.ok(err)
			in := input(h.teams[1], h.teams[2])
			in.Known = true
			h.ok(h.drafts.Send(h.Context(), h.now(h.awa), n, 1, in))
			return n
		}
		takers := func(n string) [2]string {
			v, err := h.s.Show(h.Context(), h.now(h.awa), n)
			h.ok(err)
			return [2]string{v.Teams[0].TakenName, v.Teams[1].TakenName}
		}
		n := begin()
		h.refused(apperr.Invalid, h.s.DoFor(h.Context(), h.now(dual), n, demand.Step{Do: demand.TakeUp, Team: h.teams[0]}))
		h.refused(apperr.Invalid, h.s.DoFor(h.Context(), h.now(h.bastien), n, demand.Step{Do: demand.TakeUp, Team: h.teams[1]}))
		h.ok(h.s.DoFor(h.Context(), h.now(dual), n, demand.Step{Do: demand.TakeUp, Team: h.teams[2]}))
		if got := takers(n); got != [2]string{"", "Dual"} {
			h.Errorf("taken by %v", got)
		}
		answered := func(n string) string {
			return h.value(`SELECT CAST(count(x.answered_at) AS TEXT) FROM casework_demand_teams x JOIN casework_demands d ON d.id = x.demand_id WHERE d.number = $1`, n)
		}
		if got := answered(n); got != "1" {
			h.Errorf("%s have answered, though the Caf did not", got)
		}
		h.ok(h.s.Say(h.Context(), h.now(dual), n, demand.Saying{Text: "Pour les deux."}))
		if got := answered(n); got != "2" {
			h.Errorf("%s have answered, though both did", got)
		}
		h.told()
		h.ok(h.s.Say(h.Context(), h.now(dual), n, demand.Saying{Text: "Encore."}))
		h.wantTold("awa") // not the colleagues in either
		h.ok(h.s.DoFor(h.Context(), h.now(dual), n, demand.Step{Do: demand.Leave}))
		v, err := h.s.Show(h.Context(), h.now(dual), n)
		h.ok(err)
		if !v.Teams[0].LeftAt.IsZero() || v.Teams[1].LeftAt.IsZero() {
			h.Errorf("left at %s and %s", v.Teams[0].LeftAt, v.Teams[1].LeftAt)
		}
		h.d.Clock.Advance(time.Minute)
		n = begin()
		h.ok(h.s.DoFor(h.Context(), h.now(dual), n, demand.Step{Do: demand.TakeUp, Team: h.teams[1]}))
		h.ok(h.s.DoFor(h.Context(), h.now(dual), n, demand.Step{Do: demand.Leave, Team: h.teams[2]}))
		if v, err = h.s.Show(h.Context(), h.now(dual), n); err != nil || !v.Teams[0].LeftAt.IsZero() || v.Teams[1].LeftAt.IsZero() {
			h.Errorf("left at %s and %s, %v", v.Teams[0].LeftAt, v.Teams[1].LeftAt, err)
		}
	})
}
