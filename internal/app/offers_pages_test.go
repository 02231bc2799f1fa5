package app_test

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web/webtest"
)

// « Offres »: the labels word for word, the pager above and below, filters in the address (O42–O48).
func TestOffersList(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O42", "O45", "O46")
		c := b.in[offreuse]
		p := c.Get("/offreur/offres").WantStatus(200).WantSound().Want(
			"Dans cette rubrique vous pourrez gérer toutes vos offres", "Nom de l'offre", "Type de terrain d'action", "Tous les états", "Après le", "Avant le",
			"N° de l'offre", "Etat", "Dates de publication", "Actions", "Précédent", "Suivant", "1 / 1", "20/page", "Créer une offre", "2026-0003", "À valider",
		)
		if n := strings.Count(p.Text(), "1 / 1"); n != 2 {
			t.Errorf("%d pagers", n)
		}
		t.Run("acts", func(t *testing.T) { // by state, for who manages and validates
			covers.Statement(t, "O49")
			for _, x := range []struct {
				number    string
				has, lack []string
			}{
				{"2026-0001", []string{"Modifier", "Dupliquer"}, []string{"Publier", "Examiner", "Dépublier"}},
				{"2026-0002", []string{"Examiner"}, []string{"Modifier", "Publier"}},
				{"2026-0003", []string{"Modifier", "Dépublier", "Dupliquer"}, []string{"Publier", "Examiner"}},
				{"2026-0004", []string{"Modifier", "Publier", "Dupliquer"}, []string{"Dépublier", "Examiner"}},
			} {
				p.Row(x.number).Want(x.has...).WantNot(x.lack...)
			}
		})
		t.Run("create", func(t *testing.T) { // who manages offers, and nobody else
			covers.Statement(t, "O50")
			p.Click("Créer une offre").WantStatus(200).WantSound().WantPath("/offreur/offres/nouvelle")
			b.post(offreuse, "/offreur/utilisateurs/nouveau", userForm("lit@port.test", "offers.reader"), 303)
			b.comesIn("lit", "lit@port.test")
			if n := len(b.in["lit"].Get("/offreur/offres").WantSound().Find(`a[href="/offreur/offres/nouvelle"]`)); n != 0 {
				t.Error("who reads alone is led to write an offer")
			}
			b.post("lit", "/offreur/offres/nouvelle", offerForm("Forgée", ""), 403)
		})
		t.Run("by number", func(t *testing.T) { // one field for both
			covers.Statement(t, "O43")
			c.Get("/offreur/offres?q=2026-0003").WantSound().Want("Petit déjeuner").WantNot("2026-0002")
			c.Get("/offreur/offres?q=2026-0099").WantSound().Want("Aucune offre ne correspond")
		})
		c.Get("/offreur/offres?q=ECRANS").WantSound().Want("2026-0002").WantNot("2026-0003")
		c.Get("/offreur/offres?q=rien").WantStatus(200).WantSound().Want("/ 0", "Aucune offre ne correspond")
		t.Run("between", func(t *testing.T) { // days that the publication meets, either end open
			covers.Statement(t, "O44")
			b.run(`UPDATE offers_offers SET publish_from = '2026-03-01', publish_until = '2026-03-31' WHERE seq = $1`, publishedOffer)
			for days, there := range map[string]bool{
				"apres=2026-03-31": true, "apres=2026-04-01": false, "avant=2026-03-01": true, "avant=2026-02-28": false,
				"apres=2026-03-10&avant=2026-03-12": true, "apres=2026-02-01&avant=2026-04-30": true, "apres=&avant=": true,
			} {
				p := c.Get("/offreur/offres?" + days).WantStatus(200)
				if got := strings.Contains(p.Text(), "2026-0003"); got != there {
					t.Errorf("%s: there %t, want %t", days, got, there)
				}
			}
			p := c.Get("/offreur/offres?apres=2026-02-01&avant=2026-01-01").WantStatus(422).WantSound().Want("vient avant", "2026-0003")
			if n := len(p.Find(`input[name=avant][aria-invalid=true]`)); n != 1 {
				t.Errorf("%d fields are marked", n)
			}
		})
	})
}

// Filters, order, size and page stand in the address, which opens the same list to whom it is given; they are there again after an offer was
// opened, edited or acted on from the list (O47).
func TestOffersListIsLeftAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O47")
		c := b.in[offreuse]
		const list = "/offreur/offres?etat=draft&page=1&parpage=50&tri=-nom"
		back := func(p *webtest.Page) {
			t.Helper()
			p.In("nav.ds-breadcrumbs").Click("Offres").WantStatus(200).WantPath(list)
		}
		p := c.Get(list).WantSound().Want("1 / 1", "50/page")
		name := b.one(`SELECT name FROM offers_offers WHERE seq = $1`, draftOffer)
		back(p.Row(name).Click(name))
		edit := p.Row(name).Click("Modifier").WantSound()
		back(edit)
		back(edit.Form("Enregistrer en brouillon").Fill("Résumé", "Une autre matinée").Submit().WantStatus(200).Want("Une autre matinée"))
		act := c.Get(list).Row(name).Click(name).Click("Soumettre à validation").WantSound()
		back(act)
		back(act.Form("Soumettre à validation").Submit().WantStatus(200).Want("À valider"))
		c.Get(b.offerAt(draftOffer, "?liste=%25zz")).WantStatus(200).WantSound().In("nav.ds-breadcrumbs").Click("Offres").WantPath("/offreur/offres")
	})
}

// « Précédent » and « Suivant » lead nowhere at the ends, above as below the table, and lead on between them (O47).
func TestOffersListAtItsEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O47", "O46")
		for i := range 37 { // with the town's four: three pages
			b.post(offreuse, "/offreur/offres/nouvelle", offerForm("Atelier "+number(i), ""), 303)
		}
		for page, want := range map[string][2]string{"1": {"", "page=2"}, "2": {"page=1", "page=3"}, "3": {"page=2", ""}, "99": {"page=2", ""}} {
			p := b.in[offreuse].Get("/offreur/offres?etat=&page=" + page).WantStatus(200).WantSound()
			for i, label := range []string{"Précédent", "Suivant"} {
				n := 0
				for _, a := range p.Find("nav.ds-pagination a") {
					if a.Text() != label {
						continue
					}
					n++
					if disabled := a.Attr("aria-disabled") == "true" && a.Attr("href") == ""; disabled != (want[i] == "") || !strings.Contains(a.Attr("href"), want[i]) {
						t.Errorf("page %s: %s leads to %q", page, label, a.Attr("href"))
					}
				}
				if n != 2 {
					t.Errorf("page %s: %d times %s", page, n, label)
				}
			}
		}
	})
}

// The exports hold what the list does, narrowed as it is (O51).
func TestOffersExport(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O51", "O82")
		got := b.in[offreuse].Get("/offreur/offres.csv?etat=published").WantStatus(200).Text()
		if !strings.Contains(got, "2026-0003") || strings.Contains(got, "2026-0002") || strings.Contains(got, "Secret") {
			t.Error(got)
		}
		numbers := func(path string) string { // the first column of a sheet, without its heads
			t.Helper()
			book := b.in[offreuse].Get(path).WantStatus(200)
			f, err := sheet.Open(bytes.NewReader(book.Body), int64(len(book.Body)), sheet.Options{})
			b.ok(err)
			var out []string
			for row, err := range f.Rows() {
				b.ok(err)
				if strings.HasPrefix(row.Cell(0), "20") {
					out = append(out, row.Cell(0)+" "+row.Cell(1))
				}
			}
			slices.Sort(out)
			return strings.Join(out, ", ")
		}
		all := numbers("/offreur/offres.csv")
		for filter, want := range map[string]int{
			"": 4, "q=ECRANS": 1, "q=2026-0003": 1, "terrain=setting-1": 4, "terrain=setting-2": 0, "etat=submitted": 1, "etat=unpublished": 1, "lieu=-": 4, "apres=2020-01-01": 4, "avant=2019-12-31": 0,
		} {
			text, book := numbers("/offreur/offres.csv?"+filter), numbers("/offreur/offres.xlsx?"+filter)
			if n := strings.Count(text, "2026-"); n != want || text != book {
				t.Errorf("%q: %q in text, %q in the book, want %d of %s", filter, text, book, want, all)
			}
		}
		got = b.in[offreuse].Get(b.offerAt(oldOffer, "/historique.csv")).WantStatus(200).Text()
		if !strings.Contains(got, "L'action est finie.") || !strings.Contains(got, "Dépubliée") {
			t.Error(got)
		}
	})
}

// Nobody validates a text that they have not read: the page that asks knows from which text one came, and shows what it is about. What was
// typed while another submitted is kept (O89).
func TestOfferReadBeforeValidated(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O84", "O89")
		c := b.in[offreuse]
		read := c.Get(b.offerAt(waitingOffer, "")).WantSound()
		b.post(offreuse, b.offerAt(waitingOffer, "/acte/retirer-la-demande"), url.Values{"version": {"2000000"}}, 303)
		f := offerForm("Écrans", "3000000")
		f.Set("description", "Un tout autre texte.")
		b.post(offreuse, b.offerAt(waitingOffer, "/modifier"), f, 303)
		b.post(offreuse, b.offerAt(waitingOffer, "/acte/soumettre"), url.Values{"version": {"4000000"}}, 303)
		p := read.Click("Valider et publier").WantStatus(409).WantSound().Want("Un tout autre texte.", "Zoé Secret")
		p.Form("Valider et publier").Submit().WantStatus(200).Want("Publiée")

		c.Get(b.offerAt(publishedOffer, "/acte/soumettre-la-version")).WantStatus(200).WantSound().Want("Ce qui change", "Petit déjeuner équilibré")

		kept := c.PostForm(b.offerAt(draftOffer, "/acte/soumettre"), keyed(url.Values{"version": {"1000000"}})).WantStatus(200)
		kept.Want("À valider")
		p = c.PostForm(b.offerAt(draftOffer, "/modifier"), keyed(offerForm("Tapé entre-temps", "1000000"))).WantStatus(403).WantSound().Want("Ce que vous avez tapé est gardé")
		if got := p.Form("Enregistrer").Value("Nom de l'offre *"); got != "Tapé entre-temps" {
			t.Errorf("typed and lost: %q", got)
		}
	})
}

// The history says in sentences what the small fields were, and are (O82).
func TestContactInTheHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O82")
		b := inhabited(t, e)
		c := b.in[offreuse]
		f := c.Get(b.offerAt(publishedOffer, "/contact")).WantSound().Form("Enregistrer")
		f.Fill("Mail de contact", "autre@preau.test").Check("Plus de place").Submit().WantStatus(200).WantSound().
			Want("accueil@preau.test devient autre@preau.test", "les places, qui étaient ouvertes, sont fermées").WantNot("places ouvertes devient")
	})
}

// From an empty form to what the public would read; the referent stands on no preview (O83, O84, O91).
func TestOfferByPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		covers.Statement(t, "O83", "O84", "O91")
		c := b.in[offreuse]
		c.PostForm("/offreur/offres/nouvelle", keyed(url.Values{"nom": {"Marcher"}})).WantStatus(200).WantSound().WantPath(b.offerAt(5, "")).Want("Brouillon enregistré", "Avant de soumettre, il manque", "Indiquez le référent de proximité")
		c.Get(b.offerAt(5, "/acte/soumettre")).WantStatus(200).WantSound().Want("il manque").WantNot("Les valideurs de la structure sont prévenus")
		f := offerForm("Marcher ensemble", "1000000")
		f.Set("ensuite", "soumettre")
		p := c.PostForm(b.offerAt(5, "/modifier"), keyed(f)).WantStatus(200).WantPath(b.offerAt(5, "")).WantSound().Want("L'offre est soumise", "À valider", "Valider et publier", "Demander une correction")
		p.Click("Valider et publier").WantSound().Want("À vérifier avant de valider", "La publication n'a pas de fin").Form("Valider et publier").Submit().WantStatus(200).Want("Publiée", "Zoé Secret")
		c.Get(b.offerAt(5, "/apercu")).WantStatus(200).WantSound().Want("Marcher ensemble", "Paris").WantNot("Zoé", "zoe.secret")
		t.Run("as the public reads it", func(t *testing.T) { // its logo, its dates, and no word of who may read it
			covers.Statement(t, "O13", "O91")
			b.run(`INSERT INTO offers_logos (id, name, media_type, sha256, content, staged_at) VALUES ('logo-5', 'x.png', 'image/png', '0123456789abcdef', '', 0)`)
			b.run(`UPDATE offers_structures SET logo_id = 'logo-5' WHERE org_id = (SELECT org_id FROM offers_offers WHERE seq = 5)`)
			own, public := c.Get(b.offerAt(5, "/apercu")).WantSound().WantNot("Visibilité"), c.Get(b.publicAt(5, "")).WantStatus(200).WantSound().WantNot("Visibilité")
			const logo = "main img[alt='Inspection du Port']"
			if pictures := own.Find(logo); len(pictures) != 1 || len(public.Find(logo)) != 1 || pictures[0].Attr("src") != public.Find(logo)[0].Attr("src") {
				t.Errorf("the preview shows %d logos, the public page %d", len(pictures), len(public.Find(logo)))
			}
			if !own.Has("Publication") {
				t.Error("the preview says nothing of its dates")
			}
		})
		d, err := pdftest.Read(c.Get(b.offerAt(5, "/apercu.pdf")).WantStatus(200).Body)
		b.ok(err)
		if text := d.Text(); !strings.Contains(text, "Marcher ensemble") || !strings.Contains(text, "2026-0005") || strings.Contains(text, "Zoé") || strings.Contains(text, "zoe.secret") {
			t.Error(text)
		}
		c.Get(b.offerAt(publishedOffer, "/modifier")).WantSound().Want("Seul « Tout le monde » est lu aujourd'hui")
		f = with(offerForm("Pour les étudiants", ""), "visibilite", "students", "ensuite", "soumettre")
		c.PostForm("/offreur/offres/nouvelle", keyed(f)).WantStatus(200).WantPath(b.offerAt(6, "")).Click("Valider et publier").WantSound().Want("Personne ne lira l'offre pour l'instant") // not without a word (O80)
		c.PostForm(b.offerAt(5, "/acte/depublier"), keyed(url.Values{"version": {"4000000"}})).WantStatus(422).WantSound().Want("Indiquez le motif")

		c.Get(b.offerAt(publishedOffer, "")).WantSound().Want("Version suivante", "Petit déjeuner équilibré", "Ce qui change", "Soumettre la nouvelle version")
		p = c.PostForm(b.offerAt(draftOffer, "/modifier"), keyed(offerForm("Autre nom", "9"))).WantStatus(409).WantSound().Want("Quelqu'un a enregistré entre-temps", "Sommeil") // both values (O89)
		if got := p.Form("Enregistrer en brouillon").Value("Nom de l'offre *"); got != "Autre nom" {
			t.Errorf("typed and lost: %q", got)
		}
		p = c.PostForm("/offreur/offres/nouvelle", keyed(with(offerForm("Encore", ""), "publication_au", "2019-01-01"))).WantStatus(422).WantSound().Want("finirait avant de commencer")
		if got := p.Form("Enregistrer en brouillon").Value("Nom de l'offre *"); got != "Encore" {
			t.Errorf("typed and lost: %q", got)
		}
		t.Run("small forms that come late", func(t *testing.T) { // both values stand on the page
			covers.Statement(t, "O89")
			stale := url.Values{"version": {"1"}, "publication_du": {"2020-02-02"}, "publication_au": {"2036-02-02"}}
			p := c.PostForm(b.offerAt(publishedOffer, "/dates"), keyed(stale)).WantStatus(409).WantSound().Want("Dans la version enregistrée", "janvier 2020")
			wantTyped(t, p, "publication_du", "2020-02-02")
			p = c.PostForm(b.offerAt(publishedOffer, "/contact"), keyed(url.Values{"version": {"1"}, "email": {"tard@preau.test"}})).WantStatus(409).WantSound().Want("Dans la version enregistrée", "accueil@preau.test")
			wantTyped(t, p, "email", "tard@preau.test")
		})
		t.Run("the commune that another saved", func(t *testing.T) {
			covers.Statement(t, "O89")
			b.post(offreuse, b.offerAt(draftOffer, "/modifier"), with(offerForm("Sommeil", "1000000"), "commune", "33000, Bordeaux"), 303)
			p := c.PostForm(b.offerAt(draftOffer, "/modifier"), keyed(offerForm("Sommeil", "1000000"))).WantStatus(409).WantSound().Want("Dans la version enregistrée", "33000, Bordeaux")
			wantTyped(t, p, "commune", "75017, Paris")
		})
		b.in[member].Get(b.offerAt(publishedOffer, "")).WantStatus(404)
		b.in[member].Get("/offreur/offres").WantStatus(404)
		b.in[admin].Get(b.offerAt(publishedOffer, "/modifier")).WantStatus(403).WantSound().Want("gestionnaire d'offres")
		b.in[admin].Get("/offreur/offres").WantStatus(200).WantSound().Want("Inspection du Port")
	})
}
