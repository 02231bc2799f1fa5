package demand

import (
	"context"
	"fmt"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// answersOf are the canned answers of a team, in the order in which they came.
func answersOf(ctx context.Context, tx *db.Tx, teamIDs ...string) ([]Answer, error) {
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

// saveProcedure keeps a procedure of a team's organisme; pointed out again, its title is the newer one.
func saveProcedure(ctx context.Context, tx *db.Tx, teamID string, p Procedure) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_procedures (id, agency_id, title, link, at) SELECT $1, t.agency_id, $2, $3, CAST($4 AS BIGINT) FROM casework_teams t WHERE t.id = $5
		ON CONFLICT (agency_id, link) DO UPDATE SET title = excluded.title, at = excluded.at`, id.New(), p.Title, p.Link, tx.Now(), teamID)
	if err != nil {
		return fmt.Errorf("keep procedure: %w", err)
	}
	return nil
}

func procedures(ctx context.Context, tx *db.Tx) ([]Procedure, error) {
	out, err := db.All(ctx, tx, func(p *Procedure) []any { return []any{&p.Agency, &p.Title, &p.Link} },
		`SELECT a.name, p.title, p.link FROM casework_procedures p JOIN casework_agencies a ON a.id = p.agency_id ORDER BY a.name_fold, p.title, p.id LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("procedures: %w", err)
	}
	return out, nil
}
