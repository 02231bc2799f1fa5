package homeweb_test

import (
	"testing"

	"preau/internal/core/history"
	"preau/internal/needs"
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
	for _, r := range needs.GroupMoves.Rows {
		switch r.Do {
		case needs.SeeGroup, needs.FollowGroup: // they change nothing
		case needs.EditDates: // written as an edit
		case needs.AddCoordinator:
			add("needs.group", "needs.coordinator.name")
		default:
			add("needs.group", "needs.group."+string(r.Do))
		}
	}
	for _, r := range needs.JoinMoves.Rows {
		if r.Do != needs.SeeMembership {
			add("needs.membership", "needs.membership."+string(r.Do))
		}
	}
	for _, r := range needs.SheetMoves.Rows {
		if r.Do != needs.SeeSheet {
			add("needs.sheet", "needs.sheet."+string(r.Do))
		}
	}
	data := map[string]string{"title": "Mobilier", "org": "Lycée Jean-Macé", "lot": "12", "name": "Ada Minis", "place": "Mobilier"}
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
			s.forget(t)
		}
	}
}
