package imports_test

import (
	"strings"
	"testing"

	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
)

// A sheet is read, compared, written; the same sheet a second time changes nothing.
func TestLife(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		file := directory(school(9900010, "École A"), school(9900020, "École B"), school(9900030, ""), school(9900040, "École D", "12", "pas une adresse", "1"))
		n := h.sent("annuaire-education", "annuaire.csv", file)
		h.wantCounts(n, imports.Ready, 4, 3, 0, 0, 1)
		if got := h.count("org_organisations"); got != "0" {
			t := h.t
			t.Errorf("%s organisations before anybody asked", got)
		}
		r := h.show(n, imports.Faults)
		said := h.said(r)
		for _, want := range []string{`4 B Nom_etablissement "" Cette cellule doit être remplie.`, `5 J Telephone "12"`, `5 K Mail "pas une adresse"`, `5 L SIREN_SIRET "1"`} {
			if !strings.Contains(said, want) {
				h.t.Errorf("%s\nlacks %s", said, want)
			}
		}
		if r.Aside != 3 || len(r.Unknown) != 1 || r.Unknown[0].Name != "Type_contrat_prive" || r.Unknown[0].Letter != "M" {
			h.t.Errorf("%+v", r.Import)
		}
		done := h.apply(n)
		if done.State != imports.Done || done.Written != 3 || done.Overtaken != 0 {
			h.t.Errorf("%+v", done.Import)
		}
		first := h.orgs()
		if !strings.Contains(first, "school|École D|"+uai(9900040)+"||||||1 rue du Puits|Rennes|annuaire de l'éducation|1|1|0") && !strings.Contains(first, "school|École D|"+uai(9900040)+"|||||1 rue du Puits|Rennes|annuaire de l'éducation|1|1|0") {
			h.t.Error(first)
		}
		again := h.sent("annuaire-education", "annuaire.csv", file)
		h.wantCounts(again, imports.Done, 4, 0, 0, 3, 1)
		if now := h.orgs(); now != first {
			h.t.Errorf("the same file changed\n%s\nto\n%s", first, now)
		}
		h.wantCounts(again, imports.Done, 4, 0, 0, 3, 1)
		if err := h.s.Apply(h.t.Context(), h.as(h.who), imports.Place{}, again, h.show(again, "").Version); !apperr.Is(err, apperr.Conflict) {
			h.t.Errorf("applied again: %v", err)
		}
	})
}

// What differs is shown old and new; what the file leaves empty stays; what is not in it is told and left alone.
func TestDifferences(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent("annuaire-education", "a.csv", directory(school(9900010, "École A"), school(9900020, "École B"), school(9900030, "École C"))))
		n := h.sent("annuaire-education", "b.csv", directory(school(9900010, "École Aa", "", ""), school(9900020, "École B")))
		h.wantCounts(n, imports.Ready, 2, 0, 1, 1, 0)
		r := h.show(n, imports.Changes)
		if len(r.Rows) != 1 || len(r.Rows[0].Changes) != 1 || r.Rows[0].Changes[0] != (imports.Change{Field: "name", Old: "École A", New: "École Aa"}) {
			h.t.Errorf("%+v", r.Rows)
		}
		if a := h.show(n, imports.Absents); a.Absent != 1 || len(a.Absents) != 1 || a.Absents[0].Label != "École C" || a.Absents[0].Path != "/administration/organisations/"+strings.ToLower(uai(9900030)) {
			h.t.Errorf("%+v", a.Absents)
		}
		h.apply(n)
		got := h.orgs()
		if !strings.Contains(got, "École Aa|"+uai(9900010)+"||73282932000074|+33299000001|ecole@example.org") || !strings.Contains(got, "École C") {
			h.t.Error(got)
		}
	})
}

// One UAI on two lines: said twice alike it is taken once; said otherwise, the first line is taken and the second told.
// A SIRET that several share is no mistake.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.s.Pace(1, 1)
		n := h.sent("annuaire-education", "a.csv", directory(school(9900010, "Lycée A"), school(9900020, "Lycée B"), school(9900010, "Lycée A"), school(9900020, "Section de B")))
		h.wantCounts(n, imports.Ready, 4, 2, 0, 1, 1)
		if said := h.said(h.show(n, imports.Faults)); !strings.Contains(said, "5") || !strings.Contains(said, "même chose que la ligne 3") {
			h.t.Error(said)
		}
		h.apply(n)
		if got := h.one(`SELECT CAST(count(*) AS TEXT) FROM org_organisations WHERE siret = '73282932000074'`); got != "2" {
			h.t.Errorf("%s share the SIRET", got)
		}
	})
}

// Implantations of one establishment: the first line speaks for it.
func TestSites(t *testing.T) {
	t.Parallel()
	const file = `{"primary":[{"id":"900586/1045","name":"École d'essai","address":"Rue A 4","city":"Perwez","network":"WBE","geo":{"lat":50.1,"lon":4.2},"endDate":""},
		{"id":"900586/1046","name":"École d'essai","address":"Rue B 5","city":"Perwez","network":"WBE","endDate":""},
		{"id":"900586/1047","name":"École d'essai","address":"Rue C","city":"Perwez","network":"WBE","endDate":"2020-01-01"}],
		"secondary":[{"id":"900700/1","name":"Athénée d'essai","address":"Rue D","city":"Namur","network":"WBE","endDate":null},{"id":"x/1","name":"?","address":"","city":"","network":""}]}`
	onBoth(t, func(h *house) {
		h.s.Pace(1, 1)
		n := h.sent("ecoles-fwb", "ecoles.json", file)
		h.wantCounts(n, imports.Ready, 5, 3, 0, 0, 2)
		h.apply(n)
		first := h.orgs()
		want := "school|Athénée d'essai||900700||||Rue D|Namur|signalétique FASE|1|1|1\nschool|École d'essai||900586||||Rue A 4|Perwez|signalétique FASE|1|2|2"
		if first != want {
			h.t.Errorf("%s\nwant\n%s", first, want)
		}
		again := h.sent("ecoles-fwb", "ecoles.json", file)
		h.wantCounts(again, imports.Done, 5, 0, 0, 3, 2)
		c, text := h.giveBack(again)
		if c.Name != "ecoles.json (erreurs).csv" || !strings.Contains(text, "Erreur\r\n") || !strings.Contains(text, "fermée depuis cette date") || !strings.Contains(text, ";50.1;4.2;") {
			h.t.Errorf("%s\n%s", c.Name, text)
		}
		moved := strings.Replace(strings.Replace(file, "Rue B 5", "Rue B 6", 1), `"network":"WBE"`, `"network":"Libre"`, 1)
		n = h.sent("ecoles-fwb", "ecoles2.json", moved)
		h.wantCounts(n, imports.Ready, 5, 0, 2, 1, 2)
		h.apply(n)
		if got := h.one(`SELECT address FROM org_sites WHERE fase = '1046'`); got != "Rue B 6" {
			h.t.Error(got)
		}
		h.wantCounts(h.sent("ecoles-fwb", "ecoles3.json", moved+"\n"), imports.Done, 5, 0, 0, 3, 2)
	})
}
