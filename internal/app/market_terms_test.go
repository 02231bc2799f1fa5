package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The purchasing body says a market's terms in its form; whoever is signed in reads them by « Menu », « Gérer un établissement »,
// « Achats - Marchés publics », « Centrale de Marchés », the market, « Liens » (R164, R165, R166).
func TestTermsOfAMarket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R164", "R165", "R166")
		b := inhabited(t, e)
		form := marketForm(b.ids["supplier"], "Mobilier scolaire", "")
		for name, v := range map[string]string{"franco": "1 500,50", "frais": "25", "delai": "15", "vert": "1", "precisions": "1", "special": "1", "modalites": "Appelez le fournisseur.\nIl passe mesurer.", "zone": "5000-5999"} {
			form.Set(name, v)
		}
		b.post(central, "/marches/nouveau", form, 303)
		n := b.one(`SELECT CAST(max(number) AS TEXT) FROM catalog_markets`)
		b.in[central].Get("/marches/"+n).WantSound().Want("1 500,50 € HTVA", "15 jours ouvrables", "5000-5999", "Il passe mesurer.")
		kept := b.in[central].Get("/marches/" + n + "/modifier").WantSound().Form("Enregistrer")
		if got := kept.Value("Franco de port") + " " + kept.Value("Zone de livraison"); strings.ReplaceAll(got, "\u00a0", "") != "1500,50 5000-5999" {
			t.Errorf("the form holds %q", got)
		}

		teacher := b.in[stranger]
		p := teacher.Get("/").Click("Centrale de Marchés").WantPath("/centrale").WantSound()
		p = p.In("table").Row("Mobilier scolaire").Click("Résumé du marché").WantSound()
		p.Want("à partir de 1 500,50 € HTVA", "25,00 € HTVA", "15 jours ouvrables", "codes postaux 5000-5999", "elles portent leur label", "le fournisseur revient vers vous")
		p.Click("Voir les modalités").WantSound().Want("Appelez le fournisseur.", "Il passe mesurer.")
		p.Click("Tailles du mobilier").WantSound().In("table").Row("de 159 à 188 cm").Want("6", "bleu", "46 cm", "76 cm")

		teacher.Get("/marches/1/modalites").WantSound().Want("Ce marché n'a pas de procédure spéciale")
		teacher.Get("/marches/1/resume").WantSound().Want("non précisé").WantNot("modalités")
		for _, tail := range []string{"/resume", "/modalites"} {
			for _, n := range []string{"9", "x", "01", "-1", "99999999999999999999"} {
				teacher.Get("/marches/" + n + tail).WantStatus(404)
			}
		}

		form.Set("reserve", "1")
		form.Set("version", "1")
		form.Set("delai", "")
		b.post(central, "/marches/"+n+"/modifier", form, 303)
		b.in[central].Get("/marches/" + n).WantSound().Want("Délai de livraison, Montrer à ses seuls adhérents")
		teacher.Get("/centrale").WantNot("Mobilier scolaire")
		teacher.Get("/marches/" + n + "/resume").WantStatus(404)
	})
}

// What is wrong with the terms is told next to each field, what was typed is kept, and nothing is saved.
func TestBadTermsOfAMarket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c := b.in[central]
		form := marketForm(b.ids["supplier"], "Mobilier", "")
		for name, v := range map[string]string{"franco": "beaucoup", "frais": "-3", "delai": "12 jours", "zone": "<b>Namur</b>", "special": "1", "parent": "abc"} {
			form.Set(name, v)
		}
		p := c.PostForm("/marches/nouveau", keyed(form)).WantStatus(422).WantSound()
		p.Want("Indiquez un montant entre 0 et 9 999 999 €, ou laissez vide.")
		form.Set("franco", "10")
		form.Set("frais", "")
		form.Set("delai", "")
		p = c.PostForm("/marches/nouveau", keyed(form)).WantStatus(422).WantSound()
		p.Want("« <b>Namur</b> » n'est ni un début de code postal", "Décrivez la procédure", "Choisissez un marché de la liste.")
		if f := p.Form("Créer le marché"); f.Value("Franco de port") != "10" || f.Value("Zone de livraison") != "<b>Namur</b>" {
			t.Error("what was typed is not kept")
		}
		form.Set("modalites", strings.Repeat("é", 4001))
		c.PostForm("/marches/nouveau", keyed(form)).WantStatus(422).WantSound().Want("4")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM catalog_markets WHERE title = 'Mobilier'`); n != "1" { // the town's own
			t.Errorf("%s markets", n)
		}
		stale := with(marketForm(b.ids["supplier"], "Fournitures scolaires", "9"), "franco", "99")
		c.PostForm("/marches/1/modifier", keyed(stale)).WantStatus(409).WantSound().Want("Franco de port", "rien")
	})
}
