package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"preau/internal/kit/sheet"
)

// directory makes a file of the shape of the national directory of schools: a mark, semicolons, CRLF, 73 columns most
// of which nobody asked for, and the faults that such files have.
func directory() string {
	var b strings.Builder
	b.WriteString("\ufeffIdentifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Adresse_1;Telephone;Mail;position")
	for i := 7; i < 73; i++ {
		fmt.Fprintf(&b, ";Colonne_%d", i)
	}
	for _, line := range []string{
		"0990001A;École les Lilas;Ecole;6 rue du Puits, bâtiment B;0199000001;ecole.a@example.org;48.1, -1.9",
		"0990002B;\"École \"\"du Bourg\"\"\";Ecole;;;;",
		"0990002B;École du Bourg;Ecole;12 place de l’Église;0199000003;;\"48.1, -1.9\"",
		";Collège sans numéro;Collège;;;c@example.org;",
		"0990005E;C0LLÈGE œuvre;Collège;1 quai;0199000005;;",
	} {
		b.WriteString("\r\n" + line + strings.Repeat(";", 66))
	}
	return b.String() + "\r\n"
}

func TestDirectory(t *testing.T) {
	cols := schools()
	cols[1].Max = 0
	f := open(t, directory(), sheet.Options{})
	table, err := sheet.NewTable(f, cols)
	if err != nil {
		t.Fatal(err)
	}
	report, names := &sheet.Report{}, []string(nil)
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		report.Add(rec.Bad)
		names = append(names, rec.Value.Name)
	}
	if len(table.Header.Titles) != 73 || len(table.Header.Unknown) != 70 || f.Format() != sheet.CSV {
		t.Errorf("%d titles, %d unknown", len(table.Header.Titles), len(table.Header.Unknown))
	}
	if report.Lines != 5 || report.Faults != 1 || report.Kept[0].Line != 5 || report.Kept[0].Letter != "A" || names[1] != `École "du Bourg"` {
		t.Errorf("%+v %q", report, names)
	}
}
