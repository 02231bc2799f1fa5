package app_test

import (
	"bytes"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

// The purchasing body takes a market's adherents as a sheet, changes it, sends it back, looks at what would change and lets it be
// written; nobody who is not in it is removed.
func TestAdherentsBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R170")
		b := inhabited(t, e)
		c := b.in[central]
		market := c.Get("/marches/1").WantSound()
		file := market.Click("Exporter (CSV)")
		if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, "marche-1-adherents.csv") {
			t.Error(got)
		}
		if !strings.Contains(string(file.Body), ";"+b.ids["ref Collège Membre"]+";Collège Membre;Rennes;2026-11-01;") {
			t.Fatalf("%s", file.Body)
		}
		text := strings.Replace(string(file.Body), "2026-11-01;", "2026-11-01;30/06/2027", 1) + ";;;;" + b.ids["ref Collège Voisin"] + ";Le voisin;;01/12/2026;\r\n;;;;nulle-part;;;01/12/2026;\r\n"
		p := market.Click("Importer depuis un tableur").WantSound().Want("adhérents.csv", "À vérifier").Click("Nouvel import").WantSound().
			Want("Une ligne par établissement ou P.O.", "Les adhérents de ce marché, XLSX").
			Form("Envoyer le fichier").Attach("Fichier", "rentrée.csv", []byte(text)).Submit().WantStatus(200)
		at := p.Path
		b.drain()
		c.Get("/").Want("rentrée.csv", "Marché « Fournitures scolaires »")
		p = c.Get(at).WantSound().Want("Fournitures scolaires", "Aucun établissement ni P.O. n'a ce numéro").Click("Modifiées (1)").WantSound()
		p.Want("Collège Membre", "Au", "(vide)", "30 juin 2027").Click("Nouvelles (1)").Want("Le voisin")
		if back := p.Click("Le fichier avec ses erreurs"); !strings.Contains(string(back.Body), "Aucun établissement ni P.O.") {
			t.Errorf("%s", back.Body)
		}
		c.Get("/marches/1").WantNot("Collège Voisin", "30 juin 2027")
		c.Get(at).Press("Écrire 2 lignes").Want("L'écriture commence")
		b.drain()
		c.Get(at).WantSound().Want("2 lignes sont écrites")
		market = c.Get("/marches/1").WantSound().Want("Adhérents repris d'un tableur")
		market.In("main table").Want("Collège Membre", "du 1er novembre 2026 au 30 juin 2027", "Collège Voisin", "depuis le 1er décembre 2026")

		book := c.Get("/marches/1/adherents.xlsx")
		f, err := sheet.Open(bytes.NewReader(book.Body), int64(len(book.Body)), sheet.Options{})
		if err != nil || f.Format() != sheet.XLSX {
			t.Errorf("%v %v", f, err)
		}
		again := func(name string, content []byte) {
			t.Helper()
			p := c.Get("/marches/1/imports/nouveau").Form("Envoyer le fichier").Attach("Fichier", name, content).Submit().WantStatus(200)
			b.drain()
			c.Get(p.Path).Want("Tout ce que ce fichier dit était déjà enregistré")
		}
		again("adhérents.xlsx", book.Body)
		again("un seul.csv", []byte("Référence;Du\n"+b.ids["ref Collège Membre"]+";2026-11-01\n"))
		c.Get("/marches/1").Want("Collège Voisin", "Collège Membre")
	})
}

// Nobody else has these pages: to an administrator and to a school there is nothing. Of a market that is withdrawn they are read, and
// say why nothing can be sent.
func TestWhoImportsAdherents(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R170")
		b := inhabited(t, e)
		for _, who := range []string{admin, member, coordinator} {
			for _, at := range []string{"/marches/1/imports", "/marches/1/imports/7", "/marches/1/adherents.csv", "/marches/1/imports/nouveau"} {
				b.in[who].Get(at).WantStatus(404)
			}
		}
		b.in[visitor].Get("/marches/1/imports/7").WantPath("/connexion")
		b.in[admin].Get("/marches/1").WantStatus(200).WantNot("Importer depuis un tableur", "Exporter (CSV)")
		c := b.in[central]
		const why = "Le marché est retiré : rien n'y change tant que la Centrale ne l'a pas remis en service."
		b.post(central, "/marches/1/retirer", nil, 303)
		c.Get("/").WantNot("adhérents.csv")
		c.Get("/marches/1/imports").WantStatus(200).WantSound().Want("adhérents.csv", why)
		c.Get("/marches/1/imports/7").WantSound().Want("À vérifier", why)
		c.Get("/marches/1/imports/nouveau").WantStatus(403).WantSound().Want(why)
		c.Get("/marches/1/adherents.csv").WantStatus(200)
	})
}
