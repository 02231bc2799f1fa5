package invent_test

import (
	"testing"

	"preau/internal/catalog/invent"
	"preau/internal/core/registers"
)

// A catalogue is the same for the same seed, and as varied and as faulty as suppliers' are.
func TestCatalogue(t *testing.T) {
	const n = 20_000
	refs, titles := map[string]bool{}, map[string]int{}
	special, withdrawn, priceless, green := 0, 0, 0, 0
	markets := invent.Markets(3)
	used := map[int]int{}
	for a := range invent.Catalogue(1, n, 3, invent.Belgium) {
		if a != invent.At(1, a.Number, 3, invent.Belgium) {
			t.Fatalf("article %d is another", a.Number)
		}
		if refs[a.Reference] {
			t.Errorf("two articles have the reference %s", a.Reference)
		}
		refs[a.Reference] = true
		titles[a.Title]++
		used[a.Market]++
		if _, fault := registers.ParseGTIN(a.EAN); !fault.OK() {
			t.Errorf("the EAN %s is none", a.EAN)
		}
		if _, fault := registers.ParseCPV(a.CPV); !fault.OK() {
			t.Errorf("the CPV %s is none", a.CPV)
		}
		if a.VAT != 600 && a.VAT != 2100 || a.Pack < 1 || a.Multiple < 1 || a.Title == "" || a.Price == 0 {
			t.Errorf("%+v", a)
		}
		if a.Special && !markets[a.Market-1].Special {
			special++
		}
		if a.Withdrawn {
			withdrawn++
		}
		if a.Price < 0 {
			priceless++
		}
		if a.Green != 0 {
			green++
		}
	}
	for what, share := range map[string][3]int{"special": {special, 2, 4}, "withdrawn": {withdrawn, 1, 3}, "without a price": {priceless, 0, 2}, "green": {green, 20, 60}} {
		if percent := share[0] * 100 / n; percent < share[1] || percent > share[2] {
			t.Errorf("%s: %d %%", what, percent)
		}
	}
	if len(used) != len(markets) || len(titles) < n*8/10 || len(titles) == n {
		t.Errorf("%d markets of %d, %d titles", len(used), len(markets), len(titles))
	}
	if a, b := invent.At(1, 7, 3, invent.France), invent.At(2, 7, 3, invent.France); a == b {
		t.Error("another seed makes the same")
	}
}
