package access

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Gift is a role about to be given.
type Gift struct {
	AccountID string
	Role      RoleKey
	Place     Place
	From, To  time.Time // From zero: now. To zero: no end.
	Reason    string
}

// Give writes a grant. Whether who may give it is asked before, by WhyGive or by a rule of the module.
// An account that already holds the role there keeps what it has, and false is returned.
func Give(ctx context.Context, tx *db.Tx, who Actor, g Gift) (bool, error) {
	if g.From.IsZero() {
		g.From = tx.Now()
	}
	n, err := tx.Exec(ctx, `INSERT INTO access_grants
		(id, account_id, role, place_kind, place_id, starts_at, ends_at, given_by, given_name, given_at, reason, taken_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')
		ON CONFLICT (account_id, role, place_kind, place_id) WHERE taken_at IS NULL DO NOTHING`,
		id.New(), g.AccountID, g.Role, g.Place.Kind, g.Place.ID, g.From, g.To, who.ID, who.Name, tx.Now(), g.Reason)
	if err != nil {
		return false, fmt.Errorf("give %s: %w", g.Role, err)
	}
	return n == 1, nil
}

// TakeBack ends the grant of a role at a place now, and says whether there was one.
func TakeBack(ctx context.Context, tx *db.Tx, who Actor, accountID string, role RoleKey, p Place) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1, taken_by = $2
		WHERE account_id = $3 AND role = $4 AND place_kind = $5 AND place_id = $6 AND taken_at IS NULL`,
		tx.Now(), who.ID, accountID, role, p.Kind, p.ID)
	if err != nil {
		return false, fmt.Errorf("take back %s: %w", role, err)
	}
	return n == 1, nil
}

// GrantsOf are an account's grants that count at an instant.
func GrantsOf(ctx context.Context, tx *db.Tx, accountID string, at time.Time) ([]Grant, error) {
	gs, err := db.All(ctx, tx, func(g *Grant) []any {
		return []any{&g.ID, &g.Role, &g.Place.Kind, &g.Place.ID, &g.From, &g.To}
	}, `SELECT id, role, place_kind, place_id, starts_at, ends_at FROM access_grants
		WHERE account_id = $1 AND taken_at IS NULL AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2)
		ORDER BY role, place_kind, place_id`, accountID, at)
	if err != nil {
		return nil, fmt.Errorf("grants: %w", err)
	}
	return gs, nil
}

// Holder is somebody who holds a role, with what a mail to them needs.
type Holder struct {
	AccountID string
	Name      string
	Address   string
	Lang      i18n.Lang
	Since     time.Time
}

// Holders are the active accounts that hold a role at a place now, in the order in which they got it.
func Holders(ctx context.Context, tx *db.Tx, role RoleKey, p Place) ([]Holder, error) {
	hs, err := db.All(ctx, tx, func(h *Holder) []any {
		return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang, &h.Since}
	}, `SELECT a.id, a.display_name, a.email, a.lang, g.starts_at
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE g.place_kind = $1 AND g.place_id = $2 AND g.role = $3 AND g.taken_at IS NULL
		  AND g.starts_at <= $4 AND (g.ends_at IS NULL OR g.ends_at > $4) AND a.state = 'active'
		ORDER BY g.starts_at, g.id`, p.Kind, p.ID, role, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("holders of %s: %w", role, err)
	}
	return hs, nil
}

// HoldersAbove are the holders of a role at an organisation or at any organisation above it in the tree.
func HoldersAbove(ctx context.Context, tx *db.Tx, role RoleKey, orgID string) ([]Holder, error) {
	hs, err := db.All(ctx, tx, func(h *Holder) []any {
		return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang, &h.Since}
	}, `SELECT a.id, a.display_name, a.email, a.lang, min(g.starts_at)
		FROM org_closure c
		JOIN access_grants g ON g.place_kind = 'organisation' AND g.place_id = c.ancestor AND g.role = $1
		JOIN account_accounts a ON a.id = g.account_id
		WHERE c.descendant = $2 AND g.taken_at IS NULL
		  AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3) AND a.state = 'active'
		GROUP BY a.id, a.display_name, a.email, a.lang
		ORDER BY min(g.starts_at), a.id`, role, orgID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("holders of %s above: %w", role, err)
	}
	return hs, nil
}

// HoldsAbove says whether the actor holds a role that reaches down at an organisation or above it.
func HoldsAbove(ctx context.Context, tx *db.Tx, a Actor, role RoleKey, orgID string) (bool, error) {
	places := a.Places(role, Organisation)
	if len(places) == 0 {
		return false, nil
	}
	var w db.Where
	w.And("descendant = ?", orgID)
	w.In("ancestor", db.Any(places)...)
	where, args := w.SQL(1)
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM org_closure WHERE `+where, args...)
	if err != nil {
		return false, fmt.Errorf("places above: %w", err)
	}
	return n > 0, nil
}
