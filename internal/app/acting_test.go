package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Who works for several establishments sees on every page for which they act, and changes it in the account's menu: in this
// browser alone, on the next page, and back where they were. One that they do not work for cannot be chosen, and one that they leave is
// not acted for any more (R129).
func TestActFor(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R129")
		b := inhabited(t, e)
		c := b.in[neighbour] // of Collège Voisin
		const menu = ".app-account"
		b.in[member].Get("/compte").In(menu).WantNot("Changer d'établissement") // who works for one alone
		b.post(president, b.accessAt("Collège Membre", "/personnes/nouvelle"), url.Values{"prenom": {"Camille"}, "nom": {"other member"}, "email": {"other.member@preau.test"}, "roles": {"ordering.manager"}}, 303)
		p := c.Get("/compte/mails").WantSound()
		p.In(menu).Want("j'agis pour Collège Voisin", "Collège Membre")
		p = p.Form("Changer d'établissement").Check("Collège Membre").Submit().WantStatus(200).WantPath("/compte/mails").WantSound().Want("Vous agissez maintenant pour « Collège Membre »")
		p.In(menu).Want("j'agis pour Collège Membre")
		c.Get("/commandes").In(menu).Want("j'agis pour Collège Membre")
		c.Get("/groupements").In(menu).Want("j'agis pour Collège Voisin") // where they are a member

		for _, other := range []string{b.ids["ref Collège Nouveau"], "nulle-part", ""} {
			c.PostForm("/compte/agir-pour", url.Values{"agir": {other}}).WantStatus(404)
		}
		c.PostForm("/compte/agir-pour", url.Values{"agir": {b.ids["ref Collège Membre"]}, "suite": {"https://ailleurs.test/"}}).WantStatus(200).WantPath("/")
		b.in[visitor].PostForm("/compte/agir-pour", url.Values{"agir": {b.ids["ref Collège Membre"]}}).WantStatus(401)

		number := b.one(`SELECT CAST(a.number AS TEXT) FROM account_accounts a JOIN access_grants g ON g.account_id = a.id JOIN org_organisations o ON o.id = g.place_id
			WHERE g.role = 'ordering.manager' AND o.name = 'Collège Membre' AND a.user_name = 'other.member'`)
		b.in[president].Get(b.accessAt("Collège Membre", "/personnes/"+number)).Form("Enregistrer").Uncheck("Manager").Submit().WantStatus(200)
		p = c.Get("/compte").WantSound()
		p.In(menu).Want("j'agis pour Collège Voisin").WantNot("Collège Membre")
	})
}
