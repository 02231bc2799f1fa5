package article_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// house is a catalogue of some markets.
type house struct {
	*testing.T
	d    *dbtest.DB
	cats article.Categories
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(&house{T: t, d: d}) })
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), fn))
}

func (h *house) market(title string) int64 {
	h.Helper()
	var supplier org.Organisation
	h.do(func(tx *db.Tx) (err error) {
		supplier, err = org.Insert(h.Context(), tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: "Papeterie " + title})
		return err
	})
	s := catalog.New(h.d.DB, func() *time.Location { return time.UTC })
	who := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	n, err := s.Create(h.Context(), who, catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	return n
}

// prepare makes an edition of lines "reference price"; a price of - withdraws.
func (h *house) prepare(market int64, lines ...string) (edition int64) {
	h.Helper()
	h.do(func(tx *db.Tx) (err error) {
		if edition, err = article.NextEdition(h.Context(), tx); err != nil {
			return err
		}
		var refs []string
		for _, l := range lines {
			refs = append(refs, strings.Fields(l)[0])
		}
		known, err := article.Referred(h.Context(), tx, market, refs)
		if err != nil {
			return err
		}
		cat, err := h.cats.ID(h.Context(), tx, []string{"Écriture", "Stylos"})
		if err != nil {
			return err
		}
		var drafts []article.Draft
		for i, l := range lines {
			d := article.Draft{Number: known[refs[i]].Number, Reference: refs[i], Data: article.Data{
				Category: cat, Title: "Stylo " + refs[i], Unit: "pièce", Pack: 1, Multiple: 1, VAT: 2100, Price: article.NoPrice,
			}}
			if price := strings.Fields(l)[1]; price == "-" {
				d.Withdrawn = true
			} else {
				_, err = fmt.Sscan(price, &d.Price)
				h.ok(err)
			}
			drafts = append(drafts, d)
		}
		return article.Put(h.Context(), tx, market, edition, drafts)
	})
	return edition
}

func (h *house) show(market, edition int64) {
	h.Helper()
	h.do(func(tx *db.Tx) error { return article.Show(h.Context(), tx, market, edition) })
}

func (h *house) shown(market int64) (edition int64) {
	h.Helper()
	h.do(func(tx *db.Tx) (err error) {
		edition, err = article.Shown(h.Context(), tx, market)
		return err
	})
	return edition
}

func (h *house) drop(market, edition int64, wasShown bool) {
	h.Helper()
	after, all := int64(0), false
	for !all {
		h.do(func(tx *db.Tx) (err error) {
			after, all, err = article.Drop(h.Context(), tx, market, edition, after, 2, wasShown)
			return err
		})
	}
}

// sees is what a market shows: reference and price of each article, by number.
func (h *house) sees(market int64, want string) {
	h.Helper()
	var got []string
	h.do(func(tx *db.Tx) error {
		all, err := article.Scan(h.Context(), tx, 0, 1<<30)
		for _, a := range all {
			if a.Market != market {
				continue
			}
			live, err := article.Live(h.Context(), tx, []int64{a.Number})
			h.ok(err)
			if l := live[a.Number]; l.Price != a.Price || l.Withdrawn != a.Withdrawn {
				h.Errorf("%+v, but %+v", a, l)
			}
			line := fmt.Sprint(a.Reference, " ", a.Price)
			if a.Withdrawn {
				line = a.Reference + " -"
			}
			got = append(got, line)
		}
		return err
	})
	if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
		h.Error(diff)
	}
}

// What is prepared is seen by nobody until it is shown, all at once, and is undone as a whole; a market's editions leave others alone.
func TestEditions(t *testing.T) {
	each(t, func(h *house) {
		a, b := h.market("A"), h.market("B")
		first := h.prepare(a, "1.0 100", "2.0 200", "3.0 300")
		h.sees(a, "")
		h.show(a, first)
		h.sees(a, "1.0 100, 2.0 200, 3.0 300")
		h.show(b, h.prepare(b, "1.0 999"))

		second := h.prepare(a, "2.0 250", "3.0 -", "4.0 400")
		h.sees(a, "1.0 100, 2.0 200, 3.0 300")
		h.show(a, second)
		h.sees(a, "1.0 100, 2.0 250, 3.0 -, 4.0 400")

		h.show(a, first)
		h.sees(a, "1.0 100, 2.0 200, 3.0 300")
		h.drop(a, second, true)
		h.sees(a, "1.0 100, 2.0 200, 3.0 300")
		h.do(func(tx *db.Tx) error { // an order made meanwhile still reads what was ordered
			v, err := article.Of(h.Context(), tx, 2, second)
			if v.Price != 250 || v.Reference != "2.0" {
				h.Errorf("%+v", v)
			}
			return err
		})

		third := h.prepare(a, "1.0 110", "5.0 500")
		h.drop(a, third, false)
		fourth := h.prepare(a, "2.0 260", "5.0 550")
		h.show(a, fourth)
		h.sees(a, "1.0 100, 2.0 260, 3.0 300, 5.0 550")
		h.sees(b, "1.0 999")
		if h.shown(a) != fourth {
			h.Error("another edition is shown")
		}
	})
}

// An article is itself by its reference, letter for letter: dots tell two apart (R152), and an edition has each once.
func TestReferenceIsLetterForLetter(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R152")
		a := h.market("A")
		h.show(a, h.prepare(a, "10.3299 100", "1032.99 200", "0103299 300"))
		h.sees(a, "10.3299 100, 1032.99 200, 0103299 300")
		h.do(func(tx *db.Tx) error {
			known, err := article.Referred(h.Context(), tx, a, []string{"103299", "1032.99"})
			if len(known) != 1 || known["1032.99"].Price != 200 {
				h.Errorf("%+v", known)
			}
			return err
		})
	})
}

// The feed tells which articles a turn of an edition changes, there and back.
func TestFeed(t *testing.T) {
	each(t, func(h *house) {
		a := h.market("A")
		first := h.prepare(a, "1 100", "2 200", "3 300")
		h.show(a, first)
		second := h.prepare(a, "2 250", "3 -", "4 400")
		h.show(a, second)
		h.show(a, first)
		h.drop(a, second, true)
		wants := []string{"1 2 3", "2 3 4", "2 3 4"}
		h.do(func(tx *db.Tx) error {
			turns, err := article.Since(h.Context(), tx, 0)
			h.ok(err)
			for i, turn := range turns {
				var got []string
				for after := int64(0); ; {
					some, err := article.Changed(h.Context(), tx, turn, after, 2)
					h.ok(err)
					if len(some) == 0 {
						break
					}
					for _, n := range some {
						got = append(got, fmt.Sprint(n))
					}
					after = some[len(some)-1]
				}
				if turn.N != int64(i+1) || strings.Join(got, " ") != wants[i] {
					h.Errorf("turn %+v: %v, want %s", turn, got, wants[i])
				}
			}
			if n, err := article.Clock(h.Context(), tx); err != nil || n != 3 || len(turns) != 3 {
				h.Errorf("clock %d, %d turns, %v", n, len(turns), err)
			}
			return nil
		})
	})
}

// The order of the feed's numbers is the order of commits: while one transaction has turned the clock and is not committed,
// another waits, so a reader that has seen n never misses a lower one that is committed later.
func TestFeedInOrderOfCommits(t *testing.T) {
	each(t, func(h *house) {
		a, b := h.market("A"), h.market("B")
		ea, eb := h.prepare(a, "1 100"), h.prepare(b, "1 100")
		turned, done := make(chan struct{}), make(chan error, 2)
		var order []int64
		read := func() {
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				turns, err := article.Since(h.Context(), tx, 0)
				for _, turn := range turns[len(order):] {
					order = append(order, turn.Market)
				}
				return err
			}))
		}
		go func() {
			done <- h.d.InTx(h.Context(), func(tx *db.Tx) error {
				if err := article.Show(h.Context(), tx, a, ea); err != nil {
					return err
				}
				close(turned)
				h.d.View(h.Context(), func(tx *db.Tx) error { return nil }) //nolint:errcheck // time for the other to try
				return nil
			})
		}()
		<-turned
		read()
		go func() {
			done <- h.d.InTx(h.Context(), func(tx *db.Tx) error { return article.Show(h.Context(), tx, b, eb) })
		}()
		h.ok(<-done)
		read()
		h.ok(<-done)
		read()
		if !slices.Equal(order, []int64{a, b}) {
			h.Errorf("seen in the order %v", order)
		}
	})
}

// Two spellings of a name are one category, and a family of one name stands once in each category.
func TestTree(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R155")
		ids := map[string]int64{}
		h.do(func(tx *db.Tx) error {
			for _, p := range []string{"Écriture/Stylos/À bille", "ecriture/STYLOS", "Écriture", "Bureau/Stylos", "Écriture/Stylos/à bille"} {
				n, err := h.cats.ID(h.Context(), tx, strings.Split(p, "/"))
				h.ok(err)
				ids[p] = n
			}
			tree, err := article.Tree(h.Context(), tx)
			h.ok(err)
			var names []string
			for _, c := range article.Path(tree, ids["Écriture/Stylos/à bille"]) {
				names = append(names, c.Name)
			}
			if len(tree) != 5 || strings.Join(names, "/") != "Écriture/Stylos/À bille" || ids["Bureau/Stylos"] == ids["ecriture/STYLOS"] ||
				ids["Écriture/Stylos/À bille"] != ids["Écriture/Stylos/à bille"] {
				h.Errorf("%v %v %v", tree, names, ids)
			}
			_, err = h.cats.ID(h.Context(), tx, []string{"", " "})
			if err == nil {
				h.Error("a category without a name")
			}
			return nil
		})
	})
}
