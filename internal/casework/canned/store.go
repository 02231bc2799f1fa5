package canned

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Of are the canned answers of some teams, in the order in which they came.
func Of(ctx context.Context, tx *db.Tx, teamIDs ...string) ([]Answer, error) {
	var w db.Where
	w.In("team_id", db.Any(teamIDs)...)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(a *Answer) []any { return []any{&a.ID, &a.N, &a.Title, &a.Text, &a.Version} },
		`SELECT id, n, title, text, version FROM casework_answers WHERE `+where+` ORDER BY team_id, n`, args...)
	if err != nil {
		return nil, fmt.Errorf("canned answers: %w", err)
	}
	return out, nil
}

func insertAnswer(ctx context.Context, tx *db.Tx, teamID string, a Answer) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_answers (id, team_id, n, title, text, at)
		SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, CAST($5 AS BIGINT) FROM casework_answers WHERE team_id = $2`, a.ID, teamID, a.Title, a.Text, tx.Now())
	if err != nil {
		return fmt.Errorf("insert canned answer: %w", err)
	}
	return nil
}

func updateAnswer(ctx context.Context, tx *db.Tx, teamID string, a Answer) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE casework_answers SET title = $1, text = $2, at = $3, version = version + 1 WHERE team_id = $4 AND n = $5 AND version = $6`,
		a.Title, a.Text, tx.Now(), teamID, a.N, a.Version)
	if err != nil {
		return 0, fmt.Errorf("change canned answer: %w", err)
	}
	return n, nil
}

func deleteAnswer(ctx context.Context, tx *db.Tx, teamID string, a Answer) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM casework_answers WHERE team_id = $1 AND n = $2 AND version = $3`, teamID, a.N, a.Version)
	if err != nil {
		return 0, fmt.Errorf("remove canned answer: %w", err)
	}
	return n, nil
}
