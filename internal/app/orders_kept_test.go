package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// The maximum amount is lowered under an order while its acheteur types: what they may not do any more is refused with why, their reason is given
// back, and the page has no button for it.
func TestReasonsKeptUnderALoweredLimit(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R222", "R226", "R229")
		c := inhabited(t, e).chain()
		buys, at := c.in[member], "/commandes/a-passer/"+c.small
		buys.Get(at).WantSound().Want("Annuler la commande", "Enregistrer")
		for button, reason := range map[string]string{"Annuler la commande": "Budget épuisé", "Renvoyer au validateur": "Mauvais article"} {
			f := buys.Get(at+"/annuler").Form(button).Fill("Motif", reason)
			c.run(`UPDATE ordering_limits SET amount = 1`)
			f.Submit().WantStatus(403).WantSound().Want("Ce que vous aviez écrit", reason, "dépasse le montant maximum")
			if n := len(buys.Get(at).WantSound().Want("dépasse le montant maximum").Find(`a[href$="/annuler"], form[action$="/envoyer"]`)); n > 0 {
				t.Errorf("%d buttons are left", n)
			}
			buys.Get(at + "/annuler").WantStatus(403)
			c.run(`UPDATE ordering_limits SET amount = 3000`)
		}

		buys.Get(at).Press("Envoyer au fournisseur")
		c.run(`UPDATE ordering_orders SET state = 'sent', sent_at = $1 WHERE number = $2`, c.d.Clock.Now(), c.small)
		f := buys.Get("/commandes/annulation/"+c.small).Form("Demander l'annulation au fournisseur").Fill("Pourquoi l'annuler ?", "Commandée deux fois")
		c.run(`UPDATE ordering_limits SET amount = 1`)
		f.Submit().WantStatus(200).WantSound().Want("Commandée deux fois").WantNot("dépasse le montant maximum") // what was sent, the amount of then ruled (R223)
	})
}

// A form of a basket that comes again once a validateur has dealt with it does not say that nobody can.
func TestConfirmedAndTakenMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R216", "R198")
		c := inhabited(t, e).chain()
		f := c.in["dora"].Get("/paniers/9/confirmer").Form("Confirmer le panier")
		f.Submit().WantPath("/paniers/9").Want("le validateur est prévenu")
		c.made(9)
		f.Submit().WantPath("/paniers/9").WantSound().WantNot("Personne ne peut le valider")
	})
}

// What was ticked for one proposal of a supplier is not ticked for the next one; the message is kept.
func TestTickedForAnotherProposal(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234")
		b := inhabited(t, e)
		number, line := b.ids["order changed"], b.ids["line changed"]
		late := b.buyer().Get("/commandes/accord/"+number).Form("Envoyer ces décisions").Set("avis."+line, "agreed").Set("message", "Il en faut deux")
		b.buyer().Get("/commandes/accord/"+number).Form("Envoyer ces décisions").Set("avis."+line, "refused").Set("message", "Trop cher").Submit()
		b.run(`INSERT INTO ordering_changes (line_id, round, order_id, quantity, price, reference, title, promised_on, note, decision)
			SELECT line_id, round + 100, order_id, quantity, price + 10000, reference, title, promised_on, note, '' FROM ordering_changes WHERE line_id = $1`, line)
		b.run(`UPDATE ordering_orders SET state = 'changed', version = version + 1 WHERE number = $1`, number)
		p := late.Submit().WantStatus(409).WantSound().Want("Il en faut deux")
		if n := len(p.Find(`input[name="avis.` + line + `"]`)); n != 2 {
			t.Fatalf("%d choices of the new proposal", n)
		}
		if n := len(p.Find(`input[name^="avis."][checked]`)); n > 0 {
			t.Errorf("%d choices are ticked", n)
		}
	})
}

// A place of delivery that was closed is lifted by who can give the order back, whoever validates.
func TestWhoLiftsAClosedPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R221", "R228")
		c := inhabited(t, e).chain()
		c.run(`UPDATE org_organisations SET closed_at = 1 WHERE id = $1`, c.ids["Collège Membre"])
		for n, lifter := range map[string]string{c.big: "Camille other school", c.small: "Camille member"} {
			w := c.call("GET", "/orders/"+n, c.tokens[aSuper], "")
			_, after, found := strings.Cut(w.Body.String(), order.CodeUnavailable)
			if after, _, _ = strings.Cut(after, "]"); !found || !strings.Contains(after, lifter) || strings.Contains(after, "unconfirmed") {
				t.Errorf("of %s can lift: %s", n, after)
			}
		}
	})
}
