package app_test

import (
	"regexp"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// The figures of orders as pages and files: who validates and sends sees amounts without VAT, and not where orders wait; a manager the
// other way round; each reads why. A picture stands with a table of the same figures.
func TestFigures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R292")
		b := inhabited(t, e)
		p := b.buyer().Get("/commandes/chiffres").WantSound().Want("Achats par mois", "HTVA", "Délais et conformité par fournisseur", "1re livraison", "9 sur 10", "Voir où les commandes attendent").WantNot("TVAC", "Du panier confirmé")
		if n := strings.Count(string(p.Body), `role="img"`); n != 4 { // two charts, each wide and narrow
			t.Errorf("%d pictures", n)
		}
		p.Form("Filtrer").Choose("Période", "2026").Submit().WantPath("/commandes/chiffres").WantSound()
		b.gives(manager, access.Gift{Role: ordering.Manager, Place: access.Place{Kind: access.Organisation, ID: b.one(`SELECT id FROM org_organisations WHERE name = 'Lycée Ailleurs'`)}})
		m := b.in[manager].Get("/commandes/chiffres").WantSound().Want("Achats par mois", "Où les commandes attendent", "Du panier confirmé à la commande créée", "Un manager ne voit pas de montants").WantNot("Montant HTVA")
		if strings.Contains(m.Text(), "€") {
			t.Error("a manager reads an amount")
		}
		if out := string(b.in[manager].Get("/commandes/chiffres.csv").WantStatus(200).Body); strings.Count(out, "\n") < 13 || regexp.MustCompile(`[1-9]\d*,\d\d`).MatchString(out) {
			t.Errorf("a manager's file: %s", out)
		}
		if out := string(b.buyer().Get("/commandes/chiffres.csv?tableau=fournisseurs").WantStatus(200).Body); !strings.Contains(out, "Papeterie") {
			t.Errorf("suppliers: %s", out)
		}
		b.in[central].Get("/commandes").Want("Chiffres des commandes")
		b.in[central].Get("/commandes/chiffres?annee=2001").WantSound().Want("Rien à compter")
		b.in[central].Get("/commandes/chiffres.xlsx?tableau=attentes").WantStatus(200)
	})
}
