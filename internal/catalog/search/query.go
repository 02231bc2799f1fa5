package search

import (
	"strings"
	"unicode/utf8"

	"preau/internal/catalog/article"
	"preau/internal/catalog/index"
)

// Sort is an order of what is found.
type Sort = index.Sort

// The orders.
const (
	ByMeaning   = index.ByMeaning // the best first; without words by title
	ByTitle     = index.ByTitle
	ByPriceUp   = index.ByPriceUp // those without a price last
	ByPriceDown = index.ByPriceDown
)

// Query is what is looked for, and by whom in terms of markets. The zero value is everything.
type Query struct {
	Text    string
	Visible []int64 // the numbers of the markets whose articles are there for the reader; nil: all
	Mine    []int64 // of those from which the reader may order
	Wider   []int64 // where Visible is a part of what is there for the reader: all of it
	Filter  Filter
	Sort    Sort
	From    int // how many are passed over
	Size    int
	Again   bool // the same search once more, or none of a person's: where it finds nothing, that is not counted
}

// Filter narrows what is found. Several values of one kind are alternatives; all kinds must be met.
type Filter struct {
	Markets    []int64 // numbers
	Categories []int64 // of any level: what stands below is meant too
	Brands     []string
	VATs       []int64       // rates, in hundredths of a percent
	Green      article.Green // any of these labels
	Bands      []int         // of prices, by their places in Found.Bands
	Mine       bool          // « commandable par moi »: in Query.Mine, and not closed to everybody
}

// narrows says whether there is a filter.
func (f Filter) narrows() bool {
	return len(f.Markets)+len(f.Categories)+len(f.Brands)+len(f.VATs)+len(f.Bands) > 0 || f.Green != 0 || f.Mine
}

// MostText is how many characters of a text are looked for; more are cut.
const MostText = 200

// Most is the deepest that pages go, and MostSize the most articles of one.
const (
	Most     = 10_000
	MostSize = 200
)

// asked is a query as the index takes it.
func (q Query) asked(t *tree) index.Query {
	f := index.Filter{
		Markets: q.Filter.Markets, Categories: t.reach(q.Filter.Categories), Brands: q.Filter.Brands,
		Green: index.Green(q.Filter.Green), Bands: q.Filter.Bands, Mine: q.Filter.Mine,
	}
	for _, v := range q.Filter.VATs {
		f.VATs = append(f.VATs, int32(min(max(v, 0), 1<<30)))
	}
	return index.Query{
		Text: cut(q.Text), Visible: q.Visible, Mine: q.Mine, Filter: f, Sort: q.Sort,
		From: min(max(q.From, 0), Most), Size: min(max(q.Size, 0), MostSize),
	}
}

// cut is the beginning of a text, whole characters.
func cut(text string) string {
	text = strings.ToValidUTF8(text, " ")
	if utf8.RuneCountInString(text) <= MostText {
		return text
	}
	return string([]rune(text)[:MostText])
}
