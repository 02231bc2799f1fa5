package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The operator's lists: a word is renamed for every offer, retired without leaving the offers that have it, and moved; nobody else comes
// there.
func TestWordsOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c := b.in[admin]
		p := c.Get("/offreur/reglages").WantSound().Click("Thématiques").WantSound()
		p.Form("Ajouter un mot").Fill("Mot", "sommeil").Submit().WantStatus(422).WantSound().Want("Cette liste a déjà ce mot")
		p.Form("Ajouter un mot").Fill("Mot", "Vie affective").Submit().WantSound().Want("Vie affective")
		f := c.Get("/offreur/reglages/thematiques").Row("Sommeil").Click("Modifier").WantSound().Form("Enregistrer")
		f.Fill("Mot", "Sommeil et rythmes").Check("Retirer de la liste").Submit().WantSound().Row("Sommeil et rythmes").Want("Retiré")
		f.Fill("Mot", "Autre chose").Submit().WantStatus(409).WantSound().Want("Sommeil et rythmes")
		b.in[offreuse].Get(b.offerAt(draftOffer, "")).Want("Sommeil et rythmes")
		b.in[offreuse].Get("/offreur/offres/nouvelle").WantNot("Sommeil et rythmes").Want("Vie affective")
		c.Get("/offreur/reglages/thematiques").Row("Addictions").Press("Monter").WantStatus(200)
		got := strings.Join(b.all(`SELECT label FROM offers_terms WHERE list = 'topic' ORDER BY position LIMIT 3`), ", ")
		if got != "Alimentation et nutrition, Addictions, Activité physique" {
			t.Error(got)
		}
		b.in[offreuse].Get("/offreur/reglages").WantStatus(404)
		b.post(offreuse, "/offreur/reglages/thematiques", url.Values{"mot": {"Le mien"}}, 404)
	})
}

// « Deux personnes pour chaque offre » is a choice of the operator's, off by default: who wrote an offer then does not validate it (O85).
func TestFourEyesByPage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O85")
		b := inhabited(t, e)
		b.in[offreuse].Get(b.offerAt(waitingOffer, "/acte/valider-et-publier")).WantStatus(200).WantNot("une autre personne")
		p := b.in[admin].Get("/offreur/reglages")
		p.Form("Enregistrer").Check("Deux personnes pour chaque offre").Submit().WantSound().Want("Enregistré avec succès")
		p.Form("Enregistrer").Check("Deux personnes pour chaque offre").Submit().WantStatus(200) // it is so already
		b.post(offreuse, b.offerAt(waitingOffer, "/acte/valider-et-publier"), url.Values{"version": {"2000000"}}, 403)
		b.in[admin].PostForm("/offreur/reglages", keyed(url.Values{})).WantStatus(409).WantSound()
		b.in[admin].PostForm("/offreur/reglages", keyed(url.Values{"avant": {"quatre_yeux"}})).WantStatus(200)
		b.post(offreuse, b.offerAt(waitingOffer, "/acte/valider-et-publier"), url.Values{"version": {"2000000"}}, 303)
	})
}
