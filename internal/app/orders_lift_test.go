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
		for n, lifter := range map[string]string{c.big: "Camille other school", c.small: "Camille member"} {
			w := c.call("GET", "/orders/"+n, c.tokens[aSuper], "")
			_, after, found := strings.Cut(w.Body.String(), "ordering.unavailable")
			if after, _, _ = strings.Cut(after, "]"); !found || !strings.Contains(after, lifter) || strings.Contains(after, "unconfirmed") {
				t.Errorf("of %s can lift: %s", n, after)
			}
		}
	})
}

// What exceeds the maximum amount where no superacheteur is says so, on the lists and on its page (R124).
func TestBlockedIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R124")
		c := inhabited(t, e).chain()
		const blocked = "bloquée : aucun superacheteur"
		c.in[member].Get("/commandes/a-passer").WantSound().Want("au-dessus du montant maximum").WantNot(blocked)
		c.in[member].Get("/commandes/a-passer/" + c.big).WantSound().WantNot("Bloquée")
		c.run(`UPDATE access_grants SET taken_at = 1, ends_at = 1 WHERE role = 'ordering.superbuyer'`)
		for who, path := range map[string]string{member: "/commandes/a-passer", president: "/commandes/suivi"} {
			c.in[who].Get(path).WantSound().Row(c.big).Want(blocked)
		}
		c.in[president].Get("/commandes/" + c.big).WantSound().Want("Bloquée : elle dépasse le montant maximum, et aucun superacheteur ne peut l'envoyer")
		c.in[member].Get("/commandes/a-passer/" + c.small).WantNot("Bloquée")
	})
}
