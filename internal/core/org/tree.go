package org

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/org/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Ancestors are the organisations above one, the nearest first, without itself.
func Ancestors(ctx context.Context, tx *db.Tx, id string) ([]Organisation, error) {
	return related(ctx, tx, `JOIN org_closure c ON c.ancestor = o.id
		WHERE c.descendant = $1 AND c.depth > 0 ORDER BY c.depth`, id)
}

// Descendants are the organisations below one, the nearest first and then by name, without itself, closed ones too.
func Descendants(ctx context.Context, tx *db.Tx, id string) ([]Organisation, error) {
	return related(ctx, tx, `JOIN org_closure c ON c.descendant = o.id
		WHERE c.ancestor = $1 AND c.depth > 0 ORDER BY c.depth, o.name_fold, o.id`, id)
}

// Children are the open organisations right below one, by name.
func Children(ctx context.Context, tx *db.Tx, id string) ([]Organisation, error) {
	return related(ctx, tx, `WHERE o.parent_id = $1 AND o.closed_at IS NULL ORDER BY o.name_fold, o.id`, id)
}

func related(ctx context.Context, tx *db.Tx, rest, id string) ([]Organisation, error) {
	os, err := db.All(ctx, tx, fields, `SELECT `+columns+` FROM org_organisations o `+rest, id)
	if err != nil {
		return nil, fmt.Errorf("relatives of organisation %s: %w", id, err)
	}
	return os, nil
}

// Within says whether one organisation is another, or below it.
func Within(ctx context.Context, tx *db.Tx, id, ancestorID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM org_closure WHERE ancestor = $1 AND descendant = $2`, ancestorID, id)
	if err != nil {
		return false, fmt.Errorf("is organisation %s within %s: %w", id, ancestorID, err)
	}
	return n > 0, nil
}

// Move puts an organisation, with all that is below it, under another, or at the top when parentID is empty.
// A place below itself is apperr.Conflict. Moving it to where it is changes nothing.
func Move(ctx context.Context, tx *db.Tx, id, parentID string) error {
	if _, err := hold(ctx, tx); err != nil {
		return err
	}
	o, err := ByID(ctx, tx, id)
	if err != nil || o.ParentID == parentID {
		return err
	}
	if err := checkParent(ctx, tx, parentID); err != nil {
		return err
	}
	loop, err := Within(ctx, tx, parentID, id)
	if err != nil {
		return err
	}
	if loop {
		return apperr.ConflictErr(i18n.M(msg.TreeLoop, "name", o.Name))
	}
	return replant(ctx, tx, id, parentID)
}

// replant cuts the pairs between what is above the branch and the branch, and makes those with the new place.
func replant(ctx context.Context, tx *db.Tx, id, parentID string) error {
	steps := []struct {
		q    string
		args []any
	}{
		{`UPDATE org_organisations SET parent_id = $1, version = version + 1 WHERE id = $2`, []any{null(parentID), id}},
		{`DELETE FROM org_closure
			WHERE descendant IN (SELECT d.descendant FROM org_closure d WHERE d.ancestor = $1)
			  AND ancestor IN (SELECT a.ancestor FROM org_closure a WHERE a.descendant = $1 AND a.depth > 0)`, []any{id}},
		{`INSERT INTO org_closure (ancestor, descendant, depth)
			SELECT a.ancestor, d.descendant, a.depth + d.depth + 1
			FROM org_closure a CROSS JOIN org_closure d
			WHERE a.descendant = $1 AND d.ancestor = $2`, []any{parentID, id}},
	}
	for _, s := range steps {
		if _, err := tx.Exec(ctx, s.q, s.args...); err != nil {
			return fmt.Errorf("move organisation %s under %q: %w", id, parentID, err)
		}
	}
	return nil
}

// Above are the organisations above each of some, the nearest first.
func Above(ctx context.Context, tx *db.Tx, below []string) (map[string][]Organisation, error) {
	type pair struct{ below, above string }
	var w db.Where
	w.In("c.descendant", db.Any(below)...)
	w.And("c.depth > 0")
	where, args := w.SQL(1)
	pairs, err := db.All(ctx, tx, func(p *pair) []any { return []any{&p.below, &p.above} },
		`SELECT c.descendant, c.ancestor FROM org_closure c WHERE `+where+` ORDER BY c.descendant, c.depth`, args...)
	if err != nil {
		return nil, fmt.Errorf("bodies above: %w", err)
	}
	var above []string
	for _, p := range pairs {
		above = append(above, p.above)
	}
	slices.Sort(above)
	found, err := ByIDs(ctx, tx, slices.Compact(above))
	out := map[string][]Organisation{}
	for _, p := range pairs {
		out[p.below] = append(out[p.below], found[p.above])
	}
	return out, err
}
