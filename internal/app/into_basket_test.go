package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// With several open baskets the catalogue says into which one articles go, and has another chosen (R181).
func TestIntoWhichBasket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R181", "R184")
		c := inhabited(t, e)
		d, at := c.dora(), c.ids["ref Collège Membre"]
		c.run(`UPDATE ordering_baskets SET state = 'abandoned' WHERE state = 'open'`)
		opens := func(title string) string {
			d.PostForm("/paniers", keyed(url.Values{"etablissement": {at}, "nom": {title}})).WantSound()
			return c.one(`SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE title = '` + title + `' ORDER BY opened_at DESC LIMIT 1`)
		}
		first := opens("Rentrée 3B")
		d.Get("/catalogue?pour=" + at).WantSound().WantNot("Vos ajouts vont dans le panier")
		second := opens("Fête")
		p := d.Get("/catalogue?pour="+at).WantSound().Want("Vos ajouts vont dans le panier", "Rentrée 3B (n° "+first+")", "Fête (n° "+second+")")
		holds := func(number, want string) {
			t.Helper()
			if got := c.one(`SELECT CAST(count(*) AS TEXT) FROM ordering_basket_lines l JOIN ordering_baskets b ON b.id = l.basket_id WHERE b.number = ` + number); got != want {
				t.Errorf("basket %s holds %s articles, not %s", number, got, want)
			}
		}
		p = p.Click("Rentrée 3B (n° " + first + ")").WantSound()
		if got := p.Click("Cahier ligné A5 100 pages, couverture rouge").Form("Ajouter au panier").Value("Vos ajouts vont dans le panier"); got != first {
			t.Errorf("the article's page goes on with basket %s, not %s", got, first)
		}
		p.Press("Ajouter Cahier ligné A5 100 pages, couverture rouge").WantSound()
		holds(first, "1")
		holds(second, "0")
		d.Get("/articles/2?pour="+at).WantSound().Form("Ajouter au panier").Choose("Vos ajouts vont dans le panier", "Rentrée 3B (n° "+first+")").Submit().WantSound().Want("Ajouté au panier n° " + first)
	})
}

// For the establishment of somebody's profile that is closed, the catalogue greys what a click would only refuse (R161).
func TestClosedIsGreyed(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R159", "R161")
		c := inhabited(t, e)
		d, at := c.dora(), c.ids["ref Collège Membre"]
		d.Get("/catalogue?pour=" + at).WantSound().WantNot("Établissement fermé")
		d.PostForm("/paniers", keyed(url.Values{"etablissement": {at}, "nom": {"Rentrée"}})).WantSound().Want("Coller des références")
		open := "/paniers/" + c.one(`SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE title = 'Rentrée' AND state = 'open'`)
		c.run(`UPDATE account_accounts SET org_id = $1 WHERE email = 'demandeur@preau.test'`, c.ids["Collège Membre"])
		c.run(`UPDATE org_organisations SET closed_at = 1 WHERE id = $1`, c.ids["Collège Membre"])
		d.Get("/catalogue?pour=" + at).WantSound().Want("Établissement fermé")
		d.Get(open).WantSound().Want("est fermé : plus rien n'y est commandé", "Abandonner le panier").WantNot("Coller des références", "Continuer mes achats")
	})
}
