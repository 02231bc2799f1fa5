package demand_test

import (
	"strings"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/covers"
)

// Who is an aidant and a référent of the groupe that the demand goes to acts for the aidants when they send, write and close it, and for the groupe in what
// référents alone do: the side that is spoken to is told, their own colleagues of that groupe included (C010, C029, C040).
func TestSomebodyOfBothSidesIsHeard(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C010", "C029", "C040")
		h.awa = h.holds(h.awa, team.Officer, h.place(1))
		n, err := h.drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		in := input(h.teams[1])
		in.Colleagues = []string{h.erwan.ID}
		h.ok(h.drafts.Send(h.Context(), h.now(h.awa), n, 1, in))
		h.wantTold("edith", "erwan")
		h.ok(h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "Une précision."}))
		h.wantTold("edith")
		h.ok(h.s.Do(h.Context(), h.now(h.awa), n, demand.TakeUp))
		h.wantTold("erwan")
		h.ok(h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "Entre nous.", Between: true}))
		h.wantTold()
		v := h.want(h.edith, n, demand.Working)
		if v.Thread[0].Side != demand.Helpers || v.Thread[1].Side != demand.Officers {
			h.Errorf("written as %s and %s", v.Thread[0].Side, v.Thread[1].Side)
		}
		h.ok(h.s.Do(h.Context(), h.now(h.awa), n, demand.Treat))
		h.wantTold("erwan")
	})
}

// That a colleague of theirs closes a demand, or opens it again, is told to the creator and to who was invited: only of messages the author's colleagues are
// not mailed (C040, C070).
func TestCreatorIsToldOfTheirDemand(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C040", "C070")
		n := h.sent()
		h.ok(h.s.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		h.told()
		h.ok(h.s.Do(h.Context(), h.now(h.erwan), n, demand.Close))
		h.wantTold("awa", "edith")
		h.ok(h.s.Do(h.Context(), h.now(h.erwan), n, demand.Reopen))
		h.wantTold("awa", "edith")
		h.ok(h.s.Say(h.Context(), h.now(h.erwan), n, demand.Saying{Text: "Encore."}))
		h.wantTold("edith")
	})
}

// A message that opens a closed demand again is told as that, once; who wants no such mail reads that there is a message, and who wants neither, nothing (C070).
func TestReopenedByAMessage(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C041", "C070")
		lou, nour := h.holds(h.person("Lou"), team.Officer, h.place(1)), h.holds(h.person("Nour"), team.Officer, h.place(1))
		never := func(who access.Actor, kinds ...string) {
			w := notify.Wish{Each: map[string]notify.How{}}
			for _, k := range kinds {
				w.Each[k] = notify.Never
			}
			h.ok(h.out.SavePreferences(h.Context(), h.now(who), w))
		}
		never(h.edith, told.Message)
		never(lou, told.Reopened)
		never(nour, told.Reopened, told.Message)
		n := h.sent()
		h.ok(h.s.Do(h.Context(), h.now(h.awa), n, demand.Close))
		h.told()
		h.ok(h.s.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "De nouveau bloqué."}))
		got := h.told()
		if len(got) != 2 || !strings.Contains(got[h.edith.Address], "rouverte") || !strings.Contains(got[lou.Address], "Nouveau message") {
			h.Errorf("told: %v", got)
		}
	})
}
