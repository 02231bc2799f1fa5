package journeys_test

import (
	"regexp"
	"strings"
	"testing"

	"preau/internal/demo"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/browsertest"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// One parcel for three teachers, with one article short and one damaged, is received on a telephone; the claim is made there, the supplier
// answers it by the link in its mail, without an account, and the order and the claim are closed.
func TestMergedOrderReceived(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R242", "R246")
	covers.Statement(t, "R250", "R254")
	w := newWorld(t)
	for _, who := range []demo.Role{demo.Done, demo.Nothing} {
		w.gives(who, ordering.Requester)
	}
	w.gives(demo.Begun, ordering.Receiver)
	pens := w.text(`SELECT a.reference FROM catalog_articles a JOIN catalog_markets m ON m.number = a.market
		JOIN catalog_versions v ON v.article = a.number AND v.from_edition <= m.edition AND v.to_edition > m.edition
		WHERE m.title = 'Fournitures scolaires 2026-2027' AND v.multiple = 1 AND v.price > 0 AND v.special = false AND v.withdrawn = false ORDER BY a.reference LIMIT 1`)
	number := w.merged("000333 x 5\n" + pens + " x 4")

	// At the door, with a telephone: the fluo pens are two short, one of the others is broken.
	r := w.person(browsertest.Options{JavaScript: true, Width: 390})
	r.signIn(w.names[demo.Begun], demo.Password)
	r.Open("/commandes/a-receptionner")
	r.Click("Réceptionner " + number)
	r.want("5 pour Léo Guillermou", "5 pour Claire Vasseur", "4 pour Léo Guillermou", "Réceptionner les produits sélectionnés")
	if strings.Contains(r.Text(), "€") {
		t.Errorf("who receives reads prices: %s", r.Text())
	}
	titles := w.titles(number)
	for title, came := range map[string]string{titles[0]: "13", titles[1]: "11"} {
		r.Check("la ligne " + title)
		r.Fill("quantité reçue et conforme, "+title, came)
	}
	r.Click("Réceptionner les produits sélectionnés")
	r.want("Réception n° 1 enregistrée", "13", "11")
	r.Click("Réclamation " + titles[1])
	r.want("le fournisseur est directement averti")
	r.Fill("Ce qui ne va pas", "Abîmé")
	r.Fill("Quantité concernée", "1")
	r.Fill("Description", "Un stylo est cassé")
	r.Click("Envoyer la réclamation au fournisseur")
	r.want("le fournisseur est averti", "Ouverte")
	claim := r.Path()

	// The supplier, without an account and without scripts.
	s := w.person(browsertest.Options{Width: 390})
	s.Open(w.linkTo("commandes@quais.example.com", "signale un problème"))
	s.want("Abîmé", "Un stylo est cassé")
	s.Check("Avoir")
	s.ClickButton("Envoyer ma proposition")
	s.want("Votre proposition est partie")

	r.Open(claim)
	r.want("Avoir")
	r.Click("Accepter la proposition")
	r.Click("C'est réglé")
	r.want("La réclamation est réglée")

	// The two that are short, and the broken one, come no more.
	r.Open("/commandes/a-receptionner/" + number)
	for _, title := range titles {
		r.Check("la ligne " + title)
		r.Fill("quantité reçue et conforme, "+title, "0")
	}
	r.Check("Non, clôturer ces lignes")
	r.Fill("Motif, si vous clôturez", "Avoir du fournisseur")
	r.Click("Réceptionner les produits sélectionnés")
	r.want("Tout est arrivé ou clôturé")
	if got := w.text(`SELECT state FROM ordering_orders WHERE number = '` + number + `'`); got != "closed" {
		t.Errorf("the order is %s", got)
	}
	shares := w.text(`SELECT CAST(sum(l.arrived) AS TEXT) || ' of ' || CAST(sum(l.granted) AS TEXT) FROM ordering_basket_lines l JOIN ordering_order_lines x ON x.id = l.order_line_id
		JOIN ordering_orders d ON d.id = x.order_id WHERE d.number = '` + number + `'`)
	if shares != "24 of 27" {
		t.Errorf("the three have %s units", shares)
	}
}

// merged has three teachers ask for the same articles, and sends what they ask for as one order: its number.
func (w *world) merged(lines string) string {
	w.t.Helper()
	var chosen []string
	for _, who := range []demo.Role{demo.Requester, demo.Done, demo.Nothing} {
		c := w.client(who)
		p := c.Get("/paniers").Form("Ouvrir un panier").Fill("Nom du panier", "Rentrée").Submit().WantStatus(200)
		basket := p.Path
		c.Get(basket+"/coller").FormAt("form[action$='/coller']").Fill("Références et quantités", lines).Submit().WantStatus(200).Want("2 articles ajoutés")
		c.Get(basket + "/confirmer").Press("Confirmer le panier").WantStatus(200).Want("En attente de validation")
		chosen = append(chosen, strings.TrimPrefix(basket, "/paniers/"))
	}
	v := w.client(demo.Buyer)
	form := v.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés")
	for _, n := range chosen {
		form = form.Check("le panier n° " + n)
	}
	form.Submit().WantStatus(200).Want("3 paniers mélangés").Press("Regrouper").WantStatus(200)
	number := w.text(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
	v.Get("/commandes/a-passer/" + number).Press("Envoyer au fournisseur").WantStatus(200)
	w.drains()
	return number
}

func (w *world) drains() {
	w.t.Helper()
	_, err := w.a.Queue.Drain(w.t.Context())
	w.ok(err)
}

// titles are the articles of an order, in its order.
func (w *world) titles(number string) []string {
	w.t.Helper()
	var out []string
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(w.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT v.title FROM ordering_order_lines l JOIN ordering_orders d ON d.id = l.order_id
			JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition WHERE d.number = $1 ORDER BY l.position`, number)
		return err
	}))
	return out
}

// linkOfSupplier is an address below a supplier's link.
var linkOfSupplier = regexp.MustCompile(`https?://[^/\s]+(/fournisseur/[^\s>)]+)`)

// linkTo sends what is queued, and gives the supplier's link of the newest mail to somebody whose subject or text holds some words.
func (w *world) linkTo(address, words string) string {
	w.t.Helper()
	w.drains()
	box, link := mail.NewMailbox(w.d.DB), ""
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		all, err := box.List(w.t.Context(), tx, address, 20)
		for i := 0; i < len(all) && err == nil && link == ""; i++ {
			m, fault := box.Show(w.t.Context(), tx, all[i].ID)
			found := linkOfSupplier.FindStringSubmatch(m.Text)
			if err = fault; found != nil && strings.Contains(webtest.Fold(m.Subject+" "+m.Text), webtest.Fold(words)) {
				link = found[1]
			}
		}
		return err
	}))
	if link == "" {
		w.t.Fatalf("no mail to %s says %s", address, words)
	}
	return link
}
