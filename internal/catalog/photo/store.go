package photo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// atOnce is how many articles one statement asks for.
const atOnce = 500

// Of are the hashes of the photos of some articles, by number; one without a photo is missing.
func Of(ctx context.Context, tx *db.Tx, numbers []int64) (map[int64]string, error) {
	out := map[int64]string{}
	type row struct {
		number int64
		hash   string
	}
	for part := range slices.Chunk(numbers, atOnce) {
		var w db.Where
		w.And("f.state = 'bound'")
		w.In("p.article", db.Any(part)...)
		where, args := w.SQL(1)
		rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.hash} },
			`SELECT p.article, f.sha256 FROM catalog_photos p JOIN document_files f ON f.id = p.file_id WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("photos of articles: %w", err)
		}
		for _, r := range rows {
			out[r.number] = r.hash
		}
	}
	return out, nil
}

// touch waits for whoever else is changing an article's photo.
func touch(ctx context.Context, tx *db.Tx, number int64) error {
	if _, err := tx.Exec(ctx, `UPDATE catalog_articles SET number = number WHERE number = $1`, number); err != nil {
		return fmt.Errorf("hold article %d: %w", number, err)
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, number int64, fileID string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO catalog_photos (article, file_id, set_at) VALUES ($1, $2, $3)`, number, fileID, tx.Now()); err != nil {
		return fmt.Errorf("insert photo of article %d: %w", number, err)
	}
	return nil
}

// remove takes an article's photo away, and gives the file that it was; empty when there was none.
func remove(ctx context.Context, tx *db.Tx, number int64) (string, error) {
	fileID, err := db.Value[string](ctx, tx, `DELETE FROM catalog_photos WHERE article = $1 RETURNING file_id`, number)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("delete photo of article %d: %w", number, err)
	}
	return fileID, nil
}

// fileOf is an article's photo, and the number of its market.
func fileOf(ctx context.Context, tx *db.Tx, number int64) (document.File, int64, error) {
	type row struct {
		document.File
		market int64
	}
	r, err := db.One(ctx, tx, func(r *row) []any { return append(document.Into(&r.File), &r.market) }, `SELECT `+document.Columns+`, a.market FROM catalog_photos p
		JOIN document_files f ON f.id = p.file_id JOIN catalog_articles a ON a.number = p.article WHERE p.article = $1 AND f.state = 'bound'`, number)
	if errors.Is(err, db.ErrNone) {
		return r.File, 0, apperr.NotFoundErr()
	}
	if err != nil {
		return r.File, 0, fmt.Errorf("photo of article %d: %w", number, err)
	}
	return r.File, r.market, nil
}
