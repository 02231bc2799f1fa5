package app_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// chainOf are the people of one school's chain (1.12), by what they are: somebody of the town each, with this role alone; then a neighbour,
// who holds all of its roles at another school of the same authority, and a visitor.
type chainOf struct {
	*builder
	of     map[string]string // name in the town, by what they are
	tokens map[string]string
	order  []string
	small  string // an order that the acheteur may send
	big    string // one that exceeds the maximum amount
	seen   []string
}

const (
	aRequester = "demandeur"
	aValidator = "validateur"
	aBuyer     = "acheteur"
	aSuper     = "superacheteur"
	aReceiver  = "réceptionniste"
	aManager   = "manager"
	aPresident = "PO réf."
	aCentral   = "Centrale"
	aHelper    = "helpdesk"
	aCoord     = "coordonnateur"
	aNeighbour = "neighbour"
	aVisitor   = "visitor"
)

func (b *builder) chain() *chainOf {
	b.t.Helper()
	c := &chainOf{
		builder: b, order: []string{aRequester, aValidator, aBuyer, aSuper, aReceiver, aManager, aPresident, aCentral, aHelper, aCoord, aNeighbour, aVisitor},
		of: map[string]string{
			aRequester: "dora", aValidator: unconfirmed, aBuyer: member, aSuper: stranger, aReceiver: schoolless, aManager: manager, aPresident: president,
			aCentral: central, aHelper: helper, aCoord: coordinator, aNeighbour: neighbour, aVisitor: visitor,
		},
		tokens: map[string]string{},
	}
	place := func(name string) access.Place { return access.Place{Kind: access.Organisation, ID: b.ids[name]} }
	b.run(`UPDATE access_grants SET taken_at = 1, ends_at = 1 WHERE role = 'ordering.buyer'`) // the manager is one, in the town
	b.run(`UPDATE access_grants SET taken_at = 1, ends_at = 1 WHERE role LIKE 'ordering.%' AND account_id = (SELECT id FROM account_accounts WHERE email = 'coordinator@preau.test')`)
	b.gives(unconfirmed, access.Gift{Role: ordering.Validator, Place: place("Collège Membre")})
	b.gives(member, access.Gift{Role: ordering.Buyer, Place: place("Collège Membre")})
	b.gives(schoolless, access.Gift{Role: ordering.Receiver, Place: place("Collège Membre")})
	b.gives(stranger, access.Gift{Role: ordering.Superbuyer, Place: access.Place{Kind: access.Organisation, ID: b.one(`SELECT id FROM org_organisations WHERE name = 'P.O. des Écoles'`)}})
	for _, role := range []access.RoleKey{ordering.Validator, ordering.Buyer, ordering.Receiver} {
		b.gives(neighbour, access.Gift{Role: role, Place: place("Collège Voisin")})
	}
	b.gives(neighbour, access.Gift{Role: ordering.Requester, Place: place("Collège Voisin"), Limits: []access.Limit{{Kind: access.Market, Ref: b.ids["market"]}}})
	b.run(`UPDATE org_organisations SET phone = '+33299000001' WHERE id = $1`, b.ids["Collège Membre"])
	b.run(`UPDATE org_organisations SET email = 'commandes@fournisseur.test' WHERE ref = $1`, b.ids["supplier"])
	b.run(`INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, 3000, '', '', 1, 1)`, b.ids["Collège Membre"])
	b.dora()
	for what, name := range c.of {
		if c.tokens[what] = b.town.tokens[name]; name == "dora" {
			c.tokens[what] = b.token("dora", "ordering:read", "ordering:write")
		}
	}
	c.fill("1")
	c.small = c.made(c.confirmed(6))
	c.fill("3")
	c.big = c.made(c.confirmed(7))
	c.fill("2")
	c.confirmed(8)
	c.fill("1")
	return c
}

// fill puts pens in a basket of the demandeur's, the newest that is open, or a new one.
func (c *chainOf) fill(units string) {
	c.t.Helper()
	c.adds(c.in["dora"], "1", units).WantStatus(200)
}

func (c *chainOf) confirmed(n int) int {
	c.t.Helper()
	c.in["dora"].Get("/paniers/" + number(n)).Press("Confirmer le panier").Press("Confirmer le panier").Want("Confirmé")
	return n
}

// made has the validateur make an order of a basket.
func (c *chainOf) made(n int) string {
	c.t.Helper()
	line := number(n) + "." + c.ids["supplier"]
	c.in[unconfirmed].Get("/commandes/a-creer/apercu?ligne=" + line).Form("Créer la commande").Submit().WantPath("/commandes/a-creer").Want("elle n'est pas encore envoyée")
	return c.one(`SELECT number FROM ordering_orders WHERE org_id = $1 ORDER BY created_at DESC, number DESC LIMIT 1`, c.ids["Collège Membre"])
}

var reasonCode = regexp.MustCompile(`motif=([a-z_.]+)`)

// page is what a page answers somebody: its status, with the code of the reason where it refuses.
func (c *chainOf) page(what, path string, form url.Values) string {
	c.t.Helper()
	var p *webtest.Page
	if form == nil {
		p = c.in[c.of[what]].Get(path)
	} else {
		p = c.in[c.of[what]].PostForm(path, keyed(form))
	}
	if what == aRequester && p.Status == 200 {
		c.seen = append(c.seen, readable(c.t, p.Header.Get("Content-Type"), p.Body))
	}
	if len(p.Hops) > 0 {
		if strings.HasPrefix(p.Hops[0], "/connexion") {
			return "401"
		}
		return "200"
	}
	code := ""
	if m := reasonCode.FindStringSubmatch(string(p.Body)); p.Status == 403 && m != nil {
		code = " " + m[1]
	}
	return number(p.Status) + code
}

// api is what the API answers.
func (c *chainOf) api(what, method, path, body, match string) string {
	c.t.Helper()
	var w *httptest.ResponseRecorder
	if match == "" {
		w = c.call(method, path, c.tokens[what], body)
	} else {
		w = c.call(method, path, c.tokens[what], body, "If-Match", match)
	}
	if what == aRequester && w.Code < 300 {
		c.seen = append(c.seen, readable(c.t, w.Header().Get("Content-Type"), w.Body.Bytes()))
	}
	p := rest.Problem{}
	if w.Code >= 400 {
		p = problemIn(c.house, w)
	}
	code := ""
	if len(p.Reasons) > 0 {
		code = " " + p.Reasons[0].Code
	}
	if w.Code == 201 {
		return "200"
	}
	return number(w.Code) + code
}

// readable is what somebody reads of an answer: of a PDF, its text.
func readable(t testing.TB, media string, body []byte) string {
	t.Helper()
	if media != "application/pdf" {
		return string(body)
	}
	d, err := pdftest.Read(body)
	if err != nil {
		t.Fatal(err)
	}
	return d.Text()
}

// cell is one act of 1.12, by its page and by the API, and what each of the chain is answered; who is not named is answered 404, and a
// visitor to sign in.
type cell struct {
	what              string
	path              string
	form              url.Values
	api, route, match string // method and path of the API; empty: it has none
	body              string
	want              map[string]string
	pages             map[string]string // where a page answers otherwise than the API
}

func (c *chainOf) holds(x cell) {
	c.t.Helper()
	for _, who := range c.order {
		want := x.want[who]
		switch {
		case who == aVisitor:
			want = "401"
		case want == "":
			want = "404"
		}
		if x.api != "" {
			if got := c.api(who, x.api, x.route, x.body, x.match); got != want {
				c.t.Errorf("%s, by the API: the %s is answered %s, want %s", x.what, who, got, want)
			}
		}
		if other, there := x.pages[who]; there {
			want = other
		}
		if got := c.page(who, x.path, x.form); x.path != "" && got != want {
			c.t.Errorf("%s, by its page: the %s is answered %s, want %s", x.what, who, got, want)
		}
	}
}

func say(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// Each cell of 1.12 from the catalogue to the sending, through pages and API, for each of the chain, for who holds all roles at a neighbour
// school of the same authority (404), and for a visitor; nothing that the demandeur is answered, in HTML, JSON, PDF, mails or the archive of
// their data, has a figure with VAT, or of VAT.
func TestMatrixOfOrders(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R292", "R123", "R182")
		covers.Statement(t, "R215", "R222", "R255")
		c := inhabited(t, e).chain()
		const ok = "200"
		c.baskets()

		// « send / cancel »: no; no; acheteur within the limit; superacheteur all. Who may not is refused first.
		for _, n := range []string{c.small, c.big} {
			buyer := ok
			if n == c.big {
				buyer = "403 ordering.over_limit"
			}
			for _, who := range c.order[:len(c.order)-1] {
				want := map[string]string{aValidator: "403 ordering.not_buyer", aBuyer: buyer, aSuper: ok, aCentral: "403 ordering.not_buyer"}[who]
				if want == ok {
					continue
				}
				if want == "" || who == aPresident && n != c.big {
					want = "404"
				}
				if who == aPresident && n == c.big {
					want = "403 ordering.not_buyer"
				}
				if got := c.api(who, "POST", "/orders/"+n+"/sending", "", `"1"`); got != want {
					t.Errorf("sending %s, by the API: the %s is answered %s, want %s", n, who, got, want)
				}
				if got := c.page(who, "/commandes/a-passer/"+n+"/envoyer", url.Values{"version": {"1"}}); got != want {
					t.Errorf("sending %s, by its page: the %s is answered %s, want %s", n, who, got, want)
				}
				if got := c.api(who, "POST", "/orders/"+n+"/cancellation", `{"reason":"non"}`, `"1"`); got != want {
					t.Errorf("cancelling %s, by the API: the %s is answered %s, want %s", n, who, got, want)
				}
				if got := c.page(who, "/commandes/a-passer/"+n+"/annuler", url.Values{"version": {"1"}, "motif": {"non"}, "mode": {"annuler"}}); got != want {
					t.Errorf("cancelling %s, by its page: the %s is answered %s, want %s", n, who, got, want)
				}
			}
		}
		if got := c.api(aBuyer, "POST", "/orders/"+c.small+"/sending", "", `"1"`); got != ok {
			t.Errorf("the acheteur sends what is within the limit: %s", got)
		}
		if got := c.page(aSuper, "/commandes/a-passer/"+c.big+"/envoyer", url.Values{"version": {"1"}}); got != ok {
			t.Errorf("the superacheteur sends what exceeds it: %s", got)
		}
		c.drain()
		if n := len(c.mails.To("commandes@fournisseur.test")); n != 2 {
			t.Fatalf("%d orders went out", n)
		}
		c.sent()
		c.noVAT()
	})
}

// baskets are the rows of catalogue, prices, baskets and « create order », and those of orders before they are sent.
func (c *chainOf) baskets() {
	c.t.Helper()
	const ok = "200"
	all := say(aRequester, ok, aValidator, ok, aBuyer, ok, aSuper, ok, aReceiver, ok, aManager, ok, aPresident, ok, aCentral, ok, aHelper, ok, aCoord, ok, aNeighbour, ok)
	c.holds(cell{what: "the catalogue", path: "/articles/1", api: "GET", route: "/articles/1", want: all})
	for _, who := range c.order[:len(c.order)-1] { // live for who was given the market there, greyed for all others
		a := into[articleSeen](c.house, c.call("GET", "/articles/1?place="+c.ids["ref Collège Membre"], c.tokens[aRequester], ""))
		if who != aRequester {
			a = into[articleSeen](c.house, c.call("GET", "/articles/1", c.tokens[who], ""))
		}
		if a.Possible != (who == aRequester) {
			c.t.Errorf("the %s can add an article: %v %s", who, a.Possible, a.codes())
		}
	}
	c.holds(cell{what: "a basket that is open", path: "/paniers/9", api: "GET", route: "/baskets/9", want: say(aRequester, ok)})
	c.holds(cell{what: "a confirmed basket", path: "/paniers/8", api: "GET", route: "/baskets/8", want: say(aRequester, ok, aValidator, ok)})
	line := "8." + c.ids["supplier"]
	noValidator := "403 ordering.not_validator"
	c.holds(cell{what: "what would be made of it", path: "/commandes/a-creer/apercu?ligne=" + line, api: "GET", route: "/order-plans?line=" + line, want: say(aRequester, noValidator, aValidator, ok)})
	c.holds(cell{what: "a basket next to what was ordered before", path: "/commandes/a-creer/8", want: say(aRequester, noValidator, aValidator, ok)})
	c.holds(cell{
		what: "making an order of something else than was shown", path: "/commandes/a-creer/apercu", form: url.Values{"ligne": {line}, "mode": {"together"}},
		api: "POST", route: "/orders", body: `{"lines":[{"basket":8,"supplier":"` + c.ids["supplier"] + `"}],"mode":"together","shown":[]}`,
		want: say(aRequester, noValidator, aValidator, "409"),
	})
	sees := say(aValidator, ok, aBuyer, ok, aSuper, ok, aCentral, ok)
	c.holds(cell{what: "an order within the limit", path: "/commandes/" + c.small, api: "GET", route: "/orders/" + c.small, want: sees})
	sees[aPresident] = ok // « droit de regard » (R138)
	c.holds(cell{what: "an order above it", path: "/commandes/" + c.big, api: "GET", route: "/orders/" + c.big, want: sees})
	for _, who := range c.order[:len(c.order)-1] {
		if sees[who] != ok {
			continue
		}
		if p := c.in[c.of[who]].Get("/commandes/" + c.big); !p.Has("40,84") {
			c.t.Errorf("the %s reads no amount with VAT of the order: %s", who, p.Text())
		}
	}
	c.in[c.of[aBuyer]].Get("/commandes/a-passer/"+c.big).WantSound().Want("seul un superacheteur peut la passer").WantNot("Annuler la commande", "Envoyer au fournisseur")
	c.in[c.of[aSuper]].Get("/commandes/a-passer/" + c.big).WantSound().Want("Annuler la commande")
	for path, who := range map[string]string{"/commandes/a-creer": aValidator, "/commandes/a-passer": aBuyer} {
		c.in[c.of[who]].Get(path).WantSound().Want("TVAC")
	}
}

// sent are the rows of an order that the supplier has, and of its files.
func (c *chainOf) sent() {
	c.t.Helper()
	const ok = "200"
	sees := say(aValidator, ok, aBuyer, ok, aSuper, ok, aCentral, ok, aPresident, ok)
	priced := say(aValidator, ok, aBuyer, ok, aSuper, ok, aCentral, ok, aPresident, ok)
	sees[aReceiver] = ok
	n := c.big
	c.holds(cell{what: "an order that was sent", path: "/commandes/" + n, api: "GET", route: "/orders/" + n, want: sees})
	c.holds(cell{what: "its PDF", path: "/commandes/bon/" + n, api: "GET", route: "/orders/" + n + "/purchase-order", want: sees})
	c.holds(cell{what: "its UBL file", path: "/commandes/ubl/" + n, api: "GET", route: "/orders/" + n + "/ubl", want: priced})
	sees[aRequester] = ok // R231
	c.holds(cell{what: "its goods receipt note", path: "/commandes/bon-de-reception/" + n, api: "GET", route: "/orders/" + n + "/receipt-note", want: sees})
	// « receive / claim »: réceptionniste; acheteur and superacheteur read. Who sees the order reads what came of it, too (decision 0030).
	reads := say(aValidator, ok, aBuyer, ok, aSuper, ok, aCentral, ok, aPresident, ok, aReceiver, ok)
	c.holds(cell{what: "what came of it", path: "/commandes/a-receptionner/" + n, api: "GET", route: "/orders/" + n + "/receptions", want: reads})
	noReceiver := "403 ordering.not_receiver"
	c.holds(cell{
		what: "receiving it", path: "/commandes/a-receptionner/" + n, form: url.Values{}, api: "POST", route: "/orders/" + n + "/receptions", body: `{"lines":[{"article":1,"came":1,"version":99}]}`,
		want:  say(aValidator, noReceiver, aBuyer, noReceiver, aSuper, noReceiver, aCentral, noReceiver, aPresident, noReceiver, aReceiver, "409"),
		pages: say(aReceiver, "422"),
	})
	c.asksToCancel(c.big, say(aValidator, "not_buyer", aBuyer, "over_limit", aCentral, "not_buyer", aReceiver, "not_buyer", aPresident, "not_buyer"))
	c.asksToCancel(c.small, say(aValidator, "not_buyer", aBuyer, "", aCentral, "not_buyer", aReceiver, "not_buyer"))
	noClaims := "403 ordering.claim_not_receiver"
	c.holds(cell{what: "the page on which it is claimed", path: "/reclamations/nouvelle/" + n + "/1", want: say(aValidator, noClaims, aBuyer, noClaims, aSuper, noClaims, aCentral, noClaims, aPresident, noClaims, aReceiver, ok)})
	figures := c.figures()
	for _, path := range []string{"/commandes/" + n, "/commandes/bon/" + n, "/commandes/bon-de-reception/" + n} {
		p := c.in[c.of[aReceiver]].Get(path)
		for _, f := range append(figures, "33,75", "11,25") { // the réceptionniste reads no amount at all of an order
			if text := readable(c.t, p.Header.Get("Content-Type"), p.Body); strings.Contains(text, f) {
				c.t.Errorf("the réceptionniste reads %s on %s: %s", f, path, text)
			}
		}
	}
	if got := into[orderSeen](c.house, c.call("GET", "/orders/"+n, c.tokens[aReceiver], "")); got.Gross != nil || got.Net != nil || got.Lines[0].Price != nil {
		c.t.Errorf("the réceptionniste is answered amounts: %+v", got)
	}
}

// asksToCancel holds who may not ask the supplier to cancel an order that is sent: as before it is sent, what an acheteur may not send is not
// theirs to end. Who is not named is answered 404; those who may do not try.
func (c *chainOf) asksToCancel(number string, refused map[string]string) {
	c.t.Helper()
	for _, who := range c.order[:len(c.order)-1] {
		code, named := refused[who]
		want := "403 ordering." + code
		switch {
		case who == aSuper || named && code == "":
			continue
		case !named:
			want = "404"
		}
		if got := c.api(who, "POST", "/orders/"+number+"/cancellation-request", `{"reason":"non"}`, `"3"`); got != want {
			c.t.Errorf("asking to cancel %s, by the API: the %s is answered %s, want %s", number, who, got, want)
		}
		if got := c.page(who, "/commandes/annulation/"+number, url.Values{"version": {"3"}, "message": {"non"}}); got != want {
			c.t.Errorf("asking to cancel %s, by its page: the %s is answered %s, want %s", number, who, got, want)
		}
	}
}

// figures are the amounts with VAT, and of VAT, of the orders and of what waits, with both signs for the decimals.
func (c *chainOf) figures() []string {
	return []string{"40,84", "40.84", "7,09", "7.09", "13,61", "13.61", "2,36", "2.36", "27,23", "27.23", "4,73", "4.73"}
}

// noVAT holds all that the demandeur was answered, and what else they get, against the figures.
func (c *chainOf) noVAT() {
	c.t.Helper()
	d := c.in["dora"]
	for _, path := range []string{"/", "/paniers", "/paniers/6", "/paniers/7", "/paniers/8", "/paniers/9", "/paniers/9/confirmer", "/paniers/7/dupliquer", "/commandes", "/commandes/suivi", "/commandes/a-passer", "/commandes/a-creer", "/catalogue?q=103.299", "/paniers.csv", "/commandes/suivi.csv", "/commandes/a-passer.csv", "/commandes/a-creer.csv"} {
		c.seen = append(c.seen, string(d.Get(path).WantStatus(200).Body))
	}
	for _, path := range []string{"/baskets", "/baskets/6", "/baskets/7", "/baskets/8", "/orders", "/waiting-baskets", "/articles?q=103.299", "/ordering"} {
		if got := c.api(aRequester, "GET", path, "", ""); got != "200" {
			c.t.Errorf("the demandeur reads %s: %s", path, got)
		}
	}
	d.Get("/paniers/7").Want("Bon de réception")
	d.Get("/compte/donnees").Press("Préparer l'archive")
	c.drain()
	for name, text := range unpacked(c.t, d.Get("/compte/donnees/export").WantStatus(200)) {
		c.seen = append(c.seen, name+"\n"+text)
	}
	for _, m := range c.mails.To("demandeur@preau.test") {
		c.seen = append(c.seen, m.Subject+"\n"+m.Text+"\n"+m.HTML)
	}
	if len(c.seen) < 30 {
		c.t.Errorf("only %d answers were read", len(c.seen))
	}
	for _, text := range c.seen {
		for _, f := range c.figures() {
			if i := strings.Index(text, f); i >= 0 {
				c.t.Errorf("the demandeur reads %s: … %s …", f, text[max(0, i-200):min(len(text), i+100)])
			}
		}
	}
}

// Programs of several people that call their tokens by one name look at the catalogue each for itself, however little is written meanwhile:
// what is kept of one is nobody else's.
func TestTokensOfOneName(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R292", "R162")
		c := inhabited(t, e).chain()
		tokens := map[string]string{aRequester: c.tokens[aRequester], aValidator: c.token(unconfirmed, "ordering:read"), aNeighbour: c.token(neighbour, "ordering:read")}
		path := "/articles/1?place=" + c.ids["ref Collège Membre"]
		for range 3 { // the first time, that each was used is noted
			for _, who := range []string{aRequester, aValidator, aNeighbour} {
				w := c.call("GET", path, tokens[who], "")
				if who == aNeighbour {
					if w.Code != 404 {
						t.Errorf("the %s is answered %d for a school that is not theirs", who, w.Code)
					}
					continue
				}
				if a := into[articleSeen](c.house, w); a.Possible != (who == aRequester) {
					t.Errorf("the %s can add it: %v %s", who, a.Possible, a.codes())
				}
			}
		}
	})
}

// The labels of 1.13 from the catalogue to the order stand on their pages, word for word.
func TestLabelsOfOrders(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R293", "R184", "R226")
	c := inhabited(t, db.SQLite).chain()
	see := func(who, path string, labels ...string) string {
		t.Helper()
		p := c.in[c.of[who]].Get(path).WantStatus(200)
		for _, l := range labels {
			if !strings.Contains(webtest.Fold(p.Text()), webtest.Fold(l)) {
				t.Errorf("%s has no « %s » for the %s: %s", path, l, who, p.Text())
			}
		}
		return string(p.Body)
	}
	line := "?ligne=8." + c.ids["supplier"]
	see(aRequester, "/paniers", "mes paniers", "Dupliquez")
	see(aRequester, "/paniers/8", "Dupliquez")
	see(aRequester, "/compte", "Tableau de bord", "Mes établissements")
	see(aRequester, "/compte/notifications", "Notifications mails")
	see(aValidator, "/commandes/a-creer", "Commandes à créer", "Commander les paniers sélectionnés")
	see(aValidator, "/commandes/a-creer/apercu"+line, "Champ apparaissant sur l'étiquette", "GRATUITé")
	see(aBuyer, "/commandes/a-passer", "Commandes à passer", "Voir")
	order := see(aBuyer, "/commandes/a-passer/"+c.small, "Annuler la commande")
	if table, red := strings.Index(order, "</table>"), strings.LastIndex(order, `data-color="danger"`); red < table {
		t.Error("« Annuler la commande » is not the red button at the bottom")
	}
	see(aBuyer, "/commandes", "Centrale de Marchés", "Achats - Marchés publics", "Nous contacter")
	c.run(`UPDATE access_grant_limits SET taken_at = 1 WHERE grant_id IN (SELECT g.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = 'demandeur@preau.test')`)
	c.in["dora"].Get("/paniers/9/confirmer").Press("Confirmer le panier entier").WantPath("/paniers/9")
	see(aRequester, "/paniers/9", "Non autorisé")
	c.in[member].Get("/commandes/a-passer/"+c.small).Click("Annuler la commande").Form("Annuler la commande").Fill("Motif", "Budget").Submit()
	see(aRequester, "/paniers/6", "Article annulé")
}
