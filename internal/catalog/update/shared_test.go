package update_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"preau/internal/catalog/invent"
	"preau/internal/catalog/update"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// A list of food as it is published, without references, categories, rates and prices: its EAN are its references, the form says
// the rest, and nothing of it can be ordered until a sheet of prices comes.
func TestPublishedFood(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../../../shared/data/produits-alimentaires-extrait.tsv")
	if err != nil {
		t.Skip("the published file is not here: ", err)
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			h := newHouse(t, dbtest.Open(t, e))
			in := update.Input{Mode: update.Full, FileID: h.stage("produits.tsv", string(file))}
			if _, err := h.s.Begin(t.Context(), h.as(h.who), h.market, in); !strings.Contains(h.refusal(err), "Catégorie") {
				t.Error(err)
			}
			in.Category, in.VAT = "Alimentation", "6"
			n, err := h.s.Begin(t.Context(), h.as(h.who), h.market, in)
			h.ok(err)
			h.drain()
			r := h.look(n, update.Look{View: update.Remarks})
			if r.State != update.Ready || r.Lines != 4080 || r.New+r.Counts.Refused != 4080 || r.New < 4000 || r.Warned < r.New {
				t.Fatalf("%+v\n%s", r.Update, h.said(n)[:500])
			}
			h.ok(h.do(golive, n))
			for _, line := range h.shown() {
				if !strings.HasSuffix(line, " ?") {
					t.Fatal(line)
				}
			}
			h.live(update.Prices, "EAN;Référence;Prix HTVA\n;3000000000014;0,89\n")
			if got := h.shown()[0]; got != "3000000000014 8900" {
				t.Error(got)
			}
		})
	}
}

// What preau generate makes is taken whole, and again it changes nothing.
func TestInvented(t *testing.T) {
	onBoth(t, func(h *house) {
		var file bytes.Buffer
		s, err := invent.NewSheet(&file)
		h.ok(err)
		want := int64(0)
		for a := range invent.Catalogue(1, 6000, 1, invent.Belgium) {
			if a.Market == 1 {
				want++
				h.ok(s.Add(a))
			}
		}
		h.ok(s.Close())
		n := h.live(update.Full, file.String())
		if r := h.look(n, update.Look{}); r.New != want || r.Counts.Refused > 0 {
			h.Errorf("%d wanted, %+v\n%s", want, r.Update, h.said(n))
		}
		h.is(h.sent(update.Full, file.String()), update.Void)
		h.view(func(tx *db.Tx) error {
			n, err := db.Value[int](h.Context(), tx, `SELECT count(*) FROM catalog_versions WHERE green > 0 AND length(ean) = 13 AND length(cpv) = 8`)
			if n == 0 {
				h.Error(fmt.Sprint("no label came along: ", n))
			}
			return err
		})
	})
}
