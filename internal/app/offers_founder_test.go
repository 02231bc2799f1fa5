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
		b.browser().Get(b.linkTo(offreurAddress)).WantSound().Press("Accepter l'invitation").WantStatus(200)
		if got := held(); got != "3" {
			t.Errorf("%s permissions, want 3", got)
		}
	})
}
