package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The purchasing body sends a supplier's whole catalogue, looks at what would change, sees nothing change until it goes live, and
// undoes it; a second sheet meanwhile is refused with the name and the link of the first.
func TestCatalogueBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R168")
		b := inhabited(t, e)
		c := b.in[central]
		shelf := c.Get("/marches/1").WantSound().Click("Voir le catalogue").WantSound().Want("103.299", "11,25 €", "120.455", "N'est plus au catalogue")
		content := "Réf.;Libellé;Catégorie;Prix;TVA;Divers\n103.299;Stylo à bille Cristal rouge, pointe moyenne;Écriture;13,5025;20;x\n700.9;Compas;Tracé;4,20 €;20 %;\n700.8;Règle;Tracé;-1;20;\n120.460;Cahier;Papier;;5,5;\n"
		p := shelf.Click("Nouvelle mise à jour").WantSound().Form("Envoyer le fichier").Check("Catalogue complet").Attach("Fichier", "tarif.csv", []byte(content)).Submit().WantStatus(200).WantSound().Want("Lecture en cours")
		at := p.Path
		b.drain()
		c.Get("/").Want("tarif.csv", "Marché « Fournitures scolaires »")
		p = c.Get(at).WantSound().Want("À vérifier", "Le prix est négatif.", "colonne laissée de côté")
		p.Click("2 articles modifiés").WantSound().Want("103.299", "11,25 €", "13,5025 €", "+20,02 %", "Prix")
		p.Click("1 prix en hausse de plus de 10 %").WantSound().Want("103.299").WantNot("120.460")
		p.Click("3 articles retirés").Want("103.305")
		p.Click("1 remarque").WantSound().Want("Sans prix")
		if back := p.Click("Le fichier avec ses erreurs"); !strings.Contains(string(back.Body), "négatif") || !strings.Contains(back.Header.Get("Content-Disposition"), "tarif") {
			t.Errorf("%s", back.Body)
		}
		if out := c.Get(at + "?voir=modifies").Click("Exporter (CSV)"); !strings.Contains(string(out.Body), "13,5025") {
			t.Errorf("%s", out.Body)
		}
		c.Get("/marches/1/catalogue").WantSound().Want("11,25 €", "tarif.csv", "Une autre mise à jour de ce marché est ouverte").WantNot("700.9")
		c.Get("/marches/1/catalogue/mises-a-jour/nouvelle").WantStatus(403).WantSound().Want("Une autre mise à jour de ce marché est ouverte", "Voir cette mise à jour")

		p = c.Get(at).Form("Programmer").Set("jour", "2026-11-01").Submit().WantStatus(422).WantSound().Want("Choisissez un jour à venir")
		p = p.Form("Programmer").Set("jour", "2026-12-01").Submit().WantStatus(200).WantSound().Want("Elle sera mise en ligne le 1er décembre 2026")
		p.Press("Ne plus programmer").WantSound().Press("Mettre en ligne").WantStatus(200).WantSound().Want("Le catalogue est à jour", "En ligne depuis")
		c.Get("/marches/1/catalogue").WantSound().Want("13,5025 €", "700.9", "Compas", "sans prix")
		c.Get("/marches/1").Want("Catalogue mis à jour")
		c.Get("/catalogue/mises-a-jour").WantSound().Want("Fournitures scolaires", "Entretien", "Abandonnée", "Mise en ligne")
		b.in[admin].Get(at).WantSound().WantNot("Annuler la mise à jour")

		c.Get(at).Click("Annuler la mise à jour").WantSound().Want("tout de suite").Press("Annuler la mise à jour").WantStatus(200).WantSound().Want("La mise à jour est annulée")
		c.Get("/marches/1/catalogue").Want("11,25 €").WantNot("700.9")
		b.drain()
		c.Get(at).WantSound().Want("Le catalogue est revenu à ce qu'il était avant elle")
	})
}

// One article is added, corrected and withdrawn by hand, at once.
func TestArticleByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c := b.in[central]
		p := c.Get("/marches/1/catalogue").Click("Ajouter un article").WantSound()
		p = p.Form("Enregistrer et mettre en ligne").Fill("Référence", "103.299").Fill("Désignation", "Compas").Fill("Catégorie", "Tracé").Fill("Prix HTVA", "0").Choose("TVA", "20 %").Submit().
			WantStatus(422).WantSound().Want("Le prix est zéro")
		p = p.Form("Enregistrer et mettre en ligne").Fill("Prix HTVA", "4,2").Submit().WantStatus(422).WantSound().Want("a déjà cette référence")
		p.Form("Enregistrer et mettre en ligne").Fill("Référence", "900.1").Check("Écolabel").Submit().WantStatus(200).WantSound().Want("L'article est en ligne", "À la main", "900.1")
		stale := c.Get("/marches/1/catalogue?reference=900").WantSound().Want("900.1", "4,20 €").WantNot("103.299").Click("Modifier").WantSound()
		c.Get(stale.Path).Form("Enregistrer et mettre en ligne").Submit().WantStatus(200).Want("Rien n'a changé")
		c.Get(stale.Path).Form("Enregistrer et mettre en ligne").Check("N'est plus au catalogue").Submit().WantStatus(200).Want("Retiré")
		stale.Form("Enregistrer et mettre en ligne").Fill("Prix HTVA", "9").Submit().WantStatus(409).WantSound().Want("Cet article a changé entre-temps").
			Form("Enregistrer et mettre en ligne").Submit().WantStatus(200).Want("Remis au catalogue", "9,00 €")
	})
}
