package search

import (
	"context"
	"fmt"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

func missedOn(ctx context.Context, tx *db.Tx, day string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM catalog_misses WHERE day = $1`, day)
	if err != nil {
		return 0, fmt.Errorf("searches without result of a day: %w", err)
	}
	return n, nil
}

func countMiss(ctx context.Context, tx *db.Tx, day, words string, n int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO catalog_misses (words, day, n, last_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (words, day) DO UPDATE SET n = catalog_misses.n + excluded.n, last_at = excluded.last_at`, words, day, n, tx.Now())
	if err != nil {
		return fmt.Errorf("count a search without result: %w", err)
	}
	return nil
}

func countKnownMiss(ctx context.Context, tx *db.Tx, day, words string, n int64) error {
	_, err := tx.Exec(ctx, `UPDATE catalog_misses SET n = n + $1, last_at = $2 WHERE words = $3 AND day = $4`, n, tx.Now(), words, day)
	if err != nil {
		return fmt.Errorf("count a search without result: %w", err)
	}
	return nil
}

// missed are the words of the days since one, those that wait or those that were dealt with.
func missed(settled bool) string {
	is := "s.at IS NULL OR max(m.last_at) > s.at"
	if settled {
		is = "s.at IS NOT NULL AND max(m.last_at) <= s.at"
	}
	return `SELECT m.words, CAST(sum(m.n) AS BIGINT) AS n, max(m.last_at) AS last_at, s.at FROM catalog_misses m
		LEFT JOIN catalog_misses_settled s ON s.words = m.words WHERE m.day >= $1 GROUP BY m.words, s.at HAVING ` + is
}

func countMissed(ctx context.Context, tx *db.Tx, since string, settled bool) (int, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM (`+missed(settled)+`) x`, since)
	if err != nil {
		return 0, fmt.Errorf("count searches without result: %w", err)
	}
	return int(n), nil
}

func missedPage(ctx context.Context, tx *db.Tx, since string, settled bool, size, from int) ([]Missed, error) {
	out, err := db.All(ctx, tx, func(m *Missed) []any { return []any{&m.Words, &m.N, &m.LastAt, &m.Settled} },
		`SELECT words, n, last_at, at FROM (`+missed(settled)+`) x ORDER BY n DESC, last_at DESC, words LIMIT $2 OFFSET $3`, since, size, from)
	if err != nil {
		return nil, fmt.Errorf("searches without result: %w", err)
	}
	return out, nil
}

// settleMissed is NotFound for words that nobody looked for in vain.
func settleMissed(ctx context.Context, tx *db.Tx, words string) error {
	n, err := tx.Exec(ctx, `INSERT INTO catalog_misses_settled (words, at) SELECT words, $2 FROM catalog_misses WHERE words = $1 GROUP BY words
		ON CONFLICT (words) DO UPDATE SET at = excluded.at`, words, tx.Now())
	if err != nil {
		return fmt.Errorf("settle a search without result: %w", err)
	}
	if n == 0 {
		return apperr.NotFoundErr()
	}
	return nil
}

func reopenMissed(ctx context.Context, tx *db.Tx, words string) error {
	n, err := tx.Exec(ctx, `DELETE FROM catalog_misses_settled WHERE words = $1`, words)
	if err != nil {
		return fmt.Errorf("reopen a search without result: %w", err)
	}
	if n == 0 {
		return apperr.NotFoundErr()
	}
	return nil
}
