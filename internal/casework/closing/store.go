package closing

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// ids are a few demands of a condition: each then has a transaction of its own.
func ids(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM casework_demands WHERE `+cond+` ORDER BY id LIMIT 200`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands that are over: %w", err)
	}
	return out, nil
}

// untold is the condition of a treatment that was not told yet that it ends.
const untold = `(closing_told_at IS NULL OR closing_told_at < treated_at)`

func toTell(ctx context.Context, tx *db.Tx, after string) ([]string, error) {
	return ids(ctx, tx, `state = 'treated' AND treated_at <= $1 AND `+untold+` AND id > $2`, tx.Now().Add(ToldBefore-TreatedFor), after)
}

// overdue are treated demands whose time is over. None closes before a week has passed since it was told.
func overdue(ctx context.Context, tx *db.Tx, after string) ([]string, error) {
	return ids(ctx, tx, `state = 'treated' AND treated_at <= $1 AND NOT `+untold+` AND closing_told_at <= $2 AND id > $3`,
		tx.Now().Add(-TreatedFor), tx.Now().Add(-ToldBefore), after)
}

// untouched is the condition of a demand that nobody touched since an instant: what operators say among themselves moves nothing in others' lists, and is
// a word all the same.
const untouched = `moved_at <= $1 AND NOT EXISTS (SELECT 1 FROM casework_messages m WHERE m.demand_id = casework_demands.id AND m.at > $1)`

func idle(ctx context.Context, tx *db.Tx, after string) ([]string, error) {
	return ids(ctx, tx, `state <> 'closed' AND state <> 'draft' AND `+untouched+` AND id > $2`, tx.Now().AddDate(0, -IdleMonths, 0), after)
}

// stillOver looks again in the transaction that closes.
func stillOver(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	some, err := ids(ctx, tx, `id = $2 AND state <> 'closed' AND state <> 'draft' AND (`+untouched+` OR state = 'treated' AND treated_at <= $3 AND NOT `+untold+` AND closing_told_at <= $4)`,
		tx.Now().AddDate(0, -IdleMonths, 0), demandID, tx.Now().Add(-TreatedFor), tx.Now().Add(-ToldBefore))
	return len(some) == 1, err
}

func noteTold(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE casework_demands SET closing_told_at = $1 WHERE id = $2 AND state = 'treated' AND treated_at <= $3 AND `+untold,
		tx.Now(), demandID, tx.Now().Add(ToldBefore-TreatedFor))
	if err != nil {
		return false, fmt.Errorf("note that a closing was told: %w", err)
	}
	return n == 1, nil
}

// keep writes what is left of a demand: number, dates, theme, organismes and delays.
func keep(ctx context.Context, tx *db.Tx, demandID string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO casework_past (number, theme_id, sent_at, answered_at, treated_at, closed_at, wiped_at)
		SELECT number, theme_id, sent_at, answered_at, treated_at, closed_at, CAST($1 AS BIGINT) FROM casework_demands WHERE id = $2 AND sent_at IS NOT NULL AND closed_at IS NOT NULL`, tx.Now(), demandID); err != nil {
		return fmt.Errorf("what is left of a demand: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO casework_past_agencies (number, agency_id, answer_days)
		SELECT d.number, t.agency_id, min(x.answer_days) FROM casework_demands d JOIN casework_past p ON p.number = d.number
		JOIN casework_demand_teams x ON x.demand_id = d.id JOIN casework_teams t ON t.id = x.team_id WHERE d.id = $1 GROUP BY d.number, t.agency_id`, demandID); err != nil {
		return fmt.Errorf("organismes of a wiped demand: %w", err)
	}
	return nil
}

// parts are the tables of a demand, in an order that foreign keys allow.
var parts = []string{"casework_seen", "casework_files", "casework_messages", "casework_demand_people", "casework_demand_teams"}

// remove deletes a demand's rows.
func remove(ctx context.Context, tx *db.Tx, demandID string) error {
	for _, table := range parts {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE demand_id = $1`, demandID); err != nil {
			return fmt.Errorf("wipe %s: %w", table, err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM casework_demands WHERE id = $1`, demandID); err != nil {
		return fmt.Errorf("wipe demand: %w", err)
	}
	return nil
}

// hold gives the key of a demand that is still to be wiped, and keeps its row: who opens it again at this very moment was first, and then there is
// none, or comes too late and finds nothing.
func hold(ctx context.Context, tx *db.Tx, demandID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `UPDATE casework_demands SET version = version + 1 WHERE id = $1 AND state IN ('draft', 'closed') RETURNING key_id`, demandID)
	if err != nil {
		return nil, fmt.Errorf("hold a demand: %w", err)
	}
	return out, nil
}
