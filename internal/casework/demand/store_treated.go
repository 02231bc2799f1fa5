package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/told"
	"preau/internal/kit/db"
)

// Line is a demand in a mail that lists several. It holds no title, not even a sealed one: the mail is no demand's, and may lie refused long after one of
// them was wiped.
type Line struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Number string `json:"number"`
	TeamID string `json:"-"` // of its creator
}

// Words is its title, which was read sealed; its number alone where there is none, or it cannot be opened.
func (l Line) Words(open told.Opener, sealed map[string][]byte) string {
	if len(sealed[l.ID]) == 0 {
		return l.Number
	}
	return told.Demand{ID: l.ID, Key: l.Key, Number: l.Number, Title: sealed[l.ID]}.Words(open)
}

// Titles are the sealed titles of some demands, by their ids; of one that was wiped there is none.
func Titles(ctx context.Context, d *db.DB, ids []string) (map[string][]byte, error) {
	type titled struct {
		id    string
		title []byte
	}
	out := map[string][]byte{}
	if len(ids) == 0 {
		return out, nil
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("id", db.Any(ids)...)
		where, args := w.SQL(1)
		all, err := db.All(ctx, tx, func(t *titled) []any { return []any{&t.id, &t.title} }, `SELECT id, title FROM casework_demands WHERE `+where, args...)
		for _, t := range all {
			out[t.id] = t.title
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("titles of demands: %w", err)
	}
	return out, nil
}

// TreatedOf are the demands of somebody's that are treated and not closed, the oldest first. Who left the team has none.
func TreatedOf(ctx context.Context, tx *db.Tx, accountID string) ([]Line, error) {
	out, err := db.All(ctx, tx, func(l *Line) []any { return []any{&l.ID, &l.Key, &l.Number, &l.TeamID} }, `SELECT d.id, d.key_id, d.number, d.team_id FROM casework_demands d
		WHERE d.creator_id = $1 AND d.state = 'treated' AND EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = d.creator_id AND g.role = 'casework.helper' AND g.place_kind = 'group'
			AND g.place_id = d.team_id AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)) ORDER BY d.treated_at, d.id`, accountID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("treated demands: %w", err)
	}
	return out, nil
}
