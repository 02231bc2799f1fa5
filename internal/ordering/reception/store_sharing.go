package reception

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// sharingOf is how the establishment of a reference shares.
func sharingOf(ctx context.Context, tx *db.Tx, ref string) (Sharing, error) {
	x, err := db.One(ctx, tx, func(x *Sharing) []any {
		return []any{&x.Org.ID, &x.Org.Ref, &x.Org.Name, &x.Org.Commune, &x.Org.Kind, &x.Rule, &x.SetName, &x.SetAt, &x.Version}
	}, `SELECT o.id, o.ref, o.name, o.commune, o.kind, COALESCE(s.rule, 'first'), COALESCE(s.set_name, ''), s.set_at, COALESCE(s.version, 0)
		FROM org_organisations o LEFT JOIN ordering_sharing s ON s.org_id = o.id WHERE o.ref = $1`, ref)
	if errors.Is(err, db.ErrNone) {
		return x, apperr.NotFoundErr()
	}
	if err != nil {
		return x, fmt.Errorf("sharing at %s: %w", ref, err)
	}
	return x, nil
}

// setSharing says false when somebody else chose since it was read.
func setSharing(ctx context.Context, tx *db.Tx, who access.Actor, x Sharing, to Rule) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO ordering_sharing (org_id, rule, set_by, set_name, set_at, version) VALUES ($1, $2, $3, $4, $5, 1)
		ON CONFLICT (org_id) DO UPDATE SET rule = excluded.rule, set_by = excluded.set_by, set_name = excluded.set_name, set_at = excluded.set_at,
		version = ordering_sharing.version + 1 WHERE ordering_sharing.version = $6`, x.Org.ID, to, who.ID, who.Name, tx.Now(), x.Version)
	if err != nil {
		return false, fmt.Errorf("set sharing: %w", err)
	}
	return n == 1, nil
}
