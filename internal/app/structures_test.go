package app_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
	"preau/internal/offers/structure"
)

// logoFile is a small picture.
func logoFile(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// titled says whether a mail has the form of subject of the source: « Title / subject ».
func titled(m mail.Message, subject string) bool {
	return !strings.HasPrefix(m.Subject, "[") && strings.HasSuffix(webtest.Fold(m.Subject), webtest.Fold("x" + subject)[1:])
}

// firstStepOf is the first step, filled in as the source has it.
func firstStepOf(p *webtest.Page, siren string) *webtest.Form {
	return p.Form("Suivant").Fill("Raison sociale", "Prév Association Bleuet").Fill("Siren", siren).Fill("N° et rue", "12 Boulevard Grenelle").Fill("Commune", "75017, Paris").
		Choose("Type d'offreur", "Association").Fill("Représentant légal (signataire des conventions)", "Madame MICHU").Fill("Fonction du représentant légal", "Médecin")
}

// The request from the entry to its mail: two steps, with a way back that loses nothing, the logo included.
func TestRequestInTwoSteps(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O1", "O3", "O5")
		b := inhabited(t, e)
		c := b.browser()
		p := c.Get("/offreur").WantSound().Want("J'ai déjà un compte offreur", "Je souhaite ouvrir un compte offreur", "Mot de passe oublié ?", "Se souvenir de moi", "La description de votre projet", "La création de votre compte « Administrateur »")
		p = p.Click("Créer un compte").WantSound().Want("Demande de création d'un compte offreur", "Informations structure offreuse", "Informations du compte administrateur", "Les champs marqués d'un * sont obligatoires")
		wantStep := func(p *webtest.Page, want string) {
			t.Helper()
			if now := p.Find(`ol.app-steps [aria-current=step]`); len(now) != 1 || now[0].Text() != want {
				t.Errorf("%d steps are marked as the one where one is, want %q", len(now), want)
			}
		}
		t.Run("steps", func(t *testing.T) {
			covers.Statement(t, "O6", "O7", "O8")
			last := -1
			for _, label := range []string{"Raison sociale", "Siren", "N° et rue", "Complément", "Commune", "Type d'offreur", "Représentant légal (signataire des conventions)", "Description de l'offreur", "Logo de la structure"} {
				at := strings.Index(p.Text()[last+1:], webtest.Fold(label))
				if at < 0 {
					t.Errorf("%q is missing, or not in its place", label)
					continue
				}
				last += 1 + at
			}
			wantStep(p, "Informations structure offreuse")
			if n := len(p.Find("input[required]")); n != 5 {
				t.Errorf("%d fields are required, want 5", n)
			}
		})
		p = firstStepOf(p, "732829329").Attach("Logo de la structure", "logo.svg", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")).Submit().WantStatus(422).WantSound()
		p = firstStepOf(p, "000000000").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantStatus(422).WantSound()
		p = firstStepOf(p, "356 000 000").Submit().WantStatus(200).WantSound().Want("Cette adresse mail sera votre identifiant de connexion").WantNot("Mot de passe")
		wantStep(p, "Informations du compte administrateur")
		p = p.Form("Enregistrer").Fill("Prénom", "Claire").Fill("Email", "pas une adresse").Submit().WantStatus(422).WantSound().Want("Indiquez une adresse email complète")
		back := p.Press("Retour").WantSound()
		t.Run("back", func(t *testing.T) {
			covers.Statement(t, "O14", "O15", "O19")
			if v := back.Form("Suivant").Value("Raison sociale"); v != "Prév Association Bleuet" {
				t.Errorf("the name is %q", v)
			}
			back.Want("logo.png")
		})
		p = back.Form("Suivant").Submit().WantStatus(200)
		if v := p.Form("Enregistrer").Value("Prénom"); v != "Claire" {
			t.Errorf("the first name is %q", v)
		}
		p.Form("Enregistrer").Fill("Nom", "MICHU").Fill("Fonction", "Médecin").Fill("Email", " Claire.Michu@Bleuet.test ").Fill("Téléphone", "0101010100").Submit().WantSound().WantPath("/offreur/demande/envoyee").Want("en cours de validation")
		t.Run("mails", func(t *testing.T) {
			covers.Statement(t, "O18", "O22", "O23")
			m := b.mailTo("claire.michu@bleuet.test")
			if !titled(m, " / Compte offreur en cours de validation") || !says(m, "Bonjour Claire MICHU,", "envoyée à l'administrateur de la plateforme", "Vous serez informé par mail de l'activation de votre compte") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			settings, err := b.a.Instance.Get(t.Context())
			b.ok(err)
			if contact := settings.ServiceContact(instance.Offers); contact == "" && !says(m, "/contact") || contact != "" && !says(m, "En cas de problème, écrivez à "+contact) {
				t.Errorf("whom to write to (%q) is not said: %s", contact, m.Text)
			}
			if m := b.mailTo("admin@preau.test"); !says(m, "Bleuet", "Elle attend votre validation") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			b.in[admin].Get("/moderation").WantSound().Want("Prév Association Bleuet", "En cours de validation")
		})
		t.Run("nobody signs in", func(t *testing.T) {
			covers.Statement(t, "O20", "O21")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'claire.michu@bleuet.test'`); n != "0" {
				t.Errorf("%s accounts", n)
			}
		})
	})
}

// Types say by which number a structure is known; a known one is not asked for twice.
func TestNumbersOfStructures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O10", "O16")
		b := inhabited(t, e)
		c := b.browser()
		send := func(change func(url.Values)) *webtest.Page {
			f := requestForm("École des Lilas", "", "ecole@preau.test")
			f.Set("type", "1")
			change(f)
			return c.PostForm("/offreur/demande", keyed(f))
		}
		late := send(func(url.Values) {}).WantStatus(422).WantSound().Want("Indiquez l'UAI de l'école")
		for name, starred := range map[string]int{"uai": 1, "siren": 0} { // a school of the first degree has no SIREN of its own
			if n := len(late.Find(`label[for="f-` + name + `"] .app-req`)); n != starred {
				t.Errorf("%d stars at %s", n, name)
			}
		}
		send(func(f url.Values) { f.Set("uai", "0350122A") }).WantStatus(422).WantSound()
		send(func(f url.Values) { f.Set("uai", "0350122T"); f.Set("commune", "Paris") }).WantStatus(422).WantSound().Want("Ajoutez le code postal")
		send(func(f url.Values) { f.Set("uai", "0350122T"); f.Set("type", "99") }).WantStatus(422).Want("Choisissez un type de la liste")
		send(func(f url.Values) { f.Set("uai", "0350122t") }).WantStatus(200).Want("en cours de validation")
		c.PostForm("/offreur/demande", keyed(requestForm("Double", "732829320", "double@preau.test"))).WantStatus(409).WantSound().Want("Prév ASSOCIATION Fleur bleue")
		if got := b.one(`SELECT commune || ' ' || commune_code FROM offers_structures WHERE uai = '0350122T'`); got != "Paris 75056" {
			t.Errorf("the commune is %q", got)
		}
	})
}

// The moderator's three answers, each with its mail, and what they lead to.
func TestModeration(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O24")
		b := inhabited(t, e)
		c := b.in[admin]
		p := c.Get(structureAt(lesLilas, "")).WantSound().Want("Les Lilas", "Claire MICHU", "Madame MICHU")
		p = p.Press("Demander une correction").WantStatus(422).WantSound().Want("Écrivez le motif")
		p.Form("Demander une correction").Fill("Motif", "Quelle est votre rue ?").Submit().WantStatus(200).Want("À corriger", "Quelle est votre rue ?")
		m := b.mailTo("lilas@preau.test")
		if !titled(m, " / Demande de compte offreur à corriger") || !says(m, "Quelle est votre rue ?") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		link := local(b.linkTo("lilas@preau.test"))
		v := b.browser()
		v.Get(link).WantSound().Want("Quelle est votre rue ?").Form("Envoyer ma demande corrigée").Fill("N° et rue", "3 rue des Lilas").Submit().WantSound().Want("en cours de validation")
		v.Get(link).WantPath("/offreur/demande/envoyee").WantSound().Want("Votre demande est en cours de validation") // it served
		if m := b.mailTo("admin@preau.test"); !says(m, "Les Lilas", "Elle attend votre validation") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		c.Get(structureAt(lesLilas, "")).Want("3 rue des Lilas").Form("Refuser la demande").Fill("Motif", "Hors du champ.").Submit().Want("Refusée")
		if m := b.mailTo("lilas@preau.test"); !titled(m, " / Demande de compte offreur refusée") || !says(m, "Hors du champ.", "Déposer une nouvelle demande") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"4"}}, 409)
	})
}

// An accepted structure is an organisation with one account that may do everything; its mail leads to a password before all else.
func TestAcceptedStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O25", "O26")
		b := inhabited(t, e)
		b.in[admin].Get(structureAt(lesLilas, "")).Press("Valider la structure").WantStatus(200).WantSound().Want("Active")
		m := b.mailTo("lilas@preau.test")
		if !titled(m, " / Création d'un compte utilisateur") || !says(m, "associé à la structure « Les Lilas »", "lilas@preau.test", "à titre de service rendu au public", "Excellente navigation") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		who := "lilas"
		b.in[who] = b.browser()
		b.in[who].Get("/offreur/structure").WantPath("/connexion?suite=%2Foffreur%2Fstructure")
		b.accept(who, b.linkTo("lilas@preau.test"))
		b.in[who].Get("/offreur").WantPath("/offreur/structure").WantSound().Want("Ma structure")
		t.Run("grants", func(t *testing.T) {
			covers.Statement(t, "O60")
			got := b.all(`SELECT g.role FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'lilas@preau.test' ORDER BY g.role`)
			if strings.Join(got, " ") != "offers.admin offers.approver offers.manager" {
				t.Errorf("%v", got)
			}
		})
	})
}

// A structure whose type asks for a SIREN, and that has a UAI since before it did, saves the rest without emptying it; another UAI is refused (O16).
func TestStructureKeepsItsNumbers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O16", "O54")
		b := inhabited(t, e)
		c := b.in[offreur]
		b.run(`UPDATE offers_structures SET uai = '0350122T' WHERE number = 1`)
		p := c.Get("/offreur/structure").Form("Enregistrer").Fill("N° et rue", "14 rue Neuve").Submit().WantStatus(200).WantSound().Want("Enregistré avec succès")
		if v := p.Form("Enregistrer").Value("N° et rue"); v != "14 rue Neuve" {
			t.Errorf("the street is %q", v)
		}
		p.Form("Enregistrer").Fill("UAI", "0352480F").Submit().WantStatus(422).WantSound().Want("est connue par son Siren")
	})
}

// « Ma structure »: its nine fields; a sensitive change goes back to the moderator with before and after; a stale write keeps both values.
func TestOwnStructure(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O53", "O54", "O55")
		b := inhabited(t, e)
		c := b.in[offreur]
		p := c.Get("/offreur/structure").WantSound().Want("Ma structure", "Dans cette rubrique vous pourrez modifier les informations de votre compte offreur et de sa description")
		if n := p.Find("main form a.ds-button"); len(n) != 1 || n[0].Text() != "Annuler" || n[0].Attr("href") != "/offreur/structure" {
			t.Errorf("« Annuler » is %d links", len(n))
		}
		f := p.Form("Enregistrer")
		for label, want := range map[string]string{"Raison sociale": "Prév ASSOCIATION Fleur bleue", "Siren": "732829320", "Commune": "75017, Paris", "Fonction du représentant légal": "Médecin", "Description de l'offreur": "Cette offre est un test"} {
			if v := f.Value(label); v != want {
				t.Errorf("%s is %q", label, v)
			}
		}
		stale := c.Get("/offreur/structure").Form("Enregistrer")
		f.Fill("Complément", "Bâtiment B").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantSound().Want("Enregistré avec succès").WantNot("À modérer de nouveau")
		if n := len(c.Get("/offreur/structure").Find(`img[alt="Prév ASSOCIATION Fleur bleue"]`)); n != 1 {
			t.Errorf("%d logos", n)
		}
		t.Run("no logo", func(t *testing.T) { // as it was before: with its name alone, for everybody
			covers.Statement(t, "O13", "O54")
			b.run(`UPDATE offers_published SET org_id = (SELECT org_id FROM offers_structures WHERE number = $1)`, fleurBleue)
			logos := func(want int) {
				t.Helper()
				p := b.in[visitor].Get(b.publicAt(publishedOffer, "")).WantStatus(200).WantSound().Want("Prév ASSOCIATION Fleur bleue")
				if n := len(p.Find(`img[alt="Prév ASSOCIATION Fleur bleue"]`)); n != want {
					t.Errorf("%d logos, want %d", n, want)
				}
			}
			logos(1)
			c.Get("/offreur/structure").Form("Enregistrer").Check("Retirer le logo").Submit().WantSound().Want("Enregistré avec succès").WantNot("Logo actuel", "Retirer le logo")
			logos(0)
			b.in[visitor].Get(b.publicAt(publishedOffer, "/offre.pdf")).WantStatus(200)
			b.in[visitor].Get("/offreur/logos/" + number(fleurBleue)).WantStatus(404)
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_logos`); n != "0" {
				t.Errorf("%s logos are kept", n)
			}
			c.Get("/offreur/structure").Form("Enregistrer").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().Want("Enregistré avec succès")
			logos(1)
		})
		stale.Fill("Complément", "Bâtiment C").Submit().WantStatus(409).WantSound().Want("Bâtiment B", "Ce qui est enregistré maintenant")
		t.Run("sensitive", func(t *testing.T) {
			covers.Statement(t, "O56", "O33")
			c.Get("/offreur/structure").Form("Enregistrer").Fill("Raison sociale", "Fleur rouge").Submit().Want("Enregistré avec succès", "À modérer de nouveau")
			if m := b.mailTo("admin@preau.test"); !says(m, "Fleur rouge", "changé des informations que vous aviez validées") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			b.in[admin].Get("/moderation").Want("Fleur rouge")
			b.in[admin].Get(structureAt(fleurBleue, "")).WantSound().Want("Prév ASSOCIATION Fleur bleue", "Fleur rouge").Press("Valider les changements").WantNot("À modérer de nouveau")
		})
		b.post(admin, structureAt(fleurBleue, ""), url.Values{"acte": {"suspend"}, "version": {b.one(`SELECT CAST(version AS TEXT) FROM offers_structures WHERE number = 1`)}, "motif": {"Plus de réponse."}}, 303)
		if m := b.mailTo(offreurAddress); !says(m, "Suspendue", "Plus de réponse.") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		c.Get("/offreur/structure").WantSound().Want("Suspendue").WantNot("Enregistrer")
	})
}

// A request that anybody may have sent keeps nobody from sending the real one, and its name is not read by others; the moderator sees that
// two meet, and accepts one of them (O17).
func TestRequestsMeet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O17")
		b := inhabited(t, e)
		c := b.browser()
		c.PostForm("/offreur/demande", keyed(requestForm("Les vrais Lilas", "552100554", "vraie@lilas.test"))).WantStatus(200).Want("en cours de validation").WantNot("Les Lilas ")
		second := b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = 'Les vrais Lilas'`)
		b.in[admin].Get("/moderation/"+second).WantSound().Want("Même numéro", "Les Lilas", "lilas@preau.test"[:5])
		b.post(admin, "/moderation/"+second, url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		b.in[admin].PostForm(structureAt(lesLilas, ""), keyed(url.Values{"acte": {"accept"}, "version": {"1"}})).WantStatus(409).WantSound().Want("Les vrais Lilas")
		c.PostForm("/offreur/demande", keyed(requestForm("Encore", "552100554", "tiers@lilas.test"))).WantStatus(409).WantSound().Want("Les vrais Lilas")
	})
}

// A known SIREN is known whatever UAI stands beside it, and the other way round; two UAIs tell two apart, and the SIREN of a commune says
// nothing of its schools. The moderator sees all that share a number (O17).
func TestNumbersThatMeet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O17", "O16")
		b := inhabited(t, e)
		c := b.browser()
		n := 0
		asks := func(name, typ, siren, uai string) *webtest.Page {
			n++ // an address asks three times a day
			return c.PostForm("/offreur/demande", keyed(with(requestForm(name, siren, fmt.Sprintf("numero%d@preau.test", n)), "type", typ, "uai", uai)))
		}
		made := func(name, typ, siren, uai string) string {
			asks(name, typ, siren, uai).WantStatus(200).Want("en cours de validation")
			return b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = $1`, name)
		}
		accepted := func(n string) {
			b.post(admin, "/moderation/"+n, url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		}
		either := b.one(`SELECT CAST(min(number) AS TEXT) FROM offers_types WHERE identifier = 'either'`)
		asks("Encore elle", either, "732829320", "0350122T").WantStatus(409).WantSound().Want("Prév ASSOCIATION Fleur bleue")
		asks("Encore elle", "6", "732829320", "0350122T").WantStatus(422).WantSound().Want("« Association » est connue par son Siren") // by type (O16)
		college := made("Collège", either, "356000000", "")
		accepted(college)
		asks("Collège, par ses deux numéros", either, "356000000", "0350122T").WantStatus(409).Want("« Collège »")
		lycee := made("Lycée", either, "443061841", "0750652B")
		accepted(lycee)
		asks("Lycée, par son Siren", either, "443061841", "").WantStatus(409).Want("« Lycée »")
		annexe := made("Annexe", either, "443061841", "0350122T")
		b.in[admin].Get("/moderation/"+annexe).WantSound().Want("Même numéro", "Lycée")
		accepted(annexe)
		commune := made("Commune", "9", "552032534", "")
		accepted(commune)
		accepted(made("École de la commune", "1", "552032534", "0352480F"))
		b.post(admin, "/moderation/"+college, url.Values{"acte": {"suspend"}, "version": {"2"}, "motif": {"Essai"}}, 303)
		asks("Collège suspendu", either, "356000000", "").WantStatus(409).WantSound().Want("« Collège »", "suspendue", "Nous contacter").WantNot("Demander à la rejoindre")
	})
}

// Two moderators who accept two requests of one number at once make one structure: the other is told that it is known (O17).
func TestAcceptedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O17")
		b := inhabited(t, e)
		const rounds = 4
		numbers := []string{"443061841", "552032534", "542107651", "542051180"}
		var asked [rounds][2]int64
		for i, siren := range numbers {
			for j := range 2 {
				name := fmt.Sprintf("Double %d %d", i, j)
				b.browser().PostForm("/offreur/demande", keyed(requestForm(name, siren, fmt.Sprintf("double%d%d@preau.test", i, j)))).WantStatus(200)
				n, err := strconv.ParseInt(b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = $1`, name), 10, 64)
				b.ok(err)
				asked[i][j] = n
			}
		}
		for _, pair := range asked {
			var all sync.WaitGroup
			for _, n := range pair {
				who := b.actor(member, access.Grant{Role: access.Admin, Place: access.Everywhere})
				all.Go(func() {
					err := b.a.Offers.Structures.Moderate(t.Context(), who, n, 1, structure.Accept, "")
					if _, known := structure.KnownOf(err); err != nil && !known {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		if got := b.count(`offers_structures WHERE name LIKE 'Double%' AND state = 'active'`); got != number(rounds) {
			t.Errorf("%s structures of %d numbers", got, rounds)
		}
	})
}

// While there is no moderator, what waits for one waits for the platform's administrators, as the mails go to them (O23).
func TestWithoutModerator(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O23", "O37")
		b := inhabited(t, e)
		b.in[admin].Get("/").Want("attend votre modération")
		if err := b.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
			SELECT 'moderator', id, 'offers.moderator', 'platform', '', 0, '', '', 0, '', '', '' FROM account_accounts WHERE user_name = $1`, userOf(member))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		b.in[admin].Get("/").WantNot("attend votre modération")
		b.in[member].Get("/").Want("attend votre modération")
	})
}

// The star stands at the number by which the chosen type is known, and at neither where one of two is enough (O8, O16).
func TestStarOfANumber(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O8", "O16")
		b := inhabited(t, e)
		for name, want := range map[string][2]bool{"École maternelle ou élémentaire": {false, true}, "Circonscription (IEN)": {false, false}, "Association": {true, false}} {
			number := b.one(`SELECT CAST(number AS TEXT) FROM offers_types WHERE name = '` + name + `'`)
			p := b.browser().PostForm("/offreur/demande", keyed(url.Values{"type": {number}, "etape": {"suite"}})).WantStatus(422).WantSound()
			if got := [2]bool{p.Find("input[name=siren]")[0].HasAttr("required"), p.Find("input[name=uai]")[0].HasAttr("required")}; got != want {
				t.Errorf("%s: SIREN and UAI are starred %v, want %v", name, got, want)
			}
		}
	})
}

// The link to correct a request is renewed after its thirty days, by who asked and by the moderator, who may take the request back, too; all
// that was asked for is corrected by it, the person and the logo included (O28).
func TestCorrectionGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O28")
		b := inhabited(t, e)
		old := b.links["correction"]
		b.d.Clock.Advance(31 * 24 * time.Hour)
		v := b.browser()
		v.PostForm(old, keyed(with(requestForm("Sans suite", "443061841", "suite@preau.test"), "version", "2"))).WantStatus(409).WantSound()
		v.Get(old).WantStatus(200).WantSound().Want("Ce lien ne sert plus").WantNot("Raison sociale").Press("Recevoir un nouveau lien").WantStatus(200)
		v.Get(old).WantStatus(410).WantSound().Want("Un lien plus récent l'a remplacé").WantNot("Sans suite")
		renewed := local(b.linkTo("suite@preau.test"))
		b.post(admin, "/connexion", url.Values{"nom_utilisateur": {"admin@preau.test"}, "mot_de_passe": {goodPassword}}, 303)
		b.in[admin].Get(structureAt(sansSuite, "")).WantSound().Want("qui sert jusqu'au").WantNot("Motif").Press("Renvoyer le lien de correction").WantStatus(200)
		v.Get(renewed).WantStatus(410).WantSound()
		link := local(b.linkTo("suite@preau.test"))
		if body := string(v.Get(link).Body); strings.Index(body, `name="telephone"`) > strings.Index(body, `type="file"`) {
			t.Error("what is typed after a logo that is too large is lost: it comes last (O14)")
		}
		v.Get(link).Click("Annuler").WantPath("/offreur")
		v.Get(link).WantSound().Form("Envoyer ma demande corrigée").Fill("Nom", "").Submit().WantStatus(422).WantSound().Want("Indiquez le nom")
		v.Get(link).Form("Envoyer ma demande corrigée").Fill("Nom", "Durand").Fill("Email", "juste@preau.test").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantStatus(200).Want("en cours de validation")
		b.in[admin].Get(structureAt(sansSuite, "")).WantSound().Want("Claire Durand", "juste@preau.test")
		b.in[admin].Get(structureAt(sansSuite, "")).Form("Demander une correction").Fill("Motif", "Encore.").Submit().WantStatus(200)
		again := local(b.linkTo("juste@preau.test"))
		b.in[admin].Get(structureAt(sansSuite, "")).Press("Reprendre la demande").WantStatus(200).WantSound().Want("En cours de validation", "Valider la structure")
		v.Get(again).WantPath("/offreur/demande/envoyee").WantNot("Encore.")
	})
}

// A logo is PNG or JPEG of 2 MB at most, and keeps nothing of what its file said beside the picture; what was typed is kept where it is not
// taken (O14).
func TestLogoThatIsTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O14")
		b := inhabited(t, e)
		chunk := append([]byte("tEXt"), "Author\x00Zoé Secret"...)
		told := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
		told = binary.BigEndian.AppendUint32(append(told, chunk...), crc32.ChecksumIEEE(chunk))
		picture := slices.Insert(logoFile(t), 33, told...) // after the header
		large := append(logoFile(t), make([]byte, 2<<20)...)
		p := firstStepOf(b.browser().Get("/offreur/demande"), "356 000 000").Attach("Logo de la structure", "logo.png", large).Submit().WantStatus(422).WantSound().Want("2 Mo")
		if v := p.Form("Suivant").Value("Raison sociale"); v != "Prév Association Bleuet" {
			t.Errorf("typed and lost: %q", v)
		}
		firstStepOf(p, "356 000 000").Attach("Logo de la structure", "logo.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")).Submit().WantStatus(422).WantSound()
		firstStepOf(p, "356 000 000").Attach("Logo de la structure", "logo.png", picture).Submit().WantStatus(200)
		var kept []byte
		b.ok(b.d.View(t.Context(), func(tx *db.Tx) (err error) {
			kept, err = db.Value[[]byte](t.Context(), tx, `SELECT content FROM offers_logos WHERE name = 'logo.png'`)
			return err
		}))
		if _, err := png.Decode(bytes.NewReader(kept)); err != nil || bytes.Contains(kept, []byte("Secret")) {
			t.Errorf("kept: %v, %q", err, kept)
		}
	})
}

// The filler of the source's sample is a company's number on a demonstration, and nowhere else (O15).
func TestFillerOfADemonstration(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O15")
		b := inhabited(t, e)
		firstStepOf(b.browser().Get("/offreur/demande"), "000 000 000").Submit().WantStatus(422).WantSound()
		b.run(`INSERT INTO instance_marks (name, at) VALUES ('demonstration', 0)`)
		firstStepOf(b.browser().Get("/offreur/demande"), "000 000 000").Submit().WantStatus(200).WantSound().Want("Prénom")
	})
}

// Logos of forms that nobody sends are few, and the form goes on without one (O14).
func TestLogosThatWait(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O14")
		b := inhabited(t, e)
		if err := b.d.InTx(t.Context(), func(tx *db.Tx) error {
			rows := db.NewRows(`INSERT INTO offers_logos (id, name, media_type, sha256, content, staged_at, staged_from) VALUES`, 7)
			for i := range 400 {
				rows.Add(fmt.Sprint("logo-", i), "x.png", "image/png", "", []byte{1}, tx.Now(), fmt.Sprint("net-", i))
			}
			return rows.Write(t.Context(), tx)
		}); err != nil {
			t.Fatal(err)
		}
		p := firstStepOf(b.browser().Get("/offreur/demande"), "356 000 000").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantStatus(422).WantSound().Want("Trop de logos attendent")
		if v := p.Form("Suivant").Value("Raison sociale"); v != "Prév Association Bleuet" {
			t.Errorf("typed and lost: %q", v)
		}
		b.d.Clock.Advance(25 * time.Hour)
		_, err := b.a.Queue.Drain(t.Context())
		b.ok(err)
		firstStepOf(b.browser().Get("/offreur/demande"), "356 000 000").Attach("Logo de la structure", "logo.png", logoFile(t)).Submit().WantStatus(200)
	})
}
