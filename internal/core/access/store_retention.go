package access

import (
	"context"
	"fmt"

	"preau/internal/core/access/msg"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// Holdings are what this room knows of people. A grant that ended explains what was done under it, for as long as a
// group's file is kept.
func Holdings() []retention.Holding {
	key := []string{"id"}
	const given = `access_grants g LEFT JOIN org_organisations o ON g.place_kind = 'organisation' AND o.id = g.place_id`
	return []retention.Holding{
		{
			Table: "access_grants", What: msg.DataGrant, Why: msg.DataGrantWhy,
			Personal: []string{"account_id", "given_by", "given_name", "reason", "taken_by", "taken_name"},
			Rules: []retention.Rule{{
				Key: "access.grants", Term: retention.Term{N: 10, Unit: retention.Years}, From: msg.FromTaken, Then: retention.Deleted,
				ID: key, Event: "coalesce(taken_at, ends_at)", Do: wipe,
			}},
			Shares: []retention.Share{
				{
					File: "roles", From: given, Of: "g.account_id = $1", Order: "g.given_at, g.id",
					Columns: []string{"g.role", "g.place_kind", "o.name AS place", "g.starts_at", "g.ends_at", "g.given_at", "g.reason", "g.taken_at"},
				},
				{
					File: "roles-donnes", From: given, Of: "g.given_by = $1 AND g.account_id <> $1", Order: "g.given_at, g.id",
					Columns: []string{"g.role", "g.place_kind", "o.name AS place", "g.given_at", "g.reason"},
				},
				{
					File: "roles-retires", From: given, Of: "g.taken_by = $1 AND g.account_id <> $1", Order: "g.taken_at, g.id",
					Columns: []string{"g.role", "g.place_kind", "o.name AS place", "g.taken_at"},
				},
			},
			Traces: []retention.Trace{
				{ID: key, Of: "given_by = $1", Named: []string{"given_name"}},
				{ID: key, Of: "taken_by = $1", Named: []string{"taken_name"}},
			},
		},
		{
			Table: "access_grant_limits", What: msg.DataLimit, Why: msg.DataLimitWhy, Stays: msg.DataLimitStays,
			Personal: []string{"given_by", "given_name", "taken_by", "taken_name"},
			Shares: []retention.Share{{
				File: "limites-roles", From: "access_grant_limits l JOIN access_grants g ON g.id = l.grant_id", Of: "g.account_id = $1", Order: "l.given_at, l.id",
				Columns: []string{"g.role", "l.kind", "l.ref", "l.starts_at", "l.ends_at", "l.given_at", "l.taken_at"},
			}},
			Traces: []retention.Trace{
				{ID: key, Of: "given_by = $1", Named: []string{"given_name"}},
				{ID: key, Of: "taken_by = $1", Named: []string{"taken_name"}},
			},
		},
	}
}

// wipe deletes a grant with its limits.
func wipe(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM access_grant_limits WHERE grant_id = $1`, r.ID[0]); err != nil {
		return false, fmt.Errorf("wipe limits: %w", err)
	}
	n, err := tx.Exec(ctx, `DELETE FROM access_grants WHERE id = $1`, r.ID[0])
	if err != nil {
		return false, fmt.Errorf("wipe a grant: %w", err)
	}
	return n > 0, nil
}
