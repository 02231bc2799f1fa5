package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What an acheteur gives back to the validateur its demandeur reads so, and that nothing is to be done again (R228).
func TestGivenBackIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R228", "R198")
		c := inhabited(t, e).chain()
		basket := "/paniers/" + c.one(`SELECT CAST(b.number AS TEXT) FROM ordering_orders d JOIN ordering_order_lines l ON l.order_id = d.id JOIN ordering_basket_lines x ON x.order_line_id = l.id
			JOIN ordering_baskets b ON b.id = x.basket_id WHERE d.number = '`+c.small+`' LIMIT 1`)
		c.run(`UPDATE ordering_baskets SET confirmed_at = confirmed_at - 86400000000`)
		c.in[member].PostForm("/commandes/a-passer/"+c.small+"/annuler", keyed(url.Values{"version": {"1"}, "motif": {"Une autre étiquette"}, "mode": {"renvoyer"}})).WantPath("/commandes/a-passer").Want("renvoyée au validateur")
		c.in["dora"].Get(basket).WantSound().Want("En attente de validation", "renvoyé au validateur le", "rien à confirmer à nouveau", "Une autre étiquette")
	})
}
