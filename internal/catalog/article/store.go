package article

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// columns are those of an article a with a version v.
const columns = `a.number, a.reference, a.market, v.from_edition, v.to_edition, v.category_id, v.title, v.description, v.brand, v.unit,
	v.pack, v.multiple, COALESCE(v.price, -1), v.vat, v.ean, v.cpv, v.green, v.special, v.withdrawn, v.equivalents`

func into(a *Article) []any {
	return []any{
		&a.Number, &a.Reference, &a.Market, &a.From, &a.Until, &a.Category, &a.Title, &a.Description, &a.Brand, &a.Unit,
		&a.Pack, &a.Multiple, &a.Price, &a.VAT, &a.EAN, &a.CPV, &a.Green, &a.Special, &a.Withdrawn, &a.Equivalents,
	}
}

// shown are the articles a with the version v that their market m shows.
const shown = `catalog_articles a JOIN catalog_markets m ON m.number = a.market
	JOIN catalog_versions v ON v.article = a.number AND v.from_edition <= m.edition AND v.to_edition > m.edition`

// atOnce is how many things one statement asks for at most.
const atOnce = 500

// Live are the articles of some numbers that their markets show, by number. An article that was never shown is missing.
func Live(ctx context.Context, tx *db.Tx, numbers []int64) (map[int64]Article, error) {
	out := make(map[int64]Article, len(numbers))
	for part := range slices.Chunk(numbers, atOnce) {
		var w db.Where
		w.In("a.number", db.Any(part)...)
		where, args := w.SQL(1)
		rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+shown+` WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("articles: %w", err)
		}
		for _, a := range rows {
			a.Article = a.Number
			out[a.Number] = a
		}
	}
	return out, nil
}

// Of is one version of an article: what an order that was made under it reads. ErrNone when there is none.
func Of(ctx context.Context, tx *db.Tx, number, from int64) (Article, error) {
	a, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM catalog_articles a JOIN catalog_versions v ON v.article = a.number
		WHERE a.number = $1 AND v.from_edition = $2`, number, from)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return a, fmt.Errorf("article %d of edition %d: %w", number, from, err)
	}
	a.Article = a.Number
	return a, err
}

// Referred are a market's articles of some references, by reference, each with the version that none follows: shown, or
// prepared for an edition to come.
func Referred(ctx context.Context, tx *db.Tx, market int64, references []string) (map[string]Article, error) {
	out := make(map[string]Article, len(references))
	for part := range slices.Chunk(references, atOnce) {
		var w db.Where
		w.And("a.market = ?", market)
		w.In("a.reference", db.Any(part)...)
		where, args := w.SQL(1)
		rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM catalog_articles a JOIN catalog_versions v ON v.article = a.number
			AND v.to_edition = 9223372036854775807 WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("articles of market %d: %w", market, err)
		}
		for _, a := range rows {
			a.Article = a.Number
			out[a.Reference] = a
		}
	}
	return out, nil
}

// EquivalentsOf are the references that a version names as equivalents.
func (d Data) EquivalentsOf() []string {
	var out []string
	for ref := range strings.SplitSeq(d.Equivalents, ";") {
		if ref = strings.TrimSpace(ref); ref != "" {
			out = append(out, ref)
		}
	}
	return out
}

// Scan gives the shown articles of numbers above after, up to most, in the order of their numbers: to fill a search with.
func Scan(ctx context.Context, tx *db.Tx, after, most int64) ([]Article, error) {
	out, err := db.All(ctx, tx, func(a *Article) []any {
		return []any{
			&a.Number, &a.Reference, &a.Market, &a.Category, &a.Title, &a.Description, &a.Brand, &a.Price, &a.VAT, &a.EAN,
			&a.Green, &a.Special, &a.Withdrawn,
		}
	}, `SELECT a.number, a.reference, a.market, v.category_id, v.title, v.description, v.brand, COALESCE(v.price, -1), v.vat, v.ean,
		v.green, v.special, v.withdrawn FROM `+shown+` WHERE a.number > $1 AND a.number <= $2 ORDER BY a.number`, after, most)
	if err != nil {
		return nil, fmt.Errorf("articles after %d: %w", after, err)
	}
	return out, nil
}

// Highest is the highest number of an article.
func Highest(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT COALESCE(max(number), 0) FROM catalog_articles`)
	if err != nil {
		return 0, fmt.Errorf("articles: %w", err)
	}
	return n, nil
}
