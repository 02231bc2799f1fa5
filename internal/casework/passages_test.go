package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/internal/casework/absence"
	"preau/internal/casework/demand"
	"preau/internal/casework/listing"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// For the days of an absence the deputy has the absent person's column, no more and no longer, and is told what they are told.
func TestDeputy(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071", "C012")
		n := h.sent(1)
		h.told()
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(h.erwan), n)))
		away := absence.Input{From: "2026-11-30", To: "2026-12-01", Deputy: h.erwan.ID}
		h.refused(apperr.NotFound, h.Absences.Begin(h.Context(), h.now(h.edith), h.teams[0], away))
		for _, in := range []absence.Input{{}, {From: "2026-12-02", To: "2026-12-01", Deputy: h.erwan.ID}, {From: "2026-11-01", To: "2026-11-02", Deputy: h.erwan.ID}, {From: away.From, To: "2029-01-01", Deputy: h.erwan.ID}, {From: away.From, To: away.To, Deputy: h.edith.ID}, {From: away.From, To: away.To, Deputy: h.awa.ID}} {
			h.refused(apperr.Invalid, h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], in))
		}
		h.ok(h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], away))
		if said := h.wantTold("erwan")["erwan"]; !strings.Contains(said, "Vous remplacez Awa") {
			h.Errorf("the deputy reads %s", said)
		}
		h.ok(h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], away)) // once more: it is kept already
		h.wantTold()
		if v, err := h.Absences.Show(h.Context(), h.now(h.awa), h.teams[0]); err != nil || len(v.Absences) != 1 {
			h.Errorf("%d absences, %v", len(v.Absences), err)
		}
		h.at("2026-11-29 23:59")
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(h.erwan), n)))
		h.say(h.edith, n, "Bientôt.")
		h.wantTold("awa")
		h.at("2026-11-30 00:00")
		v, err := h.Demands.Show(h.Context(), h.now(h.erwan), n)
		h.ok(err)
		if v.Identity.Last != "Quintrec" || !v.May(demand.Write) || !v.May(demand.Close) || v.May(demand.Treat) || v.May(demand.SeeBetween) {
			h.Errorf("the deputy may %+v", v.Acts)
		}
		h.say(h.edith, n, "C'est fait.")
		h.wantTold("awa", "erwan")
		h.say(h.erwan, n, "Merci pour Awa.")
		h.wantTold("edith")
		lists, err := h.Absences.Show(h.Context(), h.now(h.erwan), h.teams[0])
		h.ok(err)
		h.refused(apperr.NotFound, h.Absences.End(h.Context(), h.now(h.erwan), h.teams[0], lists.Absences[0].ID))
		gone := h.loses(h.erwan, team.Helper, h.place(0))
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(gone), n)))
		h.at("2026-12-02 00:00")
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(h.erwan), n)))
	})
}

// Who stands for an invited aidant of another team, in that team, has what the absent person has: the guest's column, no more; the same person
// reads it in lists and by search, and is told. Who stands for them elsewhere than there where both are aidants does not.
func TestDeputyOfAGuest(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071", "C012")
		land := h.teams[2]
		guest, deputy, officer := h.holds(h.person("Gwen"), team.Helper, h.place(2)), h.holds(h.person("Denez"), team.Helper, h.place(2)), h.holds(h.person("Odile"), team.Officer, h.place(2))
		guest = h.holds(guest, team.Officer, h.place(2))
		n := h.sent(1)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, demand.ByAddress(guest.Address)))
		h.told()
		away := absence.Input{From: "2026-11-26", To: "2026-12-01", Deputy: deputy.ID}
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(deputy), n)))
		h.ok(h.Absences.Begin(h.Context(), h.now(guest), land, away))
		away.Deputy = officer.ID
		h.ok(h.Absences.Begin(h.Context(), h.now(guest), land, away)) // as a référent, which is nothing here
		h.told()
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(officer), n)))
		v, err := h.Demands.Show(h.Context(), h.now(deputy), n)
		h.ok(err)
		if v.Identity.Last != "Quintrec" || !v.May(demand.Write) || v.May(demand.Close) || v.May(demand.SeeBetween) {
			h.Errorf("the deputy may %+v", v.Acts)
		}
		for _, q := range []string{"", "loyers"} {
			p, err := h.Lists.List(h.Context(), h.now(deputy), listing.Filter{List: listing.Mine, Query: q, Page: 1, Size: 20})
			if h.ok(err); p.Total != 1 {
				h.Errorf("the deputy finds %d by %q", p.Total, q)
			}
		}
		if p, err := h.Lists.List(h.Context(), h.now(officer), listing.Filter{List: listing.Mine, Page: 1, Size: 20}); err != nil || p.Total != 0 {
			h.Errorf("who stands for a référent lists %d, %v", p.Total, err)
		}
		h.say(h.edith, n, "C'est fait.")
		h.wantTold("awa", "denez", "gwen")
		h.say(deputy, n, "Merci pour Gwen.")
		h.wantTold("awa", "edith")
		h.do(h.awa, n, demand.Close)
		if v, err = h.Demands.Show(h.Context(), h.now(deputy), n); err != nil || v.May(demand.Reopen) || v.May(demand.Write) {
			h.Errorf("of a closed demand the deputy may %+v, %v", v.Acts, err)
		}
		gone := h.loses(deputy, team.Helper, h.place(2))
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(gone), n)))
		h.at("2026-12-02 00:00")
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(deputy), n)))
	})
}

// An absence that ends early ends the deputy's rights with it; else they last from the beginning of its first day to the end of its last.
func TestAbsenceEnds(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071")
		n := h.sent(1)
		h.ok(h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], absence.Input{From: "2026-11-26", To: "2026-12-01", Deputy: h.erwan.ID}))
		h.ok(second(h.Demands.Show(h.Context(), h.now(h.erwan), n)))
		v, err := h.Absences.Show(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		h.ok(h.Absences.End(h.Context(), h.now(h.mona), h.teams[0], v.Absences[0].ID)) // its responsable may
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(h.erwan), n)))
		h.ok(h.Absences.Begin(h.Context(), h.now(h.awa), h.teams[0], absence.Input{From: "2026-11-27", To: "2026-12-01", Deputy: h.erwan.ID}))
		for _, x := range []struct {
			at     string
			stands bool
		}{{"2026-11-26 23:59", false}, {"2026-11-27 00:00", true}, {"2026-12-01 23:59", true}, {"2026-12-02 00:00", false}} { // both days included
			h.at(x.at)
			if _, err := h.Demands.Show(h.Context(), h.now(h.erwan), n); (err == nil) != x.stands {
				h.Errorf("on %s: %v", x.at, err)
			}
		}
	})
}

// Who leaves keeps nothing: neither what they began, nor what they answered for; a colleague gets the first, and a new référent sees how
// many of the second there are.
func TestHandover(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046")
		n, closed := h.sent(1), h.sent(1)
		h.do(h.edith, n, demand.TakeUp)
		h.do(h.awa, closed, demand.Close)
		h.told()
		h.refused(apperr.Conflict, h.Handovers.Give(h.Context(), h.now(h.mona), h.teams[0], h.awa.ID, h.erwan.ID)) // she is still here
		h.ends(h.mona, 0, h.awa, team.Helper)
		awa := h.fresh(h.awa)
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(awa), n)))
		h.refused(apperr.NotFound, h.Demands.Say(h.Context(), h.now(awa), n, demand.Saying{Text: "Encore moi."}))
		v, err := h.Handovers.Show(h.Context(), h.now(h.mona), h.teams[0])
		h.ok(err)
		if len(v.Leavers) != 1 || v.Leavers[0].Name != "Awa" || v.Leavers[0].Open != 1 || v.Leavers[0].All != 2 {
			h.Fatalf("leavers: %+v", v.Leavers)
		}
		h.refused(apperr.Forbidden, h.Handovers.Give(h.Context(), h.now(h.erwan), h.teams[0], h.awa.ID, h.erwan.ID))
		h.refused(apperr.Invalid, h.Handovers.Give(h.Context(), h.now(h.mona), h.teams[0], h.awa.ID, h.edith.ID))
		h.ok(h.Handovers.Give(h.Context(), h.now(h.mona), h.teams[0], h.awa.ID, h.erwan.ID))
		told := h.wantTold("awa", "erwan", "ines") // she is the only responsable: an administrator sees who reads them now
		if said := told["erwan"]; !strings.Contains(said, "2 demandes vous sont confiées") {
			h.Errorf("the colleague reads %s", said)
		}
		if said := told["ines"]; !strings.Contains(said, "Mona a confié à Erwan les 2 demandes de Awa") {
			h.Errorf("the administrator reads %s", said)
		}
		h.say(h.erwan, n, "Je prends la suite.")
		h.do(h.erwan, closed, demand.Reopen)
		h.told()

		e := h.refusal(apperr.Forbidden, h.EndMember(h.Context(), h.now(h.ines), h.teams[1], h.edith.ID, team.Officer))
		if r := e.Reasons[0]; r.Code != "casework.last_officer" || !slices.Contains(r.Text.Args, any(int64(2))) || len(r.Lifters) == 0 {
			h.Errorf("the last référent, of whom two demands would be left: %+v", e.Reasons)
		}
		nour := h.holds(h.person("Nour"), team.Officer, h.place(1))
		h.ends(h.ines, 1, h.edith, team.Officer)
		edith := h.fresh(h.edith)
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(edith), n)))
		h.refused(apperr.NotFound, h.Demands.Say(h.Context(), h.now(edith), n, demand.Saying{Text: "Je lis encore.", Between: true}))
		if got := h.count(`SELECT count(*) FROM casework_demand_teams WHERE taken_by = $1`, h.edith.ID); got != 0 {
			h.Errorf("who left still answers for %d", got)
		}
		o, err := h.Handovers.Show(h.Context(), h.now(nour), h.teams[1])
		h.ok(err)
		if !o.Accept || o.Open != 2 {
			h.Errorf("a new référent is shown %d, %v", o.Open, o.Accept)
		}
		h.refused(apperr.NotFound, h.Handovers.Accept(h.Context(), h.now(h.erwan), h.teams[1]))
		h.ok(h.Handovers.Accept(h.Context(), h.now(nour), h.teams[1]))
		if o, err = h.Handovers.Show(h.Context(), h.now(nour), h.teams[1]); err != nil || o.Accept {
			h.Errorf("accepted, and asked again: %v", err)
		}
		h.ok(second(h.Demands.Show(h.Context(), h.now(nour), n)))
	})
}

// A groupe whose last référent is gone another way, by a suspended account, is told of to its responsable, else to administrators: at once on their home page,
// and by mail when the aidants say something there, which nobody reads. Without open demands the last one may go.
func TestGroupeWithoutOfficer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C043", "C046")
		n := h.sent(1, 2)
		h.told()
		h.exec(`UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, h.edith.ID)
		if got := h.orphans(h.ines); got != "1 Rennes" {
			h.Errorf("the administrator is told of %q", got)
		}
		h.say(h.awa, n, "Il y a quelqu'un ?")
		if said := h.wantTold("bastien", "ines")["ines"]; !strings.Contains(said, n) || !strings.Contains(said, "Caf · Rennes") || strings.Contains(said, "loyers") || strings.Contains(said, "quelqu'un") {
			h.Errorf("the administrator reads %s", said)
		}
		lou := h.holds(h.person("Lou"), team.Lead, h.place(1))
		if got := h.orphans(lou) + h.orphans(h.ines); got != "1 Rennes" {
			h.Errorf("told of %q", got)
		}
		h.say(h.awa, n, "Toujours personne ?")
		h.wantTold("bastien", "lou")
		h.exec(`UPDATE casework_teams SET state = 'closed' WHERE number = $1`, h.teams[1])
		if lead, admin := h.orphans(lou), h.orphans(h.ines); lead != "" || admin != "1 Rennes" { // nobody is added to what is closed, which an administrator opens again
			h.Errorf("closed: the responsable is told of %q, the administrator of %q", lead, admin)
		}
		h.exec(`UPDATE casework_teams SET state = 'open' WHERE number = $1`, h.teams[1])
		h.exec(`UPDATE account_accounts SET state = 'active' WHERE id = $1`, h.edith.ID)
		if got := h.orphans(lou); got != "" {
			h.Errorf("there is one again, and the responsable is told of %q", got)
		}
		h.do(h.awa, n, demand.Close)
		h.ends(lou, 1, h.edith, team.Officer)
	})
}

// A demand that an invited colleague still follows is none that nobody follows, until they leave, too.
func TestInvitedColleagueFollows(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046")
		n := h.sent(1)
		h.sent(1)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		h.ends(h.mona, 0, h.awa, team.Helper)
		if got := h.orphans(h.mona); got != "1 Rennes" {
			h.Errorf("the responsable is told of %q", got)
		}
		h.ends(h.mona, 0, h.erwan, team.Helper)
		if got := h.orphans(h.mona); got != "2 Rennes" {
			h.Errorf("nobody is left, and the responsable is told of %q", got)
		}
		if got := h.orphans(h.ines); got != "" {
			h.Errorf("there is a responsable, and the administrator is told of %q", got)
		}
		h.ends(h.ines, 0, h.mona, team.Lead)
		if got := h.orphans(h.ines); got != "2 Rennes" {
			h.Errorf("there is no responsable, and the administrator is told of %q", got)
		}
		_, err := h.Handovers.Show(h.Context(), h.now(h.ines), h.teams[0]) // where it leads
		h.ok(err)
	})
}

// Who leaves is told nothing more, and an aidant who goes on elsewhere reads nothing of what they were invited into here; nobody stands for
// them, nor they for others.
func TestLeaverIsOut(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046", "C071")
		n := h.sent(1)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "personne:"+h.erwan.ID))
		h.holds(h.erwan, team.Helper, h.place(2))
		other := h.holds(h.person("Solenn"), team.Helper, h.place(0))
		h.ok(h.Absences.Begin(h.Context(), h.now(h.fresh(h.awa)), h.teams[0], absence.Input{From: "2026-11-26", To: "2026-12-20", Deputy: other.ID}))
		h.ok(second(h.Demands.Show(h.Context(), h.now(h.fresh(h.erwan)), n)))
		h.ok(second(h.Demands.Show(h.Context(), h.now(other), n)))
		h.ends(h.mona, 0, h.erwan, team.Helper)
		h.ends(h.mona, 0, h.awa, team.Helper)
		h.told()
		for _, who := range []access.Actor{h.fresh(h.erwan), h.fresh(h.awa), other} {
			h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(who), n)))
		}
		if got := h.orphans(h.mona); got != "1 Rennes" {
			h.Errorf("the responsable is told of %q", got)
		}
		h.say(h.edith, n, "Qui est là ?")
		if said := h.wantTold("mona")["mona"]; !strings.Contains(said, n) || strings.Contains(said, "loyers") || strings.Contains(said, "Qui") {
			h.Errorf("the responsable reads %s", said)
		}
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Entre nous.", Between: true}))
		h.wantTold()
		h.ok(h.Handovers.Give(h.Context(), h.now(h.mona), h.teams[0], h.awa.ID, other.ID))
		h.told()
		if got := h.orphans(h.mona); got != "" {
			h.Errorf("the responsable is still told of %q", got)
		}
		h.say(h.edith, n, "Et maintenant ?")
		h.wantTold("solenn")
		v, err := h.Demands.Show(h.Context(), h.now(h.edith), n)
		h.ok(err)
		if v.Sender().Name != "Awa" || v.CreatorName != "Solenn" || !slices.ContainsFunc(v.Told, func(l history.Line) bool { return l.Data["to"] == "Solenn" }) {
			h.Errorf("sent by %s, whom %s inherits: %+v", v.Sender().Name, v.CreatorName, v.Told)
		}
	})
}

// Who stands for somebody does so as what both are, in rights and in mails: once the absent person is suspended, or is an aidant no more,
// nobody stands for them.
func TestStandsAsBothAre(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C071", "C012")
		n := h.sent(1)
		h.holds(h.awa, team.Officer, h.place(0))
		h.holds(h.erwan, team.Officer, h.place(0))
		h.ok(h.Absences.Begin(h.Context(), h.now(h.fresh(h.awa)), h.teams[0], absence.Input{From: "2026-11-26", To: "2026-12-20", Deputy: h.erwan.ID}))
		h.told()
		stands := func(yes bool) {
			h.Helper()
			_, err := h.Demands.Show(h.Context(), h.now(h.fresh(h.erwan)), n)
			p, e := h.Lists.List(h.Context(), h.now(h.fresh(h.erwan)), listing.Filter{List: listing.Mine, Page: 1, Size: 20})
			h.ok(e)
			if (err == nil) != yes || (p.Total == 1) != yes {
				h.Errorf("the deputy reads: %v, and lists %d", err, p.Total)
			}
		}
		stands(true)
		h.say(h.edith, n, "Bientôt.")
		h.wantTold("awa", "erwan")
		h.loses(h.erwan, team.Helper, h.place(0)) // still a référent there, as Awa is
		stands(false)
		h.say(h.edith, n, "Encore un peu.")
		h.wantTold("awa")
		h.holds(h.erwan, team.Helper, h.place(0))
		stands(true)
		h.exec(`UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, h.awa.ID)
		stands(false)
		h.exec(`UPDATE account_accounts SET state = 'active' WHERE id = $1`, h.awa.ID)
		h.loses(h.awa, team.Helper, h.place(0))
		stands(false)
		h.say(h.edith, n, "Voilà.")
		h.wantTold("mona") // as of any demand that has nobody
	})
}

// Who was invited as an aidant of another team loses the demand with that team, though they help elsewhere still.
func TestGuestLeavesTheirTeam(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046")
		n := h.sent(1)
		gael := h.holds(h.person("Gaël"), team.Helper, h.place(2))
		h.at("2026-11-26 17:00")
		gael = h.holds(gael, team.Helper, h.place(1))
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, demand.ByAddress("gael@preau.test")))
		h.told()
		mine := func() int {
			p, err := h.Lists.List(h.Context(), h.now(h.fresh(gael)), listing.Filter{List: listing.Mine, Page: 1, Size: 20})
			h.ok(err)
			return p.Total
		}
		h.ok(second(h.Demands.Show(h.Context(), h.now(gael), n)))
		if mine() != 1 {
			h.Error("the guest does not list it")
		}
		gone := h.loses(gael, team.Helper, h.place(2)) // as time does
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(gone), n)))
		if mine() != 0 {
			h.Error("who left lists it still")
		}
		h.say(h.edith, n, "Voilà.")
		h.wantTold("awa")
		h.holds(gael, team.Helper, h.place(2))
		h.ends(h.ines, 2, gael, team.Helper) // as its page does
		h.holds(gael, team.Helper, h.place(2))
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(h.fresh(gael)), n)))
	})
}

// A groupe that is invited later learns of it as a whole: whoever is its référent by then is told, reads it, lists it and may be given its charge,
// though they came after the demand was sent; who comes after the invitation takes over first.
func TestInvitedLater(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046", "C070", "C012")
		n := h.sent(1)
		h.ok(h.Mandates.Hold(h.Context(), h.now(h.awa), n, "2026-11-02", h.agency("Préfecture")))
		h.at("2026-11-27 09:00")
		nour := h.holds(h.person("Nour"), team.Officer, h.place(2))
		h.at("2026-11-27 10:00")
		h.told()
		invite := func() { h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "groupe:"+h.place(2).ID)) }
		invite()
		h.wantTold("bastien", "nour")
		reads := func(who access.Actor, masked bool, todo, joins int) {
			h.Helper()
			v, err := h.Demands.Show(h.Context(), h.now(who), n)
			h.ok(err)
			p, err := h.Lists.List(h.Context(), h.now(who), listing.Filter{List: listing.ToDo, Page: 1, Size: 20})
			h.ok(err)
			if v.Masked != masked || p.Total != todo || len(p.New) != joins {
				h.Errorf("%s: masked %v, %d to do, %d joined", who.Name, v.Masked, p.Total, len(p.New))
			}
		}
		reads(nour, false, 1, 0)
		heirs, err := h.Demands.Heirs(h.Context(), h.now(h.bastien), n)
		if h.ok(err); len(heirs.Heirs) != 1 || heirs.Heirs[0].AccountID != nour.ID {
			h.Errorf("heirs: %+v", heirs.Heirs)
		}
		h.at("2026-11-27 11:00")
		lou := h.holds(h.person("Lou"), team.Officer, h.place(2))
		h.say(h.awa, n, "Des nouvelles ?")
		h.wantTold("bastien", "edith", "nour")
		reads(lou, true, 0, 1)
		h.do(h.bastien, n, demand.Leave)
		h.at("2026-11-27 12:00")
		h.told()
		invite() // again: it comes to the groupe as of now
		h.wantTold("bastien", "lou", "nour")
		reads(lou, false, 1, 0)
	})
}

// agency is the number of an organisme.
func (h *house) agency(name string) int64 {
	h.Helper()
	return h.count(`SELECT number FROM casework_agencies WHERE name = $1`, name)
}

// ends takes somebody's role in a team back, as its page does.
func (h *house) ends(who access.Actor, i int, of access.Actor, role access.RoleKey) {
	h.Helper()
	h.ok(h.EndMember(h.Context(), h.now(who), h.teams[i], of.ID, role))
}

// Who joins a team sees of its demands nothing but that they are there, before they have taken over what is open; then they read that, and
// never what was closed before they came. What is sent later they read at once.
func TestNewcomer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C046", "C012")
		n, closed := h.sent(1), h.sent(1)
		h.do(h.awa, closed, demand.Close)
		h.at("2026-11-27 09:00")
		nour := h.holds(h.person("Nour"), team.Officer, h.place(1))
		h.at("2026-11-27 10:00")
		later := h.sent(1)
		if told := h.wantTold("edith", "nour"); strings.Contains(told["nour"], n) || !strings.Contains(told["nour"], later) {
			h.Errorf("who joins is told %s", told["nour"])
		}
		v, err := h.Demands.Show(h.Context(), h.now(nour), n)
		h.ok(err)
		if !v.Masked || v.Title != "" || v.Identity.Last != "" || len(v.Thread) > 0 || v.May(demand.Write) {
			h.Errorf("who joins reads %+v", v.Words)
		}
		say := demand.Saying{Text: "Bonjour."}
		if e, ok := apperr.As(h.Demands.Say(h.Context(), h.now(nour), n, say)); !ok || e.Kind != apperr.Forbidden || e.Reasons[0].Code != "casework.not_taken_over" {
			h.Errorf("who joins writes: %+v", e)
		}
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(nour), closed)))
		if v, err = h.Demands.Show(h.Context(), h.now(nour), later); err != nil || v.Title == "" {
			h.Errorf("what came since is not read: %v", err)
		}
		lists := func(todo, joins int, word string) {
			h.Helper()
			p, err := h.Lists.List(h.Context(), h.now(nour), listing.Filter{List: listing.ToDo, Page: 1, Size: 20})
			h.ok(err)
			if p.Total != todo || len(p.New) != joins || p.Counts[listing.ClosedOnes] != 0 {
				h.Errorf("%d to do, %d teams joined, %d closed", p.Total, len(p.New), p.Counts[listing.ClosedOnes])
			}
			var waits []inbox.Item
			h.tx(func(tx *db.Tx) error {
				var err error
				waits, err = inbox.New(h.Lists).Waiting(h.Context(), tx, h.now(nour))
				return err
			})
			counts := map[string]int{}
			for _, i := range waits {
				counts[i.Path] = i.Count
			}
			if counts[listing.ToDoPath] != todo || counts[fmt.Sprintf("/equipes/%d/passages", h.teams[1])] != joins {
				h.Errorf("waiting: %v", counts)
			}
			if p, err = h.Lists.List(h.Context(), h.now(nour), listing.Filter{List: listing.ToDo, Query: word, Page: 1, Size: 20}); err != nil || p.Total != todo {
				h.Errorf("%d are found, %v", p.Total, err)
			}
		}
		lists(1, 1, "loyers")
		h.say(h.awa, n, "Des nouvelles ?")
		h.wantTold("edith")
		if _, err := h.Demands.Heirs(h.Context(), h.now(h.edith), n); err != nil {
			h.Error(err)
		}
		h.refused(apperr.Invalid, h.Demands.HandOver(h.Context(), h.now(h.edith), n, h.teams[1], nour.ID))
		h.ok(h.Handovers.Accept(h.Context(), h.now(nour), h.teams[1]))
		if v, err = h.Demands.Show(h.Context(), h.now(nour), n); err != nil || v.Title == "" || !v.May(demand.Write) {
			h.Errorf("what was taken over is not read: %v", err)
		}
		h.refused(apperr.NotFound, second(h.Demands.Show(h.Context(), h.now(nour), closed)))
		lists(2, 0, "loyers")
		h.do(h.awa, closed, demand.Reopen)
		h.ok(second(h.Demands.Show(h.Context(), h.now(nour), closed)))
	})
}

// orphans are the demands that the work list says have nobody, by team.
func (h *house) orphans(who access.Actor) string {
	h.Helper()
	var out []string
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		items, err := inbox.New(h.Handovers).Waiting(h.Context(), tx, h.now(who))
		for _, i := range items {
			out = append(out, fmt.Sprint(i.Count, " ", i.Title.Args[3]))
		}
		return err
	}))
	return strings.Join(out, ",")
}
