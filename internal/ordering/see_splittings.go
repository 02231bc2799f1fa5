package ordering

import (
	"context"
	"slices"

	"preau/internal/kit/db"
)

// splittings are what stands out below some organisations, of late, the newest first.
func splittings(ctx context.Context, tx *db.Tx, heads ...string) ([]Splitting, error) {
	if len(heads) == 0 {
		return nil, nil
	}
	all, err := ordersOneByOne(ctx, tx, heads)
	if err != nil {
		return nil, err
	}
	told := tx.Now().AddDate(0, 0, -SplitTold)
	var out []Splitting
	for _, of := range all {
		for _, s := range split(of) {
			if !s.LastSent().Before(told) {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Splitting) int { return b.LastSent().Compare(a.LastSent()) })
	return out, nil
}

// splitBelow counts them below each place that somebody heads.
func splitBelow(ctx context.Context, tx *db.Tx, posts []Post) error {
	var heads []string
	for _, p := range posts {
		if slices.ContainsFunc(p.Roles, func(h Held) bool { return isHead(h.Role.Key) }) {
			heads = append(heads, p.Org.ID)
		}
	}
	all, err := splittings(ctx, tx, heads...)
	for _, s := range all {
		i := slices.IndexFunc(posts, func(p Post) bool { return p.Org.ID == s.HeadID })
		posts[i].Splits++
	}
	return err
}
