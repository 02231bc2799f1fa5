package access

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// Turn lets one transaction at a time, until it ends, count the holders of roles and change them: a role that one person
// holds gets no second one, and who takes back the last one knows it.
func Turn(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE access_turn SET n = n + 1 WHERE id = 1`); err != nil {
		return fmt.Errorf("wait for one's turn: %w", err)
	}
	return nil
}

// EndAt plans the end of a grant, which counts until then; a zero instant takes a planned end away. It says false where
// there is no such grant any more. One that is past takes the grant back.
func EndAt(ctx context.Context, tx *db.Tx, who Actor, accountID string, role RoleKey, p Place, at time.Time) (bool, error) {
	if !at.IsZero() && !at.After(tx.Now()) {
		return TakeBack(ctx, tx, who, accountID, role, p)
	}
	by, name := who.ID, who.Name
	if at.IsZero() {
		by, name = "", ""
	}
	n, err := tx.Exec(ctx, `UPDATE access_grants SET ends_at = $1, taken_by = $2, taken_name = $3
		WHERE account_id = $4 AND role = $5 AND place_kind = $6 AND place_id = $7 AND taken_at IS NULL AND (ends_at IS NULL OR ends_at > $8)`,
		at, by, name, accountID, role, p.Kind, p.ID, tx.Now())
	if err != nil {
		return false, fmt.Errorf("plan the end of %s: %w", role, err)
	}
	return n == 1, nil
}
