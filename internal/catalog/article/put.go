package article

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/kit/db"
)

// Put prepares lines for an edition of a market's catalogue that is not shown yet: what they follow counts until it. A
// reference may be in one edition once, and Number is the article's where it exists: Referred tells. It gives the drafts
// their numbers.
func Put(ctx context.Context, tx *db.Tx, market, edition int64, drafts []Draft) error {
	if err := follow(ctx, tx, edition, drafts); err != nil {
		return err
	}
	if err := insertNew(ctx, tx, market, drafts); err != nil {
		return err
	}
	rows := db.NewRows(`INSERT INTO catalog_versions (article, from_edition, to_edition, market, category_id, title, description, brand, unit,
		pack, multiple, price, vat, ean, cpv, green, special, withdrawn, equivalents) VALUES `, 19)
	for _, d := range drafts {
		var price *int64
		if d.Price != NoPrice {
			price = &d.Price
		}
		rows.Add(d.Number, edition, Last, market, d.Category, d.Title, d.Description, d.Brand, d.Unit,
			d.Pack, d.Multiple, price, d.VAT, d.EAN, d.CPV, d.Green, d.Special, d.Withdrawn, d.Equivalents)
	}
	if err := rows.Write(ctx, tx); err != nil {
		return fmt.Errorf("versions of edition %d of market %d: %w", edition, market, err)
	}
	return nil
}

// follow ends at the edition what the lines of known articles follow.
func follow(ctx context.Context, tx *db.Tx, edition int64, drafts []Draft) error {
	var known []any
	for _, d := range drafts {
		if d.Number != 0 {
			known = append(known, d.Number)
		}
	}
	for part := range slices.Chunk(known, atOnce) {
		var w db.Where
		w.In("article", part...)
		where, args := w.SQL(2)
		if _, err := tx.Exec(ctx, `UPDATE catalog_versions SET to_edition = $1 WHERE to_edition = 9223372036854775807 AND `+where, append([]any{edition}, args...)...); err != nil {
			return fmt.Errorf("end versions at edition %d: %w", edition, err)
		}
	}
	return nil
}

// insertNew makes the articles that are new.
func insertNew(ctx context.Context, tx *db.Tx, market int64, drafts []Draft) error {
	fresh := 0
	for _, d := range drafts {
		if d.Number == 0 {
			fresh++
		}
	}
	if fresh == 0 {
		return nil
	}
	last, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + $1 WHERE name = 'article' RETURNING n`, fresh)
	if err != nil {
		return fmt.Errorf("numbers of articles: %w", err)
	}
	next := last - int64(fresh)
	rows := db.NewRows(`INSERT INTO catalog_articles (number, market, reference) VALUES `, 3)
	for i := range drafts {
		if drafts[i].Number == 0 {
			next++
			drafts[i].Number = next
			rows.Add(next, market, drafts[i].Reference)
		}
	}
	if err := rows.Write(ctx, tx); err != nil {
		return fmt.Errorf("articles of market %d: %w", market, err)
	}
	return nil
}
