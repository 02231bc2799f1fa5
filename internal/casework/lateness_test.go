package casework_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/procedure"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// wantLate fails unless the demand is marked as late, or is not.
func wantLate(h *house, n string, late bool) {
	h.Helper()
	v, err := h.Demands.Show(h.Context(), h.now(h.awa), n)
	h.ok(err)
	if got := v.Mark(h.d.Clock.Now()); got.Late != late {
		h.Errorf("%s at %s: %+v", n, h.d.Clock.Now(), got)
	}
}

// The référents are told at the instant of lateness, their responsable two working days later, each once; an answer ends it, and
// the next lateness is told again. The mail of a responsable does not say what the demand says.
func TestLate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C070")
		h.holds(h.person("Lena"), team.Lead, h.place(1))
		n := h.sent(1)
		h.wantTold("edith")
		h.at("2026-12-01 23:59")
		h.wantTold()
		wantLate(h, n, false)
		h.at("2026-12-02 00:10")
		if said := h.wantTold("edith")["edith"]; !strings.Contains(said, "en retard") || !strings.Contains(said, "Rappel de loyers bloqué") {
			h.Errorf("the référent reads %s", said)
		}
		wantLate(h, n, true)
		h.say(h.awa, n, "Et alors ?") // gives nobody more time
		h.wantTold("edith")
		wantLate(h, n, true)
		h.at("2026-12-04 00:10")
		h.wantTold("awa", "edith", "theo") // see TestSilence
		h.at("2026-12-05 00:10")
		if said := h.wantTold("lena")["lena"]; strings.Contains(said, "loyers") || !strings.Contains(said, n) || !strings.Contains(said, "décembre") {
			h.Errorf("the responsable reads %s", said)
		}
		h.wantTold()
		h.do(h.edith, n, demand.TakeUp)
		h.wantTold("awa", "theo")
		wantLate(h, n, false)
		h.at("2026-12-29 00:10") // fifteen working days after the 5th, Christmas aside
		h.wantTold("edith")
		wantLate(h, n, true)
		h.say(h.awa, n, "Des nouvelles ?") // gives no more time to who has answered before, either
		h.wantTold("edith", "theo")
		wantLate(h, n, true)
		h.do(h.edith, n, demand.Treat)
		h.wantTold("awa", "theo")
		wantLate(h, n, false)
	})
}

// A standard procedure that is pointed out to the aidant is an answer: nobody is late, and no modérateur is called.
func TestProcedureAnswers(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C043")
		n := h.sent(1)
		h.ok(h.Demands.PointOut(h.Context(), h.now(h.edith), n, procedure.Procedure{Title: "Rappel de droits", Link: "https://caf.test/rappel"}, "Une démarche en ligne suffit."))
		h.told()
		h.at("2026-12-08 00:10")
		h.wantTold()
		wantLate(h, n, false)
	})
}

// An organisme whose delays or closing days change is late by the new ones, also for what was sent before; each organisme by its own.
func TestChangedDelays(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042")
		n := h.sent(1, 2)
		h.wantTold("bastien", "edith")
		_, err := h.SaveAgency(h.Context(), h.now(h.ines), 2, 1, team.AgencyInput{Name: "Caf", FirstDays: 1, FollowDays: 15, Closings: "27/11/2026 - 30/11/2026"})
		h.ok(err)
		h.wantTold()
		h.at("2026-12-02 00:10")
		if told := h.told(); !strings.Contains(told["edith"], "en retard") || !strings.Contains(told["bastien"], "en retard") {
			h.Errorf("told: %v", told) // the Caf's one working day is the 1st of December
		}
		_, err = h.SaveAgency(h.Context(), h.now(h.ines), 2, 2, team.AgencyInput{Name: "Caf", FirstDays: 10, FollowDays: 15})
		h.ok(err)
		h.at("2026-12-02 00:20")
		h.wantTold()
		v, err := h.Demands.Show(h.Context(), h.now(h.awa), n)
		h.ok(err)
		for _, a := range v.Teams {
			if got, want := a.DueAt.Format("2006-01-02"), map[string]string{"Caf": "2026-12-11", "Préfecture": "2026-12-02"}[a.Agency]; got != want {
				h.Errorf("%s is due on %s, want %s", a.Agency, got, want)
			}
		}
		h.do(h.bastien, n, demand.Leave)
		wantLate(h, n, false)
	})
}

// After five working days of silence of all organismes a modérateur is called, told to all, one time.
func TestSilence(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C044")
		busy := h.holds(h.person("Maud"), team.Moderator, access.Everywhere)
		other := h.sent(2)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), other, "moderateur:"+busy.ID))
		h.do(h.bastien, other, demand.Treat)
		n, half := h.sent(1, 2), h.sent(1, 2)
		h.do(h.edith, half, demand.TakeUp)
		byHand := h.sent(1, 2) // a modérateur is there already
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), byHand, "moderateur:"+busy.ID))
		h.told()
		h.at("2026-12-03 23:59")
		h.told() // who is late
		h.at("2026-12-04 00:10")
		told := h.wantTold("awa", "bastien", "edith", "theo")
		for who, said := range told {
			if !strings.Contains(said, n) || strings.Contains(said, half) || strings.Contains(said, byHand) || !strings.Contains(said, "Un modérateur rejoint") {
				h.Errorf("%s reads %s", who, said)
			}
		}
		if _, err := h.Demands.Show(h.Context(), h.now(h.theo), n); err != nil {
			h.Error(err)
		}
		h.do(h.edith, n, demand.TakeUp)
		h.say(h.awa, n, "Encore rien.")
		h.told()
		h.at("2027-03-01 00:10")
		for who, said := range h.told() {
			if strings.Contains(said, "Un modérateur rejoint la demande "+n) {
				h.Errorf("called again: %s", who)
			}
		}
	})
}

// When the last organisme says that it is not the right one, the aidant is told by whom, and a modérateur is called at once, told to all who are
// left; while another one is still there, nobody is called.
func TestLastLeaves(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C042", "C044")
		n := h.sent(1, 2)
		h.told()
		h.do(h.edith, n, demand.Leave)
		h.at("2026-11-26 17:00")
		h.wantTold("awa", "bastien")
		h.do(h.bastien, n, demand.Leave)
		h.wantTold("awa")
		h.at("2026-11-26 17:20")
		if told := h.wantTold("awa", "theo"); !strings.Contains(told["awa"], "Un modérateur rejoint la demande "+n) {
			h.Errorf("the aidant reads %s", told["awa"])
		}
		v := h.want(h.theo, n, demand.Sent)
		if v.Told[0].Act != "casework.demand.call" {
			h.Errorf("the thread tells %+v", v.Told)
		}
		h.say(h.awa, n, "Qui peut répondre ?")
		h.at("2026-12-26 12:00")
		h.wantTold("theo")
	})
}

// Where the local law of Alsace and Moselle holds, Good Friday and 26 December are no working days; a team that works elsewhere too keeps France's.
func TestLateInAlsaceMoselle(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042")
		moselle, err := h.AddTerritory(h.Context(), h.now(h.ines), team.Commune, "57463")
		h.ok(err)
		alsace, err := h.AddTerritory(h.Context(), h.now(h.ines), team.Department, "67")
		h.ok(err)
		lands := func(i int, numbers ...int64) {
			version := h.count(`SELECT version FROM casework_teams WHERE number = $1`, h.teams[i])
			_, err := h.SaveTeam(h.Context(), h.now(h.ines), h.teams[i], version, team.TeamInput{Name: "Est", Territories: numbers})
			h.ok(err)
		}
		lands(0, moselle)
		lands(1, moselle, alsace)
		lands(2, moselle, 1)
		h.at("2027-03-24 10:00") // two days before Good Friday
		n := h.sent(1, 2)
		for i, want := range map[int]string{1: "2027-04-01 00:00", 2: "2027-03-31 00:00"} {
			due := time.UnixMicro(h.count(`SELECT due_at FROM casework_demand_teams x JOIN casework_demands d ON d.id = x.demand_id WHERE d.number = $1 AND x.team_id = $2`, n, h.place(i).ID)).UTC()
			if got := due.Format("2006-01-02 15:04"); got != want {
				h.Errorf("the team %d is late from %s on, want %s", i, got, want)
			}
		}
	})
}

// One platform may have référents of both countries: each groupe keeps the holidays of where it works, and one of both the platform's.
func TestLateInTwoCountries(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C011")
		belgium, err := h.AddTerritory(h.Context(), h.now(h.ines), team.Country, "BE")
		h.ok(err)
		lands := func(i int, numbers ...int64) {
			version := h.count(`SELECT version FROM casework_teams WHERE number = $1`, h.teams[i])
			_, err := h.SaveTeam(h.Context(), h.now(h.ines), h.teams[i], version, team.TeamInput{Name: "Frontière", Territories: numbers})
			h.ok(err)
		}
		lands(0, belgium)
		lands(1, belgium)
		lands(2, belgium, 1)
		h.at("2027-07-12 10:00") // two days before the one holiday
		one := h.sent(1, 2)
		h.at("2027-07-19 10:00") // two days before the other
		two := h.sent(1, 2)
		for n, want := range map[string][2]string{one: {"2027-07-16 00:00", "2027-07-17 00:00"}, two: {"2027-07-24 00:00", "2027-07-23 00:00"}} {
			for i, want := range want {
				due := time.UnixMicro(h.count(`SELECT due_at FROM casework_demand_teams x JOIN casework_demands d ON d.id = x.demand_id WHERE d.number = $1 AND x.team_id = $2`, n, h.place(i+1).ID)).UTC()
				if got := due.Format("2006-01-02 15:04"); got != want {
					h.Errorf("the team %d is late with %s from %s on, want %s", i+1, n, got, want)
				}
			}
		}
	})
}

// What fails for one demand, here the calendar of one organisme, keeps nobody of the others from being told.
func TestOneThatFailsKeepsNoOther(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C070")
		h.holds(h.person("Lena"), team.Lead, h.place(1))
		h.holds(h.person("Malo"), team.Lead, h.place(2))
		h.sent(1)
		h.at("2026-11-26 16:10")
		h.sent(2)
		h.at("2026-12-02 00:10")
		h.told()
		h.exec(`INSERT INTO casework_agency_closings (agency_id, from_day, to_day) SELECT id, '2026-12-99', '2026-12-99' FROM casework_agencies WHERE name = 'Caf'`)
		h.at("2026-12-05 00:10")
		if _, err := h.queue.Drain(h.Context()); err == nil {
			h.Error("nothing is said of the fault")
		}
		if got := h.value(`SELECT coalesce(min(t.id), '') FROM casework_demand_teams x JOIN casework_teams t ON t.id = x.team_id WHERE x.lead_told_at IS NOT NULL`); got != h.place(2).ID {
			h.Errorf("told of %q", got)
		}
	})
}

// Delays that are lengthened while somebody is late end that lateness, and the next one is told again.
func TestLongerDelaysAreLateAnew(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C070")
		n := h.sent(1)
		h.at("2026-12-02 00:10")
		h.told()
		wantLate(h, n, true)
		_, err := h.SaveAgency(h.Context(), h.now(h.ines), 2, 1, team.AgencyInput{Name: "Caf", FirstDays: 4, FollowDays: 15})
		h.ok(err)
		h.at("2026-12-02 00:20")
		h.wantTold()
		wantLate(h, n, false)
		h.at("2026-12-03 00:10")
		if told := h.told(); !strings.Contains(told["edith"], "en retard") {
			h.Errorf("told of the new lateness: %v", told)
		}
	})
}

// A groupe that had left and is invited again begins anew: it is awaited as for a first answer, and nobody of it has charge.
func TestInvitedAgain(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C042", "C043")
		n := h.sent(1)
		h.do(h.edith, n, demand.TakeUp)
		h.ok(h.Demands.DoFor(h.Context(), h.now(h.edith), n, demand.Step{Do: demand.Leave, Better: h.teams[2]}))
		h.at("2026-12-07 09:00")
		h.exec(`INSERT INTO casework_mandate_agencies (mandate_id, agency_id) SELECT m.id, a.id FROM casework_mandates m JOIN casework_agencies a ON a.name = 'Caf'
			WHERE NOT EXISTS (SELECT 1 FROM casework_mandate_agencies z WHERE z.mandate_id = m.id AND z.agency_id = a.id)`)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.place(1).ID))
		v, err := h.Demands.Show(h.Context(), h.now(h.awa), n)
		h.ok(err)
		for _, a := range v.Demand.Teams {
			if a.Team.ID == h.place(1).ID && (a.TakenName != "" || a.Better.ID != "" || a.DueAt.Format("2006-01-02") != "2026-12-11") {
				h.Errorf("it is there as %+v", a)
			}
		}
	})
}

// A procedure that names the usager is refused: everybody who works in the service reads it.
func TestProcedureOfNobody(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C022")
		n := h.sent(1)
		for _, p := range []procedure.Procedure{{Title: "Le cas de Zélie", Link: "https://caf.test/rappel"}, {Title: "Rappel de droits", Link: "https://caf.test/?nom=quintrec"}} {
			h.refused(apperr.Invalid, h.Demands.PointOut(h.Context(), h.now(h.edith), n, p, "Voyez."))
		}
		if got := h.count(`SELECT count(*) FROM casework_procedures`); got != 0 {
			h.Errorf("%d are kept", got)
		}
	})
}
