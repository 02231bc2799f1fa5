package app_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
)

// The page of activity: the feed of one's structure in sentences, narrowed; what waits; the procedures. Nobody reads another structure's.
func TestActivityOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O35", "O36", "O41")
		b := inhabited(t, e)
		c := b.in[offreuse]
		p := c.Get("/offreur/activite").WantStatus(200).WantSound().Want("Activité", "Toute l'activité", "Documentations", "a soumis l'offre 2026-0002", "a dépublié l'offre 2026-0004", "L'action est finie.", "a créé l'offre 2026-0001")
		if strings.Index(p.Text(), "2026-0004") > strings.Index(p.Text(), "a créé l'offre 2026-0001") {
			t.Error("the newest does not come first")
		}
		done, err := strconv.ParseInt(b.one(`SELECT CAST(max(done_at) AS TEXT) FROM history_lines WHERE act = 'offers.offer.unpublish'`), 10, 64)
		b.ok(err)
		paris, err := time.LoadLocation("Europe/Paris")
		b.ok(err)
		when, lines := time.UnixMicro(done).In(paris), 0
		for _, n := range p.Find(".app-feed li") { // who, what, the object's link, and when it was there (O41)
			if !strings.Contains(n.Text(), "a dépublié l'offre 2026-0004") {
				continue
			}
			if lines++; !strings.Contains(n.Text(), fmt.Sprintf("à %d h %02d", when.Hour(), when.Minute())) || !strings.Contains(n.Text(), "L'action est finie.") {
				t.Errorf("want it told at %s: %s", when, n.Text())
			}
		}
		if lines != 1 || len(p.Find(".app-feed a[href='/offreur/offres/2026-0004']")) == 0 {
			t.Errorf("%d lines tell that the offer was unpublished, and lead to it", lines)
		}
		c.Get("/offreur/activite?quoi=structure").WantSound().WantNot("a soumis l'offre")
		b.in[offreur].Get("/offreur/activite").WantSound().WantNot("2026-0002").Want("a validé la structure", "Claire MICHU a invité une personne")
		b.in[offreur].Get("/offreur/activite?quoi=utilisateurs").WantSound().Want("a invité une personne").WantNot("a validé la structure")
		b.in[member].Get("/offreur/activite").WantStatus(404)
		b.in[admin].Get("/offreur/activite").WantSound().Want("a soumis l'offre 2026-0002", "a validé la structure")
		t.Run("file active", func(t *testing.T) {
			covers.Statement(t, "O37")
			// Each thing by its name, what it waits for, since when, and its own page.
			c.Get("/offreur/activite").WantSound().Want("Votre file active", "Écrans (2026-0002)", "Une offre à valider", "Sommeil (2026-0001)", "Un brouillon d'offre à terminer", "depuis le").
				Click("Écrans (2026-0002)").WantStatus(200).WantPath("/offreur/offres/2026-0002")
			b.in[offreur].Get("/offreur/activite").WantSound().Want("n'est pas encore venue", "demande à rejoindre", "Charlotte MICHU")
			b.in[offreur].Get("/offreur/activite").Click("Examiner").WantStatus(200).WantPath("/offreur/rattachements/1")
			b.in[admin].Get("/offreur/activite").WantSound().Want("Les Lilas", "Petit déjeuner (n° 1)", "Une offre a été signalée").Click("Les Lilas").WantStatus(200).WantPath("/moderation/2")
			for i := range 12 {
				b.post(offreuse, "/offreur/offres/nouvelle", offerForm(fmt.Sprintf("Brouillon %d", i), ""), 303)
			}
			c.Get("/offreur/activite").WantSound().Want("13 brouillons d'offres à terminer, dont 3 ne sont pas ci-dessus").Click("Voir la liste").WantStatus(200).Want("13 offres")
			b.run(`UPDATE offers_structures SET state = 'suspended' WHERE number = $1`, fleurBleue)
			b.in[offreur].Get("/offreur/activite").WantSound().Want("Rien ne vous attend") // of a structure where nobody is managed
			b.run(`UPDATE offers_structures SET state = 'active' WHERE number = $1`, fleurBleue)
		})
		t.Run("documents", func(t *testing.T) {
			covers.Statement(t, "O40")
			a := b.in[admin]
			p := a.Get("/offreur/activite").Click("Gérer les documents").WantSound()
			p.Form("Enregistrer").Fill("Titre", "Calendrier").Submit().WantStatus(422).WantSound()
			p.Form("Enregistrer").Fill("Titre", "Calendrier").Check("Valideur d'offres").Attach("Fichier", "notes.txt", []byte("Un calendrier des stages.")).Submit().WantStatus(200).WantSound().Want("Calendrier")
			p = c.Get("/offreur/activite").Want("notes.txt · texte").Click("Calendrier").WantStatus(200).WantSound().WantPath("/offreur/documents/1").Want("Ce document est un fichier", "Télécharger (texte")
			if p.Find(`.app-file a[href="/offreur/documents/1/fichier"]`) == nil {
				t.Error("the page does not lead to the file")
			}
			c.Get("/offreur/documents/1/fichier").WantStatus(200).Want("Un calendrier des stages.")
			a.Get("/offreur/documents/1/modifier").Form("Enregistrer").Fill("Titre", "Calendrier des stages").Uncheck("Valideur d'offres").Check("Consultation d'offres").Submit().WantStatus(200)
			c.Get("/offreur/activite").WantNot("Calendrier des stages")
			c.Get("/offreur/documents/1").WantStatus(404)
			a.Get("/offreur/documents/1").WantStatus(200)
			c.Get("/offreur/documents").WantStatus(404)
			a.Get("/offreur/documents").Form("Enregistrer").Fill("Titre", "Affiche").Check("Valideur d'offres").Attach("Fichier", "affiche.txt", []byte("Une affiche.")).Submit().WantStatus(200)
			order := func() bool {
				text := a.Get("/offreur/activite").Text()
				return strings.Index(text, "Calendrier des stages") < strings.Index(text, "Affiche")
			}
			if !order() {
				t.Error("the newest document is not the last")
			}
			b.post(admin, "/offreur/documents/2/place", url.Values{"monter": {"1"}}, 303)
			if order() {
				t.Error("« Monter » moves nothing")
			}
			b.post(admin, "/offreur/documents/2/place", url.Values{"monter": {"1"}}, 303) // it is the first
			b.post(admin, "/offreur/documents/2/place", url.Values{}, 303)
			if !order() {
				t.Error("« Descendre » moves nothing")
			}
			b.post(offreuse, "/offreur/documents/2/place", url.Values{}, 404)
			t.Run("typed", func(t *testing.T) { // the page first, the PDF made of it
				covers.Statement(t, "O40")
				const text = "Avant de venir.\n\n# Le premier jour\n\n- la carte d'étudiant\n- une blouse\n\nÀ 9 h, au secrétariat."
				a.Get("/offreur/documents").Form("Enregistrer").Fill("Titre", "Venir à l'école").Fill("Texte", text).Submit().WantStatus(200).WantSound()
				p := c.Get("/offreur/activite").Want("Venir à l'école.pdf · PDF, ").Click("Venir à l'école").WantStatus(200).WantSound().Want("Avant de venir.", "la carte d'étudiant")
				if h := p.Find("h3"); len(h) == 0 || h[0].Text() != "Le premier jour" {
					t.Errorf("%d headings", len(h))
				}
				read := func() string {
					d, err := pdftest.Read(c.Get("/offreur/documents/3/fichier").WantStatus(200).Body)
					b.ok(err)
					return webtest.Fold(d.Text())
				}
				if got := read(); !strings.Contains(got, "• une blouse") || !strings.Contains(got, "Le premier jour") {
					t.Errorf("the PDF says %q", got)
				}
				edit := func() *webtest.Form { return a.Get("/offreur/documents/3/modifier").Form("Enregistrer") }
				edit().Fill("Texte", "Un texte nouveau.").Submit().WantStatus(200)
				if got := read(); !strings.Contains(got, "Un texte nouveau.") || strings.Contains(got, "blouse") {
					t.Errorf("the PDF is of the former text: %q", got)
				}
				edit().Fill("Texte", "").Submit().WantStatus(422).WantSound().Want("Écrivez le texte du document, ou choisissez un fichier.")
				edit().Attach("Fichier", "plan.txt", []byte("Le plan.")).Submit().WantStatus(200)
				c.Get("/offreur/documents/3").WantSound().Want("Un texte nouveau.", "plan.txt") // the text says what the file holds
				edit().Fill("Texte", "Le plan de l'école.").Submit().WantStatus(200)
				c.Get("/offreur/documents/3/fichier").Want("Le plan.") // a file that was sent stays
				edit().Fill("Texte", "").Submit().WantStatus(200)
				b.post(admin, "/offreur/documents/3/retirer", url.Values{"version": {"5"}}, 303)
			})
			b.post(admin, "/offreur/documents/1/retirer", url.Values{"version": {"1"}}, 409)
			b.post(admin, "/offreur/documents/1/retirer", url.Values{"version": {"2"}}, 303)
			a.Get("/offreur/documents/1").WantStatus(404)
		})
		t.Run("procedures", func(t *testing.T) {
			covers.Statement(t, "O38", "O39", "O107")
			p := c.Get("/offreur/activite").Want("Procédure - Création_modification Offres.pdf (PDF, ", "Procédure - Gestion de comptes utilisateur.pdf", "Procédure - Publication Offres.pdf", "Création d'une offre", "Création des comptes associés à l'offre", "Procédure de publication / dépublication")
			last := -1
			for _, title := range []string{"Création d'une offre", "Création des comptes associés à l'offre", "Procédure de publication / dépublication"} { // in the order of the source
				at := strings.Index(p.Text(), webtest.Fold(title))
				if at <= last {
					t.Errorf("« %s » does not stand where the source has it", title)
				}
				last = at
			}
			p.Click("Création d'une offre").WantStatus(200).WantSound().Want("Les champs, un par un", "Erreurs fréquentes")
			said := map[string]string{}
			for _, x := range []string{"offres", "utilisateurs", "publication"} {
				c.Get("/offreur/procedures/" + x).WantStatus(200).WantSound()
				d, err := pdftest.Read(c.Get("/offreur/procedures/" + x + "/document.pdf").WantStatus(200).Body)
				b.ok(err)
				said[x] = webtest.Fold(d.Text())
			}
			asked := askedBy(b.in[offreuse].Get("/offreur/offres/nouvelle").WantStatus(200))
			if len(asked) < 38 {
				t.Errorf("the form asks %d things: %q", len(asked), asked)
			}
			for _, label := range append(asked, "Lieu ou école") {
				if _, after, told := strings.Cut(said["offres"], "• "+label+" : "); !told || !strings.Contains(strings.SplitN(after, "• ", 2)[0], "Exemple : ") {
					t.Errorf("the first procedure tells nothing of « %s », or gives no example", label)
				}
			}
			for x, wants := range map[string][]string{
				"utilisateurs": {"Qui", "Les quatre permissions", "Inviter une personne", "« Lieux », puis « Importer »", "Première connexion", "« Activé »", "douze écoles", "responsable des comptes"},
				"publication":  {"Qui", "file active", "À vérifier avant de valider", "« Valider et publier »", "« Programmée »", "« Dépublier »", "« Expirée »", "reconduisez-la", "Retrait par le modérateur"},
			} {
				for _, want := range wants {
					if !strings.Contains(said[x], webtest.Fold(want)) {
						t.Errorf("%s says nothing of %s", x, want)
					}
				}
			}
			c.Get("/offreur/procedures/rien").WantStatus(404)
		})
	})
}

// askedBy are the labels of what the form of an offer asks: of its fields, of each group of boxes, and of boxes that stand alone; not of the
// boxes of a group, nor of what makes a period.
func askedBy(p *webtest.Page) []string {
	inner := map[string]bool{}
	for _, n := range p.Find("#offre fieldset label, #offre fieldset fieldset legend") {
		inner[n.Text()] = true
	}
	var out []string
	for _, n := range p.Find("#offre label, #offre legend") {
		if label := n.Text(); !inner[label] {
			out = append(out, strings.TrimSuffix(label, " *"))
		}
	}
	return out
}

// Who came by a sheet that gives no name is told by their address: a link that says nothing leads nowhere.
func TestActiveFileNamesEverybody(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O37")
		b := inhabited(t, e)
		c := b.in[offreur]
		b.writesSheet(offreur, b.sendsSheet(offreur, schoolsImports, "ecoles", "UAI;École;E-mail\n"+uaiOf(350101)+";École n° 1;sansnom@inspec.test\n"))
		c.Get("/offreur/activite").WantSound().Click("sansnom@inspec.test").WantStatus(200).WantPath("/offreur/invitations/2")
		b.browser().Get(b.linkTo("sansnom@inspec.test")).Press("Accepter l'invitation").WantStatus(200)
		c.Get("/offreur/activite").WantSound().Click("sansnom@inspec.test").WantStatus(200).WantPath("/offreur/utilisateurs/" + b.userNumber("sansnom@inspec.test"))
	})
}

// Who administers one structure and acts for another is led to the people of the one that they administer.
func TestActiveFileWhileActingForAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O37")
		b := inhabited(t, e)
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{
				AccountID: b.one(`SELECT id FROM account_accounts WHERE email = $1`, offreurAddress), Role: "offers.reader",
				Place: access.Place{Kind: access.Organisation, ID: b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)},
			})
			return err
		}))
		c := b.in[offreur]
		c.Get("/offreur/structure").Want("Inspection du Port")
		c.Get("/offreur/activite").WantSound().Want("Prév ASSOCIATION Fleur bleue").Click("Examiner").WantStatus(200).WantPath(structureAt(fleurBleue, "/rattachements/1"))
	})
}
