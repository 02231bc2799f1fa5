package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// An act that a colleague made impossible says who did what, keeps the motive, and leads to the offer (O89, O92).
func TestLateActsOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O89", "O92")
		b := inhabited(t, e)
		at := b.offerAt(waitingOffer, "")
		f := b.in[offreuse].Get(at+"/acte/refuser").Form("Refuser").Fill("Motif", "Trop court.")
		b.post(offreuse, at+"/acte/valider", url.Values{"version": {"2000000"}}, 303)
		p := f.Submit().WantStatus(409).WantSound().Want("n'est plus possible", "Trop court.", "Validée")
		if !strings.HasPrefix(p.Title(), "Erreur") {
			t.Errorf("titled %q", p.Title())
		}
		p.Click("Voir l'offre").WantStatus(200).WantPath(at)
	})
}
