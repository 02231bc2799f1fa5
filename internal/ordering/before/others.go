package before

import (
	"context"
	"maps"
	"slices"
	"time"

	"preau/internal/kit/db"
)

// lately is how long before now something was ordered that a validateur is still told of.
const lately = 30 * 24 * time.Hour

// atOnce is how many articles are asked for in one statement: what desks and plans have in nearly every case, and well below what both
// engines take.
const atOnce = 2000

// Asked are the articles of some baskets that somebody else of their establishments may ask for, too, by the basket's id.
type Asked map[string]Wanted

// Wanted are the articles of a basket.
type Wanted struct {
	OrgID    string
	Articles []int64
}

// Add notes an article of a basket.
func (a Asked) Add(basketID, orgID string, article int64) {
	w := a[basketID]
	w.OrgID, w.Articles = orgID, append(w.Articles, article)
	a[basketID] = w
}

// Doubles are who else asks for these articles, or had them ordered lately, by basket and article (R214).
func (a Asked) Doubles(ctx context.Context, tx *db.Tx) (map[string]map[int64][]Double, error) {
	var orgs []string
	var articles []int64
	for _, w := range a {
		orgs, articles = append(orgs, w.OrgID), append(articles, w.Articles...)
	}
	slices.Sort(orgs)
	slices.Sort(articles)
	orgs = slices.Compact(orgs)
	all := map[int64][]Double{}
	for part := range slices.Chunk(slices.Compact(articles), atOnce) {
		some, err := Among(ctx, tx, orgs, part, tx.Now().Add(-lately))
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	out := map[string]map[int64][]Double{}
	for id, w := range a {
		of := map[int64][]Double{}
		for _, n := range w.Articles {
			if of[n] != nil {
				continue
			}
			for _, d := range all[n] {
				if d.OrgID == w.OrgID && d.BasketID != id {
					of[n] = append(of[n], d)
				}
			}
		}
		out[id] = of
	}
	return out, nil
}
