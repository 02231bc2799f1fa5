package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The lists between a basket and its supplier are given out as sheets, as they are filtered: to a demandeur without VAT, to who validates and who buys
// with it, and to each what is theirs alone.
func TestListsOfOrdersAsSheets(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R182", "R184", "R220")
		c := inhabited(t, e).chain()
		file := func(who, path string, want, not []string) {
			t.Helper()
			out := string(c.in[c.of[who]].Get(path).WantStatus(200).Body)
			for _, x := range want {
				if !strings.Contains(out, x) {
					t.Errorf("%s of the %s lacks %s:\n%s", path, who, x, out)
				}
			}
			for _, x := range not {
				if strings.Contains(out, x) {
					t.Errorf("%s of the %s has %s:\n%s", path, who, x, out)
				}
			}
		}
		file(aRequester, "/paniers.csv", []string{"Total HTVA", "\n8;", "\n9;", "Confirmé"}, append(c.figures(), "TVAC"))
		file(aRequester, "/paniers.csv?etat=open", []string{"\n9;"}, []string{"\n8;"})
		file(aRequester, "/commandes/a-creer.csv", nil, []string{"\n8;"})
		file(aValidator, "/commandes/a-creer.csv", []string{"HTVA, sans la livraison", "TVAC, sans la livraison", "\n8;", "27,23"}, []string{"\n9;"})
		file(aNeighbour, "/commandes/a-creer.csv", nil, []string{"\n8;"})
		file(aBuyer, "/commandes/a-passer.csv", []string{c.small, c.big, "40,84"}, nil)
		file(aValidator, "/commandes/a-passer.csv", nil, []string{c.small})
		file(aNeighbour, "/commandes/a-passer.csv", nil, []string{c.small})
		c.in[c.of[aBuyer]].Get("/commandes/a-passer").WantSound().Want("Exporter (CSV)", "Exporter (Excel)")
		c.in[c.of[aValidator]].Get("/commandes/a-creer").WantSound().Want("Exporter (CSV)")
		c.in[c.of[aRequester]].Get("/paniers?etat=open").WantSound().Click("Exporter (Excel)").WantPath("/paniers.xlsx")
	})
}
