package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/web/webtest"
)

// A form that is opened and sent untouched changes nothing, whatever the language it is read in; nor does one that is
// written in a language and sent in the other.
func TestQuantitiesInBothLanguages(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R041", "R049")
	for _, lang := range []string{"fr", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			s := w.stage(t)
			c := w.as(s.house, member)
			save, other, typed := "Enregistrer", "Save", map[string][2]string{"q.1": {"12 000", "12\u00a0000"}, "q.2": {"1 250,5", "1\u00a0250,5"}}
			if lang == "en" {
				s.run(`UPDATE account_accounts SET lang = 'en'`)
				save, other, typed = "Save", "Enregistrer", map[string][2]string{"q.1": {"12,000", "12000"}, "q.2": {"1,250.5", "1250.5"}}
			}
			c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "1", "q.1", typed["q.1"][0], "q.2", typed["q.2"][0], "vu.1", "12000000"))).WantStatus(200)
			for range 2 { // what is shown is what is read back
				p := c.Get("/groupements/1/besoins/1").WantStatus(200)
				for name, v := range typed {
					wantTyped(t, p, name, v[1])
				}
				p.Press(save).WantStatus(200)
			}
			s.run(`UPDATE account_accounts SET lang = CASE lang WHEN 'en' THEN 'fr' ELSE 'en' END`)
			p := c.Get("/groupements/1/besoins/1")
			s.run(`UPDATE account_accounts SET lang = CASE lang WHEN 'en' THEN 'fr' ELSE 'en' END`)
			p.Form(other).Submit().WantStatus(200)
			wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", typed["q.1"][1])
			wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.2", typed["q.2"][1])
			c.PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "4", "q.1", "12.000"))).WantStatus(422)
		})
	}
}

// What is pasted keeps its columns, empty ones too, and no sign that nobody sees; a cell that is no number is named.
func TestPastedLines(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R049")
	w := newTown(t)
	s := w.stage(t)
	c := w.as(s.house, coordinator)
	chosen := func(p *webtest.Page) string {
		for _, n := range p.Find(`[name="decimales.1"] option[selected]`) {
			return n.Attr("value")
		}
		return ""
	}
	for name, x := range map[string]struct{ paste, article, unit, section, note, decimals string }{
		"empty cells":        {"Gomme\tpièce\t\tsans latex\t2", "Gomme", "pièce", "", "sans latex", "2"},
		"semicolons":         {"Cahier;;Papeterie;note;1", "Cahier", "", "Papeterie", "note", "1"},
		"semicolon in cells": {"Colle ; bâton\tpièce\tArts\t\t", "Colle ; bâton", "pièce", "Arts", "", "0"},
		"unseen signs":       {"\u202eRègle\u200b\u001b\tpièce\u0007", "Règle", "pièce", "", "", "0"},
		"no number":          {"Fil\tmètre\t\t\tdeux", "Fil", "mètre", "", "", ""},
	} {
		p := c.PostForm("/groupements/2/lots/nouveau", keyed(map[string][]string{"titre": {"Lot"}, "lignes": {"1"}, "coller": {x.paste}, "acte": {"lignes"}})).WantStatus(200)
		for field, want := range map[string]string{"article.1": x.article, "unite.1": x.unit, "rubrique.1": x.section, "precision.1": x.note} {
			if got := p.Find(`[name="` + field + `"]`); len(got) != 1 || got[0].Attr("value") != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got[0].Attr("value"), want)
			}
		}
		if got := chosen(p); got != x.decimals {
			t.Errorf("%s: %q decimals, want %q", name, got, x.decimals)
		}
	}
	bad := map[string][]string{"titre": {"Lot"}, "lignes": {"1"}, "article.0": {"Fil"}, "unite.0": {"mètre"}, "decimales.0": {"deux"}, "acte": {"enregistrer"}}
	c.PostForm("/groupements/2/lots/nouveau", keyed(bad)).WantStatus(422).Want("Ligne 1")
}

// What a member pastes fills the form and is told row by row; nothing is kept before the member keeps it, and an unlikely
// quantity asks first.
func TestPastedNeeds(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R049")
	w := newTown(t)
	s := w.stage(t)
	c := w.as(s.house, member)
	kept := func() string {
		return s.one(`SELECT CAST(sum(s.version) AS TEXT) || '/' || CAST(sum(s.filled) AS TEXT) FROM needs_sheets s`)
	}
	before := kept()
	paste := func(act, text string, more ...string) *webtest.Page {
		return c.PostForm("/groupements/1/besoins/1", keyed(sheetForm(act, "1", append([]string{"coller", text}, more...)...)))
	}
	p := paste("coller", "Ligne\tQuantité\n1.1\t1 200\n1.2\t2,5\nInconnu\t3\n1.2\t4", "q.3", "7").WantStatus(200).WantSound().
		Want("2 quantités sont placées dans le formulaire.", "Rien n'est encore enregistré", "2 rangées collées n'ont pas trouvé leur place", "Rangée 4 : « Inconnu » n'est ni un numéro", "Rangée 5 : une rangée du dessus")
	wantTyped(t, p, "q.1", "1\u00a0200")
	wantTyped(t, p, "q.2", "2,5")
	wantTyped(t, p, "coller", "")
	for act, text := range map[string]string{"enregistrer": "12\n3", "valider": "12\n3", "coller": "10 000"} {
		paste(act, text).WantStatus(200)
		if got := kept(); got != before {
			t.Errorf("%s of what is pasted: %s is kept, before it was %s", act, got, before)
		}
	}
	p = paste("coller", "10 000").Want("10 000 pièces ? Vérifiez")
	if seen := p.Find(`[name="vu.1"]`); len(seen) != 1 || seen[0].Attr("value") != "10000000" {
		t.Error("who was asked about a quantity is asked again")
	}
	paste("coller", "12,5").Want("un nombre entier").Want("Aucune quantité n'a été placée")
	p = paste("coller", "12\n0,5")
	p.Press("Enregistrer").WantStatus(200).Want("enregistré")
	if kept() == before {
		t.Error("what is kept after pasting is not")
	}
	wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", "12")
	paste("coller", "<b>gras</b>\t5").WantStatus(200).WantSound().Want("« <b>gras</b> »")
	w.as(s.house, coordinator).PostForm("/groupements/1/besoins/1", keyed(sheetForm("coller", "1", "coller", "5"))).WantStatus(403)
}
