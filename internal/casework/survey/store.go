package survey

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// propose notes in the demand that the survey was proposed, and says false where it was before.
func propose(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE casework_demands SET surveyed = TRUE WHERE id = $1 AND NOT surveyed`, demandID)
	if err != nil {
		return false, fmt.Errorf("propose the survey: %w", err)
	}
	return n == 1, nil
}

// unproposed says whether a demand with organismes that answered for it was not asked about yet.
func unproposed(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_demands d WHERE d.id = $1 AND NOT d.surveyed AND EXISTS (
		SELECT 1 FROM casework_demand_teams x WHERE x.demand_id = d.id AND x.left_at IS NULL)`, demandID)
	if err != nil {
		return false, fmt.Errorf("whether the survey was proposed: %w", err)
	}
	return n == 1, nil
}

// agenciesOf are the organismes of a demand, but for those that said they were the wrong ones.
func agenciesOf(ctx context.Context, tx *db.Tx, demandID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT DISTINCT t.agency_id FROM casework_demand_teams x JOIN casework_teams t ON t.id = x.team_id
		WHERE x.demand_id = $1 AND x.left_at IS NULL ORDER BY t.agency_id`, demandID)
	if err != nil {
		return nil, fmt.Errorf("organismes of a demand: %w", err)
	}
	return out, nil
}

// spend keeps that a ticket was used and says false where it was before, on whatever machine. It is no part of the transaction that counts:
// nothing is written beside an answer.
func spend(ctx context.Context, tx *db.Tx, mark string, until time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO casework_survey_spent (mark, until) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING`, mark, until)
	if err != nil {
		return false, fmt.Errorf("spend a ticket: %w", err)
	}
	return n == 1, nil
}

// dropSpent removes a few marks of tickets that nobody can use any more, and says how many.
func dropSpent(ctx context.Context, tx *db.Tx, most int) (int, error) {
	n, err := tx.Exec(ctx, `DELETE FROM casework_survey_spent WHERE mark IN (SELECT mark FROM casework_survey_spent WHERE until <= $1 ORDER BY mark LIMIT $2)`, tx.Now(), most)
	if err != nil {
		return 0, fmt.Errorf("marks of tickets that ended: %w", err)
	}
	return int(n), nil
}

// giveBack lets a ticket be used whose answer was not counted.
func giveBack(ctx context.Context, tx *db.Tx, mark string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM casework_survey_spent WHERE mark = $1`, mark); err != nil {
		return fmt.Errorf("give a ticket back: %w", err)
	}
	return nil
}

// count is the one write of an answer.
func count(ctx context.Context, tx *db.Tx, t ticket, given map[Question]string) error {
	for _, agency := range t.Agencies {
		for _, q := range Questions() {
			if given[q] == "" {
				continue
			}
			if _, err := tx.Exec(ctx, `INSERT INTO casework_survey (agency_id, theme_id, month, question, answer, n) VALUES ($1, $2, $3, $4, $5, 1)
				ON CONFLICT (agency_id, theme_id, month, question, answer) DO UPDATE SET n = casework_survey.n + 1`, agency, t.Theme, t.Month, q, given[q]); err != nil {
				return fmt.Errorf("count an answer: %w", err)
			}
		}
	}
	return nil
}

// monthly is how often an answer was given in a month.
type monthly struct {
	Count
	month string
}

// before are the answers of the months before one, by organisme and question, in the order of the months.
func before(ctx context.Context, tx *db.Tx, month string) ([]monthly, error) {
	out, err := db.All(ctx, tx, func(m *monthly) []any { return []any{&m.AgencyID, &m.Question, &m.month, &m.Answer, &m.N} },
		`SELECT agency_id, question, month, answer, CAST(sum(n) AS BIGINT) FROM casework_survey WHERE month < $1
		GROUP BY agency_id, question, month, answer ORDER BY agency_id, question, month, answer`, month)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return out, nil
}
