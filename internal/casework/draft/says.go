package draft

import (
	"context"
	"slices"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// says tells whether a draft says just what was typed. Then nothing is replaced that somebody has not seen, whatever version the form was drawn
// with: what is saved while one types may still be on its way when the same is sent.
func says(ctx context.Context, tx *db.Tx, d demand.Demand, k seal.Key, in Input) (bool, error) {
	w, err := d.Open(k)
	if err != nil {
		return false, err
	}
	typed := d
	if err := places(ctx, tx, &typed, in); err != nil {
		return false, err
	}
	held := ""
	if d.MandateKind == demand.Held {
		held = d.MandateOn
	}
	var teams []int64
	for _, a := range d.Teams {
		teams = append(teams, a.Team.Number)
	}
	var colleagues []string
	for _, p := range d.People {
		if p.Side == demand.Helpers {
			colleagues = append(colleagues, p.AccountID)
		}
	}
	a, b := w.Identity, in.Identity
	return w.Title == in.Title && w.Text == in.Text && w.UrgentWhy == in.UrgentWhy && a.First == b.First && a.Last == b.Last && a.Born == b.Born &&
		slices.Equal(filled(a.More), filled(b.More)) && d.Urgent == in.Urgent && held == in.MandateOn &&
		typed.TerritoryID == d.TerritoryID && typed.ThemeID == d.ThemeID && alike(teams, in.Teams) && alike(colleagues, in.Colleagues), nil
}

// filled are the elements that say something.
func filled(some []demand.More) []demand.More {
	return slices.DeleteFunc(slices.Clone(some), func(m demand.More) bool { return strings.TrimSpace(m.Value) == "" })
}

// alike says whether two lists have the same in them, in whatever order.
func alike[V interface{ ~int64 | ~string }](a, b []V) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
