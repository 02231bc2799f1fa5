package app_test

import (
	"net/http"
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The president has amounts compared without VAT with the maximum amounts: it counts at once for what waits, and is told next to them.
func TestBasisOfMaximumAmounts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R223")
		b := inhabited(t, e)
		b.desks()
		b.run(`INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, 3375, '', '', 1, 1)`, b.ids["Collège Membre"])
		d, m := b.dora(), b.in[manager]
		b.adds(d, "1", "3")
		d.Get("/paniers/6").Press("Confirmer le panier").Press("Confirmer le panier").WantPath("/paniers/6")
		p := m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit()
		p.WantSound().Want("Le total TVAC, livraison comprise, dépasse le montant maximum de 33,75 €", "un superacheteur est prévenu").Press("Créer la commande").WantPath("/commandes/a-creer")
		number := b.one(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
		at := "/commandes/a-passer/" + number
		m.Get(at).WantSound().Want("33,75 €, comparé au total TVAC", "(40,84 € TVAC) dépasse le montant maximum")

		rules := "/commandes/montants/" + b.ids["ref P.O. des Écoles"]
		m.Get("/commandes/montants/" + b.ids["ref Collège Membre"]).WantStatus(200).Want("Montant comparé").WantNot("Comparer le total HTVA")
		p = b.in[president].Get(rules).WantSound().Want("Montant comparé", "Le total TVAC de la commande, livraison comprise")
		late := p.FormAt(`form[action$="/comparaison"]`)
		p.Press("Comparer le total HTVA").WantStatus(200).WantSound().Want("Le total HTVA de la commande", "par Andrée president", "Total HTVA comparé")
		late.Set("_cle", "autre").Submit().WantStatus(http.StatusConflict).WantSound().Want("vient d'être changé ailleurs")
		b.in[president].PostForm(rules+"/comparaison", keyed(url.Values{"total": {"'; --"}, "version": {"1"}})).WantStatus(http.StatusNotFound)
		b.in[manager].PostForm("/commandes/montants/"+b.ids["ref Collège Membre"]+"/comparaison", keyed(url.Values{"total": {"gross"}, "version": {"1"}})).WantStatus(http.StatusForbidden)

		m.Get(at).WantSound().Want("33,75 €, comparé au total HTVA", "Envoyer").WantNot("dépasse le montant maximum") // it is exactly the amount
		b.run(`UPDATE ordering_limits SET amount = 3374`)
		m.Get(at).WantSound().Want("(33,75 € HTVA) dépasse le montant maximum")
		m.Get("/commandes/a-passer").Row(number).Want("bloquée : aucun superacheteur")
		b.in[president].Get("/commandes/suivi").WantSound().Row(number)
	})
}

// The president keeps duties apart for all schools of the authority; the page of a place says which mode counts; who gives
// one person several roles reads first what that person will do alone, or will not.
func TestSeparationOfDuties(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R130")
		b := inhabited(t, e)
		rules := "/commandes/montants/" + b.ids["ref P.O. des Écoles"]
		give := accessForm("ordering.validator", "")
		give["roles"] = []string{"ordering.validator", "ordering.buyer"}
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Règles de commande", "elle en est avertie", "Montant maximum par commande").Click("Voir les règles et les montants").
			WantStatus(200).WantSound().Want("Personne n'en a encore décidé pour « P.O. des Écoles »").WantNot("Rendre la séparation stricte")
		b.in[manager].PostForm(path, keyed(give)).WantStatus(422).WantSound().Want("Dora Demandeur pourra valider et envoyer ses propres paniers")

		p := b.in[president].Get(rules).WantSound().Want("Les établissements où elles sont moins de trois ne pourront plus commander")
		late := p.FormAt(`form[action$="/separation"]`)
		p.Press("Rendre la séparation stricte").WantStatus(200).WantSound().Want("La séparation des tâches est enregistrée", "Stricte : qui a fait un panier", "par Andrée president", "Séparation rendue stricte")
		late.Set("_cle", "autre").Submit().WantStatus(http.StatusConflict).WantSound().Want("vient de changer ailleurs")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Stricte : qui a fait un panier")
		f := b.in[manager].PostForm(path, keyed(give)).WantStatus(422).WantSound().Want("Dora Demandeur ne pourra pas valider ni envoyer ses propres paniers")
		f.Press("Donner quand même").WantStatus(200).Want("C'est fait")

		b.in[president].Get(rules).Press("Revenir à l'avertissement").WantStatus(200).Want("Retour à l'avertissement", "Séparation rendue stricte")
		for _, bad := range []url.Values{{"mode": {"'; --"}, "version": {"2"}}, {"mode": nil}, {"version": {"2"}}} {
			b.in[president].PostForm(rules+"/separation", keyed(bad)).WantStatus(http.StatusNotFound)
		}
		b.in[president].PostForm(rules+"/separation", keyed(url.Values{"mode": {"strict"}, "version": {"x"}})).WantStatus(http.StatusConflict)
		b.in[manager].PostForm(rules+"/separation", keyed(url.Values{"mode": {"strict"}, "version": {"2"}})).WantStatus(http.StatusNotFound)
		own := "/commandes/montants/" + b.ids["ref Collège Membre"] + "/separation"
		b.in[manager].PostForm(own, keyed(url.Values{"mode": {"strict"}, "version": {"2"}})).WantStatus(http.StatusForbidden).Want("Cela revient au président")
		b.in[president].Get(rules).Want("elle en est avertie")
	})
}

// Who heads the authority is told on the service's page of orders that went close together and exceed a maximum amount together, and reads
// which; the school's manager is not (R225).
func TestOrdersCloseTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R225")
		b := inhabited(t, e)
		school, rules := b.ids["Collège Membre"], "/commandes/montants/"+b.ids["ref P.O. des Écoles"]
		b.in[president].Get(rules).WantSound().Want("Commandes rapprochées", "Aucune ces trois derniers mois")
		b.run(`INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, 5000, '', '', 1, 1)`, school)
		for i, n := range []string{"5001-2026-000901", "5001-2026-000902"} {
			at := b.d.Clock.Now().AddDate(0, 0, -i)
			b.run(`INSERT INTO ordering_orders (id, number, org_id, head_id, market, supplier_id, state, label, free, delivery, delivery_vat, net, gross, created_by, created_name,
				created_at, sent_by, sent_name, sent_at, sent_to, deliver_to, reason, moved_by, moved_name, moved_at, version)
				SELECT $1, $1, $2, $2, m.number, m.supplier_id, 'sent', '', FALSE, 0, 0, 2500, 3025, '', '', $3, '', 'Alix Le Goff', $3, '', '', '', '', '', $3, 1 FROM catalog_markets m WHERE m.id = $4`, n, school, at, b.ids["market"])
		}
		p := b.in[president].Get("/commandes").WantSound().Want("Des commandes rapprochées dépassent ensemble un montant maximum")
		p.Click("Voir ces commandes").WantStatus(200).WantSound().Want("2 commandes, 60,50 € en tout pour un montant maximum de 50,00 €, comparé au total TVAC", "5001-2026-000902", "envoyée le", "par Alix Le Goff")
		b.in[manager].Get("/commandes").WantNot("commandes rapprochées")
		b.in[manager].Get("/commandes/montants/" + b.ids["ref Collège Membre"]).WantStatus(200).WantNot("Commandes rapprochées")
	})
}
