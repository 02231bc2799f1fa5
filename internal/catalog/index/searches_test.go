package index_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/internal/catalog/index"
	"preau/internal/catalog/invent"
	"preau/internal/core/registers"
	"preau/internal/kit/covers"
)

var update = flag.Bool("update", false, "write docs/search.md anew")

const (
	report    = "../../../docs/search.md"
	page      = 24   // articles
	inventory = 6000 // invented articles beside the written ones
)

// searched is a search with what is right: relevant are words that must all be in an article's title, brand or category, as
// beginnings of its words (=: as a whole), or references; first is the reference of one that must be on the first page (^: at the top of
// it); never is a reference, or a word of a title, that must not be on it. It says nothing of how the index reads words.
type searched struct{ origin, query, relevant, first, never string }

// rows reads a file of testdata without its head.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.LazyQuotes = '\t', true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// shop is what is searched in: articles as they may be written, among many invented ones.
func shop(t *testing.T) map[int64]index.Article {
	t.Helper()
	out := map[int64]index.Article{}
	for i, r := range rows(t, "articles.tsv") {
		out[int64(i+1)] = index.Article{
			ID: int64(i + 1), Market: 1, Reference: r[0], Title: r[1], Brand: r[2], Path: strings.ReplaceAll(r[3], ">", " "), Description: r[4],
			Price: 1_0000, Withdrawn: r[0] == "X0009",
		}
	}
	for a := range invent.Catalogue(1, inventory, 2, invent.Belgium) {
		n := int64(10_000 + a.Number)
		out[n] = index.Article{
			ID: n, Market: int64(a.Market + 1), MarketOrder: a.Market, Reference: fmt.Sprint("Z", a.Reference), Title: a.Title, Brand: a.Brand,
			Path: strings.Join(a.Path[:], " "), Description: a.Description, Price: a.Price, Withdrawn: a.Withdrawn,
		}
	}
	return out
}

// right says whether an article is what a search looks for.
func (s searched) right(a index.Article) bool {
	if a.Withdrawn && !strings.HasPrefix(s.relevant, "#") || s.relevant == "" {
		return false
	}
	words := strings.Fields(registers.Fold(a.Title + " " + a.Brand + " " + a.Path))
	if strings.HasPrefix(s.relevant, "#") {
		return slices.Contains(strings.Fields(s.relevant), "#"+a.Reference)
	}
	for _, want := range strings.Fields(s.relevant) {
		if !slices.ContainsFunc(words, func(w string) bool {
			exact, is := strings.CutPrefix(want, "=")
			return is && w == exact || !is && strings.HasPrefix(w, want) && (len(want) > 2 || w == want)
		}) {
			return false
		}
	}
	return true
}

// outcome is how good the first page of a search is.
type outcome struct {
	searched
	shown, hits, relevant int
	faults                []string
}

func (o outcome) precision() float64 { return share(o.hits, o.shown) }
func (o outcome) recall() float64    { return share(o.hits, min(o.relevant, page)) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// What people type finds what they mean, on the first page, and not what they do not mean.
func TestSearches(t *testing.T) {
	covers.Statement(t, "R152", "R153", "R154")
	all := shop(t)
	ids := make([]int64, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	i := 0
	x := index.New(func() (index.Article, bool) {
		if i == len(ids) {
			return index.Article{}, false
		}
		i++
		return all[ids[i-1]], true
	})
	var outcomes []outcome
	for _, r := range rows(t, "searches.tsv") {
		o := look(x, all, searched{r[0], r[1], r[2], r[3], r[4]})
		for _, f := range o.faults {
			t.Errorf("%q: %s", o.query, f)
		}
		outcomes = append(outcomes, o)
	}
	if len(outcomes) < 120 {
		t.Errorf("only %d searches", len(outcomes))
	}
	text := written(outcomes, len(all))
	if *update {
		if err := os.WriteFile(report, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if is, err := os.ReadFile(report); err != nil || string(is) != text {
		t.Errorf("docs/search.md is not what the searches give now (%v): look at them, then go test ./internal/catalog/index -run TestSearches -update", err)
	}
}

func look(x *index.Index, all map[int64]index.Article, s searched) outcome {
	o := outcome{searched: s}
	f := x.Find(index.Query{Text: s.query, Size: page})
	var refs []string
	for _, id := range f.IDs {
		a := all[id]
		refs = append(refs, a.Reference)
		if s.right(a) {
			o.hits++
		}
		if s.never != "" && (a.Reference == s.never || slices.Contains(strings.Fields(registers.Fold(a.Title)), s.never)) {
			o.faults = append(o.faults, "finds "+a.Title)
		}
	}
	o.shown = len(f.IDs)
	for _, a := range all {
		if s.right(a) {
			o.relevant++
		}
	}
	first, must := strings.CutPrefix(s.first, "^")
	switch {
	case first != "" && !slices.Contains(refs, first):
		o.faults = append(o.faults, fmt.Sprintf("%s is not among %v", first, refs))
	case must && refs[0] != first:
		o.faults = append(o.faults, fmt.Sprintf("%s is not the first of %v", first, refs))
	case s.relevant != "" && o.relevant == 0:
		o.faults = append(o.faults, "nothing could be found")
	}
	return o
}

// written is the report.
func written(all []outcome, articles int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# How well articles are found\n\nMade by `go test ./internal/catalog/index -run TestSearches -update`. %d searches in %d articles, of which %d are written by hand "+
		"(`internal/catalog/index/testdata`)\nand the others invented. An article is right when all words of the search are in its title, brand or category, however they are bent;\n"+
		"what is right was written down without looking at the index.\n\n| searches from | | precision of the first page | recall of the first page |\n|---|--:|--:|--:|\n", len(all), articles, articles-inventory)
	for _, origin := range []string{"faq", "data", "usage", ""} {
		n, p, r := 0, 0.0, 0.0
		for _, o := range all {
			if origin == "" || o.origin == origin {
				n, p, r = n+1, p+o.precision(), r+o.recall()
			}
		}
		name := map[string]string{"faq": "the questions that users ask", "data": "registers and product lists", "usage": "what one types", "": "**all**"}[origin]
		fmt.Fprintf(&b, "| %s | %d | %.1f %% | %.1f %% |\n", name, n, 100*p/float64(n), 100*r/float64(n))
	}
	b.WriteString("\nA page shows 24 articles; where more are right, 24 are all. A search that nothing is right for counts as missed in precision when it shows something.\n\n" +
		"The 20 worst:\n\n| search | shown | right | right in all | precision | recall |\n|---|--:|--:|--:|--:|--:|\n")
	worst := slices.Clone(all)
	slices.SortStableFunc(worst, func(x, y outcome) int {
		return int(1e6*(x.precision()+x.recall())) - int(1e6*(y.precision()+y.recall()))
	})
	for _, o := range worst[:min(20, len(worst))] {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %.0f %% | %.0f %% |\n", "`"+o.query+"`", o.shown, o.hits, o.relevant, 100*o.precision(), 100*o.recall())
	}
	return b.String()
}
