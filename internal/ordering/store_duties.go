package ordering

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// dutiesColumns are those of a mode d, decided by the organisation o.
const dutiesColumns = `o.id, o.ref, o.name, o.commune, o.kind, CASE WHEN d.strict THEN 'strict' ELSE 'advisory' END, coalesce(d.set_name, ''), d.set_at, coalesce(d.version, 0)`

func (d *Duties) into() []any {
	return []any{&d.Org.ID, &d.Org.Ref, &d.Org.Name, &d.Org.Commune, &d.Org.Kind, &d.Mode, &d.SetName, &d.SetAt, &d.Version}
}

// deciding are the organisations o that decide at, or above, an organisation: the highest is who does. It is where the heads
// of the chain are held.
const deciding = `org_closure c JOIN org_organisations o ON o.id = c.ancestor AND (c.depth = 0 OR o.closed_at IS NULL AND o.kind IN ('authority', 'school'))
	LEFT JOIN ordering_duties d ON d.org_id = o.id`

// Strictly says in SQL that duties are kept apart at the organisation of an expression: as dutiesAt has it.
func Strictly(org string) string {
	return `COALESCE((SELECT dd.strict FROM org_closure dc JOIN org_organisations dh ON dh.id = dc.ancestor AND (dc.depth = 0 OR dh.closed_at IS NULL AND dh.kind IN ('authority', 'school'))
		LEFT JOIN ordering_duties dd ON dd.org_id = dh.id WHERE dc.descendant = ` + org + ` ORDER BY dc.depth DESC LIMIT 1), FALSE)`
}

// dutiesAt is the mode that counts at an organisation.
func dutiesAt(ctx context.Context, tx *db.Tx, orgID string) (Duties, error) {
	d, err := db.One(ctx, tx, (*Duties).into, `SELECT `+dutiesColumns+` FROM `+deciding+` WHERE c.descendant = $1 ORDER BY c.depth DESC LIMIT 1`, orgID)
	if err != nil {
		return d, fmt.Errorf("duties at %s: %w", orgID, err)
	}
	return d, nil
}

// rulesAt are the mode and the maximum amount at the organisation of a reference: in one statement, since a page that has much
// else to ask shows them.
func rulesAt(ctx context.Context, tx *db.Tx, ref string) (RulesView, error) {
	v, err := db.One(ctx, tx, func(v *RulesView) []any {
		return append(v.Duties.into(), &v.Limit.Org.ID, &v.Limit.Org.Ref, &v.Limit.Org.Name, &v.Limit.Org.Commune, &v.Limit.Org.Kind, &v.Limit.Amount, &v.Limit.Limited)
	}, `SELECT `+dutiesColumns+`, b.id, b.ref, b.name, b.commune, b.kind, coalesce(l.amount, 0), l.amount IS NOT NULL
		FROM `+deciding+` JOIN org_organisations b ON b.id = c.descendant LEFT JOIN ordering_limits l ON l.org_id = b.id
		WHERE b.ref = $1 ORDER BY c.depth DESC LIMIT 1`, ref)
	if errors.Is(err, db.ErrNone) {
		return v, apperr.NotFoundErr()
	}
	if err != nil {
		return v, fmt.Errorf("rules at %s: %w", ref, err)
	}
	return v, nil
}

// storeDuties says false when somebody else set it since it was read.
func storeDuties(ctx context.Context, tx *db.Tx, who access.Actor, d Duties, to Mode) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO ordering_duties (org_id, strict, set_by, set_name, set_at, version) VALUES ($1, $2, $3, $4, $5, 1)
		ON CONFLICT (org_id) DO UPDATE SET strict = excluded.strict, set_by = excluded.set_by, set_name = excluded.set_name,
		set_at = excluded.set_at, version = ordering_duties.version + 1 WHERE ordering_duties.version = $6`,
		d.Org.ID, to == Strict, who.ID, who.Name, tx.Now(), d.Version)
	if err != nil {
		return false, fmt.Errorf("set duties: %w", err)
	}
	return n == 1, nil
}

// post is a role of somebody at an establishment, held there or, of a superbuyer, above it.
type post struct {
	role access.RoleKey
	at   string
}

// postsOf are what an account does between a basket and its sending, or will, by establishment.
func postsOf(ctx context.Context, tx *db.Tx, accountID string) ([]post, error) {
	var w db.Where
	w.And("g.account_id = ? AND g.place_kind = 'organisation' AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", accountID, tx.Now())
	w.In("g.role", Requester, Validator, Buyer, Superbuyer)
	w.And("(c.depth = 0 OR g.role = ?) AND o.kind = 'school'", Superbuyer)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(p *post) []any { return []any{&p.role, &p.at} }, `SELECT g.role, c.descendant FROM access_grants g
		JOIN org_closure c ON c.ancestor = g.place_id JOIN org_organisations o ON o.id = c.descendant WHERE `+where+` ORDER BY c.descendant, g.role`, args...)
	if err != nil {
		return nil, fmt.Errorf("duties of an account: %w", err)
	}
	return out, nil
}

// schoolsUnder are the establishments at an organisation and, for a role that reaches down, below it.
func schoolsUnder(ctx context.Context, tx *db.Tx, orgID string, below bool) ([]string, error) {
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT o.id FROM org_closure c JOIN org_organisations o ON o.id = c.descendant
		WHERE c.ancestor = $1 AND (c.depth = 0 OR $2) AND o.kind = 'school' AND o.closed_at IS NULL ORDER BY o.id`, orgID, below)
	if err != nil {
		return nil, fmt.Errorf("schools under %s: %w", orgID, err)
	}
	return out, nil
}
