package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

type school struct{ UAI, Name, Mail, Opened string }

func schools() sheet.Columns[school] {
	return sheet.Columns[school]{
		{
			Key: "uai", Label: "test.uai", Names: []string{"UAI", "RNE", "Identifiant de l'établissement"}, Need: sheet.Filled,
			Parse: func(s *school, v string) i18n.Msg {
				if s.UAI = strings.ToUpper(v); len(v) != 8 {
					return i18n.M("test.letter")
				}
				return i18n.Msg{}
			},
		},
		{Key: "name", Label: "test.name", Names: []string{"Nom", "Name", "Nom_etablissement"}, Need: sheet.Present, Max: 10, Text: func(s *school) *string { return &s.Name }},
		{Key: "mail", Label: "test.mail", Names: []string{"Adresse électronique", "Mail", "E-mail", "Email address"}, Text: func(s *school) *string { return &s.Mail }},
		{
			Key: "opened", Label: "test.opened", Names: []string{"Date d'ouverture", "Opening date"},
			Parse: func(s *school, v string) (bad i18n.Msg) { s.Opened, bad = sheet.ParseDay(v); return bad },
		},
	}
}

// records reads a table whole.
func records(t testing.TB, f *sheet.File, r *sheet.Report) (*sheet.Table[school], []school) {
	t.Helper()
	table, err := sheet.NewTable(f, schools())
	if err != nil {
		t.Fatal(err)
	}
	var out []school
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		if rec.Value.Name == "Double" {
			rec.Fail("name", i18n.M("test.letter"))
		}
		r.Add(rec.Bad)
		out = append(out, rec.Value)
	}
	return table, out
}

func TestColumns(t *testing.T) {
	if faults := schools().Faults(catalogue(t)); len(faults) > 0 {
		t.Error(faults)
	}
	bad := append(schools(), sheet.Column[school]{Key: "twice", Label: "test.mail", Names: []string{"r.n.e."}})
	want := []string{
		"twice: r.n.e. is a name of uai", "twice: Adresse électronique is none of its names",
		"twice: Email address is none of its names", "twice: it needs one of Text and Parse",
	}
	if diff := cmp.Diff(want, bad.Faults(catalogue(t))); diff != "" {
		t.Error(diff)
	}
}

// The titles are found below what stands above them, whatever their case, accents and signs.
func TestTable(t *testing.T) {
	const text = "Écoles d'Ille-et-Vilaine;;\r\n\r\n NOM ;e mail;Rne *;Remarque;Date d’ouverture\r\nÉcole  A;a@example.org;0350122t;rien;21/11/2026\r\n" +
		";;;;\r\n\" B \";;0350165P\r\nune école bien longue;;;;hier\r\nDouble;;12345678\r\n"
	report := &sheet.Report{}
	table, got := records(t, open(t, text, sheet.Options{}), report)
	want := []school{{"0350122T", "École  A", "a@example.org", "2026-11-21"}, {"0350165P", "B", "", ""}, {}, {"12345678", "Double", "", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if table.Header.Line != 3 || len(table.Header.Unknown) != 1 || table.Header.Unknown[0].Name != "Remarque" || table.Header.Unknown[0].Letter() != "D" {
		t.Errorf("%+v", table.Header)
	}
	bad := []sheet.Bad{
		{7, "C", "Rne *", "", i18n.M(msg.CellEmpty)},
		{7, "A", "NOM", "une école bien longue", i18n.M(msg.CellLong, "max", 10)},
		{7, "E", "Date d’ouverture", "hier", i18n.M(msg.Day)},
		{8, "A", "NOM", "Double", i18n.M("test.letter")},
	}
	if diff := cmp.Diff(sheet.Report{Lines: 4, BadLines: 2, Faults: 4, Kept: bad}, *report); diff != "" {
		t.Error(diff)
	}
	if said := sheet.Say(words(t, i18n.French), bad[:2]); said != "Rne *\u00a0: Cette cellule doit être remplie. NOM\u00a0: 10\u00a0caractères au plus." && said != "Rne *\u00a0: Cette cellule doit être remplie. NOM\u00a0: 10 caractères au plus." {
		t.Errorf("%q", said)
	}
}

// A report counts all and keeps the first; what is kept is said line by line.
func TestReport(t *testing.T) {
	r := &sheet.Report{Keep: 3}
	for line := 2; line < 12; line++ {
		r.Add([]sheet.Bad{{Line: line, Header: "UAI", Reason: i18n.M(msg.CellEmpty)}, {Line: line, Reason: i18n.M(msg.RowTooWide)}})
		r.Add(nil)
	}
	if r.Lines != 20 || r.BadLines != 10 || r.Faults != 20 || len(r.Kept) != 3 {
		t.Errorf("%+v", r)
	}
	var got []string
	for line, reason := range r.Reasons(words(t, i18n.English)) {
		got = append(got, fmt.Sprint(line, " ", reason))
	}
	want := []string{
		"2 UAI: This cell must be filled in. This line has more cells than there are titles. Is there one separator too many, or a text that should be in quotation marks?",
		"3 UAI: This cell must be filled in.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeaders(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		says []string
	}{
		"missing":          {"Nom;Mail\nA;b\n", []string{"La colonne « UAI » manque.", "À la ligne 1, le fichier a les colonnes : Nom, Mail."}},
		"a slip":           {"UAI;Nome\nA;b\n", []string{"La colonne « Nom » manque. Si c’est la colonne B, « Nome », donnez-lui ce titre.", "À la ligne 1, le fichier a les colonnes : UAI, Nome."}},
		"more words":       {"Code UAI;Nom\n0;b\n", []string{"La colonne « UAI » manque. Si c’est la colonne A, « Code UAI », donnez-lui ce titre.", "À la ligne 1, le fichier a les colonnes : Code UAI, Nom."}},
		"twice":            {"UAI;Nom;rne;RNE\n0;b;0;0\n", []string{"La colonne « UAI » est là deux fois, en A et en C. Gardez-en une seule.", "La colonne « UAI » est là deux fois, en A et en D. Gardez-en une seule.", "À la ligne 1, le fichier a les colonnes : UAI, Nom, rne, RNE."}},
		"nothing is known": {"x\nVille;Rue\nRennes;B\n", []string{"Aucun titre de colonne n’est reconnu dans les 20 premières lignes.", "La colonne « UAI » manque.", "La colonne « Nom » manque.", "À la ligne 2, le fichier a les colonnes : Ville, Rue."}},
		"below all that":   {strings.Repeat("x;y\n", 20) + "UAI;Nom\n", []string{"Aucun titre de colonne n’est reconnu dans les 20 premières lignes.", "La colonne « UAI » manque.", "La colonne « Nom » manque.", "À la ligne 1, le fichier a les colonnes : x, y."}},
		"many":             {"Nom;" + strings.Repeat("col;", 40), []string{"La colonne « UAI » manque.", "À la ligne 1, le fichier a les colonnes : Nom, " + strings.Repeat("col, ", 29) + "…."}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.NewTable(open(t, tc.text, sheet.Options{}), schools())
			var f *sheet.Fault
			if !errors.As(err, &f) || f.Msg.Key != msg.Header {
				t.Fatalf("%v", err)
			}
			var said []string
			for _, m := range f.More {
				said = append(said, strings.ReplaceAll(words(t, i18n.French).M(m), "\u00a0", " "))
			}
			if diff := cmp.Diff(tc.says, said); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where the first lines mislead about the separator, the titles tell.
func TestSeparatorByTitles(t *testing.T) {
	report := &sheet.Report{}
	_, got := records(t, open(t, "UAI,Nom\n0350122T,a;b;c\n0350122T,d;e;f\n0350122T,g;h;i\n", sheet.Options{}), report)
	if len(got) != 3 || got[0].Name != "a;b;c" || report.Faults != 0 {
		t.Errorf("%+v %+v", got, report)
	}
}

// A text with the separator in it moves what follows: the line is told, never taken.
func TestTooWide(t *testing.T) {
	report := &sheet.Report{}
	records(t, open(t, "UAI,Nom,Mail\n0350122T,A,a@b\n0350122T,\"A, b\",a@b\n0350122T,A, b,a@b\n0350122T,A,a@b,\n", sheet.Options{}), report)
	if report.BadLines != 1 || report.Kept[0].Line != 4 || report.Kept[0].Reason.Key != msg.RowTooWide {
		t.Errorf("%+v", report)
	}
	records(t, open(t, "\ufeffUAI;Nom\n0350122T;caf\xe9\n", sheet.Options{}), report)
	if report.BadLines != 2 || report.Kept[1].Reason.Key != msg.CellUnreadable {
		t.Errorf("%+v", report)
	}
}

// A line that was too wide stays so when its file comes back with the column of errors, uncorrected.
func TestTooWideAgain(t *testing.T) {
	back := givenBack(t, "UAI,Nom\n0350122T,A, b\n0350122T,c\n", map[int]string{2: "Trop large"})
	report := &sheet.Report{}
	records(t, open(t, back, sheet.Options{}), report)
	if report.Lines != 2 || report.BadLines != 1 || report.Kept[0].Reason.Key != msg.RowTooWide {
		t.Errorf("%q: %+v", back, report)
	}
}

// The model of an import is a file that the import takes.
func TestModel(t *testing.T) {
	for _, lang := range i18n.Langs {
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			var b bytes.Buffer
			if err := schools().Model(format, &b, words(t, lang), "Modèle"); err != nil {
				t.Fatal(err)
			}
			f := open(t, b.String(), sheet.Options{})
			report := &sheet.Report{}
			table, got := records(t, f, report)
			if f.Format() != format || len(table.Header.Titles) != 4 || len(table.Header.Unknown) > 0 || len(got) > 0 {
				t.Errorf("%s %s: %+v %v", lang, format, table.Header, got)
			}
		}
	}
}

func TestValues(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-21": "2026-11-21", "21/11/2026": "2026-11-21", "1/2/26": "2026-02-01", "21.11.2026": "2026-11-21", "21-11-2026": "2026-11-21",
		"2026-11-21T18:00:00": "2026-11-21", "21/11/2026 18:00": "2026-11-21", "31/02/2026": "", "11/21/2026": "", "hier": "", "46347": "",
	} {
		if got, bad := sheet.ParseDay(in); got != want || (bad.Key == "") != (want != "") {
			t.Errorf("%s: %s %v", in, got, bad)
		}
	}
	for in, want := range map[string]string{"Oui": "true", "VRAI": "true", "x": "true", "1": "true", "no": "false", "FAUX": "false", "0": "false", "peut-être": "?"} {
		if got, bad := sheet.ParseYesNo(in); (bad.Key != "") != (want == "?") || bad.Key == "" && fmt.Sprint(got) != want {
			t.Errorf("%s: %v %v", in, got, bad)
		}
	}
	for in, want := range map[string]int64{"0": 0, "1\u202f234": 1234, "1 234": 1234, "999999999": 999_999_999, "1000000000": -1, "1,5": -1, "-1": -1, "": -1} {
		if got, bad := sheet.ParseWhole(in); bad.Key != "" != (want < 0) || bad.Key == "" && got != want {
			t.Errorf("%s: %d %v", in, got, bad)
		}
	}
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16_383: "XFD"} {
		if got := sheet.Letter(i); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
}
