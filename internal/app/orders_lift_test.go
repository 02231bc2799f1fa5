package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Who heads the authority is told that, also at the desk of the acheteurs; what cannot be ordered any more is lifted by who may give the order back.
func TestWhoCanLift(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R222", "R138")
		c := inhabited(t, e).chain()
		c.in[president].Get("/commandes/a-passer").WantSound().Want("Vous êtes à la tête de P.O. des Écoles").WantNot("Aucun rôle ne vous a été attribué")
		c.run(`UPDATE catalog_markets SET ends_on = '2020-01-01' WHERE number = (SELECT market FROM ordering_basket_lines LIMIT 1)`)
		for n, lifter := range map[string]string{c.big: "Camille stranger", c.small: "Camille member"} {
			w := c.call("GET", "/orders/"+n, c.tokens[aSuper], "")
			_, after, found := strings.Cut(w.Body.String(), "ordering.unavailable")
			if after, _, _ = strings.Cut(after, "]"); !found || !strings.Contains(after, lifter) || strings.Contains(after, "unconfirmed") {
				t.Errorf("of %s can lift: %s", n, after)
			}
		}
	})
}
