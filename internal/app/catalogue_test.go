package app_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// itemsList is the list of articles of the catalogue's page.
const itemsList = `.app-items`

// A demandeur finds articles by reference without its dots, by words, by a slip; sees prices without VAT that say so, and of each greyed
// one why, the reasons told apart and what lifts them (R158-R161).
func TestCatalogue(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R158", "R159", "R160")
		b := inhabited(t, e)
		n := b.runs("Papier", "Collège Membre")
		b.post(central, "/marches/1/modifier", with(marketForm(b.ids["supplier"], "Fournitures scolaires", b.ids["version of market 1"]), "modalites", "Pour les tampons, appelez l'imprimeur."), 303)
		ream := article.Data{Title: "Papier A4 rouge recyclé", Brand: "Papyrette", Unit: "carton", Pack: 5, Multiple: 1, Price: 21_6037, VAT: 2100, Special: true}
		b.sells(atoi(n), map[string][]string{"210.200": {"Papier"}}, article.Draft{Reference: "210.200", Data: ream})
		d := b.dora()
		p := d.Get("/commandes").Click("Catalogue").WantPath("/catalogue").WantSound()
		p.Want("Prix hors TVA (HTVA), toujours", "pour « Collège Membre »")

		p = p.Form("Chercher").Fill("Chercher un article", "103299").Submit().WantSound()
		p.Want("1 article pour « 103299 »").In(itemsList).Want("Stylo à bille Cristal rouge", "Réf. 103.299", "11,25 €", "HTVA par boîte", "boîte de 50", "Arvix").WantNot("Pourquoi")
		d.Get("/catalogue?q=stilo+rouge").WantSound().Want("Nous avons lu « stylo » pour « stilo »", "Le catalogue est un choix, tenu court").In(itemsList).Want("Stylo rétractable rouge", "par 2")

		all := d.Get("/catalogue?q=rouge&parpage=50").WantSound().In(itemsList)
		all.Row("Tampon personnalisable").Want("Procédure spéciale", "s'achète par une procédure spéciale", "Voir les modalités").WantNot("Marché non autorisé")
		all.Row("Papier A4 rouge recyclé").Want("Marché non autorisé", "Procédure spéciale", "21,6037 €", "Le marché « Papier » ne vous est pas donné pour Collège Membre", "Andrée manager", "Demander ce marché")
		all.Row("Papier A4 rouge vif").Want("Sans prix", "n'a pas encore de prix")
		all.Row("Stylo rétractable").Want("Écolabel").WantNot("Pourquoi")
		all.Row("Tampon personnalisable").Click("Voir les modalités").WantPath("/marches/1/modalites").Want("appelez l'imprimeur")

		old := d.Get("/catalogue?q=120.455").WantSound().Row("Cahier ligné A5 96 pages")
		if gone := d.Get("/catalogue?q=120.455").Text(); !strings.Contains(gone, "peuvent le remplacer") || !strings.Contains(gone, "120.460") {
			t.Errorf("no equivalents under what was withdrawn: %s", gone)
		}
		old.Want("N'est plus au catalogue", "n'est plus au catalogue", "Voir les équivalents")
		old.Click("Voir les équivalents").WantPath("/articles/5").WantSound().Want("Il n'est plus au catalogue.", "Équivalents").In(itemsList).Want("Cahier ligné A5 100 pages", "120.460")
	})
}

func atoi(s string) int64 {
	n := int64(0)
	for _, r := range s {
		n = n*10 + int64(r-'0')
	}
	return n
}

// The catalogue is walked from the markets to a sub-market, its categories and families, and narrowed by boxes, with counts; all of it stands
// in the address (R155).
func TestCatalogueTree(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R155")
		b := inhabited(t, e)
		b.post(central, "/marches/nouveau", with(marketForm(b.ids["supplier"], "Fournitures vertes", ""), "parent", "1"), 303)
		n := b.one(`SELECT CAST(max(number) AS TEXT) FROM catalog_markets`)
		green := article.Data{Title: "Crayon graphite certifié", Brand: "Écolia", Unit: "boîte", Pack: 12, Multiple: 1, Price: 3_0000, VAT: 2100, Green: article.Wood}
		b.sells(atoi(n), map[string][]string{"900.1": {"Écriture", "Crayons"}}, article.Draft{Reference: "900.1", Data: green})
		d := b.dora()
		p := d.Get("/catalogue").Click("Fournitures scolaires").WantPath("/catalogue/1").WantSound()
		p.In(itemsList).Want("Crayon graphite certifié", "Stylo rétractable").WantNot("Chaise") // of the sub-market too; the chair is another market's
		p.In(itemsList).Row("Crayon graphite").WantNot("Pourquoi")                              // who has the market above has it
		d.Get("/commandes").In(marketsTable).Row("Fournitures vertes").Want("Donné").WantNot("Pas donné")
		d.Get("/commandes").WantSound().Want("Fournitures scolaires, Fournitures vertes")
		p = p.Click("Fournitures vertes").WantPath("/catalogue/" + n).WantSound()
		p.In(itemsList).Want("Crayon graphite certifié").WantNot("Stylo")
		p = d.Get("/catalogue/1").Click("Écriture").WantSound()
		p.In(itemsList).Want("Crayon", "Stylo").WantNot("Cahier", "Tampon")
		p = p.Click("Stylos").WantSound()
		p.In(itemsList).Want("Stylo").WantNot("Crayon")
		p.Want("2 articles")

		f := d.Get("/catalogue").Form("Affiner").Check("Écolia (2)").Check("Ce que je peux commander (4)")
		p = f.Submit().WantSound().Want("2 articles")
		p.In(itemsList).Want("Crayon graphite", "Stylo rétractable")
		if q := queryOf(t, p); q.Get("marque") != "Écolia" || q.Get("commandable") != "1" {
			t.Errorf("the address is %s", p.Path)
		}
		dear := d.Get("/catalogue?tri=-prix").WantSound().In(itemsList).Text()
		if strings.Index(dear, "Tampon") > strings.Index(dear, "Crayon") {
			t.Errorf("the dearest first: %s", dear)
		}
		d.Get("/catalogue?marque=Arvix&vert=bio").WantSound().Want("Aucun article").Want("Arvix")
	})
}

// What is not found is explained: the range is a selection; the spelling, equivalents and « Demander un article » with the words (R150, R169).
func TestNothingFound(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R150", "R154", "R169")
		b := inhabited(t, e)
		d := b.dora()
		p := d.Get("/catalogue?q=" + url.QueryEscape("zorglub 999.111")).WantSound()
		p.Want("Aucun article pour « zorglub 999.111 »", "Le catalogue est un choix, tenu court", "au meilleur rapport qualité/prix", "Vérifiez l'orthographe")
		if got := p.Click("Demander un article").WantSound(); !strings.Contains(got.Path, "zorglub") {
			t.Errorf("asked at %s", got.Path)
		}
		p = d.Get("/catalogue?q=" + url.QueryEscape("cahier zorglub")).WantSound()
		p.Want("Aucun article n'a tous vos mots", "zorglub").In(itemsList).Want("Cahier ligné A5 100 pages")
		d.Get("/catalogue?q=103.2").WantSound().Want("Le catalogue est un choix, tenu court", "Stylo à bille Cristal rouge") // its beginning alone
		d.Get("/catalogue?q=103299").WantNot("Le catalogue est un choix")
		d.Get("/catalogue?q=rouge&page=3").WantSound().Want("sur 6").WantNot("41–")
		d.Get("/catalogue?q=zorglub&vert=bio").WantSound().Want("Rien ne correspond à tous ces choix")
	})
}

// An article's page says all that is known of it and of its market's terms; furniture says what is chosen later, and leads to the table
// of sizes (R163, R164, R166, R167).
func TestArticlePage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R163", "R164", "R166")
		b := inhabited(t, e)
		form := marketForm(b.ids["supplier"], "Mobilier neuf", "")
		form.Set("precisions", "1")
		form.Set("franco", "250")
		form.Set("delai", "30")
		b.post(central, "/marches/nouveau", form, 303)
		n := b.one(`SELECT CAST(max(number) AS TEXT) FROM catalog_markets`)
		b.post(central, "/marches/"+n+"/adherents", url.Values{"organisation": {b.ids["ref Collège Membre"]}, "du": {"2026-11-01"}}, 303)
		desk := article.Data{Title: "Table d'élève taille 6", Description: "Plateau stratifié.", Brand: "Wistrand", Unit: "pièce", Pack: 1, Multiple: 2, Price: 89_9000, VAT: 2100, EAN: "3086123000018", CPV: "39121200"}
		number := b.sells(atoi(n), map[string][]string{"500.900": {"Mobilier", "Tables"}}, article.Draft{Reference: "500.900", Data: desk})
		d := b.dora()
		p := d.Get("/articles/" + itoa(number)).WantSound()
		p.Want("Table d'élève taille 6", "Plateau stratifié.", "89,90 €", "HTVA par pièce", "21 %", "500.900", "3086123000018", "39121200", "par 2", "Mobilier neuf", "à partir de 250,00 € HTVA", "30 jours ouvrables")
		p.Want("le fournisseur revient vers vous", "Vous ne pouvez pas l'ajouter à un panier.", "Le marché « Mobilier neuf » ne vous est pas donné")
		p.Click("Tailles du mobilier").WantPath("/catalogue/tailles-mobilier")
		p.Click("Résumé du marché").WantPath("/marches/" + n + "/resume")
		p.Click("Tables").WantSound().In(itemsList).Want("Table d'élève taille 6")
		d.Get("/catalogue/" + n).WantSound().In(itemsList).Row("Table d'élève").Want("Couleur, taille et finition se choisissent après la commande")

		b.in[stranger].Get("/articles/" + itoa(number)).WantSound().Want("À « Collège Nouveau », seul un demandeur ajoute des articles")
		head := b.in[president].Get("/articles/" + itoa(number)).WantSound().Want("« P.O. des Écoles » ne commande pas").WantNot("seul un demandeur ajoute")
		head.Click("Demander un accès").WantPath("/acces/demandes/nouvelle") // where the establishment is chosen
		b.in[stranger].Get("/catalogue").WantSound().Want("Vous pouvez tout regarder, mais rien ajouter à un panier.")
		form.Set("reserve", "1")
		form.Set("version", "1")
		b.post(central, "/marches/"+n+"/modifier", form, 303)
		b.in[stranger].Get("/articles/" + itoa(number)).WantStatus(404)
		b.in[stranger].Get("/catalogue/" + n).WantStatus(404)
		b.in[stranger].Get("/catalogue?q=" + url.QueryEscape("table d'élève")).WantSound().WantNot("Table d'élève taille 6")
	})
}

func queryOf(t *testing.T, p *webtest.Page) url.Values {
	t.Helper()
	u, err := url.Parse(p.Path)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// part asks for a part of a page, as the script does.
func part(c *webtest.Client, path string) *webtest.Page {
	r := httptest.NewRequest("GET", webtest.Base+path, nil)
	r.Header.Set("HX-Request", "true")
	return c.Do(r)
}

func itoa(n int64) string { return number(int(n)) }

// The catalogue answers at any hour, and has none of its own; in the night a basket is confirmed, and its order made and sent (R167).
func TestCatalogueAtNight(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R167")
		b := inhabited(t, e)
		d := b.dora()
		for range 24 {
			b.d.Clock.Advance(85 * time.Minute) // other hours, day and night
			d.Get("/catalogue?q=stylo").WantStatus(200).In(itemsList).Row("Cristal").WantNot("Pourquoi")
		}
		for b.d.Clock.Now().UTC().Hour() != 2 {
			b.d.Clock.Advance(20 * time.Minute)
		}
		b.desks()
		b.gives(manager, access.Gift{Role: ordering.Buyer, Place: access.Place{Kind: access.Organisation, ID: b.ids["Collège Membre"]}})
		m := b.again(manager) // who signed in the day before
		b.adds(d, "1", "3").WantPath("/paniers/6").Press("Confirmer le panier").Press("Confirmer le panier").WantPath("/paniers/6").Want("Confirmé")
		m.Get("/commandes/a-creer").Form("Commander les paniers sélectionnés").Check("le panier n° 6 de Dora Demandeur chez Papeterie du Pont").Submit().
			Form("Créer la commande").Submit().WantPath("/commandes/a-creer")
		order := b.one(`SELECT number FROM ordering_orders ORDER BY created_at DESC, id DESC LIMIT 1`)
		m.PostForm("/commandes/a-passer/"+order+"/envoyer", keyed(url.Values{"version": {"1"}})).WantStatus(200)
		b.drain()
		if state := b.one(`SELECT state FROM ordering_orders WHERE number = $1`, order); state != "sent" {
			t.Errorf("at night the order is %s", state)
		}
	})
}

// While one types, words and articles are offered as a part of the page; asked for as a page, it is the search.
func TestSuggestions(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		d := b.dora()
		d.Get("/catalogue/suggestions?q=styl").WantPath("/catalogue").Want("Stylo")
		p := part(d, "/catalogue/suggestions?q=styl").WantStatus(200)
		p.Want("Stylo rétractable rouge, corps recyclé · réf. 103.305 · 6,90 € HTVA").WantNot("Se déconnecter")
		part(d, "/catalogue/suggestions?q=zzzz").WantStatus(200)
	})
}

// Whatever is written in the address is text: the page answers, soundly, and shows nothing of it as markup.
func TestBadCatalogueQueries(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		d := b.dora()
		for _, words := range []string{
			strings.Repeat("a", 10_000), strings.Repeat("é ", 5_000), `'; DROP TABLE catalog_articles; --`, `" OR 1=1`, `<script>alert(1)</script>`, `%_\`, "…", "\u202egauche\u0007", "🖍️", "AND OR NOT *",
		} {
			p := d.Get("/catalogue?q=" + url.QueryEscape(words)).WantStatus(200).WantSound()
			if strings.Contains(string(p.Body), "<script>alert") {
				t.Errorf("%.20q is markup", words)
			}
			part(d, "/catalogue/suggestions?q="+url.QueryEscape(words)).WantStatus(200)
		}
		for _, query := range []string{
			"page=-1", "page=999999999999", "page=x", "parpage=7", "tri=<b>", "categorie=99", "categorie=x", "categorie=-1", "marche=99&marche=x", "tva=-5", "tva=99999999999999", "prix=77", "vert=rouge",
			"marque=" + strings.Repeat("m", 5_000), "commandable=%27", strings.Repeat("marque=a&", 500),
		} {
			d.Get("/catalogue?" + query).WantStatus(200).WantSound()
		}
		d.Get("/catalogue?pour=aucune").WantStatus(404)
		d.Get("/catalogue?pour=" + b.ids["ref Collège Voisin"]).WantStatus(404)
		for _, path := range []string{"/catalogue/99", "/catalogue/x", "/catalogue/01", "/catalogue/-1", "/articles/99", "/articles/x", "/articles/0", "/articles/99999999999999999999"} {
			d.Get(path).WantStatus(404)
		}
	})
}
