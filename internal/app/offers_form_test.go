package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A form of a new offer that comes again is answered as it was, and makes no second one: nobody reads « soumise » over a draft (O52).
func TestNewOfferSentTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O52")
		b := inhabited(t, e)
		f := keyed(with(offerForm("Une fois", ""), "ensuite", "soumettre"))
		for range 3 {
			b.in[offreuse].PostParts("/offreur/offres/nouvelle", f).WantStatus(200).WantSound().Want("L'offre est soumise à validation", "À valider").WantNot("Brouillon")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_offers WHERE name = $1`, "Une fois"); n != "1" {
			t.Errorf("%s offers of one form", n)
		}
	})
}
