package lieu

import (
	"context"
	"fmt"

	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// lieux are all of a structure's organisation, by name, each with what depends on it.
func lieux(ctx context.Context, tx *db.Tx, orgID string) ([]Lieu, error) {
	all, err := org.AllSitesOf(ctx, tx, []string{orgID})
	if err != nil {
		return nil, err
	}
	return withUse(ctx, tx, orgID, all[orgID])
}

// withUse adds to sites of one organisation what depends on each: two statements, however many they are.
func withUse(ctx context.Context, tx *db.Tx, orgID string, sites []org.Site) ([]Lieu, error) {
	out, at := make([]Lieu, len(sites)), map[string]*Lieu{}
	for i, s := range sites {
		out[i].Site = s
		at[s.ID] = &out[i]
	}
	type use struct {
		site       string
		all, shown int
	}
	uses, err := db.All(ctx, tx, func(u *use) []any { return []any{&u.site, &u.all, &u.shown} },
		`SELECT o.site_id, count(*), count(*) FILTER (WHERE o.state IN ('submitted', 'approved', 'published')) FROM offers_offers o
			WHERE o.org_id = $1 AND o.site_id IS NOT NULL AND o.state <> 'archived' GROUP BY o.site_id`, orgID)
	if err != nil {
		return nil, fmt.Errorf("offers of lieux: %w", err)
	}
	for _, u := range uses {
		if l := at[u.site]; l != nil {
			l.Offers, l.Shown = u.all, u.shown
		}
	}
	type holder struct{ site, name string }
	holders, err := db.All(ctx, tx, func(h *holder) []any { return []any{&h.site, &h.name} },
		`SELECT l.ref, coalesce(nullif(trim(a.first_name || ' ' || a.last_name), ''), a.email) FROM access_grants g JOIN access_grant_limits l ON l.grant_id = g.id AND l.kind = 'site' AND l.taken_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > $3)
			JOIN account_accounts a ON a.id = g.account_id AND a.state <> 'closed'
			WHERE g.place_kind = 'organisation' AND g.place_id = $1 AND g.role = $2 AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $3) ORDER BY a.sort_fold, a.id`, orgID, role.Manager, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("people of lieux: %w", err)
	}
	for _, h := range holders {
		if l := at[h.site]; l != nil {
			l.Managers = append(l.Managers, h.name)
		}
	}
	return out, nil
}
