package homeweb_test

import (
	"strings"
	"testing"

	"preau/internal/core/history"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Each act of the rules that changes something is said on the home page of whoever did it.
func TestActsAreSaid(t *testing.T) {
	t.Parallel()
	acts := map[history.Object]map[string]bool{}
	add := func(kind, act string) {
		o := history.Object{Kind: kind, ID: "x"}
		if acts[o] == nil {
			acts[o] = map[string]bool{}
		}
		acts[o][act] = true
	}
	for _, r := range group.Moves.Rows {
		switch r.Do {
		case group.SeeGroup, group.SeeDemands, group.SeeImports, group.FollowGroup: // they change nothing
		case group.EditDates: // written as an edit
		case group.AddCoordinator:
			add("needs.group", "needs.coordinator.name")
		default:
			add("needs.group", "needs.group."+string(r.Do))
		}
	}
	for _, r := range membership.Moves.Rows {
		if r.Do != membership.SeeMembership {
			add("needs.membership", "needs.membership."+string(r.Do))
		}
	}
	for _, r := range sheet.Moves.Rows {
		if r.Do != sheet.SeeSheet {
			add("needs.sheet", "needs.sheet."+string(r.Do))
		}
	}
	data := map[string]string{"group": "7", "title": "Mobilier", "org": "Lycée Jean-Macé", "lot": "12", "lot_title": "Tables", "name": "Ada Minis", "place": "Mobilier"}
	s := one(t)
	for o, names := range acts {
		for act := range names {
			s.did(t, "new", history.Line{Object: o, Act: act, Data: data})
			p := s.as(t, "new").Get("/").WantSound()
			first := p.Find("ul.app-feed > li")
			if len(first) == 0 {
				t.Fatalf("%s is not said", act)
			}
			if p.WantNot("{", "}"); !p.Has("Vous avez") {
				t.Errorf("%s is said as %q", act, first[0].Text())
			}
			if l := p.In("ul.app-feed").Links(); len(l) != 1 || !strings.HasPrefix(l[0].Href, "/groupements/7") {
				t.Errorf("%s leads to %v", act, l)
			}
			s.forget(t)
		}
	}
}

// Whom an operator invited or suspended is named, with a link for those alone who may open the account's page.
func TestOtherPeoplesAccountsAreNamed(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.insert(t, "hv", "Hélène", "Vandenbroucke")
	s.did(t, "hv", history.Line{Object: history.Object{Kind: "account", ID: "x"}, Act: "suspend", Data: map[string]string{"account": "12", "name": "Ada Minis"}})
	p := s.as(t, "hv").Get("/").Want("Vous avez suspendu le compte « Ada Minis »")
	if l := p.In("ul.app-feed").Links(); len(l) != 0 {
		t.Errorf("leads to %v", l)
	}
}
