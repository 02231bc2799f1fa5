package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The attachments of an offer: sent with its form, kept by one that is refused, shown to who validates, and everybody's exactly while the
// version that names them is published (O91).
func TestAttachmentsByPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91", "O84")
		b := inhabited(t, e)
		c, everybody := b.in[offreuse], b.in[visitor]
		p := c.Get("/offreur/offres/nouvelle").WantSound().Want("Pièces jointes", "5 fichiers au plus, de 10 Mo chacun au plus")
		p = p.Form("Enregistrer en brouillon").Attach("Ajouter des fichiers", "virus.exe", []byte("MZ\x90\x00\x03")).Submit().WantStatus(422).WantSound().Want("Ce type de fichier n'est pas accepté ici")
		p = p.Form("Enregistrer en brouillon").Attach("Ajouter des fichiers", "Affiche.pdf", []byte(pdf("affiche"))).Submit().WantStatus(422).WantSound().Want("Donnez un nom", "Un fichier est arrivé")
		p = p.Form("Enregistrer en brouillon").Fill("Nom de l'offre *", "Marcher").Submit().WantStatus(200).WantSound().WantPath(b.offerAt(5, "")).Want("Pièces jointes", "Affiche.pdf (PDF, ")
		file := p.Click("Affiche.pdf (PDF, " + weightOf(p.Text(), "Affiche.pdf (PDF, ") + ")")
		if string(file.Body) != pdf("affiche") || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%q %v", file.Body, file.Header)
		}
		const piece = "/pieces/5"
		b.in[member].Get(b.offerAt(5, piece)).WantStatus(404)
		everybody.Get(b.offerAt(5, piece)).WantPath("/connexion")
		everybody.Get(b.publicAt(5, piece)).WantStatus(404)

		f := with(with(offerForm("Marcher", "1000000"), "pieces_gardees", "5"), "ensuite", "soumettre")
		b.post(offreuse, b.offerAt(5, "/modifier"), f, 303)
		everybody.Get(b.publicAt(5, piece)).WantStatus(404)
		c.Get(b.offerAt(5, "/acte/valider-et-publier")).WantSound().Want("Affiche.pdf")
		b.post(offreuse, b.offerAt(5, "/acte/valider-et-publier"), url.Values{"version": {"3000000"}}, 303)
		if got := everybody.Get(b.publicAt(5, "")).WantSound().Want("Pièces jointes", "Affiche.pdf (PDF, "); strings.Count(got.Text(), "Affiche.pdf") != 1 {
			t.Error(got.Text())
		}
		if got := everybody.Get(b.publicAt(5, piece)).WantStatus(200); string(got.Body) != pdf("affiche") {
			t.Errorf("%q", got.Body)
		}
		everybody.Get(b.publicAt(publishedOffer, piece)).WantStatus(404) // of another offer

		// The next version: another poster. The approver reads both, the public the old one until it is validated.
		p = c.Get(b.offerAt(5, "/modifier")).WantSound().Form("Enregistrer la nouvelle version").Uncheck("Affiche.pdf (PDF, "+weightOf(p.Text(), "Affiche.pdf (PDF, ")+")").
			Attach("Ajouter des fichiers", "Affiche 2.pdf", []byte(pdf("seconde"))).Submit().WantStatus(200).WantSound()
		p.In("table").Want("Pièces jointes", "Affiche.pdf", "Affiche 2.pdf")
		everybody.Get(b.publicAt(5, "")).Want("Affiche.pdf").WantNot("Affiche 2.pdf")
		everybody.Get(b.publicAt(5, "/pieces/6")).WantStatus(404)
		b.post(offreuse, b.offerAt(5, "/acte/soumettre-la-version"), url.Values{"version": {"4000001"}}, 303)
		b.post(offreuse, b.offerAt(5, "/acte/valider-la-version"), url.Values{"version": {"4000002"}}, 303)
		everybody.Get(b.publicAt(5, piece)).WantStatus(404)
		everybody.Get(b.publicAt(5, "/pieces/6")).WantStatus(200)

		b.post(offreuse, b.offerAt(5, "/acte/depublier"), url.Values{"version": {"5000000"}, "motif": {"Fini."}}, 303)
		everybody.Get(b.publicAt(5, "/pieces/6")).WantStatus(404)
		c.Get(b.offerAt(5, "/pieces/6")).WantStatus(200)
	})
}

// A piece that came from somebody else since the form was drawn stays when the stale form is sent again, and is shown (O89).
func TestStaleFormKeepsAttachments(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O89")
		b := inhabited(t, e)
		stale := b.in[offreuse].Get(b.offerAt(draftOffer, "/modifier"))
		f := with(offerForm("Sommeil", "1000000"), "pieces_gardees", "1")
		if got := firstStatus(b.uploadIn(offreuse, b.offerAt(draftOffer, "/modifier"), "pieces", keyed(f), "Plan.pdf", pdf("plan"))); got != 303 {
			t.Fatal(got)
		}
		p := stale.Form("Enregistrer en brouillon").Fill("Nom de l'offre *", "Autre nom").Submit().WantStatus(409).WantSound().Want("Quelqu'un a enregistré entre-temps", "Plan.pdf")
		p.Form("Enregistrer en brouillon").Submit().WantStatus(200).Want("Autre nom", "Affiche.pdf", "Plan.pdf")
	})
}

// A store that is away is told on the form, which keeps what was typed.
func TestAttachmentsWhileStoreIsAway(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.store.away = true
		p := b.uploadIn(offreuse, "/offreur/offres/nouvelle", "pieces", keyed(offerForm("Pendant la panne", "")), "a.pdf", pdf("x"))
		p.WantStatus(503).WantSound().Want("Le rangement des fichiers ne répond pas pour le moment")
		wantTyped(t, p, "nom", "Pendant la panne")
		b.store.away = false
		before := b.kept()
		b.uploadIn(member, "/offreur/offres/nouvelle", "pieces", keyed(offerForm("Sans droit", "")), "a.pdf", pdf("x")).WantStatus(404)
		if b.kept() != before {
			t.Error("a file of who may not send one is kept")
		}
	})
}

// weightOf is what a page says after some words, up to the bracket.
func weightOf(text, after string) string {
	_, rest, _ := strings.Cut(text, after)
	weight, _, _ := strings.Cut(rest, ")")
	return weight
}
