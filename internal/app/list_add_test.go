package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/catalog/article"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A demandeur adds an article from the line of the list, as many as are ordered together, and is back at the line, which leads to the
// basket; what is greyed, or looked at by somebody else, has no such button (R180, R183).
func TestAddFromTheList(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R162", "R180", "R183")
		b := inhabited(t, e)
		d := b.dora()
		p := d.Get("/catalogue?q=rouge&parpage=50").WantSound()
		for _, closed := range []string{"Tampon personnalisable", "Papier A4 rouge vif"} {
			p.In(itemsList).Row(closed).WantNot("Ajouter")
		}
		p = p.In(itemsList).Row("Stylo rétractable").Want("Ajouter 2").Press("Ajouter 2").WantStatus(200).WantSound().Want("Ajouté")
		if !strings.HasPrefix(p.Path, "/catalogue?ajoute=2&panier=") || !strings.Contains(p.Path, "parpage=50&q=rouge") {
			t.Errorf("back at %s", p.Path)
		}
		if li := p.Find("#a2"); len(li) != 1 || li[0].Attr("tabindex") != "-1" {
			t.Errorf("the line to come back to: %v", li)
		}
		if body := string(p.Body); strings.Contains(body, "ajoute=") || !strings.Contains(body, "q=rouge#a2") {
			t.Error("what was added is told again, or the way back is lost")
		}
		p.In(itemsList).Row("Stylo à bille Cristal").WantNot("Voir mon panier", "Ajouté")
		p.In(itemsList).Row("Stylo rétractable").Want("Ajouté au panier").Click("Voir mon panier").WantStatus(200).Want("Stylo rétractable rouge", "103.305")
		for _, role := range []string{member, neighbour, central, admin} {
			b.in[role].Get("/catalogue?q=rouge").WantStatus(200).In(itemsList).WantNot("Ajouter")
		}
		to := func(back string) string {
			return d.PostForm("/paniers/ajouter", keyed(url.Values{"etablissement": {b.ids["ref Collège Membre"]}, "article": {"2"}, "quantite": {"2"}, "retour": {back}})).WantStatus(200).Path
		}
		for _, forged := range []string{"//ailleurs.test/#a2", "https://ailleurs.test/catalogue#a2", "/administration#a2", "javascript:alert(1)#a2"} {
			if got := to(forged); got != "/articles/2" {
				t.Errorf("%s leads to %s", forged, got)
			}
		}
	})
}

// What one market does not have is looked for in the whole catalogue by a click that says how many there are, and nobody missed it (R154).
func TestFoundInAnotherMarket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R154")
		b := inhabited(t, e)
		n := b.runs("Mobilier neuf", "Collège Membre")
		b.sells(atoi(n), map[string][]string{"510.1": {"Mobilier", "Tabourets"}}, article.Draft{Reference: "510.1", Data: article.Data{Title: "Tabouret de laboratoire", Unit: "pièce", Pack: 1, Multiple: 1, Price: 30_0000, VAT: 2100}})
		d := b.dora()
		p := d.Get("/catalogue/1?q=tabouret").WantSound().Want("Rien pour « tabouret » dans « Fournitures scolaires »")
		p.Click("Chercher dans tout le catalogue (1)").WantPath("/catalogue?q=tabouret").WantSound().In(itemsList).Want("Tabouret de laboratoire")
		d.Get("/catalogue/1?q=zorglub").WantSound().Want("Rien pour « zorglub »").WantNot("Chercher dans tout le catalogue")
		b.ok(b.a.Search.WriteMisses(t.Context()))
		b.in[central].Get("/catalogue/recherches-sans-resultat").Want("zorglub").WantNot("tabouret")
	})
}

// Before a market is withdrawn the page lists its sub-markets that are live, and whether they go with it (R155).
func TestWithdrawWithSubMarkets(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R155")
		b := inhabited(t, e)
		for _, title := range []string{"Fournitures vertes", "Fournitures rares"} {
			b.post(central, "/marches/nouveau", with(marketForm(b.ids["supplier"], title, ""), "parent", "1"), 303)
		}
		c := b.in[central]
		p := c.Get("/marches/1/retirer").WantSound().Want("Il a 2 sous-marchés en service", "Fournitures vertes", "Fournitures rares", "Sinon, ils restent en service")
		left := p.Form("Retirer le marché").Uncheck("Retirer aussi ces sous-marchés")
		p.Form("Retirer le marché").Submit().WantStatus(200).WantSound().Want("Le marché est retiré")
		left.Submit().WantStatus(409)
		p = c.Get("/marches?q=vertes").In("table").Row("Fournitures vertes").Want("Retiré").Click("Voir").WantSound().Want("Marché retiré avec « Fournitures scolaires »")
		p.Press("Remettre en service").WantStatus(200).Want("Le marché est remis en service.")
		c.Get("/marches/1").Press("Remettre en service").WantStatus(200).WantSound().Want("Son sous-marché retiré le reste")
		c.Get("/marches/1/retirer").WantSound().Want("Il a un sous-marché en service").Form("Retirer le marché").Uncheck("Retirer aussi ce sous-marché").Submit().WantStatus(200)
		c.Get("/marches?q=vertes").In("table").Row("Fournitures vertes").Want("En cours")
		c.Get("/catalogue").WantSound().Click("Fournitures vertes").WantSound() // it is found though the one above is not
	})
}
