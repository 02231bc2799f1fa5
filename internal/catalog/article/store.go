package article

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// columns are those of an article a with a version v.
const columns = `a.number, a.reference, a.market, ` + said

// said are the columns of what a version v says.
const said = `v.from_edition, v.to_edition, v.category_id, v.title, v.description, v.brand, v.unit,
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
	known := slices.DeleteFunc(slices.Clone(numbers), func(n int64) bool { return n > math.MaxInt32 }) // no article has a wider one
	for part := range slices.Chunk(known, atOnce) {
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
// prepared for an edition to come. One whose every version was undone has a number and no more: Until is not Last.
func Referred(ctx context.Context, tx *db.Tx, market int64, references []string) (map[string]Article, error) {
	out := make(map[string]Article, len(references))
	for part := range slices.Chunk(references, referredAtOnce) {
		var w db.Where
		w.And("market = ?", market)
		w.In("reference", db.Any(part)...)
		where, args := w.SQL(1)
		known, err := db.All(ctx, tx, func(k *Known) []any { return []any{&k.Number, &k.Reference} }, `SELECT number, reference FROM catalog_articles WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("articles of market %d: %w", market, err)
		}
		if err := last(ctx, tx, known, market, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// referredAtOnce is less than atOnce: the more parameters, the longer SQLite's driver takes for each.
const referredAtOnce = 200

// last adds articles with the version that none follows.
func last(ctx context.Context, tx *db.Tx, known []Known, market int64, out map[string]Article) error {
	if len(known) == 0 {
		return nil
	}
	references, numbers := make(map[int64]string, len(known)), make([]any, len(known))
	for i, k := range known {
		references[k.Number], numbers[i] = k.Reference, k.Number
		out[k.Reference] = Article{Number: k.Number, Reference: k.Reference, Version: Version{Article: k.Number, Market: market}}
	}
	var w db.Where
	w.And("v.to_edition = 9223372036854775807")
	w.In("v.article", numbers...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(a *Article) []any { return append([]any{&a.Number, &a.Market}, into(a)[3:]...) }, `SELECT v.article, v.market, `+said+` FROM catalog_versions v WHERE `+where, args...)
	if err != nil {
		return fmt.Errorf("versions of market %d: %w", market, err)
	}
	for _, a := range rows {
		a.Article, a.Reference = a.Number, references[a.Number]
		out[a.Reference] = a
	}
	return nil
}

// Known is an article by what never changes of it.
type Known struct {
	Number    int64
	Reference string
}

// References are those of a market's articles behind one, in their order, up to most; of articles up to a number.
func References(ctx context.Context, tx *db.Tx, market int64, after string, upTo int64, most int) ([]Known, error) {
	out, err := db.All(ctx, tx, func(k *Known) []any { return []any{&k.Number, &k.Reference} },
		`SELECT number, reference FROM catalog_articles WHERE market = $1 AND reference > $2 AND number <= $3 ORDER BY reference LIMIT $4`, market, after, upTo, most)
	if err != nil {
		return nil, fmt.Errorf("references of market %d: %w", market, err)
	}
	return out, nil
}

// Named are the references of articles, by their numbers.
func Named(ctx context.Context, tx *db.Tx, numbers []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(numbers))
	for part := range slices.Chunk(numbers, atOnce) {
		var w db.Where
		w.In("number", db.Any(part)...)
		where, args := w.SQL(1)
		some, err := db.All(ctx, tx, func(k *Known) []any { return []any{&k.Number, &k.Reference} }, `SELECT number, reference FROM catalog_articles WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("references of articles: %w", err)
		}
		for _, k := range some {
			out[k.Number] = k.Reference
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

// Learn is for after many articles have come: the database then knows how many there are.
func Learn(ctx context.Context, d *db.DB) error {
	if err := d.Learn(ctx, "catalog_articles", "catalog_versions"); err != nil {
		return fmt.Errorf("learn what articles there are: %w", err)
	}
	return nil
}

// Highest is the highest number of an article.
func Highest(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT COALESCE(max(number), 0) FROM catalog_articles`)
	if err != nil {
		return 0, fmt.Errorf("articles: %w", err)
	}
	return n, nil
}

// Turned are articles as an edition says them, and what was said of them at the one before, by number: how the edition differs.
// One that is new was not said to be anything.
func Turned(ctx context.Context, tx *db.Tx, numbers []int64, before, edition int64) (now map[int64]Article, was map[int64]Data, err error) {
	now, was = map[int64]Article{}, map[int64]Data{}
	for part := range slices.Chunk(numbers, atOnce) {
		var w db.Where
		w.And("v.from_edition = ?", edition)
		w.In("v.article", db.Any(part)...)
		if err := turned(ctx, tx, &w, func(a Article) { now[a.Number] = a }); err != nil {
			return nil, nil, err
		}
		w = db.Where{}
		w.And("v.from_edition <= ? AND v.to_edition > ?", before, before)
		w.In("v.article", db.Any(part)...)
		if err := turned(ctx, tx, &w, func(a Article) { was[a.Number] = a.Data }); err != nil {
			return nil, nil, err
		}
	}
	return now, was, nil
}

func turned(ctx context.Context, tx *db.Tx, w *db.Where, take func(Article)) error {
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM catalog_articles a JOIN catalog_versions v ON v.article = a.number WHERE `+where, args...)
	if err != nil {
		return fmt.Errorf("articles of an edition: %w", err)
	}
	for _, a := range rows {
		a.Article = a.Number
		take(a)
	}
	return nil
}

// OnShelf counts a market's articles that it shows and whose references begin so, up to most.
func OnShelf(ctx context.Context, tx *db.Tx, market int64, begins string, most int) (int, error) {
	where, args := shelf(market, begins)
	n, err := db.Value[int](ctx, tx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM `+shown+` WHERE `+where+` LIMIT %d) x`, most), args...)
	if err != nil {
		return 0, fmt.Errorf("articles of market %d: %w", market, err)
	}
	return n, nil
}

// Shelf are some of those that OnShelf counts, by reference.
func Shelf(ctx context.Context, tx *db.Tx, market int64, begins string, limit, skip int) ([]Article, error) {
	where, args := shelf(market, begins)
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+shown+` WHERE `+where+fmt.Sprintf(` ORDER BY a.reference LIMIT %d OFFSET %d`, limit, skip), args...)
	if err != nil {
		return nil, fmt.Errorf("articles of market %d: %w", market, err)
	}
	for i := range out {
		out[i].Article = out[i].Number
	}
	return out, nil
}

func shelf(market int64, begins string) (string, []any) {
	var w db.Where
	w.And("a.market = ?", market)
	if begins != "" {
		w.And(`a.reference >= ? AND a.reference LIKE ? ESCAPE '\'`, begins, db.StartsWith(begins))
	}
	return w.SQL(1)
}
