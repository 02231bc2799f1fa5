package journeys_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/demo"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/browsertest"
	"preau/internal/ordering"
)

// Four people of one school, from the search to the supplier's mailbox: two demandeurs on telephones without scripts, then, with them, the
// validateur who mixes their baskets in one parcel, and the acheteur who reads what it costs with VAT and sends it; the
// mail in the mailbox carries the order for people and for programs.
func TestFourPeopleOrder(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R205", "R221", "R230")
	w := newWorld(t)
	w.gives(demo.Done, ordering.Requester)
	w.gives(demo.Begun, ordering.Validator)
	leo, claire := w.asks(demo.Requester, "Surligner"), w.asks(demo.Done, "Corriger")

	v := w.person(browsertest.Options{JavaScript: true})
	v.signIn(w.names[demo.Begun], demo.Password)
	v.Open("/commandes/a-creer")
	v.want("Commander les paniers sélectionnés")
	v.Check("le panier n° " + leo + " de Léo Guillermou chez Papeterie des Quais")
	v.Check("le panier n° " + claire + " de Claire Vasseur chez Papeterie des Quais")
	v.Click("Commander les paniers sélectionnés")
	v.want("1 commande, 1 colis, 2 paniers mélangés", "Pour Léo Guillermou et Claire Vasseur")
	v.Click("Regrouper")
	v.want("elle n'est pas encore envoyée")

	b := w.person(browsertest.Options{JavaScript: true})
	b.signIn(w.names[demo.Buyer], demo.Password)
	number := w.text(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
	b.Open("/commandes/a-passer")
	b.Click("Voir " + number)
	b.at("/commandes/a-passer/"+number, "Total TVAC")
	b.want("Léo Guillermou", "Claire Vasseur")
	b.Click("Envoyer au fournisseur")
	b.want("Envoi en cours")
	_, err := w.a.Queue.Drain(t.Context())
	w.ok(err)
	b.Open("/commandes/" + number)
	b.want("Passée", "Bon de commande (PDF)")
	if name, content := b.Download("Bon de commande (PDF)"); !strings.Contains(name, number) || !strings.HasPrefix(string(content), "%PDF") {
		t.Errorf("the order is saved as %s, %d bytes", name, len(content))
	}
	w.ok(w.d.View(t.Context(), func(tx *db.Tx) error {
		box := mail.NewMailbox(w.d.DB)
		all, err := box.List(t.Context(), tx, "commandes@quais.example.com", 1)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d mails to the supplier: %v", len(all), err)
		}
		m, err := box.Show(t.Context(), tx, all[0].ID)
		if !strings.Contains(m.Subject, number) || strings.Join(m.Files, " ") != "Commande-"+number+".pdf Commande-"+number+".xml" {
			t.Errorf("%s carries %q", m.Subject, m.Files)
		}
		return err
	}))
}

// asks has a demandeur find an article, put it in a basket of its own, and confirm it; it is the basket's number.
func (w *world) asks(who demo.Role, title string) string {
	w.t.Helper()
	p := w.person(browsertest.Options{Width: 390})
	p.signIn(w.names[who], demo.Password)
	p.Open("/paniers")
	p.Fill("Nom du panier", title)
	p.Click("Ouvrir un panier")
	p.want(title)
	path := p.Path()
	p.Open("/catalogue")
	p.Fill("Chercher un article", "000333")
	p.Click("Chercher")
	p.Click("Ajouter 5 Stylo Castelline fluo pointe fine 0,4 mm orange x100")
	p.Open(path)
	p.want("1 article", "Total HTVA")
	p.Click("Confirmer le panier")
	p.want("HTVA")
	p.ClickButton("Confirmer le panier")
	p.want("En attente de validation", "Yann Le Goadec")
	if strings.Contains(p.Text(), "TVAC") {
		w.t.Errorf("a demandeur reads of TVAC: %s", p.Text())
	}
	return strings.TrimPrefix(path, "/paniers/")
}

// gives gives somebody of the demonstration a role at the school that orders: a demandeur its first market.
func (w *world) gives(who demo.Role, role access.RoleKey) {
	w.t.Helper()
	w.ok(w.d.InTx(w.t.Context(), func(tx *db.Tx) error {
		g := access.Gift{Role: role, Place: access.Place{Kind: access.Organisation}}
		var market string
		for q, to := range map[string]*string{
			`SELECT id FROM account_accounts WHERE user_name = '` + w.names[who] + `'`:       &g.AccountID,
			`SELECT id FROM org_organisations WHERE ref = 'college-des-genets'`:              &g.Place.ID,
			`SELECT id FROM catalog_markets WHERE title = 'Fournitures scolaires 2026-2027'`: &market,
		} {
			var err error
			if *to, err = db.Value[string](w.t.Context(), tx, q); err != nil {
				return err
			}
		}
		if role == ordering.Requester {
			g.Limits = []access.Limit{{Kind: access.Market, Ref: market}}
		}
		_, err := access.Give(w.t.Context(), tx, access.ByProgram("Préau", tx.Now()), g)
		return err
	}))
}

// text is one value of the database.
func (w *world) text(q string) (out string) {
	w.t.Helper()
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.Value[string](w.t.Context(), tx, q)
		return err
	}))
	return out
}
