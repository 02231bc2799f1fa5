package boardweb

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	pdfmsg "preau/internal/kit/pdf/msg"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	needsmsg "preau/internal/needs/msg"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/sheet"
)

// consolidated is a lot of so many lines that so many members want: every third line by each.
func consolidated(t *testing.T, lang i18n.Lang, way string, lines, members int) consolidationPage {
	t.Helper()
	c, err := i18n.Load(pdfmsg.Source(), needsmsg.Source(), msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	g := group.Group{
		Number: 12, Title: "Produits d’entretien, papeterie et petit matériel de laboratoire des lycées et collèges de l’académie de Rennes",
		Support: group.Org{Name: "Lycée Jean-Moulin", Commune: "Rennes"}, EntryUntil: time.Date(2026, 12, 5, 17, 0, 0, 0, time.UTC),
	}
	p := consolidationPage{Way: way}
	p.T, p.GroupView.Group, p.Phase, p.Consolidation.Group = c.For(lang, paris), g, group.PhaseEntry, g
	p.Lot = group.Lot{Position: 3, Title: "Consommables"}
	p.Cells, p.Totals = map[int64][]int64{}, map[int64]int64{}
	for i := range members {
		p.Members = append(p.Members, board.Buyer{
			Org:     group.Org{ID: fmt.Sprint("m", i), Ref: fmt.Sprint("m", i), Name: fmt.Sprintf("Établissement régional d’enseignement adapté no %d", i), Commune: "Saint-Jacques-de-la-Lande"},
			Address: org.Place{Address: fmt.Sprintf("%d, rue de l’Œuvre", i), PostalCode: "35136", Commune: "Saint-Jacques-de-la-Lande"},
		})
	}
	for n := range int64(lines) {
		l := group.Line{Number: n + 1, Title: fmt.Sprintf("Gants en nitrile non poudrés, taille %d", n), Unit: "boîtes", Section: []string{"Hygiène", "", "Sécurité"}[n*3/int64(lines)]}
		if n%10 == 0 {
			l.Note = "Norme EN 455, sans latex ; livraison par cartons entiers de dix boîtes, le même jour pour tous les établissements d’une commune"
		}
		p.Lot.Lines = append(p.Lot.Lines, l)
		cells := make([]int64, members)
		for i := range cells {
			if (i+int(n))%3 == 0 {
				cells[i] = 2_500
				p.Totals[l.Number] += 2_500
			}
		}
		p.Cells[l.Number] = cells
	}
	p.Others = []board.Standing{{Org: group.Org{Name: "Collège Tard", Commune: "Vitré"}, View: sheet.ViewEntry}, {Org: group.Org{Name: "Lycée Rien"}, View: sheet.ViewEmpty}}
	p.Sheets, p.Excluded = board.Counts{Validated: members, Empty: 1, Entry: 1}, 1
	return p
}

// printed is what a page's document says; with PREAU_TEST_PAPER it is left in that folder to be looked at.
func printed(t *testing.T, name string, p consolidationPage) pdftest.Document {
	t.Helper()
	var b bytes.Buffer
	made := time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC)
	paper := p.paper()
	o := pdf.Options{T: p.T, Title: paper.title, Issuer: "Achats du Nord · Plateforme de collecte des besoins", Line: "Propulsé par la Fédération du Nord", Maker: "Zoé Lœvenbrück", Made: made}
	if err := paper.document(o).Write(&b); err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("PREAU_TEST_PAPER"); folder != "" {
		if err := os.WriteFile(folder+"/"+name+".pdf", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := pdftest.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A large lot is a document of some pages, in each way to look at it, in both languages; totals are the sums.
func TestLargePaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R054")
	for _, x := range []struct {
		name           string
		lang           i18n.Lang
		way            string
		lines, members int
		want           []string
	}{
		{"total-fr", i18n.French, byTotal, 200, 300, []string{"Consolidation, lot 3 : Consommables", "Hygiène", "250  100", "301 (dont 1 sans besoin)", "2 membres dont rien n’est compté", "Collège Tard, Vitré  En saisie"}},
		{"membres-fr", i18n.French, byMember, 20, 300, []string{"Établissement régional d’enseignement adapté no 299, Saint-Jacques-de-la-Lande", "Total", "boîtes  250"}},
		{"lieux-fr", i18n.French, byPlace, 40, 60, []string{"59, rue de l’Œuvre, 35136 Saint-Jacques-de-la-Lande", "boîtes  50"}},
		{"total-en", i18n.English, byTotal, 60, 300, []string{"Consolidation, lot 3: Consommables", "Entry open: figures may still change", "301 (1 of which wants nothing)"}},
		{"membres-en", i18n.English, byMember, 12, 9, []string{"Needs by member, lot 3: Consommables", "boîtes  7.5"}},
		{"lieux-en", i18n.English, byPlace, 12, 9, []string{"Needs by place of delivery, lot 3: Consommables"}},
	} {
		p := consolidated(t, x.lang, x.way, x.lines, x.members)
		if err := bounded(p.paperRows()); err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
		d := printed(t, x.name, p)
		text := strings.ReplaceAll(d.Text(), "\u00a0", " ")
		for _, w := range x.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q:\n%.3000s", x.name, w, text)
			}
		}
	}
}

// What would have too many rows is refused with words, which the page has in the place of its button.
func TestTooMuchPaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R054")
	p := consolidated(t, i18n.French, byMember, 200, 300)
	if n := p.paperRows(); n != 20_202 || bounded(n) == nil {
		t.Errorf("%d rows are taken", n)
	}
	if got := strings.ReplaceAll(p.T.M(tooLong(p.paperRows())), "\u00a0", " "); !strings.Contains(got, "20 202 lignes, pour 5 000 au plus") {
		t.Error(got)
	}
	if acts := fileActs(p.T, "/x", "", p.paperRows()); len(acts) != 2 {
		t.Errorf("%d files are offered", len(acts))
	}
	if acts := fileActs(p.T, "/x", "", mostRows); len(acts) != 3 || bounded(mostRows) != nil {
		t.Errorf("%d files are offered of as many rows as there may be", len(acts))
	}
}
