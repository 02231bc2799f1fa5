package canned

import (
	"context"
	"fmt"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Of are the canned answers of some teams, in the order in which they came.
func Of(ctx context.Context, tx *db.Tx, teamIDs ...string) ([]Answer, error) {
	var w db.Where
	w.In("team_id", db.Any(teamIDs)...)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(a *Answer) []any { return []any{&a.ID, &a.N, &a.Title, &a.Text} },
		`SELECT id, n, title, text FROM casework_answers WHERE `+where+` ORDER BY team_id, n`, args...)
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

func updateAnswer(ctx context.Context, tx *db.Tx, teamID string, n int64, a Answer) error {
	return there(tx.Exec(ctx, `UPDATE casework_answers SET title = $1, text = $2, at = $3 WHERE team_id = $4 AND n = $5`, a.Title, a.Text, tx.Now(), teamID, n))
}

func deleteAnswer(ctx context.Context, tx *db.Tx, teamID string, n int64) error {
	return there(tx.Exec(ctx, `DELETE FROM casework_answers WHERE team_id = $1 AND n = $2`, teamID, n))
}

// there is NotFound where a statement met nothing.
func there(n int64, err error) error {
	if err != nil {
		return fmt.Errorf("canned answer: %w", err)
	}
	if n == 0 {
		return apperr.NotFoundErr()
	}
	return nil
}
