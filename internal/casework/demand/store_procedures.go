package demand

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

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
