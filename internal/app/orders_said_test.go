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
