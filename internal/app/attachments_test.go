package app_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
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

// With as many files as there may be: one more is told, and never takes the place of another; what has arrived can be left out again (O91).
func TestMostAttachments(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c, add := b.in[offreuse], "Ajouter des fichiers"
		f := c.Get("/offreur/offres/nouvelle").Form("Enregistrer en brouillon").Fill("Résumé", "Gardé tel quel")
		for i := range 6 {
			f.Attach(add, fmt.Sprintf("pièce %d.pdf", i+1), []byte(pdf(fmt.Sprint(i))))
		}
		typed := func(p *webtest.Page) *webtest.Form {
			t.Helper()
			f := p.WantStatus(422).WantSound().Form("Enregistrer en brouillon")
			if got := f.Value("Résumé"); got != "Gardé tel quel" {
				t.Errorf("what was typed is %q", got)
			}
			return f
		}
		p := f.Submit().Want("5 fichiers au plus : les autres n'ont pas été pris", "5 fichiers sont arrivés", "pièce 5.pdf").WantNot("pièce 6.pdf")
		p = typed(p).Attach(add, "pièce 6.pdf", []byte(pdf("5"))).Fill("Nom de l'offre *", "Marcher").Submit().Want("5 fichiers au plus : les autres n'ont pas été pris", "5 fichiers sont arrivés", "pièce 5.pdf").WantNot("pièce 6.pdf")
		p = typed(p).Uncheck("pièce 2.pdf").Attach(add, "pièce 6.pdf", []byte(pdf("5"))).Submit().WantStatus(200).WantSound().Want("pièce 1.pdf", "pièce 5.pdf", "pièce 6.pdf").WantNot("pièce 2.pdf")
		at := p.Path
		p = c.Get(at+"/modifier").Form("Enregistrer en brouillon").Attach(add, "pièce 7.pdf", []byte(pdf("6"))).Fill("Résumé", "Gardé tel quel").Submit().Want("il y en aurait 6", "Un fichier est arrivé")
		typed(p).Uncheck("pièce 7.pdf").Submit().WantStatus(200).WantNot("pièce 7.pdf")
		p = c.Get(at+"/modifier").Form("Enregistrer en brouillon").Attach(add, "pièce 8.pdf", []byte(pdf("7"))).Fill("Résumé", "Gardé tel quel").Submit()
		typed(p).Uncheck("pièce 1.pdf (PDF, " + weightOf(p.Text(), "pièce 1.pdf (PDF, ") + ")").Submit().WantStatus(200).Want("pièce 8.pdf").WantNot("pièce 1.pdf")
	})
}
