package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// house is a catalogue of some markets, with a search of its own.
type house struct {
	*testing.T
	d    *dbtest.DB
	s    *search.Service
	cats article.Categories
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(&house{T: t, d: d, s: service(d)}) })
}

func service(d *dbtest.DB) *search.Service {
	return search.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(fn func(ctx context.Context, tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return fn(h.Context(), tx) }))
}

func (h *house) refresh() {
	h.Helper()
	h.ok(h.s.Refresh(h.Context()))
}

func (h *house) market(title string) int64 {
	h.Helper()
	var supplier org.Organisation
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		supplier, err = org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: "Papeterie " + title})
		return err
	})
	s := catalog.New(h.d.DB, func() *time.Location { return time.UTC })
	who := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	n, err := s.Create(h.Context(), who, catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	return n
}

// line is an article to be, usual where nothing is said.
type line struct {
	ref, title, path, brand, equivalents, text string
	price                                      int64
	vat                                        int64
	green                                      article.Green
	withdrawn, special                         bool
}

// prepare makes an edition of lines.
func (h *house) prepare(market int64, lines ...line) (edition int64) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		edition, err = article.NextEdition(ctx, tx)
		h.ok(err)
		var refs []string
		for _, l := range lines {
			refs = append(refs, l.ref)
		}
		known, err := article.Referred(ctx, tx, market, refs)
		h.ok(err)
		drafts := make([]article.Draft, len(lines))
		for i, l := range lines {
			if l.path == "" {
				l.path = "Fournitures/Écriture"
			}
			category, err := h.cats.ID(ctx, tx, strings.Split(l.path, "/"))
			h.ok(err)
			drafts[i] = article.Draft{Number: known[l.ref].Number, Reference: l.ref, Data: article.Data{
				Category: category, Title: l.title, Description: l.text, Brand: l.brand, Unit: "pièce", Pack: 1, Multiple: 1, Price: l.price, VAT: max(l.vat, 600),
				Green: l.green, Special: l.special, Withdrawn: l.withdrawn, Equivalents: l.equivalents,
			}}
			if l.price == 0 {
				drafts[i].Price = 1_0000
			}
		}
		return article.Put(ctx, tx, market, edition, drafts)
	})
	return edition
}

func (h *house) show(market, edition int64) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error { return article.Show(ctx, tx, market, edition) })
}

func (h *house) find(s *search.Service, q search.Query) (found search.Found) {
	h.Helper()
	if q.Size == 0 {
		q.Size = 50
	}
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		found, err = s.Find(h.Context(), tx, q)
		return err
	}))
	return found
}

// finds compares what a query finds, by reference, in any order.
func (h *house) finds(q search.Query, want ...string) {
	h.Helper()
	f := h.find(h.s, q)
	got := refs(f.Articles)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || f.Total != len(want) {
		h.Errorf("%+v finds %v (%d), not %v", q, got, f.Total, want)
	}
}

func refs(all []article.Article) []string {
	var out []string
	for _, a := range all {
		out = append(out, a.Reference)
	}
	return out
}

// Before the index is filled, a search says so, and when to try again.
func TestNotReady(t *testing.T) {
	each(t, func(h *house) {
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			_, err := h.s.Find(h.Context(), tx, search.Query{})
			var e *apperr.Error
			if !errors.As(err, &e) || e.Kind != apperr.Unavailable || e.RetryAfter <= 0 || h.s.Ready() {
				h.Errorf("%v", err)
			}
			return nil
		}))
		h.refresh()
		if !h.s.Ready() {
			h.Error("not ready")
		}
		h.finds(search.Query{})
	})
}

// What a market shows is found, with its price as it is now; what it shows no more, or not yet, is not; what it gave up is found by
// its reference alone.
func TestFollows(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R150", "R151")
		a, b := h.market("Fournitures"), h.market("Entretien")
		first := h.prepare(a, line{ref: "103.299", title: "Stylo Bic rouge"}, line{ref: "103.300", title: "Stylo Bic bleu"})
		h.refresh()
		h.finds(search.Query{Text: "stylo"})
		h.show(a, first)
		h.show(b, h.prepare(b, line{ref: "S1", title: "Savon rouge"}))
		h.refresh()
		h.finds(search.Query{Text: "stylo"}, "103.299", "103.300")
		h.finds(search.Query{Text: "rouge"}, "103.299", "S1")
		h.finds(search.Query{Text: "rouge", Visible: []int64{b}}, "S1")

		second := h.prepare(a, line{ref: "103.299", title: "Stylo Bic rouge", price: 9_9999}, line{ref: "103.300", title: "Stylo Bic bleu", withdrawn: true}, line{ref: "7", title: "Stylo vert"})
		h.show(a, second)
		if f := h.find(h.s, search.Query{Text: "103299"}); f.Articles[0].Price != 9_9999 {
			h.Errorf("the price is %d", f.Articles[0].Price)
		}
		h.refresh()
		h.finds(search.Query{Text: "stylo"}, "103.299", "7")
		h.finds(search.Query{Text: "103300"}, "103.300")
		h.finds(search.Query{Visible: []int64{a}}, "103.299", "7")

		h.show(a, first)
		h.refresh()
		h.finds(search.Query{Text: "stylo"}, "103.299", "103.300")
		h.finds(search.Query{Text: "vert"})
		again := service(h.d) // what is filled anew is the same
		h.ok(again.Refresh(h.Context()))
		h.s = again
		h.finds(search.Query{Text: "stylo"}, "103.299", "103.300")
		h.finds(search.Query{}, "103.299", "103.300", "S1")
	})
}

// An update of a thousand articles is seen on both nodes of one database within a second, all at once.
func TestTwoNodes(t *testing.T) {
	each(t, func(h *house) {
		a := h.market("Fournitures")
		lines := make([]line, 1000)
		for i := range lines {
			lines[i] = line{ref: fmt.Sprintf("%03d.%03d", i/1000, i), title: "Stylo rouge"}
		}
		h.show(a, h.prepare(a, lines...))
		ctx, stop := context.WithCancel(h.Context())
		nodes := []*search.Service{service(h.d), service(h.d)}
		ended := make(chan struct{}, len(nodes))
		for _, n := range nodes {
			go func() {
				n.Run(ctx)
				ended <- struct{}{}
			}()
		}
		h.until(time.Minute, func() bool { return nodes[0].Ready() && nodes[1].Ready() })
		for i := range lines {
			lines[i].title = "Stylo bleu"
		}
		second := h.prepare(a, lines...)
		began := time.Now()
		h.show(a, second)
		nodes[0].Wake()
		for i, n := range nodes {
			h.until(time.Minute, func() bool {
				f := h.find(n, search.Query{Text: "bleu"})
				if f.Total != 0 && f.Total != len(lines) {
					h.Fatalf("%d of an update are found", f.Total)
				}
				return f.Total > 0
			})
			h.Logf("node %d after %s", i, time.Since(began))
			if f := h.find(n, search.Query{Text: "rouge"}); f.Total != 0 && len(f.Meant) == 0 {
				h.Errorf("node %d still finds %d of before", i, f.Total)
			}
		}
		stop()
		<-ended
		<-ended
	})
}

// until asks again and again.
func (h *house) until(most time.Duration, is func() bool) {
	h.Helper()
	limit := time.After(most)
	for tick := time.NewTicker(2 * time.Millisecond); !is(); {
		select {
		case <-tick.C:
		case <-limit:
			h.Fatal("too long")
		}
	}
}

// Counts have their names; a category counts what stands below; a filter by one reaches what stands below it.
func TestFacets(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R155")
		a, b := h.market("Fournitures"), h.market("Bureau")
		h.show(a, h.prepare(a,
			line{ref: "1", title: "Stylo", path: "Fournitures/Écriture/Stylos", brand: "Bic", price: 5000, green: article.Recycled},
			line{ref: "2", title: "Crayon", path: "Fournitures/Écriture/Crayons", brand: "Arvix", price: 2_0000},
			line{ref: "3", title: "Cahier", path: "Fournitures/Cahiers", brand: "Arvix", price: article.NoPrice, vat: 2100},
		))
		h.show(b, h.prepare(b, line{ref: "4", title: "Stylo", path: "Bureau", brand: "Bic", special: true}))
		h.refresh()
		f := h.find(h.s, search.Query{Mine: []int64{a, b}})
		if got := fmt.Sprint(f.Markets, f.Brands, f.VATs, f.Greens, f.Bands, f.Mine); got !=
			"[{1 Fournitures 3} {2 Bureau 1}] [{Arvix 2} {Bic 2}] [{600 3} {2100 1}] [{4 1}] [{0 10000 1} {10000 50000 2} {50000 200000 0} {200000 1000000 0} {1000000 0 0}] 2" {
			h.Error(got)
		}
		if got := tree(f.Tree); got != "Bureau 1, Fournitures 3 (Cahiers 1, Écriture 2 (Crayons 1, Stylos 1))" {
			h.Error(got)
		}
		writing := f.Tree[1].Below[1].ID
		h.finds(search.Query{Filter: search.Filter{Categories: []int64{writing}}}, "1", "2")
		h.finds(search.Query{Filter: search.Filter{Categories: []int64{f.Tree[1].ID}, Bands: []int{0}}}, "1")
		h.finds(search.Query{Filter: search.Filter{Categories: []int64{999}}})
		h.finds(search.Query{Filter: search.Filter{Green: article.Recycled | article.Wood}}, "1")
		h.finds(search.Query{Filter: search.Filter{VATs: []int64{2100}}}, "3")
		h.finds(search.Query{Filter: search.Filter{Mine: true}, Mine: []int64{a}}, "1", "2")
		nodes, err := h.s.Tree(search.Query{Filter: search.Filter{Markets: []int64{b}}})
		h.ok(err)
		if got := tree(nodes); got != "Bureau 1" {
			h.Error(got)
		}
		// A choice of which there is nothing stands among the others, to be taken back.
		f = h.find(h.s, search.Query{Text: "crayon", Filter: search.Filter{Markets: []int64{b}, Brands: []string{"Bic"}}})
		if got := fmt.Sprint(f.Total, f.Markets, f.Brands); got != "0 [{2 Bureau 0}] [{Bic 0}]" {
			h.Error(got)
		}
	})
}

func tree(nodes []search.Node) string {
	var out []string
	for _, n := range nodes {
		s := fmt.Sprint(n.Name, " ", n.N)
		if len(n.Below) > 0 {
			s += " (" + tree(n.Below) + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// For an article that cannot be had, first what its supplier names, then what is nearest in its family; never what cannot be had either.
func TestEquivalents(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R169")
		a, b := h.market("Fournitures"), h.market("Bureau")
		h.show(a, h.prepare(a,
			line{ref: "1", title: "Stylo bille rouge pointe fine", path: "F/Écriture/Stylos", withdrawn: true, equivalents: "9; 5; 77"},
			line{ref: "2", title: "Stylo bille rouge", path: "F/Écriture/Stylos"},
			line{ref: "3", title: "Stylo plume rouge pointe fine", path: "F/Écriture/Stylos"},
			line{ref: "4", title: "Stylo vert", path: "F/Écriture/Roller", price: article.NoPrice},
			line{ref: "5", title: "Feutre noir", path: "F/Feutres"},
			line{ref: "9", title: "Roller", path: "F/Roller", withdrawn: true},
		))
		h.show(b, h.prepare(b, line{ref: "6", title: "Stylo bille rouge pointe fine", path: "F/Écriture"}))
		h.refresh()
		of := h.find(h.s, search.Query{Text: "1 ", Filter: search.Filter{Markets: []int64{a}}})
		if of.Total != 0 {
			h.Errorf("one digit finds %v", of.Articles)
		}
		var one article.Article
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			live, err := article.Live(h.Context(), tx, []int64{1})
			one = live[1]
			return err
		}))
		for _, c := range []struct {
			visible []int64
			want    []string
		}{{nil, []string{"5", "6", "3", "2"}}, {[]int64{a}, []string{"5", "3", "2"}}, {[]int64{b}, []string{"6"}}} {
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				got, err := h.s.Equivalents(h.Context(), tx, one, c.visible)
				if !slices.Equal(refs(got), c.want) {
					h.Errorf("%v sees %v, not %v", c.visible, refs(got), c.want)
				}
				return err
			}))
		}
	})
}

// Suggestions are of what the reader finds.
func TestSuggest(t *testing.T) {
	each(t, func(h *house) {
		a := h.market("Fournitures")
		h.show(a, h.prepare(a, line{ref: "1", title: "Stylo bille rouge"}, line{ref: "2", title: "Crayon"}))
		h.refresh()
		for _, c := range []struct {
			visible []int64
			want    string
		}{{nil, "[stylo] [1]"}, {[]int64{}, "[] []"}} {
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				got, err := h.s.Suggest(h.Context(), tx, search.Query{Text: "sty", Visible: c.visible})
				if fmt.Sprint(got.Texts, refs(got.Articles)) != c.want {
					h.Errorf("%v: %v", c.visible, got)
				}
				return err
			}))
		}
	})
}
