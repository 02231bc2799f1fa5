package app_test

import (
	"net/url"
	"regexp"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// firstLink is that of a mail to the page of one's own password.
var firstLink = regexp.MustCompile(`/invitation/[^/\s>)]+`)

// chooses is what the page of one's own password answers.
func chooses(p *webtest.Page, pw string) *webtest.Page {
	return p.Form("Ouvrir mon compte").Fill("Mot de passe", pw).Fill("Retapez le mot de passe", pw).Submit()
}

// What was typed for somebody stays known to who typed it, whatever first password came after it, and though the invitation was withdrawn (O26, O67).
func TestTypedPasswordsStayKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O26", "O67")
		b := inhabited(t, e)
		const first, second, third, address, other = "tulipe bleue du matin", "tulipe jaune du soir", "tulipe rouge de midi", "eleve@ecole.test", "autre@ecole.test"
		typed := func(f url.Values, pw string) url.Values { return with(f, "mot_de_passe", pw, "mot_de_passe_2", pw) }
		invitation := func() string {
			return "/offreur/invitations/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM offers_invitations`)
		}
		b.post(offreur, "/offreur/utilisateurs/nouveau", typed(userForm(address, "offers.reader"), first), 303)
		b.post(offreur, invitation(), typed(with(userForm(address, "offers.reader"), "version", "1"), second), 303)
		b.signsIn(address, first).WantStatus(422)
		b.post(admin, "/offreur/reglages", url.Values{"mot_de_passe_provisoire": {"1"}}, 303)
		b.d.Clock.Advance(72 * time.Hour) // from then on the mail carries one
		b.in[offreur] = b.browser()
		b.signsInFrom(b.in[offreur], offreurAddress, goodPassword).WantStatus(200)
		b.post(offreur, invitation()+"/lien", nil, 303)
		mailed := mailedPassword.FindString(b.mailTo(address).Text)
		p := b.signsIn(address, mailed).WantStatus(200).Want("choisissez maintenant le vôtre")
		for _, pw := range []string{first, second} {
			p = chooses(p, pw).WantStatus(422).WantSound().Want("d'autres le connaissent")
		}
		p = chooses(p, mailed).WantStatus(422).WantSound().Want("C'est le mot de passe qui vous a été donné").WantNot("d'autres le connaissent") // but its reader alone
		b.wantNowhere(first)
		chooses(p, goodPassword).WantStatus(200)
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_temporaries WHERE email_fold = $1`, address); n != "0" {
			t.Errorf("%s are kept though a password was chosen", n)
		}

		b.post(offreur, "/offreur/utilisateurs/nouveau", typed(userForm(other, "offers.reader"), third), 303)
		off := with(userForm(other, "offers.reader"), "version", "1")
		off.Del("active")
		b.post(offreur, invitation(), off, 303)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(other, "offers.reader"), 303)
		b.signsIn(other, third).WantStatus(422)
		p = b.browser().Get(invitationLink.FindString(b.mailTo(other).Text)).Press("Accepter l'invitation").WantStatus(200)
		chooses(chooses(p, third).WantStatus(422).WantSound().Want("d'autres le connaissent"), goodPassword).WantStatus(200)

		const fourth, fifth, later, moved, elsewhere = "tulipe noire de minuit", "tulipe verte du jeudi", "tard@ecole.test", "ancien@ecole.test", "nouveau@ecole.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", typed(userForm(later, "offers.reader"), fourth), 303)
		b.d.Clock.Advance(72 * time.Hour)
		b.in[offreur] = b.browser()
		b.signsInFrom(b.in[offreur], offreurAddress, goodPassword).WantStatus(200)
		b.post(offreur, invitation()+"/lien", nil, 303) // its mail carries another over the typed one
		off = with(userForm(later, "offers.reader"), "version", b.one(`SELECT CAST(max(version) AS TEXT) FROM offers_invitations WHERE email = $1`, later))
		off.Del("active")
		b.post(offreur, invitation(), off, 303)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(later, "offers.reader"), 303)
		p = b.browser().Get(invitationLink.FindString(b.mailTo(later).Text)).Press("Accepter l'invitation").WantStatus(200)
		chooses(chooses(p, fourth).WantStatus(422).WantSound().Want("d'autres le connaissent"), goodPassword).WantStatus(200)

		b.post(offreur, "/offreur/utilisateurs/nouveau", typed(userForm(moved, "offers.reader"), fifth), 303)
		b.post(offreur, invitation(), with(userForm(elsewhere, "offers.reader"), "version", "1"), 303)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(moved, "offers.reader"), 303)
		p = b.browser().Get(invitationLink.FindString(b.mailTo(moved).Text)).Press("Accepter l'invitation").WantStatus(200)
		chooses(chooses(p, fifth).WantStatus(422).WantSound().Want("d'autres le connaissent"), goodPassword).WantStatus(200)
	})
}

// The name of the structure in which somebody has a permission is no password of theirs, by whichever way they choose it (O67).
func TestNameOfTheStructureIsNoPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O63", "O67")
		b := inhabited(t, e)
		const name, address, said = "Prév ASSOCIATION Fleur bleue", "eleve@ecole.test", "ressemble trop"
		b.in[offreur].PostForm("/offreur/utilisateurs/nouveau", keyed(with(userForm(address, "offers.reader"), "mot_de_passe", name, "mot_de_passe_2", name))).WantStatus(422).WantSound().Want(said)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm(address, "offers.reader"), 303)
		p := b.browser().Get(b.linkTo(address)).Press("Accepter l'invitation").WantStatus(200)
		chooses(chooses(p, name).WantStatus(422).WantSound().Want(said), goodPassword).WantStatus(200)
		b.post(offreur, "/offreur/utilisateurs/"+b.userNumber(address)+"/lien", nil, 303)
		b.browser().PostForm(b.linkTo(address), keyed(url.Values{"mot_de_passe": {name}, "mot_de_passe_2": {name}})).WantStatus(422).WantSound().Want(said)
		c := b.browser()
		b.signsInFrom(c, address, goodPassword).WantStatus(200)
		c.Get("/compte/securite").Form("Changer de mot de passe").Fill("Mot de passe actuel", goodPassword).Fill("Nouveau mot de passe", name).Fill("Retapez le mot de passe", name).Submit().
			WantStatus(422).WantSound().Want(said)
	})
}

// An administrator who sends somebody a link comes into nothing by it: not by the link, which goes to the owner's mailbox alone, not by a temporary
// password, which the mail carries, and not by another address, which is not theirs to set (O65, O66, O69).
func TestLinkTakesNothingOver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O65", "O66", "O69")
		for _, mailed := range []string{"", "1"} {
			b := inhabited(t, e)
			if mailed != "" {
				b.post(admin, "/offreur/reglages", url.Values{"mot_de_passe_provisoire": {mailed}}, 303)
			}
			const typed, address = "tulipe bleue du matin", "eleve@ecole.test"
			b.post(offreur, "/offreur/utilisateurs/nouveau", with(userForm(address, "offers.reader"), "mot_de_passe", typed, "mot_de_passe_2", typed), 303)
			b.browser().Get(invitationLink.FindString(b.mailTo(address).Text)).Press("Accepter l'invitation").WantStatus(200) // and left there
			mine := b.signsIn(address, typed).WantStatus(200).Want("choisissez maintenant le vôtre")                          // by who typed it, who waits
			b.post(offreuse, "/offreur/utilisateurs/nouveau", userForm(address, "offers.admin"), 303)                         // another structure gives more
			b.browser().Get(invitationLink.FindString(b.mailTo(address).Text)).Press("Accepter l'invitation").WantStatus(200)
			person := "/offreur/utilisateurs/" + b.userNumber(address)
			answer := b.in[offreur].PostForm(person+"/lien", keyed(nil)).WantStatus(200).WantSound()
			link, word := firstLink.FindString(b.mailTo(address).Text), mailedPassword.FindString(b.mailTo(address).Text)
			if link == "" || (word == "") != (mailed == "") {
				t.Fatalf("the mail says %s", b.mailTo(address).Text)
			}
			answer.WantNot(link)
			if word != "" {
				answer.WantNot(word)
			}
			b.signsIn(address, typed).WantStatus(422)
			if p := chooses(mine, goodPassword); p.Status == 200 {
				t.Errorf("the page that a typed password opened still opens the account: %s", p.Text())
			}
			for _, role := range []string{offreur, offreuse} { // neither corrects its address
				b.post(role, person+"/adresse", url.Values{"email": {"moi@preau.test"}}, 403)
			}
			b.post(admin, structureAt(fleurBleue, "/utilisateurs/"+b.userNumber(address)+"/adresse"), url.Values{"email": {"moi@preau.test"}}, 409) // it has rights elsewhere
			save := with(userForm("moi@preau.test", "offers.reader"), "version", "offers.reader", "mot_de_passe", typed, "mot_de_passe_2", typed)
			b.post(offreur, person, save, 303) // what is the person's own is not read
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'moi@preau.test'`); n != "0" {
				t.Error("an administrator gave the account another address")
			}
			b.signsIn(address, typed).WantStatus(422)
			chooses(b.browser().Get(link).WantStatus(200), goodPassword).WantStatus(200)
			b.signsIn(address, goodPassword).WantStatus(200)
		}
	})
}
