package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Nobody keeps the password that an administrator typed for them; they choose their own (O26, O67).
func TestTypedPasswordIsChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O26", "O67")
		b := inhabited(t, e)
		const typed, address = "tulipe bleue du matin", "eleve@ecole.test"
		b.post(offreur, "/offreur/utilisateurs/nouveau", with(userForm(address, "offers.reader"), "mot_de_passe", typed, "mot_de_passe_2", typed), 303)
		p := b.signsIn(address, typed).WantStatus(200).WantSound().Want("choisissez maintenant le vôtre")
		p = p.Form("Ouvrir mon compte").Fill("Mot de passe", typed).Fill("Retapez le mot de passe", typed).Submit().WantStatus(422).WantSound().Want("qui soit à vous seul")
		p.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200)
		b.signsIn(address, typed).WantStatus(422)
		b.signsIn(address, goodPassword).WantStatus(200)
	})
}
