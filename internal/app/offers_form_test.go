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

// A number that cannot be read is said next to its field, as it was typed; nothing is saved, nor what is stored erased (O91).
func TestOfferNumbersAsTyped(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c := b.in[offreuse]
		const fresh = "/offreur/offres/nouvelle"
		for field, typed := range map[string]string{"effectif": "25 élèves", "groupe_max": "quatre", "seances": "2-3", "places": "10000", "groupes": "-1", "groupe_min": "1,5"} {
			for path, version := range map[string]string{fresh: "", b.offerAt(draftOffer, "/modifier"): "1000000"} {
				p := c.PostParts(path, keyed(with(offerForm("Comptée", version), field, typed))).WantStatus(422).WantSound()
				if got := p.Find(`input[name="` + field + `"]`); len(got) != 1 || got[0].Attr("value") != typed || got[0].Attr("aria-invalid") != "true" {
					t.Errorf("%s of %s: %q is lost, or not said", path, field, typed)
				}
			}
			more := c.PostParts(fresh, keyed(with(with(offerForm("Comptée", ""), field, typed), "periode_de_plus", "1"))).WantStatus(200)
			if got := more.Find(`input[name="` + field + `"]`); len(got) != 1 || got[0].Attr("value") != typed {
				t.Errorf("a period more: %q is lost", typed)
			}
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_offers WHERE name = $1`, "Comptée"); n != "0" {
			t.Errorf("%s offers of faulty forms", n)
		}
		b.post(offreuse, b.offerAt(draftOffer, "/modifier"), with(offerForm("Sommeil", "1000000"), "places", "1 200"), 303)
		if got := c.Get(b.offerAt(draftOffer, "/modifier")).WantSound().Find(`input[name="places"]`); len(got) != 1 || got[0].Attr("value") != "1200" {
			t.Error("a number with a space is not kept")
		}
	})
}
