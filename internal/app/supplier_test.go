package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// ofSupplier is where orders of the town go.
const ofSupplier = "commandes@fournisseur.test"

// supplierMail is the last mail to the supplier, and the address that its link opens.
func (b *builder) supplierMail() (text, link string) {
	b.t.Helper()
	return b.mailTo(ofSupplier).Text, local(b.linkTo(ofSupplier))
}

// buyer is who sends the orders of « Lycée Ailleurs », in the town.
func (b *builder) buyer() *webtest.Client { return b.in[coordinator] }

func (b *builder) orderIn(number string) string {
	b.t.Helper()
	return b.one(`SELECT state FROM ordering_orders WHERE number = $1`, number)
}

// A supplier answers by the link in the order's mail: opening it does nothing; what it proposes counts once the acheteur agrees, line by
// line; the demandeur is told, the ordered version stays beside the agreed one, and the order costs what it now says, to the cent.
func TestSupplierAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		s, buys := b.browser(), b.buyer()
		number, link := b.ids["order sent"], b.links["order sent"]

		// The page of a link changes nothing, however often it is opened; the files are those that were sent.
		covers.Statement(t, "R234", "R231")
		version := b.ids["version of order sent"]
		for range 3 {
			s.Get(link).WantSound().Want("Commande "+number, "Lycée Ailleurs", "Stylo à bille Cristal rouge", "J'accuse réception", "J'accepte la commande", "J'accepte avec changements", "Je refuse la commande")
		}
		if got := b.version("ordering_orders", "number", number); got != version {
			t.Errorf("opening a link made version %s of %s", got, version)
		}
		if p := s.Get(link + "/bon"); !strings.HasPrefix(string(p.Body), "%PDF") {
			t.Errorf("the order on paper is %.20q", p.Body)
		}
		s.Get(link + "/ubl").WantStatus(200)
		s.Get(link).Press("J'accuse réception").WantPath(link).Want("L'acheteur sait que vous avez reçu la commande", "Reçue par le fournisseur")
		if m := b.mailTo("coordinator@preau.test"); !says(m, "réponse de Papeterie du Pont", "a bien reçu la commande "+number) {
			t.Errorf("the acheteur reads %s: %s", m.Subject, m.Text)
		}
		if mails := len(b.mails.To("coordinator.elsewhere@preau.test")); mails != 0 && says(b.mails.To("coordinator.elsewhere@preau.test")[mails-1], "a bien reçu") {
			t.Error("the demandeur is told, too")
		}

		// Changes: what is wrong is said next to its field, and kept.
		p := s.Get(link).Click("J'accepte avec changements").WantSound().Want("commandé : 2 à 11,25")
		p.Press("Proposer ces changements").WantStatus(422).WantSound().Want("Rien ne change")
		f := p.Form("Proposer ces changements")
		f.Set("quantite."+b.ids["line sent"], "0").Submit().WantStatus(422).WantSound().Want("Dites en quelques mots pourquoi")
		f.Set("quantite."+b.ids["line sent"], "1").Set("prix."+b.ids["line sent"], "beaucoup").Submit().WantStatus(422).Want("quatre décimales")
		f.Set("prix."+b.ids["line sent"], "11,2501").Set("reference."+b.ids["line sent"], "103.300").Submit().WantStatus(422).Want("donnez la référence et l'intitulé")
		before := b.one(`SELECT CAST(gross AS TEXT) FROM ordering_orders WHERE number = $1`, number)
		f.Set("intitule."+b.ids["line sent"], "Stylo <b>rouge</b> 2").Set("date."+b.ids["line sent"], "2026-12-24").Set("remarque."+b.ids["line sent"], "rupture")
		f.Submit().WantPath(link).WantSound().Want("Vos changements sont envoyés", "Vos changements attendent l'acheteur").WantNot("J'accepte la commande")
		if got := b.one(`SELECT CAST(gross AS TEXT) FROM ordering_orders WHERE number = $1`, number); got != before {
			t.Errorf("what is only proposed costs %s instead of %s", got, before)
		}

		// The acheteur finds it among what waits, decides with the figures before their eyes, and the supplier is told.
		buys.Get("/").Want("propose de changer la commande " + number)
		p = buys.Get("/commandes/"+number).WantSound().Want("propose un changement").Click("Voir et décider").WantSound().Want("2 → 1", "11,25 € → 11,2501 €", "Stylo <b>rouge</b> 2", "rupture")
		p.Press("Envoyer ces décisions").WantStatus(422).Want("Dites si vous acceptez")
		p.Press("Tout accepter").WantPath("/commandes/"+number).WantSound().Want("Modification acceptée", "commandé : 2", "commandé : 11,25", "Remplacé par : Stylo <b>rouge</b> 2 (réf. 103.300)", "24 décembre 2026")
		if got := b.one(`SELECT CAST(agreed AS TEXT) || ' ' || CAST(agreed_price AS TEXT) || ' ' || CAST(quantity AS TEXT) FROM ordering_order_lines WHERE id = $1`, b.ids["line sent"]); got != "1 112501 2" {
			t.Errorf("the line is %s", got)
		}
		mine := b.one(`SELECT CAST(b.number AS TEXT) FROM ordering_baskets b JOIN ordering_basket_lines l ON l.basket_id = b.id WHERE l.order_line_id = $1`, b.ids["line sent"])
		b.in[elsewhere].Get("/paniers/"+mine).WantSound().Want("Remplacé par : Stylo <b>rouge</b> 2 (réf. 103.300)", "1 au lieu de 2 dans toute la commande", "Livraison promise pour le 24 décembre 2026", "Montant de votre demande") // without a price (R182)
		covers.Statement(t, "R292")
		if w := b.call("GET", "/orders/"+number, b.tokens[coordinator], ""); !strings.Contains(w.Body.String(), `"agreed":{"quantity":1,"price":"11.2501","reference":"103.300","title":"Stylo <b>rouge</b> 2","promised_on":"2026-12-24"}`) || !strings.Contains(w.Body.String(), `"quantity":2,"price":"11.2500"`) {
			t.Errorf("a program reads %s", w.Body)
		}
		if text, _ := b.supplierMail(); !strings.Contains(text, "accepte le changement que vous avez proposé") {
			t.Errorf("the supplier reads %s", text)
		}
		if m := b.mailTo("coordinator.elsewhere@preau.test"); !says(m, "livrera vos articles autrement", "remplacé par Stylo <b>rouge</b> 2", "24 décembre 2026") || withVAT.MatchString(m.Text) || strings.Contains(m.Text, "€") {
			t.Errorf("the demandeur reads %s: %s", m.Subject, m.Text)
		}
	})
}

// What is refused of a proposal goes back to the supplier, who delivers as it stands; a form that was made from what is no more is a
// conflict, and one that is sent twice counts once.
func TestSupplierIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234", "R229", "R233")
		b := inhabited(t, e)
		s, buys := b.browser(), b.buyer()
		number, link, line := b.ids["order changed"], b.links["order changed"], b.ids["line changed"]
		f := buys.Get("/commandes/accord/"+number).Form("Envoyer ces décisions").Set("avis."+line, "refused")
		f.Submit().WantStatus(422).Want("Dites-le en quelques mots")
		f.Set("message", "Il nous en faut deux").Submit().WantPath("/commandes/" + number).Want("Modification contestée")
		s.Get(link).WantSound().Want("Il nous en faut deux", "J'accepte la commande telle qu'elle est").Press("J'accepte la commande telle qu'elle est").Want("La commande est acceptée")
		if got := b.orderIn(number); got != "accepted" {
			t.Errorf("the order is %s", got)
		}

		// After sending, cancelling is asked of the supplier, who keeps it or lets it go: only then the demandeurs are told.
		b.post(coordinator, "/commandes/a-passer/"+number+"/annuler", url.Values{"version": {"9"}, "motif": {"x"}, "mode": {"annuler"}}, 409)
		p := buys.Get("/commandes/" + number).Click("Demander l'annulation au fournisseur").WantSound().Want("c'est à lui d'accepter")
		p.Press("Demander l'annulation au fournisseur").WantStatus(422)
		p.Form("Demander l'annulation au fournisseur").Fill("Pourquoi l'annuler ?", "Classe fermée").Submit().Want("La demande d'annulation est partie", "n'a pas encore répondu")
		text, fresh := b.supplierMail()
		if !strings.Contains(text, "Classe fermée") || fresh == link {
			t.Errorf("the supplier reads %s at %s", text, fresh)
		}
		s.Get(fresh).WantSound().Want("demande d'annuler cette commande", "Classe fermée").Press("Je maintiens la commande").WantStatus(422).WantSound()
		s.Get(fresh).Form("Je maintiens la commande").Fill("Votre message à l'acheteur", "Déjà emballée").Submit().Want("La commande est maintenue")
		buys.Get("/commandes/"+number).Want("maintient la commande", "Déjà emballée")

		// The same of another order, which is let go.
		number, link = b.ids["order sent"], b.links["order sent"]
		p = buys.Get("/commandes/annulation/" + number)
		p.Form("Demander l'annulation au fournisseur").Fill("Pourquoi l'annuler ?", "Classe fermée").Submit()
		p = s.Get(link)
		p.Form("J'accepte l'annulation").Submit().Want("La commande est annulée. Ne la préparez pas.")
		if got := b.orderIn(number); got != "cancelled" {
			t.Errorf("the order is %s", got)
		}
		if got := b.one(`SELECT DISTINCT x.state FROM ordering_basket_lines x JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id WHERE d.number = $1`, number); got != "cancelled" {
			t.Errorf("the demandeur's lines are %s", got)
		}
		if m := b.mailTo("coordinator.elsewhere@preau.test"); !says(m, "La commande "+number+" est annulée", "le fournisseur l'avait reçue", "/dupliquer") {
			t.Errorf("the demandeur reads %s: %s", m.Subject, m.Text)
		}
		p.Form("J'accepte l'annulation").Submit().WantStatus(200) // the same again changes nothing
		s.PostForm(link, keyed(url.Values{"acte": {"annuler"}, "version": {b.version("ordering_orders", "number", number)}})).WantStatus(403).WantSound().Want("Ce n'est plus possible : la commande est « Annulée »")

		// Details are asked, given, and the supplier goes on.
		number, link = b.ids["order asked about"], b.links["order asked about"]
		buys.Get("/").Want("attend des précisions sur la commande " + number)
		buys.Get("/commandes/"+number).Want("Quelle couleur ?").Click("Répondre au fournisseur").WantSound().Form("Envoyer au fournisseur").Fill("Vos précisions", "Bleu nuit").Submit().Want("Vos précisions sont parties")
		s.Get(link).Want("Bleu nuit").Form("Refuser la commande").Fill("Votre message à l'acheteur", "Plus en bleu").Submit().Want("La commande est refusée")
		buys.Get("/commandes/"+number).Want("a refusé la commande", "Plus en bleu")
	})
}

// A link dies on its day, or when it is revoked; a new one goes to the order's address and nowhere else, once a day.
func TestSupplierLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234", "R236")
		b := inhabited(t, e)
		s, buys := b.browser(), b.buyer()
		number, link := b.ids["order sent"], b.links["order sent"]
		s.Get(link[:len(link)-1]).WantStatus(404).WantSound().Want("Ce lien ne mène nulle part")
		if p := s.Get(link); strings.Contains(strings.Join(hrefs(p), " "), "page="+url.QueryEscape(link)) {
			t.Error("« Nous contacter » would give the link away")
		}
		buys.Get("/commandes/"+number).Press("Retirer les liens envoyés").Want("ne mènent plus à rien", "Le fournisseur n'a aucun lien valable")
		s.Get(link).WantStatus(410).WantSound().Want("retiré par l'acheteur").WantNot("Recevoir un nouveau lien")
		s.PostForm(link, keyed(url.Values{"acte": {"accepter"}, "version": {"2"}})).WantStatus(410)
		s.PostForm(link+"/nouveau-lien", keyed(nil)).WantStatus(410)

		// A reminder brings another; once a day.
		buys.Get("/commandes/" + number).Press("Relancer le fournisseur").Want("Le fournisseur est relancé")
		_, fresh := b.supplierMail()
		s.Get(fresh).WantStatus(200)
		p := buys.Get("/commandes/" + number).Want("Le fournisseur a déjà été relancé aujourd'hui")
		b.post(coordinator, "/commandes/relance/"+number, url.Values{"version": {b.version("ordering_orders", "number", number)}}, 403)
		if strings.Contains(strings.Join(p.Buttons(), " "), "Relancer") {
			t.Error("the button is there")
		}

		// Sixty days later.
		b.d.Clock.Advance(60*24*time.Hour + time.Minute)
		before := len(b.mails.To(ofSupplier))
		s.Get(fresh).WantStatus(410).WantSound().Want("plus de 60 jours").Press("Recevoir un nouveau lien").WantStatus(200).Want("co…@fournisseur.test").WantNot(ofSupplier)
		s.Get(fresh).Press("Recevoir un nouveau lien").WantStatus(200)
		_, third := b.supplierMail()
		if n := len(b.mails.To(ofSupplier)) - before; n != 1 || third == fresh {
			t.Errorf("%d mails, of %s", n, third)
		}
		s.Get(third).WantStatus(200).Want("J'accepte la commande")
	})
}

func hrefs(p *webtest.Page) []string {
	var out []string
	for _, l := range p.Links() {
		out = append(out, l.Href)
	}
	return out
}

// An order that nobody answers within the working days that the operator gives waits for the acheteur, and so does one whose promised day
// passed (R236).
func TestSupplierIsLate(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R236")
		b := inhabited(t, e)
		s, buys := b.browser(), b.buyer()
		number, link := b.ids["order sent"], b.links["order sent"]
		const late = "n'a pas répondu à la commande "
		other := b.ids["order changed"] // of which a day is agreed on line by line
		b.run(`UPDATE ordering_changes SET promised_on = $1 WHERE decision = ''`, b.day(9))
		buys.Get("/commandes/accord/" + other).Press("Tout accepter").WantPath("/commandes/" + other)
		buys.Get("/").WantNot(late + number)
		b.d.Clock.Advance(6 * 24 * time.Hour) // from a Saturday: four working days
		buys = b.again(coordinator)
		buys.Get("/").WantNot(late + number)
		b.d.Clock.Advance(24 * time.Hour)
		buys = b.again(coordinator)
		buys.Get("/").Want(late + number)
		buys.Get("/commandes/" + number).Want("n'a pas répondu dans le délai").Press("Relancer le fournisseur").Want("Le fournisseur est relancé")
		if text, _ := b.supplierMail(); !strings.Contains(text, "attend de vos nouvelles") {
			t.Errorf("the supplier reads %s", text)
		}
		s.Get(link).Form("J'accepte la commande").Fill("Livraison promise pour le", b.day(3)).Submit().Want("La commande est acceptée")
		buys.Get("/").WantNot(late+number, "pour la commande "+other+" est en retard")
		b.d.Clock.Advance(4 * 24 * time.Hour)
		buys = b.again(coordinator)
		buys.Get("/").Want("pour la commande "+number+" est en retard", "pour la commande "+other+" est en retard")
		buys.Get("/commandes/" + other).Want("La livraison était promise pour le ")
		s.Get(link).Form("C'est expédié").Fill("Livraison promise pour le", "2026-01-01").Submit().WantStatus(422).Want("Choisissez un jour à partir d'aujourd'hui")
		// The day that passed stands in the form, and hinders nothing. What a reminder leads to then says that the goods are awaited.
		s.Get(link).WantNot("La livraison est attendue").Press("C'est expédié").WantPath(link).WantSound().Want("La livraison est attendue").WantNot("Plus rien n'est attendu")
		if got := b.orderIn(number); got != "shipped" {
			t.Errorf("it is %s", got)
		}

		// What is on its way may be late, too: the supplier names another day, and who buys is told.
		buys.Get("/").Want("pour la commande " + number + " est en retard")
		s.Get(link).Press("Annoncer une autre date").WantStatus(422).WantSound().Want("Indiquez une autre date")
		s.Get(link).Form("Annoncer une autre date").Fill("Nouvelle date de livraison", "2026-01-01").Submit().WantStatus(422).Want("Choisissez un jour à partir d'aujourd'hui")
		s.Get(link).Form("Annoncer une autre date").Fill("Nouvelle date de livraison", b.day(5)).Submit().WantPath(link).WantSound().Want("L'acheteur connaît la nouvelle date")
		buys.Get("/").WantNot("pour la commande " + number + " est en retard")
		if m := b.mailTo("coordinator@preau.test"); !says(m, "annonce une autre date pour la commande "+number) {
			t.Errorf("the acheteur reads %s", m.Text)
		}
	})
}

// day is a day from now, as forms have it.
func (b *builder) day(n int) string { return b.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// What the supplier's changes make dearer than the maximum amount is a superacheteur's to agree to.
func TestDearerChangesAreSuperbuyers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234", "R222")
		b := inhabited(t, e)
		number := b.ids["order changed"]
		b.run(`UPDATE ordering_changes SET quantity = 40 WHERE decision = ''`)
		b.run(`INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, 10000, '', '', 1, 1)`, b.ids["Lycée Ailleurs"])
		p := b.buyer().Get("/commandes/accord/" + number)
		p.Press("Tout accepter").WantStatus(403).Want("dépasserait le montant maximum")
		if got := b.orderIn(number); got != "changed" {
			t.Errorf("the order is %s", got)
		}
		b.gives(coordinator, access.Gift{Role: ordering.Superbuyer, Place: access.Place{Kind: access.Organisation, ID: b.ids["Lycée Ailleurs"]}})
		p.Press("Tout accepter").WantPath("/commandes/" + number)
	})
}

// A supplier's program answers by a file: what it says is shown before it counts, as the form that it could have been.
func TestSupplierFile(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R234")
		b := inhabited(t, e)
		s, number, link := b.browser(), b.ids["order sent"], b.links["order sent"]
		file := func(code, more string) []byte {
			return []byte(`<?xml version="1.0" encoding="UTF-8"?><OrderResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"><cbc:ID>1</cbc:ID><cbc:IssueDate>2026-11-21</cbc:IssueDate><cbc:OrderResponseCode>` + code + `</cbc:OrderResponseCode><cac:OrderReference><cbc:ID>` + number + `</cbc:ID></cac:OrderReference>` + more + `</OrderResponse>`)
		}
		send := func(body []byte) *webtest.Page {
			return s.Get(link).Form("Lire le fichier").Attach("Fichier UBL", "reponse.xml", body).Submit()
		}
		send([]byte("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")).WantStatus(422).WantSound().Want("par sécurité, il est refusé")
		send([]byte("Bonjour")).WantStatus(422).Want("n'est pas un document XML")
		changed := `<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:LineStatusCode>3</cbc:LineStatusCode><cbc:Quantity unitCode="C62">1</cbc:Quantity><cac:Item><cbc:Name>x</cbc:Name></cac:Item></cac:LineItem><cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference></cac:OrderLine>`
		for _, size := range []int{3_000_000, 6_000_000} {
			send([]byte(strings.Repeat("a", size))).WantStatus(422).WantSound().Want("Le fichier dépasse 2 Mo")
		}
		p := send(file("CA", changed)).WantStatus(200).WantSound().Want("Voici ce que dit votre fichier", "rien n'est encore parti")
		if got := b.orderIn(number); got != "sent" {
			t.Errorf("what was only read made it %s", got)
		}
		send(file("RE", "")).WantStatus(200).WantSound().Want("sans dire pourquoi").WantNot("Envoyer cette réponse")
		q := send(file("AP", "")).WantStatus(200).WantSound().Want("J'accepte la commande")
		q.Press("Envoyer cette réponse").WantPath(link).Want("La commande est acceptée")
		p.Press("Proposer ces changements").WantStatus(409) // it was made from what is no more
		send(file("AP", "")).WantStatus(403).Want("Ce n'est plus possible")
		// A despatch advice of less than is awaited says so, before it counts and after (R234).
		despatch := []byte(`<?xml version="1.0" encoding="UTF-8"?><DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"><cbc:ID>D</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate><cbc:Note>Un colis</cbc:Note><cac:OrderReference><cbc:ID>` + number + `</cbc:ID></cac:OrderReference><cac:DespatchLine><cbc:ID>1</cbc:ID><cbc:DeliveredQuantity unitCode="C62">1</cbc:DeliveredQuantity><cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference></cac:DespatchLine></DespatchAdvice>`)
		partly := send(despatch).WantStatus(200).WantSound().Want("Un colis Expédition partielle : 1 sur 2 : ")
		send(file("CA", changed)).Press("Proposer ces changements").WantPath(link).Want("Vos changements sont envoyés")
		partly.Press("Envoyer cette réponse").WantStatus(409)
		b.run(`UPDATE ordering_orders SET state = 'accepted' WHERE number = $1`, number)
		send(despatch).Press("Envoyer cette réponse").WantPath(link)
		b.buyer().Get("/commandes/" + number).Want("Expédition partielle : 1 sur 2 : ")
		b.run(`UPDATE ordering_orders SET state = 'changed' WHERE number = $1`, number)
		if got := b.orderIn(number); got != "changed" {
			t.Errorf("it is %s", got)
		}
	})
}
