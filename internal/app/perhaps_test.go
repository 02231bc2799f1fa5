package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// perhaps has an order of the town be one whose mail may have arrived.
func (b *builder) perhaps(number string) {
	b.t.Helper()
	b.run(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL, reason = '', perhaps = $1, version = version + 1 WHERE number = $2`, ofSupplier, number)
}

// An order that may have arrived says so wherever it stands; its supplier says by the link that they have it, or who called them says it; it
// is ended only with a tick, and its supplier reads not to deliver it.
func TestPagesOfAnOrderThatMayHaveArrived(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R230", "R226", "R228")
		b := inhabited(t, e)
		s, buys := b.browser(), b.buyer()
		number, link := b.ids["order sent"], b.links["order sent"]

		b.perhaps(number)
		buys.Get("/commandes/a-passer").WantSound().Want("Peut-être arrivée", "Appelez le fournisseur")
		buys.Get("/commandes/a-passer/"+number).WantSound().Want("La commande est peut-être arrivée chez le fournisseur", ofSupplier, "Demander de corriger l'adresse").WantNot("a refusé la commande")
		s.Get(link).WantSound().Want("Peut-être arrivée", "Avez-vous reçu cette commande").WantNot("J'accepte la commande")
		s.Get(link).Press("Nous avons cette commande").WantPath(link).WantSound().Want("l'acheteur sait que vous avez la commande", "J'accepte la commande")
		if m := b.mailTo("coordinator@preau.test"); !says(m, "a bien la commande "+number) {
			t.Errorf("the acheteur reads %s: %s", m.Subject, m.Text)
		}

		b.perhaps(number)
		buys.Get("/commandes/a-passer/" + number).Press("Le fournisseur l'a bien reçue").WantPath("/commandes/" + number).WantSound().Want("C'est noté")
		if got := b.orderIn(number); got != "sent" {
			t.Errorf("after a call it is %s", got)
		}

		b.perhaps(number)
		page := buys.Get("/commandes/a-passer/"+number).Form("Le fournisseur l'a bien reçue").Set("remarques", strings.Repeat("é", 501)).Submit().WantStatus(422).WantSound().Want("501")
		page.Form("Le fournisseur l'a bien reçue").Set("remarques", "Livrez le matin").Submit().WantPath("/commandes/"+number).WantSound().Want("Vos remarques sont gardées", "Livrez le matin")

		b.run(`UPDATE ordering_orders SET state = 'sending', sent_at = NULL, perhaps = $1, version = version + 1 WHERE number = $2`, ofSupplier, number)
		buys.Get("/commandes/" + number).WantSound().Want("le mail ne repart plus").WantNot("Annuler la commande").Press("Le fournisseur l'a bien reçue").WantSound().Want("C'est noté")

		b.perhaps(number)
		f := buys.Get("/commandes/a-passer/"+number+"/annuler").WantSound().Want("appelez-le d'abord").Form("Annuler la commande").Set("motif", "plus besoin")
		f.Submit().WantStatus(422).WantSound().Want("cochez pour que le fournisseur soit prévenu", "plus besoin")
		f.Set("prevenir", "1").Submit().WantPath("/commandes/a-passer").Want("annulée")
		text, link := b.supplierMail()
		if !says(b.mailTo(ofSupplier), "Commande "+number, "ne la livrez pas") {
			t.Errorf("the supplier reads %s", text)
		}
		s.Get(link).WantSound().Want("Annulée").WantNot("J'accepte la commande")
		basket := b.one(`SELECT CAST(k.number AS TEXT) FROM ordering_orders d JOIN ordering_order_lines l ON l.order_id = d.id JOIN ordering_basket_lines x ON x.order_line_id = l.id
			JOIN ordering_baskets k ON k.id = x.basket_id WHERE d.number = '` + number + `' LIMIT 1`)
		b.run(`UPDATE ordering_baskets SET account_id = (SELECT id FROM account_accounts WHERE email = 'demandeur@preau.test') WHERE number = ` + basket)
		b.dora().Get("/paniers/" + basket).WantSound().Want("Le fournisseur l'avait peut-être reçue").WantNot("ne viendront pas")
		buys.Get("/commandes/" + number).WantSound().Want("il est prévenu de ne pas la livrer")
	})
}
