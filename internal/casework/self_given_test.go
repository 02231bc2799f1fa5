package casework_test

import (
	"context"
	"strings"
	"testing"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// there finds accounts that are there by their addresses, and makes none.
type there map[string]access.Actor

func (f there) Invite(_ context.Context, _ *db.Tx, _ access.Actor, p team.Person) (access.Holder, bool, error) {
	a, ok := f[p.Address]
	if !ok {
		return access.Holder{}, false, apperr.NotFoundErr()
	}
	return access.Holder{AccountID: a.ID, Name: a.Name, Address: a.Address, Lang: "fr"}, false, nil
}

// Who gives themselves a role by which demands are read is not alone to know it: the other responsables and référents of the team are told,
// and administrators where there are none.
func TestSelfGivenIsTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C010")
		nora := h.holds(h.person("Nora"), access.Admin, access.Everywhere)
		s := team.New(h.d.DB, h.out, there{h.mona.Address: h.mona, h.ines.Address: h.ines, nora.Address: nora, h.erwan.Address: h.erwan}, newQueue(h))
		give := func(who access.Actor, at int, role access.RoleKey, to access.Actor) {
			h.Helper()
			h.ok(s.AddMember(h.Context(), h.now(who), h.teams[at], role, team.Person{Address: to.Address, FirstName: to.Name, LastName: "x"}))
		}
		h.told()
		h.ok(h.out.SavePreferences(h.Context(), h.now(h.edith), notify.Wish{AllOff: true})) // it is about rights
		give(h.ines, 1, team.Officer, h.ines)                                               // the Caf has Édith
		if said := h.wantTold("edith", "ines")["edith"]; !strings.Contains(said, "Inès") || !strings.Contains(said, "Référent") {
			h.Errorf("the référent reads %s", said)
		}
		give(h.mona, 0, team.Helper, h.mona) // she is their only responsable, and there is no référent
		h.wantTold("ines", "mona", "nora")
		give(h.mona, 0, team.Officer, h.erwan) // somebody else: nobody but her would know
		if said := h.wantTold("erwan", "ines", "nora")["nora"]; !strings.Contains(said, "Erwan") || !strings.Contains(said, "Mona") {
			h.Errorf("the administrator reads %s", said)
		}
		give(h.ines, 1, team.Helper, h.erwan)
		h.wantTold("edith", "erwan")
		bis := h.person("Bis") // her second mailbox, in a team where nobody else could see it
		s = team.New(h.d.DB, h.out, there{bis.Address: bis}, newQueue(h))
		give(h.mona, 0, team.Helper, bis)
		if said := h.wantTold("bis", "erwan")["erwan"]; !strings.Contains(said, "Bis") || !strings.Contains(said, "Mona") {
			h.Errorf("the référent reads %s", said)
		}
		h.loses(h.erwan, team.Officer, h.place(0))
		give(h.mona, 0, team.Lead, bis) // who would be the only one to see the next
		h.wantTold("bis", "ines", "nora")
		h.loses(bis, team.Lead, h.place(0))
		h.loses(nora, access.Admin, access.Everywhere)
		give(h.ines, 2, team.Helper, bis)
		h.wantTold("bastien", "bis")
		h.loses(h.bastien, team.Officer, h.place(2))
		give(h.ines, 2, team.Officer, bis) // the only administrator, and an empty team: the modérateurs see it
		if said := h.wantTold("bis", "theo")["theo"]; !strings.Contains(said, "Bis") || !strings.Contains(said, "Inès") {
			h.Errorf("the modérateur reads %s", said)
		}
		h.holds(nora, access.Admin, access.Everywhere)
		h.tx(func(tx *db.Tx) error { return s.TellAppointed(h.Context(), tx, h.now(h.ines), team.Moderator) })
		if said := h.wantTold("nora")["nora"]; !strings.Contains(said, "Inès") || !strings.Contains(said, "Modérateur") {
			h.Errorf("the other administrator reads %s", said)
		}
	})
}
