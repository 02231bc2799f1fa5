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
