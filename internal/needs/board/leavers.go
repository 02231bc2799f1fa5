package board

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

// Leaver is an establishment that is no member any more and whose sheet of a lot stays readable: it is in no total (R058).
type Leaver struct {
	Org  group.Org
	At   time.Time
	Name string // who withdrew it
}

func leaversOf(ctx context.Context, tx *db.Tx, groupID, lotID string) ([]Leaver, error) {
	all, err := db.All(ctx, tx, func(l *Leaver) []any {
		return []any{&l.Org.ID, &l.Org.Ref, &l.Org.Name, &l.Org.Commune, &l.At, &l.Name}
	}, `SELECT o.id, o.ref, o.name, o.commune, m.decided_at, m.decided_name
		FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id
		JOIN needs_sheets s ON s.membership_id = m.id AND s.lot_id = $2
		WHERE m.group_id = $1 AND m.state = 'withdrawn' ORDER BY o.name, o.id`, groupID, lotID)
	if err != nil {
		return nil, fmt.Errorf("who left: %w", err)
	}
	return all, nil
}
