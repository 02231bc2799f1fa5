package update_test

import (
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"preau/internal/catalog/update"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// typed is a form as it is filled for an article, with some fields otherwise.
func typed(number, seen int64, other map[string]string) update.Typed {
	cells := map[string]string{
		update.FieldReference: "1.0", update.FieldTitle: "Stylo", update.FieldCategory: "Écriture", update.FieldPrice: "1,50", update.FieldVAT: "21",
		update.FieldGreen: "recyclé;bio", update.FieldUnit: "boîte", update.FieldPack: "12",
	}
	maps.Copy(cells, other)
	return update.Typed{Number: number, Seen: seen, Cells: cells}
}

// An article is added, corrected, withdrawn and put back by hand, at once; each is an update that is undone like any other.
func TestByHand(t *testing.T) {
	onBoth(t, func(h *house) {
		put := func(in update.Typed) (update.Putting, error) { return h.s.Put(h.Context(), h.as(h.who), h.market, in) }
		first, err := put(typed(0, 0, nil))
		h.ok(err)
		h.sees("1.0 15000")
		card, err := h.s.Card(h.Context(), h.who, h.market, first.Article)
		h.ok(err)
		if a := card.Article; a.Unit != "boîte" || a.Pack != 12 || len(card.Path) != 1 || a.Reference != "1.0" {
			h.Errorf("%+v", card)
		}
		if _, err = put(typed(0, 0, nil)); h.refusal(err) != "reference: Un article de ce marché a déjà cette référence." {
			h.Error(err)
		}
		same, err := put(typed(first.Article, card.Article.From, nil))
		h.ok(err)
		if same.Update != 0 {
			h.Error("an update that changes nothing")
		}
		second, err := put(typed(first.Article, card.Article.From, map[string]string{update.FieldPrice: "", update.FieldWithdrawn: "oui"}))
		h.ok(err)
		h.sees("1.0 -")
		h.is(second.Update, update.Live, 1, 0, 0, 1, 0, 0, 0)
		if _, err = put(typed(first.Article, card.Article.From, map[string]string{update.FieldPrice: "3"})); !apperr.Is(err, apperr.Conflict) {
			h.Error("stale:", err)
		}
		h.ok(h.do(undo, second.Update))
		if _, err = put(typed(0, 0, map[string]string{update.FieldReference: "2"})); h.refusal(err) != "catalog.update_busy" {
			h.Error(err)
		}
		h.drain()
		h.sees("1.0 15000")
		if _, err = put(typed(first.Article+99, 1, nil)); !apperr.Is(err, apperr.NotFound) {
			h.Error(err)
		}
		for field, bad := range map[string]string{
			update.FieldReference: "", update.FieldTitle: "", update.FieldCategory: "", update.FieldPrice: "0", update.FieldVAT: "20", update.FieldPack: "0",
			update.FieldEAN: "4006381333932", update.FieldCPV: "1", update.FieldGreen: "vert", update.FieldMultiple: "x", update.FieldUnit: strings.Repeat("é", 41),
		} {
			if _, err := put(typed(0, 0, map[string]string{update.FieldReference: "9", field: bad})); !strings.HasPrefix(h.refusal(err), field+": ") {
				h.Errorf("%s: %s", field, h.refusal(err))
			}
		}
	})
}

// A market's page shows its articles by the beginnings of their references, whatever signs are typed.
func TestShelf(t *testing.T) {
	onBoth(t, func(h *house) {
		h.live(update.Full, sheetOf("10%1 1,00", "10.2 2,00", "11 3,00", "é 4,00"))
		n := h.sent(update.Changes, sheetOf("12 5,00"))
		for begins, want := range map[string]int{"": 4, "10": 2, "10%": 1, "_": 0, "é": 1, "12": 0} {
			x, err := h.s.Shelf(h.Context(), h.who, h.market, begins, 9, 3)
			h.ok(err)
			if x.Total != want || len(x.Busy) != 1 || !x.May || x.Updates[0].Number != n || want == 4 && (x.Page != 2 || len(x.Articles) != 1) {
				h.Errorf("%q: %+v", begins, x)
			}
		}
	})
}

// What an update changes goes out as a sheet, all of it.
func TestExport(t *testing.T) {
	onBoth(t, func(h *house) {
		var was, now []string
		for i := range 1203 {
			was, now = append(was, fmt.Sprint(i, " 1,00")), append(now, fmt.Sprint(i, " 1,", 10+i%7))
		}
		h.live(update.Full, sheetOf(was...))
		n := h.sent(update.Full, sheetOf(append(now[1:], "neuf 2,00")...))
		for _, x := range []struct {
			look  update.Look
			lines int
		}{{update.Look{}, 1204}, {update.Look{View: update.Rises, Over: 1200}, 687}, {update.Look{View: update.News}, 1}} {
			c, err := h.s.Export(h.Context(), h.who, h.market, n, x.look, sheet.CSV, h.words.For(i18n.French, nil))
			h.ok(err)
			b, err := io.ReadAll(c)
			h.ok(err)
			h.ok(c.Close())
			if got := strings.Count(string(b), "\n") - 1; got != x.lines {
				h.Errorf("%+v: %d lines, want %d\n%s", x.look, got, x.lines, string(b)[:300])
			}
			if x.lines == 1204 && (!strings.Contains(plain(string(b)), "Nouveau") || !strings.Contains(plain(string(b)), "0;Stylo 0;Retiré;1,00;1,00;;21")) {
				h.Error(string(b)[:300])
			}
		}
	})
}
