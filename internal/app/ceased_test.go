package app_test

import (
	"testing"

	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Where an establishment has ceased nothing is given any more, and what people still hold there can be taken away: by who gave it
// and by administrators, whose list leads there as long as somebody holds something.
func TestRolesWhereAPlaceHasCeased(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error { return org.Close(t.Context(), tx, b.ids["Collège Membre"]) }))
		p := b.in[admin].Get("/acces").WantSound()
		p.In(placesTable).Row("Collège Membre").Want("A cessé")
		p = p.In(placesTable).Row("Collège Membre").Click("Gérer").WantStatus(200).WantSound().Want("Cet établissement a cessé").WantNot("Donner un accès", "À nommer")
		p.In(peopleTable).Row("Andrée manager").Want("Manager", "Acheteur")
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		b.in[admin].Get(page).WantSound().Form("Enregistrer").Check("Acheteur").Submit().WantStatus(422).WantSound().Want("vous pouvez seulement y retirer des rôles")
		b.in[admin].Get(page+"/depart").WantSound().Form("Voir ce qui va se passer").Choose("À qui", "Andrée manager · Direction").Submit().WantStatus(422).Want("vous pouvez seulement y retirer des rôles")
		b.in[admin].Get(page).Form("Enregistrer").Uncheck("Demandeur").Submit().WantStatus(200).Want("C'est enregistré").In(peopleTable).WantNot("Dora")
		for _, role := range []string{admin, manager, president} {
			b.in[role].Get(b.accessAt("Collège Membre", "/personnes/nouvelle")).WantStatus(404)
			b.in[role].PostForm(b.accessAt("Collège Membre", "/personnes/nouvelle"), keyed(accessForm("ordering.receiver", ""))).WantStatus(404)
		}
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantStatus(200).Want("a cessé")
		b.in[neighbour].Get(b.accessAt("Collège Membre", "")).WantStatus(404)
		b.in[admin].Get(b.accessAt("Collège Membre", "/personnes/"+b.ids["manager"])).Click("Cette personne quitte l'établissement").Press("Voir ce qui va se passer").Press("Confirmer le départ").
			WantStatus(200).WantSound().In(peopleTable).WantNot("Andrée manager")
		b.run(`UPDATE access_grants SET taken_at = starts_at, ends_at = starts_at WHERE place_id = $1`, b.ids["Collège Membre"])
		b.in[admin].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Il ne reste aucun accès à retirer")
		b.in[admin].Get("/acces").In(placesTable).WantNot("Collège Membre")
	})
}
