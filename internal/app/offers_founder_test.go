package app_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// Who asked for a structure with the address of an account that is somebody's has permissions in it once its owner accepts them (O65).
func TestFounderAccepts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O25", "O65")
		b := inhabited(t, e)
		if got := firstStatus(b.browser().PostForm("/offreur/demande", keyed(requestForm("Au nom d'une autre", "552100554", offreurAddress)))); got != 303 {
			t.Fatal(got)
		}
		n := b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = 'Au nom d''une autre'`)
		b.belongs("modere", role.Moderator, access.Everywhere)
		b.in["modere"].Get("/moderation/" + n).Press("Valider").WantStatus(200)
		held := func() string {
			return b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants g JOIN offers_structures s ON s.org_id = g.place_id WHERE s.number = ` + n + ` AND g.taken_at IS NULL`)
		}
		if got := held(); got != "0" {
			t.Errorf("%s permissions that nobody accepted", got)
		}
		if m := b.mailTo(offreurAddress); !titled(m, " / Création d'un compte utilisateur") || !says(m, "compte utilisateur associé à la structure « Au nom d'une autre »") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		b.browser().Get(b.linkTo(offreurAddress)).WantSound().Press("Accepter l'invitation").WantStatus(200)
		if got := held(); got != "3" {
			t.Errorf("%s permissions, want 3", got)
		}
	})
}

// The moderator reads why nobody could come in: the account of the request's address is suspended, or is several people's, which administers
// nothing, opened or not (O25, O78).
func TestFounderWhoCannot(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O25", "O78")
		b := inhabited(t, e)
		b.belongs("modere", role.Moderator, access.Everywhere)
		f := userForm("gestion@port.test", "offers.manager")
		f.Set("partage", "1")
		b.post(offreuse, "/offreur/utilisateurs/nouveau", f, 303)
		b.browser().Get(b.linkTo("gestion@port.test")).Press("Accepter l'invitation").WantStatus(200) // no password is chosen yet
		refused := func(name, siren, address, why string) {
			t.Helper()
			if got := firstStatus(b.browser().PostForm("/offreur/demande", keyed(requestForm(name, siren, address)))); got != 303 {
				t.Fatal(got)
			}
			n := b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = $1`, name)
			b.in["modere"].Get("/moderation/" + n).Press("Valider").WantStatus(422).WantSound().Want(why)
			if got := b.one(`SELECT state FROM offers_structures WHERE name = $1`, name); got == "active" {
				t.Errorf("%s is %s", name, got)
			}
		}
		refused("Suspendue", "552100554", userOf("suspended")+"@preau.test", "suspendu")
		refused("Partagée", "443061841", "gestion@port.test", "Plusieurs personnes utilisent ce compte")
		b.run(`UPDATE account_accounts SET state = 'active' WHERE email = 'gestion@port.test'`)
		n := b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = 'Partagée'`)
		b.in["modere"].Get("/moderation/" + n).Press("Valider").WantStatus(422).WantSound().Want("Plusieurs personnes utilisent ce compte")
	})
}
