package app_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// Who decides after another reads who was quicker, and keeps the motive that was sent to nobody (O89, O92).
func TestLateModerators(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O89", "O92")
		b := inhabited(t, e)
		b.belongs("modere", role.Moderator, access.Everywhere)
		if got := firstStatus(b.browser().PostForm("/offreur/demande", keyed(requestForm("Deux à la fois", "552100554", "deux@preau.test")))); got != 303 {
			t.Fatal(got)
		}
		at := "/moderation/" + b.one(`SELECT CAST(number AS TEXT) FROM offers_structures WHERE name = 'Deux à la fois'`)
		const motive = "Le Siren est celui de la mairie."
		for _, quick := range []string{"Demander une correction", "Valider"} {
			late := b.in["modere"].Get(at).Form("Refuser").Fill("Motif", motive)
			b.in[admin].Get(at).Form(quick).Fill("Motif", "Précisez.").Submit().WantStatus(200)
			p := late.Submit().WantStatus(409).WantSound().Want("Quelqu'un est passé avant vous", "Votre motif n'a été envoyé à personne", motive)
			if !strings.HasPrefix(p.Title(), "Erreur") {
				t.Errorf("titled %q", p.Title())
			}
			for _, f := range p.Find("textarea[name=motif]") {
				if f.Text() != "" {
					t.Errorf("the motive stands in the field of another act: %q", f.Text())
				}
			}
			if quick == "Demander une correction" {
				b.in[admin].Get(at).Press("Reprendre la demande").WantStatus(200)
			}
		}
	})
}
