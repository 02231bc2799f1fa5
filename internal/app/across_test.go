package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	people "preau/internal/offers/member"
)

// The operator's administrators see the users of all structures in one list, which they narrow to a structure; nobody else has it. The state
// that the filter asks for is the one that the line shows (O58, O72).
func TestUsersOfAllStructures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O58", "O72")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("lectrice@fleurbleue.test", "offers.reader"), 303)
		b.comesIn("lectrice", "lectrice@fleurbleue.test")
		n := "/offreur/utilisateurs/" + b.userNumber("lectrice@fleurbleue.test")
		off := with(userForm("", "offers.reader"), "version", "offers.reader")
		off.Del("active")
		b.post(offreur, n, off, 303)
		b.browser().PostForm("/offreur/rejoindre/1", keyed(with(userForm("elodie@preau.test"), "prenom", "Élodie"))).WantStatus(200)
		const path = "/moderation/utilisateurs"
		a := b.in[admin]
		p := a.Get("/moderation").Click("Utilisateurs des structures").WantPath(path).WantSound().
			Want("Raison sociale offreur", "Prév ASSOCIATION Fleur bleue", "Inspection du Port", "20/page")
		p.Row(offreurAddress).Want("Gestionnaire d'offres", "Administrateur offreur", "Valideur d'offres", "Actif")
		p.Row("invitee@fleurbleue.test").Want("Invité")
		p.Row("lectrice@fleurbleue.test").Want("Inactif").WantNot("Consultation")
		a.Get(path + "?structure=inspection").WantSound().Want("Inspection du Port").WantNot(offreurAddress)
		a.Get(path + "?permission=offers.reader").WantSound().Want("invitee@fleurbleue.test").WantNot(offreurAddress)
		a.Get(path + "?nom=zorglub").WantSound().Want("/ 0")
		a.Get(path + "?page=9").WantSound().Want(offreurAddress)
		all := len(a.Get(path).Find("tbody tr"))
		for _, s := range people.States() {
			rows := a.Get(path + "?etat=" + string(s)).WantSound().Find("tbody tr")
			all -= len(rows)
			label := map[people.State]string{people.Active: "Actif", people.Invited: "Invité", people.Pending: "En attente de modération", people.Inactive: "Inactif"}[s]
			if len(rows) == 0 {
				t.Errorf("nobody is %s", s)
			}
			for _, r := range rows {
				if !strings.Contains(r.Text(), label) {
					t.Errorf("%s lists %s", s, r.Text())
				}
			}
		}
		if all != 0 {
			t.Errorf("%d lines are of no state, or of two", all)
		}
		p.Row("invitee@fleurbleue.test").Click("Modifier").WantStatus(200).WantSound().WantPath(structureAt(fleurBleue, "/invitations/1"))
		for _, role := range []string{offreur, offreuse, member} {
			b.in[role].Get(path).WantStatus(404)
		}
	})
}
