package imports_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// What is no such sheet is told next to the field, with what to do, and no import begins.
func TestNoSuchSheet(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	for name, c := range map[string]struct{ kind, file, content, says string }{
		"empty":                  {"organisations", "a.csv", "", "Ce fichier est vide"},
		"blank":                  {"organisations", "a.csv", " \r\n\r\n", "Ce fichier ne contient aucune donnée."},
		"a PDF":                  {"organisations", "a.pdf", "%PDF-1.7\nx", "Ce fichier est un PDF"},
		"a PDF named CSV":        {"organisations", "a.csv", "%PDF-1.7\nx", "Ce fichier est un PDF"},
		"an old workbook":        {"organisations", "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "ancien format d’Excel"},
		"a web page":             {"organisations", "a.csv", "<!doctype html><table></table>", "page web"},
		"an archive":             {"organisations", "a.xlsx", zipped(t, "a.txt", "x"), "archive"},
		"a CSV named XLSX":       {"organisations", "a.xlsx", "Nom;Type\nA;école\n", "Le nom finit par « .xlsx »"},
		"a program":              {"organisations", "a.csv", "\x7fELF\x02\x01\x01\x00", "pas un tableau"},
		"no line":                {"organisations", "a.csv", "Nom;Type\r\n\r\n;\r\n", "aucune ligne sous ses titres"},
		"no known title":         {"organisations", "a.csv", "Pays;Rue\nFrance;B\n", "Aucun titre de colonne n’est reconnu"},
		"a title is there twice": {"organisations", "a.csv", "Nom;Nom;Type\nA;B;école\n", "est là deux fois, en A et en B"},
		"another kind":           {"annuaire-education", "a.csv", "Nom;Type\nA;école\n", "La colonne « UAI » manque."},
		"JSON elsewhere":         {"organisations", "a.json", `[{"Nom":"A"}]`, "format JSON"},
		"JSON of no record":      {"ecoles-fwb", "a.json", `{"primary":[]}`, "aucune donnée"},
		"broken JSON":            {"ecoles-fwb", "a.json", `{"primary":[{"id":"1/2","name":"x"},{"id":`, "Le nom finit par « .json »"},
		"zeros in it":            {"organisations", "a.csv", "Nom;Type\nZ\x00ro;école\n", "Ce type de fichier n’est pas accepté ici"},
		"unknown kind":           {"inconnu", "a.csv", "Nom;Type\nA;école\n", "Choisissez ce que le fichier contient"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := h.files.Stage(t.Context(), h.who, imports.Sheets, c.file, strings.NewReader(c.content))
			if err == nil {
				_, err = h.s.Start(t.Context(), h.as(h.who), imports.Place{}, c.kind, f.ID)
			}
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid {
				t.Fatalf("%v", err)
			}
			if said := h.refusal(err); !strings.Contains(said, c.says) {
				t.Errorf("%q lacks %q", said, c.says)
			}
		})
	}
	if got := h.count("imports_imports"); got != "0" {
		t.Errorf("%s imports", got)
	}
}

// Titles in any order, case and language, encodings and separators, formulas, names that are paths: all are taken.
func TestTakenAsTheyCome(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	for name, content := range map[string]string{
		"../../etc/passwd.csv": "NOM,type,COMMUNE\r\nCollège A,Collège,Rennes\r\n",
		`C:\temp\windows.csv`:  "Nom;Type;Commune\rColl\xe8ge B;\xe9cole;Vitr\xe9\r",
		"tabs.tsv":             "Type\tNom\tCommune\nécole\tCollège C\tRedon\n",
		"titre\u202egpj.csv":   "Liste de rentrée;;\n\nName;Kind;Town\nCollège D;school;Dol\n",
		"formules.csv":         "Nom;Type;Commune\n\"=\"\"Collège E\"\"\";école;'=Rennes\n",
		"utf16.csv":            utf16("Nom;Type;Commune\nCollège F;école;Rennes\n"),
	} {
		n := h.sent("organisations", name, content)
		h.wantCounts(n, imports.Ready, 1, 1, 0, 0, 0)
		if r := h.show(n, imports.News); strings.ContainsAny(r.FileName, "/\\\u202e") || !strings.HasPrefix(r.Rows[0].Label, "Collège ") {
			t.Errorf("%q: %q %+v", name, r.FileName, r.Rows)
		}
		h.apply(n)
	}
	if got := h.one(`SELECT commune FROM org_organisations WHERE name = 'Collège E'`); got != "=Rennes" {
		t.Errorf("%q", got)
	}
}

// A file that breaks off under way is refused as a whole, and says where; nothing of it is written.
func TestBreaksOff(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	h.s.Pace(10, 10)
	rows := strings.Repeat("École;école;Rennes\n", 60)
	for name, c := range map[string]struct{ content, says string }{
		"a cell too long":     {"Nom;Type;Commune\n" + rows + strings.Repeat("x", 40_000) + ";école;Rennes\n" + rows, "La cellule A62 dépasse 32 767 caractères"},
		"a mark never closed": {"Nom;Type;Commune\n" + rows + "\"École;école;Rennes\n" + strings.Repeat(rows, 60), "A62 commence par un guillemet droit"},
	} {
		t.Run(name, func(t *testing.T) {
			n := h.sent("organisations", "a.csv", c.content)
			r := h.show(n, "")
			if said := strings.ReplaceAll(h.said(r), "\u202f", " "); r.State != imports.Refused || !strings.Contains(said, c.says) {
				t.Errorf("%s %q", r.State, said)
			}
			if err := h.s.Apply(t.Context(), h.as(h.who), imports.Place{}, n, r.Version); !apperr.Is(err, apperr.Conflict) {
				t.Errorf("applied: %v", err)
			}
		})
	}
	if got := h.count("org_organisations"); got != "0" {
		t.Errorf("%s organisations", got)
	}
}

// Lines with broken characters, too many cells or nothing understandable are told one by one; the others are taken.
func TestBadLines(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n := h.sent("organisations", "a.csv", "\ufeffNom;Type;UAI;Commune\nBonne;école;"+uai(9900010)+";Rennes\n"+
			"Caf\xe9;école;;Rennes\nTrop;école;;Rennes;et;encore\nLune;station;;Rennes\nSans;;;Rennes\nFausse;école;9900010A;Rennes\n;école;;\nBonne;lycée;"+uai(9900010)+";Vitré\n")
		h.wantCounts(n, imports.Ready, 8, 1, 0, 0, 7)
		said := h.said(h.show(n, imports.Faults))
		for _, want := range []string{
			"3 A Nom", "illisibles", "4   \"\" Cette ligne a plus de cellules que de titres", `5 B Type "station" Ce type n’est pas connu`, `6 B Type "" Dites ce que c’est`,
			`7 C UAI "9900010A"`, `8 A Nom "" Cette cellule doit être remplie.`, "9   \"\" Cette ligne parle de la même chose que la ligne 2",
		} {
			if !strings.Contains(said, want) {
				h.t.Errorf("%s\nlacks %q", said, want)
			}
		}
		c, text := h.giveBack(n)
		if c.Name != "a (erreurs).csv" || strings.Count(text, "\n") != 9 || !strings.Contains(text, "Bonne;école;"+uai(9900010)+";Rennes\n") && !strings.Contains(text, "Bonne;école;"+uai(9900010)+";Rennes;") {
			h.t.Errorf("%s\n%s", c.Name, text)
		}
		// Corrected by hand and sent again, with its column of errors.
		again := h.sent("organisations", "b.csv", strings.Replace(text, "Lune;station", "Lune;école", 1))
		h.wantCounts(again, imports.Ready, 8, 2, 0, 0, 6)
	})
}

// A workbook comes as well, and so does the model of the list.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	words := h.words.For(i18n.French, time.UTC)
	k, _ := h.s.KindBySlug("", "organisations")
	var b bytes.Buffer
	h.ok(k.Model(sheet.XLSX, &b, words, "Modèle"))
	f, err := sheet.Open(bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Options{})
	h.ok(err)
	var titles []string
	for row, err := range f.Rows() {
		h.ok(err)
		titles = append(titles, row.Cells...)
	}
	b.Reset()
	heads := make([]sheet.Head, len(titles))
	for i, x := range titles {
		heads[i].Title = x
	}
	w, err := sheet.New(sheet.XLSX, &b, words, "Modèle", heads...)
	h.ok(err)
	h.ok(w.Row(sheet.Text("Lycée du Modèle"), sheet.Text("lycée"), sheet.Text(uai(9900010))))
	h.ok(w.Row(sheet.Text(""), sheet.Text("lycée")))
	h.ok(w.Close())
	n := h.sent("organisations", "modèle.xlsx", b.String())
	h.wantCounts(n, imports.Ready, 2, 1, 0, 0, 1)
	c, text := h.giveBack(n)
	if c.Name != "modèle (erreurs).xlsx" || c.MediaType != sheet.XLSX.MediaType() || !strings.HasPrefix(text, "PK") {
		t.Errorf("%s %s", c.Name, c.MediaType)
	}
	for _, k := range h.s.Kinds("") {
		if faults := k.Faults(h.words); len(faults) > 0 {
			t.Errorf("%s: %q", k.Key, faults)
		}
	}
}

// A workbook that unzips to gigabytes is refused by what it says of itself, and held to it.
func TestBomb(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		h.ok(err)
		_, err = w.Write([]byte(parts[name]))
		h.ok(err)
		if name == "xl/worksheets/sheet1.xml" {
			blank := bytes.Repeat([]byte(" "), 1<<20)
			for range 1100 {
				_, err = w.Write(blank)
				h.ok(err)
			}
		}
	}
	h.ok(z.Close())
	_, err := h.s.Start(t.Context(), h.as(h.who), imports.Place{}, "organisations", h.stage("bombe.xlsx", b.String()).ID)
	if said := h.refusal(err); !strings.Contains(said, "plus de 1 000 Mo de données") && !strings.Contains(said, "1000 Mo") {
		t.Error(said)
	}
}

const ooxml = "http://schemas.openxmlformats.org/"

var parts = map[string]string{
	"[Content_Types].xml":        `<Types xmlns="` + ooxml + `package/2006/content-types"/>`,
	"_rels/.rels":                `<Relationships xmlns="` + ooxml + `package/2006/relationships"><Relationship Id="r" Type="` + ooxml + `officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml":            `<workbook xmlns="` + ooxml + `spreadsheetml/2006/main" xmlns:r="` + ooxml + `officeDocument/2006/relationships"><sheets><sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + ooxml + `package/2006/relationships"><Relationship Id="r1" Type="` + ooxml + `officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	"xl/worksheets/sheet1.xml":   `<worksheet xmlns="` + ooxml + `spreadsheetml/2006/main"><sheetData>`,
}

func zipped(t testing.TB, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// utf16 is little-endian with its mark, as Excel's « texte Unicode ».
func utf16(s string) string {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

// To others than administrators imports do not exist.
func TestOnlyAdministrators(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	h.who = h.admin("Ada")
	n := h.sent("organisations", "a.csv", "Nom;Type\nA;école\n")
	for who, want := range map[string]apperr.Kind{"": apperr.Unauthenticated, "somebody": apperr.NotFound} {
		a := access.Actor{ID: who}
		_, list := h.s.List(t.Context(), a, imports.Place{}, imports.Filter{})
		_, show := h.s.Show(t.Context(), a, imports.Place{}, n, "", 1, 20)
		_, progress := h.s.Progress(t.Context(), a, imports.Place{}, n)
		_, start := h.s.Start(t.Context(), a, imports.Place{}, "organisations", "x")
		_, back := h.s.GiveBack(t.Context(), a, imports.Place{}, n, nil)
		for i, err := range []error{
			list, show, progress, start, back, h.s.Apply(t.Context(), a, imports.Place{}, n, 3), h.s.Cancel(t.Context(), a, imports.Place{}, n, 3), h.s.Stop(t.Context(), a, imports.Place{}, n, 3), h.s.CompareAgain(t.Context(), a, imports.Place{}, n, 3),
		} {
			if !apperr.Is(err, want) {
				t.Errorf("%d: %v", i, err)
			}
		}
	}
}
