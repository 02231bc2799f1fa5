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

// Widened is the grant as it counts once it is given again from an instant until another, which are zero for now and for ever: it begins
// by the earlier day and ends by the later one. False: it counts all that time already.
func (g Grant) Widened(from, to, now time.Time) (Grant, bool) {
	out := g
	if from.IsZero() {
		from = now
	}
	if from.Before(g.From) {
		out.From = from
	}
	if !g.To.IsZero() && (to.IsZero() || to.After(g.To)) {
		out.To = to
	}
	return out, !out.From.Equal(g.From) || !out.To.Equal(g.To)
}

// Since is from when a widened grant counts where this one does not.
func (g Grant) Since(wider Grant) time.Time {
	if wider.From.Before(g.From) {
		return wider.From
	}
	return g.To
}

// Coming is when a grant begins, where that is to come.
func (g Grant) Coming(now time.Time) time.Time {
	if g.From.After(now) {
		return g.From
	}
	return time.Time{}
}

// Widen writes the days of a widened grant of an account. It says false where there is no such grant any more.
func Widen(ctx context.Context, tx *db.Tx, accountID string, g Grant) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE access_grants SET starts_at = $1, ends_at = $2, taken_by = CASE WHEN ends_at = $2 THEN taken_by ELSE '' END,
		taken_name = CASE WHEN ends_at = $2 THEN taken_name ELSE '' END
		WHERE id = $3 AND account_id = $4 AND taken_at IS NULL AND (ends_at IS NULL OR ends_at > $5)`, g.From, g.To, g.ID, accountID, tx.Now())
	if err != nil {
		return false, fmt.Errorf("widen %s: %w", g.Role, err)
	}
	return n == 1, nil
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
