package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What is refused of an order says so in words of its own: not that some amount was not saved.
func TestRefusedActIsNotAnAmount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R222")
		c := inhabited(t, e).chain()
		send := url.Values{"version": {"1"}}
		c.in[member].PostForm("/commandes/a-passer/"+c.big+"/envoyer", keyed(send)).WantStatus(403).WantSound().Want("Ce n'est pas fait", "dépasse le montant maximum").WantNot("Le montant n'est pas enregistré")
	})
}

// An order ends in the way that was chosen: one that no button has is asked for again, and so is where a duplicate goes.
func TestUnknownWayEndsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R228", "R192")
		c := inhabited(t, e).chain()
		for _, mode := range []string{"bidule", ""} {
			p := c.in[member].PostForm("/commandes/a-passer/"+c.small+"/annuler", keyed(url.Values{"version": {"1"}, "motif": {"Budget épuisé"}, "mode": {mode}}))
			p.WantStatus(422).WantSound().Want("Choisissez : renvoyer au validateur, ou annuler la commande")
			if got := p.Form("Annuler la commande").Value("Motif"); got != "Budget épuisé" {
				t.Errorf("the reason became %q", got)
			}
		}
		if got := c.orderIn(c.small); got != "created" {
			t.Errorf("the order is %s", got)
		}
		for _, to := range []string{"zzz", "fusionner:x", "remplacer"} {
			c.in["dora"].PostForm("/paniers/6/dupliquer", keyed(url.Values{"vers": {to}, "tout": {"1"}})).WantStatus(422).WantSound().Want("Choisissez où vont ces articles")
		}
		if got := c.one(`SELECT CAST(count(*) AS TEXT) FROM ordering_baskets WHERE copied_from = 6`); got != "0" {
			t.Errorf("%s duplicates", got)
		}
	})
}

// Who lowers reads what was asked, and what was made of it; the basket's history says of which article, from what (R212).
func TestLoweredIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R212", "R203", "R183")
		c := inhabited(t, e).chain()
		v := c.in[unconfirmed]
		v.Get("/commandes/a-creer").WantSound().Want("Sans la livraison")
		line := c.one(`SELECT l.id FROM ordering_basket_lines l JOIN ordering_baskets k ON k.id = l.basket_id WHERE k.number = 8`)
		at := "/commandes/a-creer/diminuer/" + line + "?ligne=8." + c.ids["supplier"]
		p := v.Get(at).WantSound().Want("en demande 2").WantNot("Diminué à")
		p.Form("Diminuer la quantité").Fill("Quantité à commander", "1").Fill("Motif", "un suffit").Submit().WantPath("/commandes/a-creer")
		v.Get(at).WantSound().Want("en demande 2", "Diminué à 1", "refusez l'article").WantNot("en demande 1")
		c.in["dora"].Get("/paniers/8").WantSound().Want("103.299 · 2 → 1")

		// What is missing to a multiple is told as what to add.
		c.adds(c.in["dora"], "2", "4").WantStatus(200)
		c.adds(c.in["dora"], "2", "3").WantStatus(422).WantSound().Want("votre panier en a déjà 4 : ajoutez-en 2 ou 4")
		c.adds(c.in["dora"], "2", "1").WantStatus(422).WantSound().Want("votre panier en a déjà 4 : ajoutez-en 2.")
	})
}
