// Package procedure keeps the standard procedures of organismes that référents point out in demands: each would have done without one, and feeds the
// help (C043).
package procedure

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Names of the fields of a procedure, in faults.
const (
	FieldTitle = "procedure"
	FieldLink  = "lien"
)

// Limits, in characters.
const (
	maxTitle = 150
	maxLink  = 1000
)

// Procedure is a standard procedure of an organisme.
type Procedure struct {
	Agency      string
	Title, Link string
}

// Fits says what is wrong with a procedure: a link is one of the web.
func (p Procedure) Fits() error {
	var f apperr.Faults
	if n := utf8.RuneCountInString(p.Title); n == 0 || n > maxTitle {
		f.Add(FieldTitle, msg.FaultProcedure, "max", maxTitle)
	}
	u, err := url.Parse(p.Link)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(p.Link) > maxLink || strings.ContainsAny(p.Link, " \n") {
		f.Add(FieldLink, msg.FaultLink)
	}
	return f.Err()
}

// Save keeps a procedure of a team's organisme; pointed out again, its title is the newer one.
func Save(ctx context.Context, tx *db.Tx, teamID string, p Procedure) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_procedures (id, agency_id, title, link, at) SELECT $1, t.agency_id, $2, $3, CAST($4 AS BIGINT) FROM casework_teams t WHERE t.id = $5
		ON CONFLICT (agency_id, link) DO UPDATE SET title = excluded.title, at = excluded.at`, id.New(), p.Title, p.Link, tx.Now(), teamID)
	if err != nil {
		return fmt.Errorf("keep procedure: %w", err)
	}
	return nil
}

// All are those that were pointed out, by organisme; for everybody who works in the service.
func All(ctx context.Context, tx *db.Tx) ([]Procedure, error) {
	out, err := db.All(ctx, tx, func(p *Procedure) []any { return []any{&p.Agency, &p.Title, &p.Link} },
		`SELECT a.name, p.title, p.link FROM casework_procedures p JOIN casework_agencies a ON a.id = p.agency_id ORDER BY a.name_fold, p.title, p.id LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("procedures: %w", err)
	}
	return out, nil
}
