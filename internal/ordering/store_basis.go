package ordering

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// compares are the organisations o that decide at, or above, an organisation, each with its basis x: the highest is who does, as of duties.
const compares = `org_closure c JOIN org_organisations o ON o.id = c.ancestor AND (c.depth = 0 OR o.closed_at IS NULL AND o.kind IN ('authority', 'school'))
	LEFT JOIN ordering_bases x ON x.org_id = o.id`

// OnNet says in SQL that maximum amounts at the organisation of an expression are compared without VAT: as comparedAt has it.
func OnNet(org string) string {
	return `COALESCE((SELECT nx.without_vat FROM org_closure nc JOIN org_organisations nh ON nh.id = nc.ancestor AND (nc.depth = 0 OR nh.closed_at IS NULL AND nh.kind IN ('authority', 'school'))
		LEFT JOIN ordering_bases nx ON nx.org_id = nh.id WHERE nc.descendant = ` + org + ` ORDER BY nc.depth DESC LIMIT 1), FALSE)`
}

// Exceeds says in SQL that an order is above a maximum amount of its establishment, as Ceiling has it: neither true nor false where there
// is none. What has VAT is never below what has not, so that the basis is asked of few.
func Exceeds(order, limit string) string {
	return `(` + limit + `.amount = 0 OR ` + order + `.gross > ` + limit + `.amount AND (` + order + `.net > ` + limit + `.amount OR NOT ` + OnNet(order+`.org_id`) + `))`
}

// comparedAt is the basis that counts at an organisation.
func comparedAt(ctx context.Context, tx *db.Tx, orgID string) (Compared, error) {
	c, err := db.One(ctx, tx, func(c *Compared) []any {
		return []any{&c.Org.ID, &c.Org.Ref, &c.Org.Name, &c.Org.Commune, &c.Org.Kind, &c.Basis, &c.SetName, &c.SetAt, &c.Version}
	}, `SELECT o.id, o.ref, o.name, o.commune, o.kind, CASE WHEN x.without_vat THEN 'net' ELSE 'gross' END, coalesce(x.set_name, ''), x.set_at, coalesce(x.version, 0)
		FROM `+compares+` WHERE c.descendant = $1 ORDER BY c.depth DESC LIMIT 1`, orgID)
	if err != nil {
		return c, fmt.Errorf("basis of maximum amounts at %s: %w", orgID, err)
	}
	return c, nil
}

// storeBasis says false when somebody else set it since it was read.
func storeBasis(ctx context.Context, tx *db.Tx, who access.Actor, c Compared, to Basis) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO ordering_bases (org_id, without_vat, set_by, set_name, set_at, version) VALUES ($1, $2, $3, $4, $5, 1)
		ON CONFLICT (org_id) DO UPDATE SET without_vat = excluded.without_vat, set_by = excluded.set_by, set_name = excluded.set_name,
		set_at = excluded.set_at, version = ordering_bases.version + 1 WHERE ordering_bases.version = $6`,
		c.Org.ID, to == Net, who.ID, who.Name, tx.Now(), c.Version)
	if err != nil {
		return false, fmt.Errorf("set basis of maximum amounts: %w", err)
	}
	return n == 1, nil
}
