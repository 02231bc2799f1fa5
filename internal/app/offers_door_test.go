package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// The block of those who have an account, as the source has it; the address is the identifier, whatever its case and the spaces around it.
func TestDoorOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O2", "O4")
		b := inhabited(t, e)
		p := b.browser().Get("/offreur").WantSound().Want("J'ai déjà un compte offreur").In("form#connexion")
		var fields []string
		for _, n := range p.Find("input:not([type=hidden])") {
			fields = append(fields, n.Attr("type"))
		}
		if got := strings.Join(fields, " "); got != "email password checkbox" {
			t.Errorf("fields %s", got)
		}
		p.Want("Email", "Mot de passe", "Se souvenir de moi")
		if n := len(p.Find("button svg")); n != 1 {
			t.Errorf("%d icons on the button", n)
		}
		f := p.Form("Connexion").Fill("Email", "  "+strings.ToUpper(offreurAddress)+" ").Fill("Mot de passe", goodPassword)
		f.Submit().WantStatus(200).WantPath("/offreur/structure").Want("Ma structure")
		b.browser().Get("/offreur").Click("Mot de passe oublié ?").WantStatus(200).WantSound().WantPath("/mot-de-passe/oubli?suite=/offreur")
	})
}

// « Mot de passe oublié ? » says the same to everybody, and writes to who has an account alone (O29).
func TestForgottenAtOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O29")
		b := inhabited(t, e)
		said := map[string]string{}
		for _, address := range []string{offreurAddress, "personne@fleurbleue.test", userOf("suspended") + "@preau.test"} {
			c := b.browser()
			p := c.Get("/mot-de-passe/oubli?suite=/offreur").Form("Recevoir le mail").Fill("Nom d'utilisateur ou adresse email", address).Submit().WantStatus(200).WantSound()
			said[p.In("main").Text()] = address
		}
		if len(said) != 1 {
			t.Errorf("%d answers: %v", len(said), said)
		}
		if m := b.mailTo(offreurAddress); !says(m, "mot de passe") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM notify_mails WHERE address = 'personne@fleurbleue.test'`); n != "0" {
			t.Errorf("%s mails to nobody", n)
		}
		c, link := b.browser(), b.linkTo(offreurAddress)
		c.Get(link).WantSound().Form("Enregistrer ce mot de passe").Fill("Nouveau mot de passe", "tulipe bleue du matin").Fill("Retapez le mot de passe", "tulipe bleue du matin").Submit().WantStatus(200)
		b.browser().Get(link).WantStatus(410) // once
		b.signsIn(offreurAddress, "tulipe bleue du matin").WantStatus(200)
	})
}

// « Se souvenir de moi » lasts thirty days, other sessions eight idle hours; five failures slow down and do not lock; who may not sign in is
// told nothing that a wrong password would not have been (O30).
func TestRememberedAtOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O30")
		b := inhabited(t, e)
		in := func(c *webtest.Client, remember string) {
			f := url.Values{"nom_utilisateur": {offreurAddress}, "mot_de_passe": {goodPassword}, "suite": {"/offreur"}}
			if remember != "" {
				f.Set("rester", remember)
			}
			c.PostForm("/connexion", keyed(f)).WantStatus(200)
		}
		long, short := b.browser(), b.browser()
		in(long, "1")
		in(short, "")
		b.d.Clock.Advance(8*time.Hour + time.Second)
		short.Get("/offreur/structure").WantPath("/connexion?suite=%2Foffreur%2Fstructure")
		long.Get("/offreur/structure").WantStatus(200)
		b.d.Clock.Advance(30*24*time.Hour - 8*time.Hour - time.Minute)
		long.Get("/offreur/structure").WantStatus(200).WantPath("/offreur/structure")
		b.d.Clock.Advance(time.Minute)
		long.Get("/offreur/structure").WantPath("/connexion?suite=%2Foffreur%2Fstructure")
		said := func(p *webtest.Page) string { return p.WantStatus(422).In(".ds-error-summary").Text() }
		wrong := said(b.signsIn(offreurAddress, "pas le bon mot de passe"))
		unknown := said(b.signsIn("personne@fleurbleue.test", "pas le bon mot de passe"))
		waiting := said(b.signsIn("lilas@preau.test", goodPassword)) // its structure was not accepted
		if wrong != unknown || wrong != waiting {
			t.Errorf("told apart:\n%s\n%s\n%s", wrong, unknown, waiting)
		}
		for range 4 {
			b.signsIn(offreurAddress, "pas le bon mot de passe").WantStatus(422)
		}
		b.signsIn(offreurAddress, goodPassword).WantStatus(429)
		b.d.Clock.Advance(30 * time.Second)
		b.signsIn(offreurAddress, goodPassword).WantStatus(200)
	})
}

// What a structure says of itself: who signs, by name and by function; a type of the operator's list and no other; the description's hint;
// a logo that stands on its offers, on the page and on paper (O9, O11, O12, O13).
func TestWhatAStructureSays(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O9", "O11", "O12")
		b := inhabited(t, e)
		if got := b.one(`SELECT signatory || ' / ' || signatory_role FROM offers_structures WHERE number = 1`); got != "Madame MICHU / Médecin" {
			t.Errorf("the representative is %q", got)
		}
		p := b.browser().Get("/offreur/demande").Want("Représentant légal (signataire des conventions)", "Fonction du représentant légal", "La description de votre projet pédagogique et votre établissement / association")
		var types []string
		for _, n := range p.Find("select[name=type] option") {
			types = append(types, n.Text())
		}
		if got := strings.Join(types, ", "); got != "Non précisé, École maternelle ou élémentaire, Circonscription (IEN), Collège, Lycée, Université, Association, EHPAD, Structure de soins, Collectivité, Entreprise" {
			t.Errorf("types: %s", got)
		}
		forged := requestForm("Type forgé", "443061841", "type@preau.test")
		for _, typ := range []string{"99", "Association"} {
			b.browser().PostForm("/offreur/demande", keyed(with(forged, "type", typ))).WantStatus(422)
		}
		t.Run("logo", func(t *testing.T) {
			covers.Statement(t, "O13")
			c := b.in[offreuse]
			c.Get("/offreur/demande").WantStatus(200)
			b.browser().Get("/offreur/demande").Want("Ici votre logo qui apparaîtra sur vos offres")
			image := func() bool {
				return strings.Contains(string(b.browser().Get(b.publicAt(publishedOffer, "/offre.pdf")).WantStatus(200).Body), "/Subtype /Image")
			}
			if image() {
				t.Error("a picture without a logo")
			}
			c.Get("/offreur/structure").Form("Enregistrer").Fill("Siren", "356000000").Fill("N° et rue", "1 quai du Port").Fill("Commune", "75017, Paris").
				Fill("Représentant légal (signataire des conventions)", "Madame PORT").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantStatus(200).Want("Enregistré avec succès")
			if n := len(b.browser().Get(b.publicAt(publishedOffer, "")).Find(`img[alt="Inspection du Port"]`)); n != 1 {
				t.Errorf("%d logos on the offer's page", n)
			}
			if !image() {
				t.Error("no logo on paper")
			}
			if got := string(b.in[offreuse].Get(b.offerAt(publishedOffer, "/apercu.pdf")).WantStatus(200).Body); !strings.Contains(got, "/Subtype /Image") {
				t.Error("no logo on the preview's paper")
			}
		})
	})
}

// The left column has each thing once, under the source's headings; forms can be left and kept; lists have the source's pager twice (O31, O34, O61).
func TestFrameOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O31", "O34", "O61")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("lectrice@fleurbleue.test", "offers.reader"), 303)
		b.comesIn("lectrice", "lectrice@fleurbleue.test")
		for role, want := range map[string]string{
			offreur:    "Espace offreur: Activité; OFFRES: Offres; ADMINISTRATION: Mon compte offreur, Lieux, Utilisateurs",
			"lectrice": "Espace offreur: Activité, Mon compte offreur; OFFRES: Offres",
		} {
			p := b.in[role].Get("/offreur/offres").In("nav.app-side")
			said := p.Text()
			for _, group := range strings.Split(want, "; ") {
				head, places, _ := strings.Cut(group, ": ")
				if !strings.Contains(said, webtest.Fold(head+" "+strings.ReplaceAll(places, ", ", " "))) {
					t.Errorf("%s: %q is not in %q", role, group, said)
				}
			}
			if heads := len(p.Find("h2")); heads != strings.Count(want, ":") {
				t.Errorf("%s: %d headings in %q", role, heads, said)
			}
		}
		t.Run("counters", func(t *testing.T) { // one person who has not come, one who asks to join
			covers.Statement(t, "O37")
			b.in[offreur].Get("/offreur/structure").In("nav.app-side").Want("Utilisateurs 2")
		})
		for _, form := range []string{"/offreur/structure", "/offreur/utilisateurs/nouveau", "/offreur/offres/nouvelle"} {
			b.in[offreur].Get(form).Want("Annuler", "Enregistrer")
			if n := len(b.in[offreur].Get(form).Find("main form a.ds-button")); n == 0 {
				t.Errorf("%s: « Annuler » is no way back", form)
			}
		}
		for list, who := range map[string]string{"/offreur/utilisateurs": offreur, "/offreur/offres": offreuse, "/offreur/activite": offreuse} {
			p := b.in[who].Get(list).WantSound().Want("Précédent", "Suivant", "1 / 1", "20/page")
			if n := len(p.Find(".app-pages")); n != 2 {
				t.Errorf("%s: %d pagers", list, n)
			}
		}
		b.in[offreur].Get("/offreur/utilisateurs?nom=zorglub").WantSound().Want("/ 0", "Personne ne correspond")
	})
}

// « Enregistrer et soumettre » does both at once where nothing is missing, and says what is missing where something is (O92).
func TestSavedAndSubmitted(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O92")
		b := inhabited(t, e)
		f := offerForm("Sommeil et écrans", "1000000")
		f.Set("ensuite", "soumettre")
		twice := func(f url.Values) url.Values { return with(f, "_cle", "deux-fois") }
		missing := with(f)
		missing.Del("publics")
		b.in[offreuse].PostForm(b.offerAt(draftOffer, "/modifier"), keyed(missing)).WantStatus(200).WantSound().WantPath(b.offerAt(draftOffer, "/acte/soumettre")).Want("Choisissez au moins un public")
		if got := b.one(`SELECT state FROM offers_offers WHERE seq = 1`); got != "draft" {
			t.Errorf("with something missing it is %s", got)
		}
		f.Set("version", b.one(`SELECT CAST(version AS TEXT) FROM offers_offers WHERE seq = 1`)+"000000")
		for range 2 { // the same form sent twice is answered as the first was
			b.in[offreuse].PostForm(b.offerAt(draftOffer, "/modifier"), twice(f)).WantStatus(200).WantSound().WantPath(b.offerAt(draftOffer, "")).Want("À valider")
		}
	})
}
