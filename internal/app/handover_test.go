package app_test

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Who joins a team is led to what they inherit before they read it; then a demand is handed to them, for all to see.
func TestJoinsAndIsHandedADemand(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C043", "C046")
		b := inhabited(t, e)
		n := b.demand("Loyers bloqués")
		at := "/demandes/" + n
		b.in[referent].Get(at).WantSound().Want("Je m'en occupe", "Confier à un collègue")
		b.in[referent].Get(at + "/confier").WantSound().Want("pas d'autre référent")
		b.d.Clock.Advance(time.Hour)
		b.post(admin, teamAt(cafTeam, "/membres"), memberForm(colleague, "casework.officer"), 303)
		c := b.in[colleague]
		c.Get("/").Want("à reprendre dans")
		c.Get("/demandes/a-traiter").WantSound().Want("Vous rejoignez Caf").WantNot("Loyers bloqués")
		p := c.Get(at).WantSound().Want("Pas encore lisible", "reprenez d'abord ce qui est ouvert").WantNot("Loyers bloqués", "Quintrec", "depuis juin")
		b.in[referent].Get(at + "/confier").WantSound().Want("pas d'autre référent")
		p.Click("Reprendre les demandes de Caf").WantSound().Press("Reprendre ces demandes").Want("désormais aussi les vôtres")
		c.Get(at).WantSound().Want("Loyers bloqués", "Quintrec")
		f := b.in[referent].Get(at).Click("Confier à un collègue").WantSound().Form("Confier la demande")
		f.Submit().WantStatus(422).WantSound().Want("Choisissez un autre référent")
		f.Choose("Qui s'en occupe désormais", "Alix collègue aidant").Submit().WantStatus(200).WantSound().Want("La demande est confiée", "a confié la demande à Alix collègue aidant")
		b.in[aidant].Get(at).WantSound().Want("a confié la demande à Alix collègue aidant")
		if m := b.mailTo(addressIn(colleague)); !says(m, "vous confie cette demande", at) {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
	})
}
