package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// chooses is what the page of one's own password answers.
func chooses(p *webtest.Page, pw string) *webtest.Page {
	return p.Form("Ouvrir mon compte").Fill("Mot de passe", pw).Fill("Retapez le mot de passe", pw).Submit()
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
