package article

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// NextEdition is a number for an edition to prepare: above all that were. All markets take theirs from one counter.
func NextEdition(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + 1 WHERE name = 'edition' RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("next edition: %w", err)
	}
	return n, nil
}

// Shown is the edition that a market shows; 0 is an empty catalogue.
func Shown(ctx context.Context, tx *db.Tx, market int64) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT edition FROM catalog_markets WHERE number = $1`, market)
	if err != nil {
		return 0, fmt.Errorf("edition of market %d: %w", market, err)
	}
	return n, nil
}

// Show makes a market show another edition, a later one or, to undo, the one before. It is one small write, however many
// articles change, and who follows the feed learns of it.
func Show(ctx context.Context, tx *db.Tx, market, edition int64) error {
	was, err := Shown(ctx, tx, market)
	if err != nil {
		return err
	}
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_clock SET n = n + 1 WHERE id = 1 RETURNING n`)
	if err != nil {
		return fmt.Errorf("turn the catalogue's clock: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO catalog_feed (n, market, was_edition, edition, at) VALUES ($1, $2, $3, $4, $5)`, n, market, was, edition, tx.Now()); err != nil {
		return fmt.Errorf("feed of the catalogue: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE catalog_markets SET edition = $1 WHERE number = $2`, edition, market); err != nil {
		return fmt.Errorf("show edition %d of market %d: %w", edition, market, err)
	}
	return nil
}

// Turn is one entry of the feed: a market that shows another edition.
type Turn struct {
	N            int64 // in the order of commits
	Market       int64
	Was, Edition int64
}

// Clock is the number of the feed's last entry.
func Clock(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT n FROM catalog_clock WHERE id = 1`)
	if err != nil {
		return 0, fmt.Errorf("the catalogue's clock: %w", err)
	}
	return n, nil
}

// Since are the feed's entries after one.
func Since(ctx context.Context, tx *db.Tx, n int64) ([]Turn, error) {
	out, err := db.All(ctx, tx, func(t *Turn) []any { return []any{&t.N, &t.Market, &t.Was, &t.Edition} },
		`SELECT n, market, was_edition, edition FROM catalog_feed WHERE n > $1 ORDER BY n`, n)
	if err != nil {
		return nil, fmt.Errorf("feed of the catalogue since %d: %w", n, err)
	}
	return out, nil
}

// Changed are the numbers of articles of which a turn may have changed what is shown, above after, at most so many, in order.
// What they are now, Live tells.
func Changed(ctx context.Context, tx *db.Tx, t Turn, after int64, most int) ([]int64, error) {
	low, high := min(t.Was, t.Edition), max(t.Was, t.Edition)
	out, err := db.All(ctx, tx, func(n *int64) []any { return []any{n} }, `SELECT article FROM (
			SELECT article FROM catalog_versions WHERE market = $1 AND from_edition > $2 AND from_edition <= $3 AND article > $4
			UNION SELECT article FROM catalog_versions WHERE market = $1 AND to_edition > $2 AND to_edition <= $3 AND to_edition < 9223372036854775807 AND article > $4
		) c ORDER BY article LIMIT $5`, t.Market, low, high, after, most)
	if err != nil {
		return nil, fmt.Errorf("articles changed in market %d: %w", t.Market, err)
	}
	return out, nil
}

// Drop takes an edition back that its market does not show, in parts: those of its lines whose articles are above after, so
// many at most. It gives the last article that it came to, and whether that was all. Lines that were shown once (undone) stay
// and count nowhere, since orders may point to them; those that never were are deleted, and articles that had no other with them.
func Drop(ctx context.Context, tx *db.Tx, market, edition, after int64, most int, wasShown bool) (int64, bool, error) {
	numbers, err := db.All(ctx, tx, func(n *int64) []any { return []any{n} }, `SELECT article FROM catalog_versions
		WHERE market = $1 AND from_edition = $2 AND article > $3 ORDER BY article LIMIT $4`, market, edition, after, most)
	if err != nil {
		return after, false, fmt.Errorf("lines of edition %d: %w", edition, err)
	}
	if len(numbers) == 0 {
		return after, true, nil
	}
	last := numbers[len(numbers)-1]
	for _, q := range dropping(wasShown) {
		if _, err := tx.Exec(ctx, q, market, edition, after, last); err != nil {
			return after, false, fmt.Errorf("drop lines of edition %d: %w", edition, err)
		}
	}
	return last, len(numbers) < most, nil
}

// dropping are the statements of Drop: of a market, an edition, and articles from one, excluded, to another.
func dropping(wasShown bool) []string {
	const of = ` market = $1 AND from_edition = $2 AND article > $3 AND article <= $4`
	again := `UPDATE catalog_versions SET to_edition = 9223372036854775807 WHERE market = $1 AND to_edition = $2 AND article > $3 AND article <= $4`
	if wasShown {
		return []string{again + ` AND from_edition < $2`, `UPDATE catalog_versions SET to_edition = from_edition WHERE` + of}
	}
	return []string{
		again,
		`DELETE FROM catalog_versions WHERE` + of,
		`DELETE FROM catalog_articles WHERE market = $1 AND number > $3 AND number <= $4
			AND NOT EXISTS (SELECT 1 FROM catalog_versions v WHERE v.article = catalog_articles.number AND v.from_edition < $2)`,
	}
}
