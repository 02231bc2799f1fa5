package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/told"
	"preau/internal/kit/db"
)

// Line is a demand in a mail that lists several: its title stays sealed until the mail is written.
type Line struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Number string `json:"number"`
	Title  []byte `json:"title"`
	TeamID string `json:"-"` // of its creator
}

// Words are its title; its number alone where it cannot be opened.
func (l Line) Words(open told.Opener) string {
	return told.Demand{ID: l.ID, Key: l.Key, Number: l.Number, Title: l.Title}.Words(open)
}

// TreatedOf are the demands of somebody's that are treated and not closed, the oldest first. Who left the team has none.
func TreatedOf(ctx context.Context, tx *db.Tx, accountID string) ([]Line, error) {
	out, err := db.All(ctx, tx, func(l *Line) []any { return []any{&l.ID, &l.Key, &l.Number, &l.Title, &l.TeamID} }, `SELECT d.id, d.key_id, d.number, d.title, d.team_id FROM casework_demands d
		WHERE d.creator_id = $1 AND d.state = 'treated' AND EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = d.creator_id AND g.role = 'casework.helper' AND g.place_kind = 'group'
			AND g.place_id = d.team_id AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)) ORDER BY d.treated_at, d.id`, accountID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("treated demands: %w", err)
	}
	return out, nil
}
