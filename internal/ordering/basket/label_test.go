package basket_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering/basket"
)

// A label makes an invoice bear COMMANDE GRATUITÉ where it says so, and not where it holds the letters.
func TestFree(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R207")
	for label, want := range map[string]bool{
		"GRATUITé": true, "GRATUITÉ": true, "gratuité": true, "Gratuité": true, "GRATUITE": true, "3B Mme Martin - GRATUITé": true, "(gratuité)": true, "GRATUITE/3B": true, "COMMANDE GRATUITE": true, "3B GRATUITE": true,
		"livré gratuitement": false, "livraison gratuite": false, "GRATUITEMENT": false, "Gratuite": false, "LIVRAISON GRATUITE": false, "3B - LIVRAISON GRATUITE": false, "LIVRAISON : GRATUITE": false, "LIVRAISON GRATUITÉ": true, "gratuités": false, "3B": false, "": false,
	} {
		if got := basket.Free(label); got != want {
			t.Errorf("%q: %v", label, got)
		}
	}
}
