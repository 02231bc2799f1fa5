package app_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/offers/role"
)

var invitationLink = regexp.MustCompile(`/offreur/invitation/\S+`)

// Nobody keeps the password that an administrator typed for them; until they chose their own it leads to where they do, by the link accepted or
// not, as their mail says (O26, O67).
func TestTypedPasswordIsChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O26", "O67")
		b := inhabited(t, e)
		const typed, address = "tulipe bleue du matin", "eleve@ecole.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", with(userForm(address, "offers.reader"), "mot_de_passe", typed, "mot_de_passe_2", typed), 303)
		b.browser().Get(invitationLink.FindString(b.mailTo(address).Text)).Press("Accepter l'invitation").WantStatus(200).Want("Retapez le mot de passe") // and left there
		p := b.signsIn(address, typed).WantStatus(200).WantSound().Want("choisissez maintenant le vôtre")
		p = p.Form("Ouvrir mon compte").Fill("Mot de passe", typed).Fill("Retapez le mot de passe", typed).Submit().WantStatus(422).WantSound().Want("qui soit à vous seul")
		p.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		b.signsIn(address, typed).WantStatus(422)
		b.signsIn(address, goodPassword).WantStatus(200)
	})
}

// M15 says which permissions are left: others may have gone in the same save (O93).
func TestMailOfWhoAdministersNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93")
		b := inhabited(t, e)
		const address = "second@fleurbleue.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.manager", "offers.admin", "offers.approver"), 303)
		b.comesIn("second", address)
		path := "/offreur/utilisateurs/" + b.userNumber(address)
		f := b.in[offreur].Get(path).Form("Enregistrer")
		f.Uncheck("Administrateur offreur").Uncheck("Valideur d'offres").Submit().WantStatus(200).Want("Enregistré avec succès")
		m := b.mailTo(address)
		if !titled(m, " / Vous n'êtes plus administrateur") || says(m, "restent") || says(m, "Valideur") || !says(m, "Vous gardez", "Gestionnaire d'offres") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
	})
}

// lifters is what a page says of who can lift a refusal.
func lifters(p *webtest.Page) string {
	_, after, _ := strings.Cut(p.Text(), "Peut changer")
	after = strings.TrimLeft(after, " :")
	return after[:min(len(after), 80)]
}

// A refusal names who can lift it, and nobody else: a moderator sets no permissions, administrators none of other structures, and what is not
// there yet has no page (1.3, O72).
func TestOffersRefusalsNameWhoLifts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O72", "O92")
		b := inhabited(t, e)
		b.belongs("modere", role.Moderator, access.Everywhere)
		b.belongs("lit", role.Reader, role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)))
		name := func(who string) string {
			return b.one(`SELECT display_name FROM account_accounts WHERE user_name = $1`, userOf(who))
		}
		p := b.in["lit"].Get("/offreur/offres/nouvelle").WantStatus(403).WantSound().Want(name(offreuse)).WantNot(name("modere"), "0-0000")
		for _, a := range p.Find(`a[href^="/contact"]`) {
			if strings.Contains(a.Attr("href"), "0-0000") {
				t.Error(a.Attr("href"))
			}
		}
		for n, want := range map[int]string{fleurBleue: "Claire MICHU", sansSuite: "vous-même"} {
			p := b.in["modere"].Get(structureAt(n, "/utilisateurs")).WantStatus(403).WantSound()
			if got := lifters(p); !strings.HasPrefix(got, want) || strings.Contains(got, name(offreuse)) || n == fleurBleue && strings.Contains(got, name("modere")) {
				t.Errorf("%d is for %q, want %q", n, got, want)
			}
		}
		b.in["modere"].PostForm(structureAt(sansSuite, ""), keyed(url.Values{"acte": {"rien"}, "version": {"2"}})).WantStatus(404)
	})
}

// What is sent back is corrected under the motive (1.2).
func TestMotiveOnTheForm(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O92")
		b := inhabited(t, e)
		c := b.in[offreuse]
		b.post(offreuse, b.offerAt(waitingOffer, "/acte/demander-une-correction"), url.Values{"version": {"2000000"}, "motif": {"Précisez le public."}}, 303)
		c.Get(b.offerAt(waitingOffer, "/modifier")).WantStatus(200).WantSound().Want("Précisez le public.")
		c.Get(b.offerAt(draftOffer, "/modifier")).WantStatus(200).WantNot("Précisez le public.")
		b.post(offreuse, b.offerAt(publishedOffer, "/acte/soumettre-la-version"), url.Values{"version": {"3000001"}}, 303)
		c.Get(b.offerAt(publishedOffer, "/acte/corriger-la-version")).Form("Demander une correction").Fill("Motif", "La salle manque.").Submit().WantStatus(200)
		c.Get(b.offerAt(publishedOffer, "/modifier")).WantStatus(200).WantSound().Want("La salle manque.")
	})
}

// Days of another century are slips: they are said, and nothing is saved (O91).
func TestDaysOfOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c := b.in[offreuse]
		for field, typed := range map[string]string{"periode_1_du": "0001-01-01", "periode_1_au": "9999-12-31", "demande_jusquau": "1999-01-01", "publication_au": "9999-12-31"} {
			c.PostParts("/offreur/offres/nouvelle", keyed(with(offerForm("Un jour", ""), field, typed))).WantStatus(422).WantSound().Want("entre 2000 et 2099")
		}
	})
}

// A published offer leaves the public by « Dépublier », which asks why, and not by a last day that is over (O87, O92).
func TestDatesTakeNothingFromThePublic(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O87", "O92")
		b := inhabited(t, e)
		c := b.in[offreuse]
		over := url.Values{"version": {"3000001"}, "publication_du": {"2020-01-01"}, "publication_au": {"2020-02-01"}}
		c.PostForm(b.offerAt(publishedOffer, "/dates"), keyed(over)).WantStatus(422).WantSound().Want("quitterait le public", "Dépublier")
		b.in[visitor].Get(b.publicAt(publishedOffer, "")).WantStatus(200).Want("Petit déjeuner")
	})
}

// Where two people are asked for, nobody is called to validate what they wrote, nor named as the other person (O37, O85).
func TestFourEyesCallAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O37", "O85")
		b := inhabited(t, e)
		c := b.in[offreuse]
		c.Get("/offreur/activite").Want("Écrans (2026-0002)", "Une offre à valider")
		b.post(admin, "/offreur/reglages", url.Values{"quatre_yeux": {"1"}}, 303)
		c.Get("/offreur/activite").WantStatus(200).WantNot("Une offre à valider")
		c.Get("/offreur/offres?etat=wait-submitted").WantStatus(200).WantNot("2026-0002")
		p := c.Get(b.offerAt(waitingOffer, "/acte/valider")).WantStatus(200).WantSound().Want("une autre personne la valide")
		if got := lifters(p); got == "" || strings.HasPrefix(got, "offreuse") {
			t.Errorf("the other person is %q", got)
		}
		b.belongs("valide", role.Approver, role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = 90`)))
		b.in["valide"].Get("/offreur/activite").WantSound().Want("Écrans (2026-0002)")
	})
}

// The least group is a group, too: it fits the capacity, and is read where no greatest one is given (O91).
func TestLeastGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O91")
		b := inhabited(t, e)
		c := b.in[offreuse]
		const fresh = "/offreur/offres/nouvelle"
		f := with(offerForm("Groupes", ""), "places", "10", "groupe_min", "50", "groupe_max", "")
		p := c.PostParts(fresh, keyed(f)).WantStatus(422).WantSound().Want("ne dépasse pas la capacité")
		if n := len(p.Find(`input[name="groupe_min"][aria-invalid="true"]`)); n != 1 {
			t.Error("the fault is not at its field")
		}
		c.PostParts(fresh, keyed(with(f, "groupe_min", "4"))).WantStatus(200).WantSound().Want("par groupes de 4 au moins")
	})
}

// What was typed of a new user is given back where the structure was suspended meanwhile; sent again with something else, the form says what
// happened, and not that somebody else saved it (O65, O89).
func TestNewUserIsNotLost(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O65", "O89")
		b := inhabited(t, e)
		c := b.in[offreur]
		f := keyed(with(userForm("premiere@fleurbleue.test", "offers.reader"), "mot_de_passe", "", "mot_de_passe_2", ""))
		c.PostForm("/offreur/utilisateurs/nouveau", f).WantStatus(200).Want("Enregistré avec succès")
		p := c.PostForm("/offreur/utilisateurs/nouveau", with(f, "email", "autre@fleurbleue.test")).WantStatus(409).WantSound().Want("déjà été envoyé").WantNot("Quelqu'un a enregistré", "Inactif")
		if got := p.Form("Enregistrer").Value("Email"); got != "autre@fleurbleue.test" {
			t.Errorf("typed and lost: %q", got)
		}
		lieu := keyed(url.Values{"nom": {"École Un"}})
		c.PostForm("/offreur/lieux/nouveau", lieu).WantStatus(200)
		c.PostForm("/offreur/lieux/nouveau", with(lieu, "nom", "École Deux")).WantStatus(409).WantSound().Want("déjà été envoyé").WantNot("Quelqu'un a enregistré")
		b.run(`UPDATE offers_structures SET state = 'suspended' WHERE number = $1`, fleurBleue)
		c.PostForm("/offreur/utilisateurs/nouveau", keyed(with(f, "email", "tard@fleurbleue.test"))).WantStatus(403).WantSound().Want("Ce que vous aviez saisi", "tard@fleurbleue.test").WantNot("_montre")
	})
}

// A link of correction that was used says so, and gives back what another tab typed; an empty logo is said to be empty (O28, O13).
func TestCorrectionSentAlready(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O28")
		b := inhabited(t, e)
		c, link := b.browser(), b.links["correction"]
		tab := c.Get(link).WantStatus(200).WantSound()
		f := tab.Form("Envoyer").Fill("Raison sociale", "Avec suite")
		f.Attach("Logo de la structure", "logo.png", nil).Submit().WantStatus(422).WantSound().Want("vide")
		c.Get(link).Form("Envoyer").Submit().WantStatus(200).WantPath("/offreur/demande/envoyee")
		c.Get(link).WantStatus(200).WantPath("/offreur/demande/envoyee")
		tab.Form("Envoyer").Fill("Raison sociale", "De l'autre onglet").Submit().WantStatus(409).WantSound().Want("a déjà été envoyée", "De l'autre onglet")
		c.Get(link + "x").WantStatus(404)
		b.in[admin].Get(structureAt(fleurBleue, "")).WantSound().Want("Suspendre").WantNot("Valider crée la structure")
	})
}

// Who asked to join a structure reads that it was accepted, and by whom, with the link (M11, O93).
func TestMailOfWhoMayJoin(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/rattachements/1", url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.reader"}}, 303)
		if m := b.mailTo("venue@preau.test"); !titled(m, " / Demande de rattachement acceptée") || !says(m, "est acceptée", "Claire MICHU", "Accepter l'invitation") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
	})
}

// Where the address was invited meanwhile, that mail says that the request was accepted, too (M11).
func TestMailOfWhoWasInvitedAndMayJoin(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O93")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("venue@preau.test", "offers.reader"), 303)
		b.post(offreur, "/offreur/rattachements/1", url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.manager"}}, 303)
		if m := b.mailTo("venue@preau.test"); !titled(m, " / Demande de rattachement acceptée") || !says(m, "est acceptée", "Accepter l'invitation") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
	})
}

// A typed password serves for 72 hours, a reminder in between or not; what others give the account makes it worthless, and even then nobody
// chooses it as their own (O26, O67).
func TestTypedPasswordIsReminded(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O26", "O67", "O69")
		b := inhabited(t, e)
		const typed, address, named = "tulipe bleue du matin", "eleve@ecole.test", "nommee@ecole.test"
		for _, a := range []string{address, named} {
			b.post(offreur, "/offreur/utilisateurs/nouveau", with(userForm(a, "offers.reader"), "mot_de_passe", typed, "mot_de_passe_2", typed), 303)
			b.browser().Get(invitationLink.FindString(b.mailTo(a).Text)).Press("Accepter l'invitation").WantStatus(200) // and left there
		}
		b.post(admin, "/administration/comptes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, named)+"/role",
			url.Values{"role": {string(role.Moderator)}, "donner": {"oui"}}, 303)
		b.signsIn(named, typed).WantStatus(422)
		before := len(b.mails.To(address))
		b.d.Clock.Advance(25 * time.Hour)
		b.mailTo(address)
		if n := len(b.mails.To(address)); n != before+1 {
			t.Fatalf("%d reminders", n-before)
		}
		b.signsIn(address, typed).WantStatus(200).Want("choisissez maintenant le vôtre")
		p := b.browser().Get(b.linkTo(named)).WantStatus(200).Want("Retapez le mot de passe")
		p.Form("Ouvrir mon compte").Fill("Mot de passe", typed).Fill("Retapez le mot de passe", typed).Submit().WantStatus(422).WantSound().Want("qui soit à vous seul")
		b.signsIn(named, typed).WantStatus(422)
	})
}

// A publication has been ending soon since thirty days before its last day, not since it began (O37).
func TestEndingSoonSince(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O37")
		b := inhabited(t, e)
		now := b.d.Clock.Now()
		day := func(n int) string {
			at := now.AddDate(0, 0, n)
			months := strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
			return strings.Replace(fmt.Sprintf("depuis le %d %s", at.Day(), months[at.Month()-1]), " 1 ", " 1er ", 1)
		}
		until := now.AddDate(0, 0, 100)
		b.run(`UPDATE offers_offers SET publish_until = $1 WHERE state = 'published'`, until.Format(time.DateOnly))
		b.d.Clock.Advance(80 * 24 * time.Hour)
		b.in[offreuse] = b.browser()
		b.signsInFrom(b.in[offreuse], b.one(`SELECT email FROM account_accounts WHERE user_name = $1`, userOf(offreuse)), goodPassword).WantStatus(200)
		b.in[offreuse].Get("/offreur/activite").WantStatus(200).WantSound().Want("se termine", day(70))
		b.run(`UPDATE offers_offers SET moved_at = $1 WHERE state = 'published'`, b.d.Clock.Now()) // published for twenty days
		b.in[offreuse].Get("/offreur/activite").WantSound().Want("se termine", day(80))
	})
}

// Nothing is given to who closed their account: their page says so, and offers no form (O66).
func TestClosedAccountIsGivenNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O66", "O92")
		b := inhabited(t, e)
		const address = "partie@fleurbleue.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.manager"), 303)
		b.comesIn("partie", address)
		path := "/offreur/utilisateurs/" + b.userNumber(address)
		f := b.in[offreur].Get(path).Form("Enregistrer").Check("Valideur d'offres")
		b.run(`UPDATE account_accounts SET state = 'closed' WHERE email = $1`, address)
		f.Submit().WantStatus(403).WantSound().Want("a clos son compte")
		b.run(`UPDATE access_grants SET taken_at = 1 WHERE account_id = (SELECT id FROM account_accounts WHERE email = $1)`, address)
		b.in[offreur].Get(path).WantStatus(200).WantSound().Want("a clos son compte").WantNot("Enregistrer")
		b.in[offreur].Get("/offreur/utilisateurs?etat=inactive").Row(address).Want("Voir").WantNot("Modifier")
		b.post(offreur, path, stated(userForm("", "offers.admin"), ""), 403)
	})
}

// A reason says since when it holds and by whose decision, wherever that is known (O92).
func TestOffersReasonsSaySince(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O92")
		b := inhabited(t, e)
		b.belongs("modere", role.Moderator, access.Everywhere)
		own, _ := b.schools()
		c := b.in[offreuse]
		since := func(p *webtest.Page, by string) {
			t.Helper()
			text := p.WantStatus(403).WantSound().Text()
			if want := "Depuis le "; !strings.Contains(text, want) || by != "" && !strings.Contains(text, " Par "+by+" ") {
				t.Errorf("%s does not say since when, or not by %s: %s", p.Path, by, text)
			}
		}
		b.run(`UPDATE offers_offers SET moved_at = $1, moved_by = 'Zoé'`, b.d.Clock.Now())
		since(c.Get(b.offerAt(waitingOffer, "/modifier")), "")
		b.post("modere", b.offerAt(publishedOffer, "/acte/retirer"), url.Values{"version": {"3000001"}, "motif": {"Ce n'est pas la place."}}, 303)
		since(c.Get(b.offerAt(publishedOffer, "/modifier")), "modere")
		b.post(offreuse, b.offerAt(oldOffer, "/acte/archiver"), url.Values{"version": {b.one(`SELECT CAST(version * 1000000 AS TEXT) FROM offers_offers WHERE seq = $1`, oldOffer)}}, 303)
		since(c.Get(b.offerAt(oldOffer, "/modifier")), b.one(`SELECT display_name FROM account_accounts WHERE user_name = $1`, userOf(offreuse)))
		at := b.newOffer(offreur, "Bien manger", own)
		b.run(`UPDATE org_sites SET closed_at = $1 WHERE id = $2`, b.d.Clock.Now(), own)
		since(b.in[offreur].PostForm(at+"/dupliquer", keyed(url.Values{"version": {"1000000"}})), "")
		b.in["modere"].Get(structureAt(90, "")).Form("Suspendre").Fill("Motif", "Plus de réponse.").Submit().WantStatus(200)
		since(c.Get("/offreur/offres/nouvelle"), "modere")
		since(c.Get("/offreur/utilisateurs"), "modere")
	})
}
