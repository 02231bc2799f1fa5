package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What happens meanwhile loses nothing that was typed: the plan of orders is drawn again with its label, of what still waits; references that
// come too late for a basket are shown; a basket that was duplicated says so.
func TestTypedWhileOthersWork(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R213", "R192", "R237")
		c := inhabited(t, e).chain()
		v, d := c.in[unconfirmed], c.in["dora"]

		// Two baskets are about to be ordered together; a colleague orders one of them.
		c.confirmed(9)
		both := "/commandes/a-creer/apercu?ligne=8." + c.ids["supplier"] + "&ligne=9." + c.ids["supplier"]
		f := v.Get(both).WantSound().Form("Regrouper").Fill("Champ apparaissant sur l'étiquette", "Classe bleue").Fill("Remarques au fournisseur", "Par la cour")
		number := c.made(8)
		p := f.Submit().WantStatus(409).WantSound().Want("Déjà commandé par", number, "Voici ce qui attend encore", "1 commande, 1 colis")
		p.Form("Créer la commande").Submit().WantPath("/commandes/a-creer")
		if got := c.one(`SELECT label || '/' || remark FROM ordering_orders ORDER BY created_at DESC, number DESC LIMIT 1`); got != "Classe bleue/Par la cour" {
			t.Error(got)
		}
		// Nothing of it waits any more: the desk says who was faster.
		f.Set("_cle", "autre").Submit().WantStatus(409).WantSound().Want("Déjà commandé par", "Commandes à créer")

		// References are pasted into a basket that was confirmed in another window.
		c.fill("1")
		paste := d.Get("/paniers/10/coller").Form("Ajouter au panier").Fill("Références", "103299 x 2")
		c.confirmed(10)
		paste.Submit().WantSound().Want("Ce que vous aviez collé", "103299 x 2").WantNot("Ajouter au panier")

		// A basket that was duplicated says into which, on its page and before it is duplicated again.
		d.Get("/paniers/9/dupliquer").WantNot("déjà dupliqué").Form("Dupliquez").Check("Reprendre aussi l'article déjà en route").Submit().WantPath("/paniers/11")
		for _, path := range []string{"/paniers/9", "/paniers/9/dupliquer"} {
			d.Get(path).WantSound().Want("Ce panier a déjà été dupliqué : panier n° 11 (Ouvert)")
		}
		d.Get("/paniers/11/retirer").Press("Abandonner")
		d.Get("/paniers/9").WantNot("déjà dupliqué")

		// So does what was typed for an order by basket, though one basket alone is left.
		for n := 12; n <= 13; n++ {
			c.fill("1")
			c.confirmed(n)
		}
		plan := v.Get("/commandes/a-creer/apercu?ligne=12." + c.ids["supplier"] + "&ligne=13." + c.ids["supplier"]).WantSound()
		f = plan.Form("Une commande par panier")
		for _, n := range plan.Find("input[name^=etiquette][name$='-13']") {
			f.Set(n.Attr("name"), "Classe verte")
		}
		c.made(12)
		f.Submit().WantStatus(409).WantSound().Want("Déjà commandé par").Form("Une commande par panier").Submit().WantPath("/commandes/a-creer")
		if got := c.one(`SELECT label FROM ordering_orders ORDER BY created_at DESC, number DESC LIMIT 1`); got != "Classe verte" {
			t.Errorf("the label is %q", got)
		}
	})
}

// Where somebody was faster, who typed reads where the order stands, the way to it, and what they had written (R233, R229, R234).
func TestTooLateForTheSupplier(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R229", "R233", "R234")
		b := inhabited(t, e)
		buys := b.buyer()

		number, line := b.ids["order changed"], b.ids["line changed"]
		late := buys.Get("/commandes/accord/"+number).Form("Envoyer ces décisions").Set("avis."+line, "refused").Set("message", "Il en faut deux")
		buys.Get("/commandes/accord/" + number).Press("Tout accepter").WantPath("/commandes/" + number)
		late.Submit().WantStatus(409).WantSound().Want("Quelqu'un a été plus rapide", "Modification acceptée", "Ce que vous aviez écrit", "Il en faut deux").WantNot("avis.").Want("Commande " + number)

		number = b.ids["order sent"]
		first := buys.Get("/commandes/annulation/"+number).Form("Demander l'annulation au fournisseur").Fill("Pourquoi l'annuler ?", "Classe fermée")
		second := buys.Get("/commandes/annulation/"+number).Form("Demander l'annulation au fournisseur").Fill("Pourquoi l'annuler ?", "Erreur de ma part")
		first.Submit().WantPath("/commandes/" + number)
		second.Submit().WantStatus(409).WantSound().Want("Quelqu'un a été plus rapide", "Erreur de ma part", "Commande "+number)
		remind := buys.Get("/commandes/" + number).Form("Relancer le fournisseur")
		link := b.links["order sent"]
		s := b.browser()
		keep := s.Get(link).Form("Je maintiens la commande").Fill("Votre message à l'acheteur", "Déjà emballée")
		s.Get(link).Press("J'accepte l'annulation")
		keep.Submit().WantStatus(409).WantSound().Want("Ce que vous aviez écrit", "Déjà emballée")
		remind.Submit().WantStatus(409).WantSound().Want("Quelqu'un a été plus rapide", "Commande "+number)
	})
}

// Reasons that come too late are shown, to be used elsewhere.
func TestReasonsThatComeTooLate(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R226", "R212")
		c := inhabited(t, e).chain()
		at := "/commandes/a-passer/" + c.small + "/annuler"
		late := c.in[member].Get(at).Form("Annuler la commande").Fill("Motif", "Budget épuisé")
		c.in[member].Get(at).Form("Annuler la commande").Fill("Motif", "Erreur").Submit()
		late.Submit().WantStatus(409).WantSound().Want("Ce que vous aviez écrit", "Budget épuisé")

		refuse := "/commandes/a-creer/refuser?ligne=8." + c.ids["supplier"]
		refused := c.in[unconfirmed].Get(refuse).Form("Refuser les articles choisis").Set("article", c.one(`SELECT l.id FROM ordering_basket_lines l JOIN ordering_baskets k ON k.id = l.basket_id WHERE k.number = 8`)).Fill("Motif", "Déjà en stock")
		refused.Submit()
		refused.Set("_cle", "autre").Submit().WantStatus(409).WantSound().Want("Ce que vous aviez écrit", "Déjà en stock")
	})
}
