package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
)

// From « Commandes à réceptionner » to what the demandeur is told: a line found by its code, what is typed and not ticked is said and kept,
// more than was ordered is refused until it is said what becomes of it, and a late correction is the acheteur's to read.
func TestReceivePages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R240", "R241", "R242")
		covers.Statement(t, "R243", "R244")
		covers.Statement(t, "R248", "R255", "R256")
		covers.Statement(t, "R253", "R252", "R293")
		b := inhabited(t, e)
		r, number, to := b.in[neighbour], b.ids["order received"], "/commandes/a-receptionner/"+b.ids["order received"]
		p := r.Get("/commandes/a-receptionner").WantSound().Want("Commandes à réceptionner")
		p.Row(number).Want("0 sur 2", "Réceptionnée en partie")
		r.Get(to).Row("103.299").Click("Réclamation").WantPath("/reclamations/nouvelle/" + number + "/1").WantSound().Want("le fournisseur est directement averti")
		r.Get("/commandes/a-receptionner?q=introuvable").WantSound().Want("Aucune commande ne correspond")
		r.Get(to).WantSound().Want("quantité reçue et conforme", "Réceptionner les produits sélectionnés", "réf. 103.299", "2 pour", "1 arrivé", "Le reste des lignes cochées est-il attendu ?")
		b.run(`UPDATE ordering_order_lines SET agreed_reference = 'ST-05', agreed_title = 'Stylo <b>bleu</b>', promised_on = '2026-12-24' WHERE id = $1`, b.ids["order line"])
		p = r.Get(to).WantSound().Want("Remplacé par : Stylo <b>bleu</b> (réf. ST-05)", "24 décembre 2026")
		if p.Has("€") || withVAT.MatchString(p.Text()) {
			t.Errorf("who receives reads prices: %s", p.Text())
		}

		// Enter in the field of the scanner leads to the line, and notes nothing.
		f := p.Form("Trouver la ligne").Fill("Code-barres (EAN) ou référence", "103 299")
		p = f.Submit().WantStatus(200).WantSound().Want("encore attendu")
		p.In("input[autofocus][name='recu." + b.ids["order line"] + "']")
		p.Form("Trouver la ligne").Fill("Code-barres (EAN) ou référence", "999").Submit().WantStatus(422).WantSound().Want("Aucune ligne de cette commande ne porte « 999 »")

		// A number without a tick is said, and kept; then one too many is.
		line, other := b.ids["order line"], b.ids["order line too"]
		form := url.Values{"acte": {"receptionner"}, "ligne": {line}, "vu." + line: {"2"}, "vu." + other: {"1"}, "recu." + line: {"2"}, "recu." + other: {"1"}, "reste": {"oui"}}
		p = r.PostForm(to, keyed(form)).WantStatus(422).WantSound().Want("Une ligne a un nombre sans être cochée", "Ne pas réceptionner cette ligne")
		p.In("input[name='recu." + other + "'][value='1']")
		form.Set("sans", "1")
		r.PostForm(to, keyed(form)).WantStatus(422).WantSound().Want("2 arrivés pour 1 attendu", "à reprendre")
		form.Set("excedent."+line, "kept")
		r.PostForm(to, keyed(form)).WantPath(to).WantSound().Want("Réception n° 2 enregistrée", "1 en trop, gardé", "complète")
		if m := b.mailTo("coordinator.elsewhere@preau.test"); !says(m, "a réceptionné cet article pour vous", "1 × ", "Vous pouvez venir les chercher : Lycée Ailleurs", "Demandez ") {
			t.Errorf("the demandeur's mail says %s: %s", m.Subject, m.Text)
		}
		// The same line again, from an older page: both numbers are shown.
		r.PostForm(to, keyed(form)).WantStatus(409).WantSound().Want("Quelqu'un a compté les mêmes articles entre-temps")

		p = r.Get("/commandes/tri/" + number).WantStatus(200)
		if d, err := pdftest.Read(p.Body); err != nil || !strings.Contains(d.Text(), "Tri par enseignant") {
			t.Errorf("the sheet: %v", err)
		}
		r.Get("/commandes/etiquettes/" + number).WantStatus(200)

		// A day later a correction needs a reason, which the acheteur reads; the first one stays.
		b.run(`UPDATE ordering_receptions SET first_at = 1`)
		p = r.Get("/commandes/receptions/"+number+"/2").WantSound().Want("Corriger la réception n° 2", "il faut un motif")
		p.Form("Enregistrer la correction").Submit().WantStatus(422).WantSound()
		blank := url.Values{"ligne": {line}, "vu." + line: {"3"}, "recu." + line: {""}, "motif": {"Vide"}}
		r.PostForm("/commandes/receptions/"+number+"/2", keyed(blank)).WantStatus(422).WantSound() // no zero was typed
		fix := url.Values{"ligne": {line}, "vu." + line: {"3"}, "recu." + line: {"0"}, "motif": {"C'était pour la cantine"}}
		r.PostForm("/commandes/receptions/"+number+"/2", keyed(fix)).WantPath(to).WantSound().Want("Correction enregistrée", "Une réception corrigée", "corrige la n° 2", "C'était pour la cantine")
		if m := b.mailTo("coordinator@preau.test"); !says(m, "une réception est corrigée", "0 au lieu de 2", "C'était pour la cantine") {
			t.Errorf("the acheteur's mail says %s: %s", m.Subject, m.Text)
		}
	})
}

// An order whose establishment has no réceptionniste: who names one gets the task and a mail, and the acheteur is told (R257). Where there is
// one, they are told what will come, and the demandeurs that it is ordered (R235).
func TestWhoIsToldThatItIsSent(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R235", "R257", "R291")
		b := inhabited(t, e)
		sends := func() {
			b.run(`UPDATE ordering_orders SET state = 'sending', version = version + 1 WHERE number = $1`, b.ids["order"])
			b.run(`UPDATE ordering_orders SET sent_by = (SELECT id FROM account_accounts WHERE user_name = 'coordinator'), deliver_to = '{"name":"Lycée Ailleurs"}' WHERE number = $1`, b.ids["order"])
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				id, err := db.Value[string](t.Context(), tx, `SELECT id FROM ordering_orders WHERE number = $1`, b.ids["order"])
				if err != nil {
					return err
				}
				return b.a.Orders.Taken(t.Context(), tx, id)
			}))
		}
		sends()
		if m := b.mailTo("other.member@preau.test"); !says(m, "va livrer", "Voici ce qui arrivera", "/commandes/a-receptionner/"+b.ids["order"]) {
			t.Errorf("the réceptionniste's mail says %s: %s", m.Subject, m.Text)
		}
		if m := b.mailTo("coordinator.elsewhere@preau.test"); !says(m, "sont commandés chez") {
			t.Errorf("the demandeur's mail says %s: %s", m.Subject, m.Text)
		}
		b.in[elsewhere].Get("/paniers/3").WantSound().Want("commandé le")

		b.run(`UPDATE access_grants SET taken_at = 1 WHERE role = 'ordering.receiver'`)
		b.run(`UPDATE ordering_basket_lines SET state = 'in_order' WHERE basket_id = (SELECT id FROM ordering_baskets WHERE number = 3)`)
		sends()
		if m := b.mailTo("coordinator@preau.test"); !says(m, "aucun réceptionniste ne peut en être prévenu", "Le manager est prié d'en nommer un") {
			t.Errorf("the acheteur's mail says %s: %s", m.Subject, m.Text)
		}
		if m := b.mailTo("admin@preau.test"); !says(m, "Nommez-en un : il comptera ce qui arrive", "/acces/") {
			t.Errorf("the mail to who names a réceptionniste says %s: %s", m.Subject, m.Text)
		}
	})
}
