package app_test

import (
	"bytes"
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

// The coordinator of a group takes its lots as a sheet, changes it, sends it back, looks at what would change and lets it be written.
func TestLotsBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c := b.in[coordinator]
		lots := c.Get("/groupements/2/lots").WantSound()
		file := lots.Click("Exporter (CSV)")
		if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, "groupement-2-lots.csv") {
			t.Error(got)
		}
		text := string(file.Body)
		if !strings.Contains(text, "1;Sciences;;2;;Acide;;litres;1\r\n") {
			t.Fatal(text)
		}
		text = strings.Replace(text, "1;Sciences;;2;;Acide;;litres;1", "1;Sciences;;2;;Acide;à 10 %;litres;1", 1) + ";Mobilier;;;;Chaise;;pièces;\r\n;Mobilier;;;;Table;;;\r\n"
		p := lots.Click("Importer depuis un tableur").WantSound().Want("Une ligne par article", "Les lots de ce groupement, XLSX", "10 Mo au plus").
			Form("Envoyer le fichier").Attach("Fichier", "mes lots.csv", []byte(text)).Submit().WantStatus(200)
		p.Want("Lecture en cours", "Vous pouvez quitter cette page").WantSound()
		at := p.Path
		b.drain()
		p = c.Get("/groupements/2/lots").Click("Imports").WantSound().Want("mes lots.csv", "À vérifier").Row("mes lots.csv").Click("Ouvrir").WantPath(at).WantSound()
		p.Want("Groupement 2", "Lots et lignes", "Indiquez l'unité").Click("Modifiées (1)").Want("Acide", "(vide)", "à 10 %").WantSound()
		p.Click("Nouvelles (1)").Want("Mobilier · Chaise")
		back := p.Click("Le fichier avec ses erreurs")
		if !strings.Contains(string(back.Body), "Mobilier;;;;Table;;;;Unité") {
			t.Errorf("%s", back.Body)
		}
		c.Get(at).Press("Écrire 2 lignes").Want("L'écriture commence")
		b.drain()
		c.Get(at).WantSound().Want("2 lignes sont écrites", "par Coco coordinator")
		c.Get("/groupements/2/lots").Want("Mobilier")
		c.Get("/").Want("Vous avez modifié les lots de « Groupement 2 »")
		sent := c.Get(at + "/erreurs")
		fixed := strings.Replace(string(sent.Body), "Table;;;", "Table;;pièces;", 1)
		p = c.Get("/groupements/2/imports/nouveau").Form("Envoyer le fichier").Attach("Fichier", "corrigé.csv", []byte(fixed)).Submit().WantStatus(200)
		b.drain()
		c.Get(p.Path).Want("1 Nouvelles", "0 Refusées").Press("Écrire 1 ligne")
		b.drain()
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM needs_lines i JOIN needs_lots l ON l.id = i.lot_id WHERE l.title = 'Mobilier'`); got != "2" {
			t.Errorf("%s lines", got)
		}
		book := c.Get("/groupements/2/lots.xlsx")
		f, err := sheet.Open(bytes.NewReader(book.Body), int64(len(book.Body)), sheet.Options{})
		if err != nil || f.Format() != sheet.XLSX {
			t.Errorf("%v %v", f, err)
		}
		p = c.Get("/groupements/2/imports/nouveau").Form("Envoyer le fichier").Attach("Fichier", "lots.xlsx", book.Body).Submit().WantStatus(200)
		b.drain()
		c.Get(p.Path).Want("Tout ce que ce fichier dit était déjà enregistré")
	})
}

// Once the group is open, its imports can be read and nothing more; the reasons are those of changing lots by hand.
func TestLotSheetsOfAnOpenGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c := b.in[coordinator]
		c.Get("/groupements/2").Click("Ouvrir").Press("Ouvrir le groupement").WantStatus(200)
		const why = "Le groupement est ouvert : des établissements comptent sur ses dates et ses lots, qui ne changent plus."
		c.Get("/groupements/2/imports").WantSound().Want("lots.csv", why).WantNot("Lots de «")
		c.Get("/groupements/2/imports/4").WantSound().Want("À vérifier", why)
		c.Get("/groupements/2/imports/nouveau").WantStatus(403).WantSound().Want(why)
		c.Get("/groupements/2/lots.csv").WantStatus(200)
		b.in[member].Get("/groupements/2/lots.csv").WantStatus(404)
		b.in[visitor].Get("/groupements/2/imports/4").WantPath("/connexion")
	})
}
