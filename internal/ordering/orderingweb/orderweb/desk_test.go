package orderweb

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// Each line of « Commandes à créer » says for which establishment it is.
func TestDeskSaysForWhom(t *testing.T) {
	covers.Statement(t, "R129", "R215")
	w := order.Waiting{Basket: basket.Basket{Label: "3B", Org: ordering.Body{Name: "École du Vieux Chêne"}, Site: basket.Site{Name: "Annexe"}}}
	if got := forWhom(w); got != "3B · École du Vieux Chêne · Annexe" {
		t.Errorf("for %q", got)
	}
}
