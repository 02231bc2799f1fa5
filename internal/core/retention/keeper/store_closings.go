package keeper

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

func findTrace(ctx context.Context, tx *db.Tx, x trace, limit int) ([]foundRow, error) {
	var w db.Where
	x.of(&w)
	if x.Only != "" {
		w.And(x.Only)
	}
	where, args := w.SQL(1)
	r := rule{Rule: retention.Rule{ID: x.ID}}
	return db.All(ctx, tx, func(f *foundRow) []any { return []any{&f.id[0], &f.id[1], &f.id[2]} },
		`SELECT `+r.keys()+` FROM `+x.table+` WHERE `+where+fmt.Sprintf(` LIMIT $%d`, len(args)+1), append(args, limit)...)
}

func changeTrace(ctx context.Context, tx *db.Tx, x trace, rows []foundRow) error {
	var w db.Where
	x.of(&w)
	if x.Only != "" {
		w.And(x.Only)
	}
	among(&w, x.ID, rows)
	if !x.Gone {
		_, err := relabel(ctx, tx, x.table, x.Named, x.Empty, x.Set, x.closing.Label, &w)
		return err
	}
	where, args := w.SQL(1)
	_, err := tx.Exec(ctx, `DELETE FROM `+x.table+` WHERE `+where, args...)
	return err
}

func insertClosing(ctx context.Context, tx *db.Tx, c retention.Closing) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_closings (account_id, label, closed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, c.AccountID, c.Label, tx.Now())
	if err != nil {
		return fmt.Errorf("note a closing: %w", err)
	}
	return nil
}

func intoClosing(c *retention.Closing) []any { return []any{&c.AccountID, &c.Label} }

func closingOf(ctx context.Context, tx *db.Tx, accountID string) (retention.Closing, error) {
	return db.One(ctx, tx, intoClosing, `SELECT account_id, label FROM retention_closings WHERE account_id = $1`, accountID)
}

func openClosings(ctx context.Context, tx *db.Tx, since time.Time) ([]retention.Closing, error) {
	out, err := db.All(ctx, tx, intoClosing, `SELECT account_id, label FROM retention_closings WHERE done_at IS NULL OR closed_at > $1 ORDER BY closed_at, account_id`, since)
	if err != nil {
		return nil, fmt.Errorf("closings: %w", err)
	}
	return out, nil
}

func endClosing(ctx context.Context, tx *db.Tx, c retention.Closing) error {
	if _, err := tx.Exec(ctx, `UPDATE retention_closings SET done_at = $1 WHERE account_id = $2 AND done_at IS NULL`, tx.Now(), c.AccountID); err != nil {
		return fmt.Errorf("end a closing: %w", err)
	}
	return nil
}
