package access

import (
	"cmp"
	"slices"
)

// Work is an organisation that somebody works for: their profile names it, or they hold a role there.
type Work struct {
	ID, Ref, Name string
	Closed        bool // it is the one of their profile all the same
}

// Acts settles for which of some organisations who acts: the one that was chosen, else the profile's, else the first by name (R129).
// Groups know an establishment's confirmed members alone, so who acts for another keeps the profile's there.
func (a *Actor) Acts(works []Work, chosen string) {
	slices.SortFunc(works, func(x, y Work) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	a.Works = slices.Compact(works)
	for _, id := range []string{chosen, a.OrgID} {
		if i := slices.IndexFunc(a.Works, func(w Work) bool { return id != "" && w.ID == id }); i >= 0 {
			a.Acting = a.Works[i]
			break
		}
	}
	if a.Acting.ID == "" && len(a.Works) > 0 {
		a.Acting = a.Works[0]
	}
	if a.Acting.ID != a.OrgID && a.Holds(Member, Place{Kind: Organisation, ID: a.Acting.ID}) {
		a.OrgID, a.OrgName = a.Acting.ID, a.Acting.Name
	}
}
