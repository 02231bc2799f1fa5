package app_test

import (
	"regexp"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
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
