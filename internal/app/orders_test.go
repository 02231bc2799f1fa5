package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// withVAT is any amount with VAT, or of VAT, or their words.
var withVAT = regexp.MustCompile(`TVAC|TVA comprise|incl\. VAT|VAT included`)

// adds puts units of an article in dora's basket, as the catalogue's pages do.
func (b *builder) adds(d *webtest.Client, article, quantity string) *webtest.Page {
	b.t.Helper()
	return d.PostForm("/paniers/ajouter", keyed(url.Values{
		"etablissement": {b.ids["ref Collège Membre"]}, "article": {article}, "quantite": {quantity}, "retour": {"/paniers/6"},
	}))
}

// desks makes the manager of the member's school its validateur, too, and gives the school its telephone.
func (b *builder) desks() {
	b.t.Helper()
	school := b.ids["Collège Membre"]
	b.gives(manager, access.Gift{Role: ordering.Validator, Place: access.Place{Kind: access.Organisation, ID: school}})
	b.run(`UPDATE org_organisations SET phone = '+33299000001' WHERE id = $1`, school)
	b.run(`UPDATE org_sites SET phone = '+33299000002' WHERE org_id = $1`, school)
}

// From the demandeur's basket to the order that an acheteur cancels, and back: each step says what it does, whom it tells and what comes
// next; the demandeur never reads an amount with VAT.
func TestBasketToOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.desks()
		d, m := b.dora(), b.in[manager]
		var seen []*webtest.Page
		see := func(p *webtest.Page) *webtest.Page {
			seen = append(seen, p.WantSound())
			return p
		}
		// « mes paniers » is empty, and the first article opens one.
		see(d.Get("/paniers").Want("Aucun panier"))
		see(b.adds(d, "1", "3").WantPath("/paniers/6").Want("Ajouté au panier n° 6", "Stylo à bille Cristal rouge", "réf. 103.299", "11,25 €"))
		see(b.adds(d, "2", "3").WantStatus(422).Want("Se commande par multiples de 2 : 2 ou 4")).Form("Ajouter au panier").Fill("Quantité", "4").Submit().WantPath("/paniers/6")

		// Quantities, name, label and remark; 0 is meant only when it is ticked.
		covers.Statement(t, "R182", "R183", "R196")
		p := see(d.Get("/paniers/6").Want("2 articles", "Total HTVA", "61,35 €", "La TVA (21 %) s'ajoute au moment de la commande", "Mettre à jour les quantités"))
		p = see(p.Form("Enregistrer").Fill("Nom du panier", "Rentrée 3B").Fill("Souhait pour l'étiquette", strings.Repeat("x", 61)).Submit().WantStatus(422).Want("L'étiquette porte 60 caractères au plus"))
		p = p.Form("Enregistrer").Fill("Souhait pour l'étiquette", "3B, local 12").Fill("Remarque au validateur", "Pour <b>mardi</b>").Submit()
		see(p.WantPath("/paniers/6").Want("Rentrée 3B"))
		d.Get("/paniers/6").Row("Stylo rétractable").Form("Retirer").Fill("Quantité, Stylo à bille Cristal rouge", "0").Submit().WantPath("/paniers/6").Want("Stylo à bille").WantNot("Stylo rétractable")
		b.adds(d, "2", "4").WantStatus(200) // one line alone had been taken out
		p = see(d.Get("/paniers/6").Form("Enregistrer").Fill("Quantité, Stylo rétractable rouge, corps recyclé", "0").Submit().WantStatus(422).Want("Une quantité de 0 retire l'article"))
		see(p.Form("Enregistrer").Check("Retirer les articles à 0").Submit().WantPath("/paniers/6").WantNot("Stylo rétractable"))

		// A form that comes too late keeps what was typed, beside what is stored, and can be sent again.
		covers.Statement(t, "R183", "R196")
		late := d.Get("/paniers/6")
		d.Get("/paniers/6").Form("Enregistrer").Fill("Remarque au validateur", "Pour jeudi").Submit()
		p = late.Form("Enregistrer").Fill("Remarque au validateur", "Pour <b>mardi</b>").Submit().WantStatus(409).Want("Enregistré entre-temps", "Pour jeudi")
		if got := p.Form("Enregistrer").Value("Remarque au validateur"); got != "Pour <b>mardi</b>" {
			t.Errorf("what was typed became %q", got)
		}
		p.Form("Enregistrer").Submit().WantPath("/paniers/6")

		// Confirmed, it is locked, and says who has it.
		covers.Statement(t, "R194", "R198", "R216")
		p = see(d.Get("/paniers/6").Press("Confirmer le panier").WantPath("/paniers/6/confirmer").Want("Confirmer : Rentrée 3B", "33,75 €"))
		see(p.Press("Confirmer le panier").WantPath("/paniers/6").Want("le validateur est prévenu", "En attente de validation", "chez Andrée manager", "Où en est ma demande", "Relancer"))
		if m := b.mailTo("manager@preau.test"); !says(m, "Dora Demandeur a confirmé un panier", "Commandes à créer") {
			t.Errorf("the validateur's mail says %s: %s", m.Subject, m.Text)
		}
		d.Get("/").Want("Votre panier « Rentrée 3B »", "Un validateur doit le commander")
		see(b.adds(d, "1", "1"))
		see(d.Get("/paniers/7").Press("Confirmer le panier").Press("Confirmer le panier").WantPath("/paniers/7"))

		// The validateur reads amounts with VAT, what parcels will come, and makes the order; it is not sent yet.
		covers.Statement(t, "R200", "R201", "R203")
		covers.Statement(t, "R205", "R206", "R207")
		covers.Statement(t, "R293", "R211")
		m.Get("/").Want("paniers confirmés à commander")
		p = m.Get("/commandes/a-creer").WantSound().Want("Commandes à créer", "Papeterie du Pont", "Commander les paniers sélectionnés")
		p.Row("panier n° 6").Want("3B, local 12", "33,75 €", "40,84 €", "« Pour <b>mardi</b> »")
		p.Form("Commander les paniers sélectionnés").Submit().WantStatus(422).Want("Choisissez au moins un panier")
		p = m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Check("le panier n° 7 de Dora Demandeur chez Papeterie du Pont").Submit()
		p.WantSound().Want("1 commande, 1 colis, 2 paniers mélangés", "2 commandes, 2 colis, un par panier", "Regrouper", "Une commande par panier", "Champ apparaissant sur l'étiquette", "Gratuité", "Séparer ne coûte pas plus cher")
		p = m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit().Want("Champ apparaissant sur l'étiquette")
		f := p.Form("Créer la commande")
		if got := f.Value("Champ apparaissant sur l'étiquette"); got != "3B, local 12" {
			t.Errorf("the label is %q", got)
		}
		covers.Statement(t, "R205", "R166") // the supplier takes longer than was said when the page was made
		b.run(`UPDATE catalog_markets SET delivery_days = 9 WHERE number = (SELECT market FROM ordering_basket_lines LIMIT 1)`)
		p = f.Check("Gratuité").Fill("Remarques au fournisseur", "Porte <b>B</b>,\navant 10 h").Submit().WantStatus(422).WantSound().Want("Ses conditions ont changé", "Délai de livraison : 9 jours ouvrables (avant : ", "ont changé depuis que vous les avez lues")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM ordering_orders WHERE state = 'created' AND free`); n != "0" {
			t.Errorf("%s orders were made", n)
		}
		f = p.Form("Créer la commande")
		if got := f.Value("Remarques au fournisseur"); got != "Porte <b>B</b>,\navant 10 h" {
			t.Errorf("the remarks became %q", got)
		}
		p = f.Fill("Remarques au fournisseur", strings.Repeat("x", 501)).Submit().WantStatus(422).WantSound().Want("500")
		f = p.Form("Créer la commande").Fill("Remarques au fournisseur", "Porte <b>B</b>,\navant 10 h")
		f.Submit().WantPath("/commandes/a-creer").Want("elle n'est pas encore envoyée", "Qui peut l'envoyer est prévenu")
		number := b.one(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
		see(d.Get("/paniers/6").Want("En commande"))

		// What is free of charge is found again, and given out as it is found, to who sees amounts.
		covers.Statement(t, "R207")
		m.Get("/commandes/suivi").WantSound().Form("Filtrer").Choose("Gratuité", "Gratuités seulement").Submit().WantPath("/commandes/suivi").WantSound().Row(number)
		for path, want := range map[string]bool{"/commandes/suivi.csv?gratuite=oui": true, "/commandes/suivi.csv?gratuite=oui&etat=created": true, "/commandes/suivi.csv?gratuite=oui&etat=sent": false} {
			if out := string(m.Get(path).WantStatus(200).Body); strings.Contains(out, number) != want || want && !(strings.Contains(out, "3B, local 12") && strings.Contains(out, "Oui") && strings.Contains(out, "40,84")) {
				t.Errorf("%s gives %s", path, out)
			}
		}
		if out := string(d.Get("/commandes/suivi.csv").WantStatus(200).Body); strings.Contains(out, number) {
			t.Errorf("the demandeur is given %s", out)
		}

		// « Commandes à passer », « Voir », and the red button at the bottom.
		covers.Statement(t, "R220", "R226", "R228")
		p = m.Get("/commandes/a-passer").WantSound().Row(number).Want("Papeterie du Pont", "40,84 €").Click("Voir").WantSound().Want("Commande "+number, "La facture portera « COMMANDE GRATUITÉ »", "3B, local 12", "40,84 €", "Annuler la commande")
		covers.Statement(t, "R231") // what is said to the supplier can be changed until it is sent
		old := p.Want("Porte <b>B</b>, avant 10 h").Form("Enregistrer les remarques")
		p.Form("Enregistrer les remarques").Fill("Remarques au fournisseur", strings.Repeat("y", 501)).Submit().WantStatus(422).WantSound().Want("500", strings.Repeat("y", 501))
		p = p.Form("Enregistrer les remarques").Fill("Remarques au fournisseur", "Porte C").Submit().WantPath("/commandes/a-passer/"+number).WantSound().Want("Remarques enregistrées", "Porte C", "a changé les remarques au fournisseur")
		old.Fill("Remarques au fournisseur", "Porte D").Submit().WantStatus(409).WantSound().Want("Porte C", "Porte D")
		p = p.Click("Annuler la commande").WantSound().Want("Renvoyer au validateur", "Annuler la commande")
		p.Press("Annuler la commande").WantStatus(422)
		stale := m.PostForm("/commandes/a-passer/"+number+"/annuler", keyed(url.Values{"version": {"77"}, "motif": {"Budget épuisé"}, "mode": {"annuler"}})).WantStatus(409)
		if got := stale.Form("Annuler la commande").Value("Motif"); got != "Budget épuisé" {
			t.Errorf("the reason became %q", got)
		}
		p.Form("Annuler la commande").Fill("Motif", "Budget dépassé").Submit().WantPath("/commandes/a-passer").Want("annulée : les demandeurs sont prévenus")
		if m := b.mailTo("demandeur@preau.test"); !says(m, "La commande "+number+" est annulée", "Budget dépassé", "/paniers/6/dupliquer") || withVAT.MatchString(m.Text) {
			t.Errorf("the demandeur's mail says %s: %s", m.Subject, m.Text)
		}
		p = see(d.Get("/paniers/6").Want("Annulé", "Article annulé", "Budget dépassé", "Dupliquez"))
		p = see(p.Click("Dupliquez").Want("1 article sera repris", "3 × Stylo à bille"))
		see(p.Press("Dupliquez").WantPath("/paniers/8").Want("copie du panier n° 6", "Stylo à bille Cristal rouge"))
		see(d.Get("/paniers").Want("Rentrée 3B"))

		// What a duplicate takes the place of is what was seen (R192).
		covers.Statement(t, "R192")
		instead := d.Get("/paniers/6/dupliquer").Form("Dupliquez").Set("vers", "remplacer:8:"+b.one(`SELECT CAST(version AS TEXT) FROM ordering_baskets WHERE number = 8`))
		b.adds(d, "2", "2")
		see(instead.Submit().WantStatus(409).Want("Le panier à remplacer a changé entre-temps : il a maintenant 2 articles"))
		see(d.Get("/paniers/8").Want("Stylo rétractable"))

		// Nothing that the demandeur read has an amount with VAT.
		for _, p := range seen {
			if withVAT.MatchString(p.Text()) || p.Has("40,84") {
				t.Errorf("%s says an amount with VAT: %s", p.Path, p.Text())
			}
		}
	})
}

// Before the final status the page warns and offers the rest; who insists, or whose right went meanwhile, ends the basket (R193, R185).
func TestNotAllowedIsSaidBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R193", "R185", "R189")
		covers.Statement(t, "R190", "R162")
		b := inhabited(t, e)
		b.desks()
		d := b.dora()
		other := b.runs("Papier", "Collège Membre")
		article := number(int(b.sells(market(other), map[string][]string{"9.1": {"Papier"}}, paper("9.1"))))
		b.adds(d, "1", "1").WantPath("/paniers/6")
		b.adds(d, article, "1").WantStatus(403).Want("Le marché « Papier » ne vous est pas donné")
		grant := b.one(`SELECT g.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'demandeur@preau.test' AND g.role = 'ordering.requester' AND g.taken_at IS NULL`)
		give := func() {
			b.run(`INSERT INTO access_grant_limits (id, grant_id, kind, ref, starts_at, given_by, given_name, given_at, taken_by, taken_name)
				SELECT 'x' || $1, $2, 'market', id, 1, '', '', 1, '', '' FROM catalog_markets WHERE number = $3`, b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grant_limits`), grant, market(other))
		}
		take := func() {
			b.run(`UPDATE access_grant_limits SET taken_at = 1 WHERE grant_id = $1 AND ref = (SELECT id FROM catalog_markets WHERE number = $2) AND taken_at IS NULL`, grant, market(other))
		}
		give()
		b.adds(d, article, "1").WantPath("/paniers/6")
		p := d.Get("/paniers/6/confirmer").WantNot("n'est pas autorisé")
		take()
		d.Get("/paniers/6").WantSound().Want("Non autorisé")
		d.Get("/paniers/6/confirmer").WantSound().Want("1 article n'est pas autorisé", "Papier blanc (marché Papier)", "Retirer et confirmer le reste", "Demander l'accès au marché", "Confirmer le panier entier")
		p.Press("Confirmer le panier").WantPath("/paniers/6").Want("Non autorisé", "Article annulé", "rien n'est commandé") // it went between the page and the click
		d.Get("/paniers/6").Click("Dupliquez").Press("Dupliquez").WantPath("/paniers/7").Want("Papier blanc", "Stylo à bille")
		d.Get("/paniers/7/confirmer").Press("Retirer et confirmer le reste").WantPath("/paniers/7").Want("Confirmé", "Stylo à bille").WantNot("Papier blanc")
		d.Get("/paniers/6").Click("Dupliquez").Press("Dupliquez").WantPath("/paniers/8")
		d.Get("/paniers/8/confirmer").Press("Confirmer le panier entier").WantPath("/paniers/8").Want("Non autorisé")
		d.Get("/paniers/6").Click("Dupliquez").Press("Dupliquez").WantPath("/paniers/9")
		give()
		d.Get("/paniers/9").Press("Confirmer le panier").Press("Confirmer le panier").WantPath("/paniers/9").Want("Confirmé")
		b.in[manager].Get("/commandes/a-creer").Want("panier n° 7", "panier n° 9").WantNot("panier n° 6", "panier n° 8")
	})
}

func market(n string) (out int64) {
	for _, r := range n {
		out = out*10 + int64(r-'0')
	}
	return out
}

func paper(reference string) article.Draft {
	return article.Draft{Reference: reference, Data: article.Data{Title: "Papier blanc", Unit: "rame", Pack: 1, Multiple: 1, Price: 4_0000, VAT: 2100}}
}

// Without the telephone of its place nothing is ordered, and nothing is lost: a manager enters it there, others ask them in a click.
func TestPhoneIsMissing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R209", "R210")
		b := inhabited(t, e)
		b.desks()
		school := b.ids["Collège Membre"]
		b.run(`UPDATE org_organisations SET phone = '' WHERE id = $1`, school)
		b.run(`UPDATE org_sites SET phone = '' WHERE org_id = $1`, school)
		d, m := b.dora(), b.in[manager]
		b.adds(d, "1", "1")
		d.Get("/paniers/6").Press("Confirmer le panier").Press("Confirmer le panier").WantPath("/paniers/6").Want("Confirmé")
		p := m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit()
		p = p.WantSound().Want("Il manque le téléphone de", "Andrée manager").WantNot("Créer la commande").Click("Indiquer le téléphone").WantSound()
		d.Get(p.Path).WantSound().Want("Peuvent l'indiquer : Andrée manager").Press("Demander au manager").WantPath("/commandes").Want("les managers reçoivent un mail")
		if m := b.mailTo("manager@preau.test"); !says(m, "Il manque le téléphone de", "Dora Demandeur ne peut pas commander") {
			t.Errorf("the manager's mail says %s: %s", m.Subject, m.Text)
		}
		p.Form("Enregistrer le téléphone").Fill("Téléphone", "12").Submit().WantStatus(422)
		p.Form("Enregistrer le téléphone").Fill("Téléphone", "+44 20 7946 0958").Submit().WantStatus(422).WantSound().Want("un numéro de Belgique (+32) ou de France (+33)")
		p.Form("Enregistrer le téléphone").Fill("Téléphone", "02 99 00 00 04").Submit().WantPath("/commandes").Want("Téléphone enregistré")
		p = m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit()
		p.Press("Créer la commande").WantPath("/commandes/a-creer").Want("elle n'est pas encore envoyée")
	})
}
