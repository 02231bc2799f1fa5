package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Amounts are called on pages and in files as the operator chose, HT and TTC or HTVA and TVAC, from the next page on.
func TestAmountsAreCalledAsChosen(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R158", "R182", "R203")
		c := inhabited(t, e).chain()
		d, v := c.in["dora"], c.in[unconfirmed]
		d.Get("/catalogue").WantSound().Want("Prix hors TVA (HTVA)")
		v.Get("/commandes/a-creer").WantSound().Want("TVAC")
		c.post(admin, "/administration/reglages", with(settings(c.one(`SELECT CAST(version AS TEXT) FROM instance_settings`)), "montants", "HT"), 303)
		for _, path := range []string{"/catalogue", "/paniers/8"} {
			d.Get(path).WantSound().Want("HT").WantNot("HTVA")
		}
		v.Get("/commandes/a-creer").WantSound().Want("TTC").WantNot("HTVA", "TVAC")
		c.in[member].Get("/commandes/a-passer/"+c.small).WantSound().Want("Total TTC").WantNot("HTVA", "TVAC")
		c.in[admin].Get("/administration/reglages").WantSound().Want("HTVA et TVAC")
	})
}
