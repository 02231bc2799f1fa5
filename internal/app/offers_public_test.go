package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
)

// Everybody finds what is published without signing in, by words, places, days and boxes with counts (O80, O102).
func TestPublicOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O79", "O80", "O102")
		c := b.in[visitor]
		p := c.Get("/offres").WantStatus(200).WantSound().Want("Offres publiées", "à titre de service rendu au public", "1 offre", "Petit déjeuner", "Inspection du Port", "Sommeil (1)", "École maternelle ou élémentaire (1)", "CM1-CM2 (1)", "Médecine (1)", "Paris (1)", "Il reste des places (1)", "12 places")
		p.WantNot("Écrans", "Dents", "équilibré", "Zoé", "zoe.secret") // drafts, what waits, what was taken back, the next version, the référent
		p = p.Form("Chercher").Fill("Que cherchez-vous ?", "PETITS dejeuners").Fill("Où ?", "75").Submit().WantStatus(200).WantSound().Want("1 offre", "« PETITS dejeuners »")
		p = p.Form("Affiner").Check("Sommeil (1)").Submit().WantStatus(200).WantSound().Want("1 offre")
		if q := p.Path; !strings.Contains(q, "theme=8") || !strings.Contains(q, "ou=75") {
			t.Errorf("the address is %s", q)
		}
		for _, none := range []string{"?q=zorglub", "?theme=1", "?au=2019-01-01", "?offreur=99"} {
			c.Get("/offres" + none).WantStatus(200).WantSound().Want("Aucune offre ne correspond").WantNot("Petit déjeuner")
		}
		c.Get("/offres?ou=Nullepart").WantStatus(200).WantSound().Want("Nous ne connaissons aucune offre à « Nullepart »")
		p = c.Get("/offres?du=2026-02-01&au=2026-01-01&q=petit").WantStatus(http.StatusUnprocessableEntity).WantSound().Want("vient avant la première", "Petit déjeuner")
		if v := p.Form("Chercher").Value("À partir du"); v != "2026-02-01" {
			t.Errorf("typed and lost: %q", v)
		}
		b.post(admin, structureAt(90, ""), url.Values{"acte": {"suspend"}, "version": {"1"}, "motif": {"Plus de réponse."}}, 303)
		c.Get("/offres").WantSound().Want("Aucune offre n'est publiée pour l'instant").WantNot("Petit déjeuner")
	})
}

// The page of an offer, for everybody: nothing on it is what its structure keeps to itself, and one that was taken back is said to be gone (O91).
func TestPublicOffer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O80", "O91")
		c := b.in[visitor]
		p := c.Get("/offres").Click("Petit déjeuner").WantStatus(200).WantSound().WantPath(b.publicAt(publishedOffer, ""))
		p.Want("Petit déjeuner", "Atelier en petits groupes", "12 places", "Inspection du Port", "accueil@preau.test", "75017, Paris", "à titre de service rendu au public").WantNot("Zoé", "zoe.secret", "équilibré")
		d, err := pdftest.Read(c.Get(b.publicAt(publishedOffer, "/offre.pdf")).WantStatus(200).Body)
		b.ok(err)
		if text := d.Text(); !strings.Contains(text, "Petit déjeuner") || !strings.Contains(text, "2026-0003") || strings.Contains(text, "Zoé") || strings.Contains(text, "zoe.secret") {
			t.Error(text)
		}
		c.Get(b.publicAt(oldOffer, "")).WantStatus(http.StatusGone).WantSound().Want("Cette offre n'est plus publiée").WantNot("Dents")
		for _, n := range []int{draftOffer, waitingOffer, 9} {
			c.Get(b.publicAt(n, "")).WantStatus(http.StatusNotFound).WantSound().Want("Aucune offre publiée ne porte le numéro").WantNot("Écrans")
		}
		c.Get("/offres/rien").WantStatus(http.StatusNotFound)
		for _, n := range []int{oldOffer, draftOffer} {
			c.Get(b.publicAt(n, "/offre.pdf")).WantStatus(http.StatusNotFound)
		}
	})
}

// Anybody reports a published offer; the moderators are mailed, find it where their work waits, and settle it. Nobody else reads it (O105).
func TestReportedOffer(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O105")
		b.mails.Reset()
		c := b.in[visitor]
		p := c.Get(b.publicAt(publishedOffer, "")).Click("Signaler cette offre").WantStatus(200).WantSound()
		p = p.Form("Envoyer le signalement").Fill("Votre email, pour une réponse", "lectrice").Submit().WantStatus(422).WantSound().Want("Choisissez ce qui ne va pas", "Dites en quelques mots", "adresse email complète")
		p = p.Form("Envoyer le signalement").Choose("Ce qui ne va pas", "L'action n'a plus lieu, ou personne ne répond").Fill("Dites-nous en plus", "Le numéro ne répond plus.").Fill("Votre email, pour une réponse", "lectrice@preau.test").Submit()
		p.WantStatus(200).WantPath(b.publicAt(publishedOffer, "")).Want("votre signalement est arrivé", "Petit déjeuner")
		m := b.mailTo("admin@preau.test")
		if !says(m, "Petit déjeuner", "2026-0003", "personne ne répond") || says(m, "Le numéro") || says(m, "lectrice") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.in[admin].Get("/").WantSound().Want("2 signalements d'offres")
		p = b.in[admin].Get("/signalements").WantSound().Want("Petit déjeuner", "À examiner")
		p = b.in[admin].Get("/signalements/2").WantSound().Want("Le numéro ne répond plus.", "lectrice@preau.test", "Retirer l'offre")
		stale := b.in[admin].Get("/signalements/2").Form("Classer sans suite")
		p.Form("C'est traité").Fill("Note pour les modérateurs", "Structure jointe.").Submit().WantStatus(200).WantSound().Want("Enregistré", "Traité", "Structure jointe.")
		stale.Submit().WantStatus(409).WantSound().Want("Un autre modérateur")
		b.in[admin].Get("/").Want("Une offre a été signalée")
		for _, role := range []string{offreuse, member} {
			b.in[role].Get("/signalements").WantStatus(404)
			b.in[role].Get("/signalements/2").WantStatus(404)
			b.post(role, "/signalements/2", url.Values{"acte": {"reopen"}, "version": {"2"}}, 404)
		}
		b.in[visitor].Get("/signalements").WantPath("/connexion?suite=%2Fsignalements")
		c.PostForm(b.publicAt(oldOffer, "/signaler"), keyed(reportForm())).WantStatus(404)
		c.PostForm(b.publicAt(publishedOffer, "/signaler"), keyed(with(reportForm(), "motif", "forged"))).WantStatus(422)
		refused := false
		for range 40 { // a network that asks without end
			refused = refused || c.PostForm(b.publicAt(publishedOffer, "/signaler"), keyed(reportForm())).Status == http.StatusTooManyRequests
		}
		if !refused {
			t.Error("one network reports as often as it likes")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE object_kind = 'offers.report' AND act = 'offers.report.settle'`); n != "1" {
			t.Errorf("%s lines of history", n)
		}
	})
}
