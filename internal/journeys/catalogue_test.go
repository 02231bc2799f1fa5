package journeys_test

import (
	"testing"

	"preau/internal/demo"
	"preau/internal/kit/covers"
	"preau/internal/kit/web/browsertest"
)

// A demandeur finds an article by its reference, by words with a slip and through the tree, and reads why a greyed one is grey: on a
// telephone without scripts, on a laptop with them.
func TestDemandeurAtTheCatalogue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, o := range map[string]browsertest.Options{"narrow without scripts": {Width: 390}, "wide with scripts": {JavaScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R151", "R155", "R160")
			w := w.in(t)
			p := w.person(o)
			p.signIn(w.names[demo.Requester], demo.Password)
			p.Open("/commandes")
			p.Click("Catalogue")
			p.at("/catalogue", "Prix hors TVA (HTVA), toujours")
			p.Fill("Chercher un article", "000333")
			p.Click("Chercher")
			p.want("1 article pour « 000333 »", "Réf. 000.333", "Stylo Castelline fluo")

			p.Fill("Chercher un article", "stilo")
			if o.JavaScript { // what is offered while one types
				p.WaitText("Stylo Clos Marcel rétractable")
			}
			p.Click("Chercher")
			p.want("Nous avons lu « stylo » pour « stilo »", "Le catalogue est un choix, tenu court")

			p.Open("/catalogue")
			p.Click("Fournitures scolaires 2026-2027")
			p.Click("Fournitures de bureau 2026-2027")
			p.Click("Classement")
			p.Click("Classeurs")
			p.want("Classeur", "HTVA par")

			p.Open("/catalogue?q=tampon")
			p.want("Procédure spéciale")
			p.Open("/catalogue/2")
			p.want("Marché non autorisé")
			p.Open("/articles/280")
			p.want("Vous ne pouvez pas l'ajouter à un panier.", "ne vous est pas donné pour Collège des Genêts", "Marc Iliescu", "le fournisseur revient vers vous")
			p.Click("Demander ce marché")
			p.want("Mobilier scolaire")
		})
	}
}
