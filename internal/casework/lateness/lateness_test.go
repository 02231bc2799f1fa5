package lateness_test

import (
	"strings"
	"testing"

	"preau/internal/casework/caseworktest"
	"preau/internal/casework/demand"
	"preau/internal/casework/lateness"
	"preau/internal/casework/lateness/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

func each(t *testing.T, test func(h *caseworktest.House)) {
	t.Helper()
	r := caseworktest.Room{Kinds: []func(demand.Opener) []notify.Kind{lateness.Kinds}, Words: []i18n.Source{msg.Source()}}
	caseworktest.Each(t, r, func(h *caseworktest.House) {
		lateness.New(lateness.Options{DB: h.D.DB, Jobs: h.Queue, Notify: h.Notify, Demands: h.Demands, Waits: h.Waits})
		h.At("2026-11-26 16:00")
		test(h)
	})
}

// wantLate fails unless the demand is marked as late, or is not.
func wantLate(h *caseworktest.House, n string, late bool) {
	h.Helper()
	v, err := h.Demands.Show(h.Context(), h.Now(h.Awa), n)
	h.OK(err)
	if got := v.Mark(h.D.Clock.Now()); got.Late != late {
		h.Errorf("%s at %s: %+v", n, h.D.Clock.Now(), got)
	}
}

// The référents are told at the instant of lateness, their responsable two working days later, each once; an answer ends it, and
// the next lateness is told again. The mail of a responsable does not say what the demand says.
func TestLate(t *testing.T) {
	each(t, func(h *caseworktest.House) {
		covers.Statement(h, "C042", "C070")
		h.Holds(h.Person("Lena"), team.Lead, h.Place(1))
		n := h.Sent(1)
		h.WantTold("edith")
		h.At("2026-12-01 23:59")
		h.WantTold()
		wantLate(h, n, false)
		h.At("2026-12-02 00:10")
		if said := h.WantTold("edith")["edith"]; !strings.Contains(said, "en retard") || !strings.Contains(said, "Rappel de loyers bloqué") {
			h.Errorf("the référent reads %s", said)
		}
		wantLate(h, n, true)
		h.Say(h.Awa, n, "Et alors ?") // gives nobody more time
		h.WantTold("edith")
		wantLate(h, n, true)
		h.At("2026-12-04 00:10")
		h.WantTold("awa", "edith", "theo") // see TestSilence
		h.At("2026-12-05 00:10")
		if said := h.WantTold("lena")["lena"]; strings.Contains(said, "loyers") || !strings.Contains(said, n) || !strings.Contains(said, "décembre 2026") {
			h.Errorf("the responsable reads %s", said)
		}
		h.WantTold()
		h.Do(h.Edith, n, demand.TakeUp)
		h.WantTold("awa", "theo")
		wantLate(h, n, false)
		h.At("2026-12-29 00:10") // fifteen working days after the 5th, Christmas aside
		h.WantTold("edith")
		wantLate(h, n, true)
		h.Do(h.Edith, n, demand.Treat)
		h.WantTold("awa", "theo")
		wantLate(h, n, false)
	})
}

// An organisme whose delays or closing days change is late by the new ones, also for what was sent before; each organisme by its own.
func TestChangedDelays(t *testing.T) {
	each(t, func(h *caseworktest.House) {
		covers.Statement(h, "C042")
		n := h.Sent(1, 2)
		h.WantTold("bastien", "edith")
		_, err := h.Admin.SaveAgency(h.Context(), h.Now(h.Ines), 2, 1, team.AgencyInput{Name: "Caf", FirstDays: 1, FollowDays: 15, Closings: "27/11/2026 - 30/11/2026"})
		h.OK(err)
		h.WantTold()
		h.At("2026-12-02 00:10")
		if told := h.Told(); !strings.Contains(told["edith"], "en retard") || !strings.Contains(told["bastien"], "en retard") {
			h.Errorf("told: %v", told) // the Caf's one working day is the 1st of December
		}
		_, err = h.Admin.SaveAgency(h.Context(), h.Now(h.Ines), 2, 2, team.AgencyInput{Name: "Caf", FirstDays: 10, FollowDays: 15})
		h.OK(err)
		h.At("2026-12-02 00:20")
		h.WantTold()
		v, err := h.Demands.Show(h.Context(), h.Now(h.Awa), n)
		h.OK(err)
		for _, a := range v.Teams {
			if got, want := a.DueAt.Format("2006-01-02"), map[string]string{"Caf": "2026-12-11", "Préfecture": "2026-12-02"}[a.Agency]; got != want {
				h.Errorf("%s is due on %s, want %s", a.Agency, got, want)
			}
		}
		h.Do(h.Bastien, n, demand.Leave)
		wantLate(h, n, false)
	})
}

// After five working days of silence of all organismes a modérateur is called, told to all, one time.
func TestSilence(t *testing.T) {
	each(t, func(h *caseworktest.House) {
		covers.Statement(h, "C044")
		busy := h.Holds(h.Person("Maud"), team.Moderator, access.Everywhere)
		other := h.Sent(2)
		h.OK(h.Demands.Invite(h.Context(), h.Now(h.Awa), other, "moderateur:"+busy.ID))
		h.Do(h.Bastien, other, demand.Treat)
		n, half := h.Sent(1, 2), h.Sent(1, 2)
		h.Do(h.Edith, half, demand.TakeUp)
		h.Told()
		h.At("2026-12-03 23:59")
		h.Told() // who is late
		h.At("2026-12-04 00:10")
		told := h.WantTold("awa", "bastien", "edith", "theo")
		for who, said := range told {
			if !strings.Contains(said, n) || strings.Contains(said, half) || !strings.Contains(said, "Un modérateur rejoint") {
				h.Errorf("%s reads %s", who, said)
			}
		}
		if _, err := h.Demands.Show(h.Context(), h.Now(h.Theo), n); err != nil {
			h.Error(err)
		}
		h.Do(h.Edith, n, demand.TakeUp)
		h.Say(h.Awa, n, "Encore rien.")
		h.Told()
		h.At("2027-03-01 00:10")
		for who, said := range h.Told() {
			if strings.Contains(said, "Un modérateur rejoint la demande "+n) {
				h.Errorf("called again: %s", who)
			}
		}
	})
}
