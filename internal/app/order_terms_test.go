package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// The terms of a market, and that colours and sizes are chosen after the order, are read on the basket, before it is confirmed, before the
// order is made, and on the order, with the table of sizes; the demandeur reads no amount with VAT there (R163, R164, R166).
func TestTermsBeforeOrdering(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R163", "R164", "R166")
	b := inhabited(t, db.SQLite)
	b.desks()
	b.run(`UPDATE catalog_markets SET franco = 25000, costs = 950, delivery_days = 15, green = TRUE, details_after = TRUE WHERE number = 1`)
	d, m := b.dora(), b.in[manager]
	b.adds(d, "1", "3").WantPath("/paniers/6")
	told := func(p *webtest.Page) *webtest.Page {
		t.Helper()
		p.WantSound().Want("Livraison gratuite à partir de 250,00 € HTVA", "sinon 9,50 € HTVA de frais", "délai de livraison : 15 jours ouvrables", "gammes vertes")
		p.Want("Couleur, taille et finition", "le fournisseur revient vers vous").Click("Tailles du mobilier").WantPath("/catalogue/tailles-mobilier")
		return p
	}
	for _, path := range []string{"/paniers/6", "/paniers/6/confirmer"} {
		if p := told(d.Get(path)); withVAT.MatchString(p.Text()) {
			t.Errorf("%s says an amount with VAT", path)
		}
	}
	told(d.Get("/paniers/6/confirmer").Press("Confirmer le panier").WantPath("/paniers/6"))
	p := m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit()
	told(p).Press("Créer la commande")
	number := b.one(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
	told(m.Get("/commandes/a-passer/" + number))
	b.run(`UPDATE catalog_markets SET franco = NULL, costs = NULL, delivery_days = 0, green = FALSE, details_after = FALSE WHERE number = 1`)
	d.Get("/paniers/6").WantSound().Want("Franco non précisé", "frais de livraison non précisés", "délai de livraison non précisé").WantNot("Tailles du mobilier")
}

// What was not added says of which article, what it costs and by how many it is sold, and leads back to where one was; a greyed one says why
// without the fields that were sent (R162, R183).
func TestNotAdded(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R162", "R183", "R160")
	b := inhabited(t, db.SQLite)
	d := b.dora()
	add := func(article, quantity, back string) *webtest.Page {
		return d.PostForm("/paniers/ajouter", keyed(url.Values{"etablissement": {b.ids["ref Collège Membre"]}, "article": {article}, "quantite": {quantity}, "retour": {back}}))
	}
	p := add("2", "3", "/catalogue?q=rouge").WantStatus(422).WantSound().Want("Stylo rétractable rouge", "Prix HTVA", "par 2", "Se commande par multiples de 2 : 2 ou 4")
	p.Click("Retour").WantPath("/catalogue?q=rouge")
	p.Form("Ajouter au panier").Fill("Quantité", "4").Submit().WantPath("/catalogue?q=rouge")
	add("2", "100000", "/catalogue").WantStatus(422).Want("99")
	add("2", "999998", "/catalogue").WantStatus(422).WantNot("1 000 000")
	if got := add("2", "2", "/catalogue/../compte").WantStatus(200).Path; got != "/articles/2" {
		t.Errorf("led to %s", got)
	}
	special := b.one(`SELECT CAST(min(article) AS TEXT) FROM catalog_versions WHERE title LIKE 'Tampon personnalisable%'`)
	p = add(special, "1", "/catalogue?q=tampon").WantStatus(403).WantSound().Want("n'a pas été ajouté", "procédure spéciale", "Voir l'article").WantNot("etablissement", "retour :", "Demander ce droit")
	p.Want("Demander comment l'acheter").Click("Revenir à la liste").WantPath("/catalogue?q=tampon")

	at := "/articles/1?" + url.Values{"pour": {b.ids["ref Collège Membre"]}}.Encode()
	if got := d.Get(at).Form("Ajouter au panier").Submit().WantStatus(200).Path; got != at {
		t.Errorf("back at %s, not %s", got, at)
	}
	for _, role := range []string{central, admin} {
		b.in[role].Get("/catalogue?q=rouge").WantSound().WantNot("Aucun rôle ne vous a été attribué", "Ajouter au panier")
		b.in[role].Get("/articles/1").WantSound().WantNot("Aucun rôle ne vous a été attribué", "Ajouter au panier")
	}
}
