package casework_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

// Who loses a role is told by whom, and why its demands no longer open; whom they were to stand for, that nobody does. A deputy is told that an absence is
// over earlier than they were told.
func TestLeaversAreTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046", "C071")
		h.ok(h.Absences.Begin(h.Context(), h.now(h.erwan), h.teams[0], absence.Input{From: "2026-12-01", To: "2026-12-05", Deputy: h.awa.ID}))
		h.wantTold("awa")
		h.ok(h.EndMember(h.Context(), h.now(h.mona), h.teams[0], h.awa.ID, team.Helper))
		told := h.wantTold("awa", "erwan")
		if !strings.Contains(told["awa"], "Mona a mis fin") || !strings.Contains(told["awa"], "page introuvable") || !strings.Contains(told["awa"], "Aidant") {
			t.Errorf("who lost the role reads %s", told["awa"])
		}
		if !strings.Contains(told["erwan"], "n’a plus de suppléant") || !strings.Contains(told["erwan"], "Awa n’a plus le même rôle que vous") {
			t.Errorf("who was stood for reads %s", told["erwan"])
		}
		if label := h.out.Label(h.says.For(i18n.French, time.UTC), "casework.named"); !strings.Contains(label, "rôles") || !strings.Contains(label, "suppléant") { // the kind of both, and of a role that was given
			t.Errorf("its kind is called %s", label)
		}
		nour := h.holds(h.holds(h.person("Nour"), team.Helper, h.place(0)), team.Lead, h.place(0))
		h.ok(h.Absences.Begin(h.Context(), h.now(h.erwan), h.teams[0], absence.Input{From: "2026-12-01", To: "2026-12-05", Deputy: nour.ID}))
		h.wantTold("nour")
		h.ok(h.EndMember(h.Context(), h.now(nour), h.teams[0], nour.ID, team.Lead))
		h.wantTold() // they did it themselves, and still stand for the other
		v, err := h.Absences.Show(h.Context(), h.now(h.erwan), h.teams[0])
		h.ok(err)
		h.ok(h.Absences.End(h.Context(), h.now(h.erwan), h.teams[0], v.Absences[0].ID))
		if told := h.wantTold("nour"); !strings.Contains(told["nour"], "ne remplacez plus Erwan") {
			t.Errorf("the deputy reads %s", told["nour"])
		}
	})
}

// Whoever manages a groupe without any référent is told that a demand waits there when the aidant writes, and not when they close it: nothing waits any more.
func TestClosedWaitsForNobody(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C046")
		n := h.sent(1)
		lia := h.holds(h.person("Lia"), team.Lead, h.place(1))
		h.exec(`UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, h.edith.ID)
		h.told()
		const waits = "n’a plus de référent"
		h.say(h.awa, n, "Encore rien.")
		if told := h.told(); !strings.Contains(told["lia"], waits) {
			h.Errorf("%s reads %v", lia.Name, told)
		}
		h.do(h.awa, n, demand.Close)
		for who, said := range h.told() {
			if strings.Contains(said, waits) {
				h.Errorf("of a closed demand %s reads %s", who, said)
			}
		}
	})
}

// One stands for somebody by a role that both have: who loses it and keeps another stands for nobody, and who was stood for is told.
func TestDeputyWithoutTheSharedRole(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071")
		nour := h.holds(h.holds(h.person("Nour"), team.Officer, h.place(1)), team.Helper, h.place(1))
		h.ok(h.Absences.Begin(h.Context(), h.now(h.edith), h.teams[1], absence.Input{From: "2026-12-01", To: "2026-12-05", Deputy: nour.ID}))
		h.told()
		h.ok(h.EndMember(h.Context(), h.now(h.ines), h.teams[1], nour.ID, team.Officer))
		if told := h.told(); !strings.Contains(told["edith"], "n’a plus de suppléant") {
			h.Errorf("who was stood for reads %v", told)
		}
		if v, err := h.Absences.Show(h.Context(), h.now(h.edith), h.teams[1]); err != nil || len(v.Absences) != 0 {
			h.Errorf("there is %+v, %v", v.Absences, err)
		}
	})
}

// Whoever manages a groupe is told once that nobody reads a demand there, and once that its référents have not taken it over: not at each word of the aidant,
// and never that there is no référent where there is one.
func TestUnheardIsToldOnce(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C046")
		n := h.sent(1)
		lia := h.holds(h.person("Lia"), team.Lead, h.place(1))
		h.exec(`UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, h.edith.ID)
		h.told()
		const none, new = "n’a plus de référent", "n’ont pas encore repris"
		want := func(what string, says, not string) {
			h.Helper()
			h.say(h.awa, n, "Encore rien.")
			if said := h.told()["lia"]; says == "" && said != "" || !strings.Contains(said, says) || strings.Contains(said, not) {
				h.Errorf("%s: %s reads %q", what, lia.Name, said)
			}
		}
		want("nobody", none, new)
		want("nobody, again", "", new)
		h.at("2026-11-27 10:00")
		nour := h.holds(h.person("Nour"), team.Officer, h.place(1))
		want("a newcomer", new, none)
		want("a newcomer, again", "", none)
		h.holds(h.person("Paul"), team.Officer, h.place(1))
		want("another newcomer", "", none)
		for _, role := range []string{nour.ID, h.value(`SELECT id FROM account_accounts WHERE display_name = 'Paul'`)} {
			h.exec(`UPDATE access_grants SET taken_at = $1 WHERE account_id = $2`, h.d.Clock.Now(), role)
		}
		want("nobody, anew", none, new)
	})
}
