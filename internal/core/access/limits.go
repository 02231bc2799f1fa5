package access

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// AddLimit limits the grant of a role at a place to one thing more. It says false when there is no such grant, or it has
// that limit already; one that was to begin later begins by the earlier day.
func AddLimit(ctx context.Context, tx *db.Tx, who Actor, accountID string, role RoleKey, p Place, l Limit) (bool, error) {
	grantID, err := db.Value[string](ctx, tx, `SELECT id FROM access_grants
		WHERE account_id = $1 AND role = $2 AND place_kind = $3 AND place_id = $4 AND taken_at IS NULL`, accountID, role, p.Kind, p.ID)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("limit %s: %w", role, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE access_grant_limits SET taken_at = ends_at
		WHERE grant_id = $1 AND kind = $2 AND ref = $3 AND taken_at IS NULL AND ends_at <= $4`, grantID, l.Kind, l.Ref, tx.Now()); err != nil {
		return false, fmt.Errorf("limit %s: %w", role, err)
	}
	return insertLimit(ctx, tx, who, grantID, l)
}

func insertLimit(ctx context.Context, tx *db.Tx, who Actor, grantID string, l Limit) (bool, error) {
	if l.From.IsZero() {
		l.From = tx.Now()
	}
	n, err := tx.Exec(ctx, `INSERT INTO access_grant_limits
		(id, grant_id, kind, ref, starts_at, ends_at, given_by, given_name, given_at, taken_by, taken_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')
		ON CONFLICT (grant_id, kind, ref) WHERE taken_at IS NULL DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at,
			given_by = excluded.given_by, given_name = excluded.given_name, given_at = excluded.given_at WHERE access_grant_limits.starts_at > excluded.starts_at`,
		id.New(), grantID, l.Kind, l.Ref, l.From, l.To, who.ID, who.Name, tx.Now())
	if err != nil {
		return false, fmt.Errorf("limit to %s: %w", l.Kind, err)
	}
	return n == 1, nil
}

// TakeLimit ends one limit of a grant now, and says whether there was one. When it was the last, the grant counts for
// what its role declares.
func TakeLimit(ctx context.Context, tx *db.Tx, who Actor, accountID string, role RoleKey, p Place, kind LimitKind, ref string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE access_grant_limits SET taken_at = $1, taken_by = $2, taken_name = $3,
		ends_at = CASE WHEN ends_at <= $1 THEN ends_at ELSE $1 END
		WHERE kind = $4 AND ref = $5 AND taken_at IS NULL AND grant_id IN (SELECT g.id FROM access_grants g
			WHERE g.account_id = $6 AND g.role = $7 AND g.place_kind = $8 AND g.place_id = $9 AND g.taken_at IS NULL)`,
		tx.Now(), who.ID, who.Name, kind, ref, accountID, role, p.Kind, p.ID)
	if err != nil {
		return false, fmt.Errorf("take limit of %s: %w", role, err)
	}
	return n == 1, nil
}
