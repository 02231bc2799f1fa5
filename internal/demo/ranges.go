package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/invent"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
)

// The parts of a market's terms in the story: "franco|costs|days|what|the market above", amounts in cents.
const termsParts = 5

// marketNamed is the only market whose title has all these words.
func (t *teller) marketNamed(ctx context.Context, who access.Actor, title string) (catalog.Market, error) {
	found, err := t.Catalog.List(ctx, who, catalog.Filter{Text: t.years.Replace(title), Size: 2})
	if err == nil && len(found.Rows) != 1 {
		err = fmt.Errorf("%d markets are %s", len(found.Rows), title)
	}
	if err != nil {
		return catalog.Market{}, err
	}
	return found.Rows[0], nil
}

// marketTerms says what ordering from a market means, as its form does.
func (t *teller) marketTerms(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	m, err := t.marketNamed(ctx, who, l.of)
	if err != nil {
		return err
	}
	more := strings.Split(l.more, "|")
	if len(more) != termsParts {
		return fmt.Errorf("%d parts of terms", len(more))
	}
	in := catalog.Input{Title: m.Title, Reference: m.Reference, Summary: m.Summary, SupplierRef: m.Supplier.Ref, StartsOn: m.StartsOn, EndsOn: m.EndsOn}
	if in.Franco, err = sumOf(more[0]); err != nil {
		return err
	}
	if in.Costs, err = sumOf(more[1]); err != nil {
		return err
	}
	if in.Days, err = strconv.Atoi(more[2]); err != nil {
		return err
	}
	in.Green, in.Details, in.Special = more[3] == "green", more[3] == "details", more[3] == "special"
	if in.Special {
		in.Procedure = t.story.texts["procedure"]
	}
	if more[4] != "" {
		above, err := t.marketNamed(ctx, who, more[4])
		if err != nil {
			return err
		}
		in.Parent = above.Number
	}
	return t.Catalog.Edit(ctx, who, m.Number, m.Version, in)
}

func sumOf(cents string) (catalog.Sum, error) {
	if cents == "" {
		return catalog.Sum{}, nil
	}
	n, err := strconv.ParseInt(cents, 10, 64)
	return catalog.Sum{Cents: money.Cents(n), Said: true}, err
}

// seed makes the demonstration's catalogues the same each time.
const seed = 35

// marketRange fills a market's catalogue with invented articles of a branch, or of one family of it: "branch/family|how many".
func (t *teller) marketRange(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	m, err := t.marketNamed(ctx, who, l.of)
	if err != nil {
		return err
	}
	of, count, _ := strings.Cut(l.more, "|")
	branch, family, _ := strings.Cut(of, "/")
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	markets := invent.Markets(1)
	i := slices.IndexFunc(markets, func(x invent.Market) bool { return x.Title == branch })
	if i < 0 {
		return fmt.Errorf("no branch is %s", branch)
	}
	return t.DB.InTx(ctx, func(tx *db.Tx) error { return t.fill(ctx, tx, m.Number, markets[i].Number, family, n) })
}

// fill prepares and shows the first edition of a market.
func (t *teller) fill(ctx context.Context, tx *db.Tx, market int64, branch int, family string, n int) error {
	var tree article.Categories
	var drafts []article.Draft
	for number := 1; len(drafts) < n; number++ {
		a := invent.At(seed, number, 1, invent.France)
		if a.Market != branch || family != "" && a.Path[1] != family {
			continue
		}
		d, err := draftOf(ctx, tx, &tree, a)
		if err != nil {
			return err
		}
		drafts = append(drafts, d)
	}
	edition, err := article.NextEdition(ctx, tx)
	if err != nil {
		return err
	}
	if err := article.Put(ctx, tx, market, edition, drafts); err != nil {
		return err
	}
	return article.Show(ctx, tx, market, edition)
}

// draftOf is an invented article as a line of a catalogue. What is sold by several is a lot of them.
func draftOf(ctx context.Context, tx *db.Tx, tree *article.Categories, a invent.Article) (article.Draft, error) {
	d := article.Draft{Reference: a.Reference, Data: article.Data{
		Title: a.Title, Description: a.Description, Brand: a.Brand, Unit: a.Unit, Pack: int64(a.Pack), Multiple: int64(a.Multiple), Price: a.Price, VAT: int64(a.VAT),
		EAN: a.EAN, CPV: a.CPV, Green: article.Green(a.Green), Special: a.Special, Withdrawn: a.Withdrawn,
	}}
	if a.Pack > 1 {
		d.Unit = "lot"
	}
	if d.Price > 1_0000 {
		d.Price -= d.Price % 100 // in cents, but for what costs next to nothing
	}
	var err error
	d.Category, err = tree.ID(ctx, tx, a.Path[:])
	return d, err
}
