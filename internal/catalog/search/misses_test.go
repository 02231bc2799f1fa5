package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/id"
)

func (h *house) central() access.Actor {
	return access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
}

// missed is the list of the last days, as « words times ».
func (h *house) missed(f search.MissedFilter) string {
	h.Helper()
	if f.Size == 0 {
		f.Size = 50
	}
	got, err := h.s.Missed(h.Context(), h.central(), f)
	h.ok(err)
	var out []string
	for _, m := range got.Rows {
		out = append(out, fmt.Sprint(m.Words, " ", m.N))
	}
	return fmt.Sprint(strings.Join(out, ", "), " / ", got.Total)
}

// A search that finds nothing is counted, folded and by day, without who asked; what narrowed it or goes on in its pages is not.
// What was dealt with waits again once it is looked for later.
func TestMisses(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R154")
		a := h.market("Fournitures")
		h.show(a, h.prepare(a, line{ref: "1", title: "Stylo bille rouge"}))
		h.refresh()
		look := func(texts ...string) {
			h.Helper()
			for _, text := range texts {
				h.find(h.s, search.Query{Text: text})
			}
			h.ok(h.s.WriteMisses(h.Context()))
		}
		look("Hippopotame", "hippopotames  ", "HIPPOPOTAME!", "stylo hippopotame", "stylo", "", " ... ", "moi@ecole.test", strings.Repeat("é", 300))
		h.find(h.s, search.Query{Text: "girafe", From: 24})
		h.find(h.s, search.Query{Text: "girafe", Filter: search.Filter{Mine: true}})
		h.find(h.s, search.Query{Text: "girafe", Again: true})
		look()
		want := "hippopotame 2, " + strings.Repeat("e", 100) + " 1, hippopotames 1, stylo hippopotame 1 / 4"
		if got := h.missed(search.MissedFilter{Days: 1}); got != want {
			h.Errorf("%s\nnot %s", got, want)
		}
		h.ok(h.s.SettleMissed(h.Context(), h.central(), "hippopotame"))
		if got := h.missed(search.MissedFilter{Days: 1, Settled: true}); got != "hippopotame 2 / 1" {
			h.Error(got)
		}
		h.d.Clock.Advance(48 * time.Hour)
		look("girafe")
		if got := h.missed(search.MissedFilter{Days: 2}); got != "girafe 1 / 1" {
			h.Error(got)
		}
		look("hippopotame")
		if got := h.missed(search.MissedFilter{Days: 30, Size: 1}); got != "hippopotame 3 / 5" {
			h.Error(got)
		}
		h.ok(h.s.SettleMissed(h.Context(), h.central(), "hippopotame"))
		h.ok(h.s.ReopenMissed(h.Context(), h.central(), "hippopotame"))
		if got := h.missed(search.MissedFilter{Days: 30, Page: 9, Size: 4}); got != "stylo hippopotame 1 / 5" {
			h.Error(got)
		}
		for what, err := range map[string]error{
			"unknown words": h.s.SettleMissed(h.Context(), h.central(), "girafon"), "what waits": h.s.ReopenMissed(h.Context(), h.central(), "girafe"),
			"a stranger": h.s.SettleMissed(h.Context(), access.Actor{ID: "x", Key: id.New(), At: h.d.Clock.Now()}, "girafe"),
		} {
			if !apperr.Is(err, apperr.NotFound) {
				h.Errorf("%s: %v", what, err)
			}
		}
		admin := access.Actor{ID: "a", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
		if err := h.s.SettleMissed(h.Context(), admin, "girafe"); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("an administrator: %v", err)
		}
	})
}

// A reference that is missed is one, however it is written.
func TestMissedReferences(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R152", "R154")
		h.refresh()
		for _, text := range []string{"999 777", "999777", "999.777", "papier 80 g"} {
			h.find(h.s, search.Query{Text: text})
		}
		h.ok(h.s.WriteMisses(h.Context()))
		if got := h.missed(search.MissedFilter{Days: 1}); got != "999777 3, papier 80 g 1 / 2" {
			h.Error(got)
		}
	})
}

// What one market does not have and another does is no miss, and is told; what is in none is one, wherever it was looked for.
func TestMissedInOneMarket(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R154")
		a, b := h.market("Fournitures"), h.market("Mobilier")
		h.show(a, h.prepare(a, line{ref: "1", title: "Stylo bille rouge"}))
		h.show(b, h.prepare(b, line{ref: "2", title: "Chaise rouge"}, line{ref: "3", title: "Chaise bleue"}))
		h.refresh()
		in := func(text string) search.Found {
			h.Helper()
			return h.find(h.s, search.Query{Text: text, Visible: []int64{a}, Wider: []int64{a, b}, Size: 5})
		}
		for text, want := range map[string][2]int{"chaise": {0, 2}, "chaise rouge": {1, 1}, "stylo": {1, 0}, "zorglub": {0, 0}, "chaise zorglub": {0, 2}} {
			if f := in(text); f.Total != want[0] || f.Elsewhere != want[1] {
				h.Errorf("%s: %d here, %d elsewhere; want %v", text, f.Total, f.Elsewhere, want)
			}
		}
		h.ok(h.s.WriteMisses(h.Context()))
		if got := h.missed(search.MissedFilter{Days: 1}); got != "chaise zorglub 1, zorglub 1 / 2" && got != "zorglub 1, chaise zorglub 1 / 2" {
			h.Error(got)
		}
	})
}

// What could not be written is written later; what Run has not written yet, it writes at its end.
func TestMissesAreNotLost(t *testing.T) {
	each(t, func(h *house) {
		h.refresh()
		h.find(h.s, search.Query{Text: "zèbre"})
		gone, cancel := context.WithCancel(h.Context())
		cancel()
		if err := h.s.WriteMisses(gone); err == nil {
			h.Error("written all the same")
		}
		h.find(h.s, search.Query{Text: "zèbre"})
		h.s.Run(gone)
		if got := h.missed(search.MissedFilter{Days: 1}); got != "zebre 2 / 1" {
			h.Error(got)
		}
	})
}
