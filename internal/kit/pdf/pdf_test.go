package pdf_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/pdf/msg"
	"preau/internal/kit/pdf/pdftest"
)

var made = time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC)

func translator(t testing.TB, lang i18n.Lang) *i18n.T {
	t.Helper()
	c, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return c.For(lang, paris)
}

func options(t testing.TB) pdf.Options {
	t.Helper()
	return pdf.Options{
		T: translator(t, i18n.French), Title: "Consolidation", Issuer: "Achats du Nord", Line: "Propulsé par la Fédération", Maker: "Zoé Lœvenbrück", Made: made,
	}
}

// written is the document's bytes, and what it says.
func written(t testing.TB, d *pdf.Document) ([]byte, pdftest.Document) {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	said, err := pdftest.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, low := range said.Low { // 15 mm of margin, and the foot
		if len(said.Pages[i]) > 1 && low < 64 {
			t.Errorf("page %d: a line stands %.0f points above the edge, in the foot", i+1, low)
		}
	}
	return b.Bytes(), said
}

func has(t testing.TB, d pdftest.Document, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(d.Text(), s) {
			t.Errorf("not there: %q in\n%.2000s", s, d.Text())
		}
	}
}

func rows(n int, row func(i int) pdf.Row) iter.Seq[pdf.Row] {
	return func(yield func(pdf.Row) bool) {
		for i := range n {
			if !yield(row(i)) {
				return
			}
		}
	}
}

var cols = []pdf.Col{{Title: "Ligne"}, {Title: "Article", Weight: 4}, {Title: "Total", Num: true}}

func TestHeadAndFoot(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	d.Facts(pdf.Fact{Term: "Groupement", Value: "Manuels scolaires d’été"}, pdf.Fact{Term: "Prix", Value: "1\u00a0234,50\u00a0€"})
	d.Heading("Œuvres complètes")
	d.Para("« L’été », ça brûle où naïf Noël : ÀÉÈÊËÎÏÔŒÙÛÜŸÇ ñ ß ł ő ș Ελλάδα Киев")
	_, said := written(t, d)
	has(t, said, "Consolidation", "Achats du Nord  Établi le 21\u00a0novembre\u00a02026 à 18\u00a0h\u00a000 par Zoé Lœvenbrück", "Propulsé par la Fédération  Page 1 / 1",
		"Groupement  Manuels scolaires d’été", "1\u00a0234,50\u00a0€", "Œuvres complètes", "« L’été », ça brûle où naïf Noël : ÀÉÈÊËÎÏÔŒÙÛÜŸÇ ñ ß ł ő ș Ελλάδα Киев")
	if said.Title != "Consolidation" || said.Lang != "fr" || len(said.Pages) != 1 {
		t.Errorf("title %q, language %q, %d pages", said.Title, said.Lang, len(said.Pages))
	}

	o := options(t)
	o.T, o.Maker = translator(t, i18n.English), ""
	_, said = written(t, pdf.New(o))
	if has(t, said, "Made on 21\u00a0November\u00a02026 at 18:00"); said.Lang != "en" {
		t.Errorf("language %q", said.Lang)
	}
}

// A table of many pages has its titles and the group that goes on at the head of each, in the order of its rows, none twice.
func TestTableOfManyPages(t *testing.T) {
	t.Parallel()
	const n = 10_000
	d := pdf.New(options(t))
	d.Table(cols, func(yield func(pdf.Row) bool) {
		if !yield(pdf.Row{Group: "Collège du Lac"}) {
			return
		}
		rows(n, func(i int) pdf.Row { return pdf.Row{Cells: pdf.Cells(fmt.Sprintf("no %d", i), "Crème", "12,5")} })(yield)
		yield(pdf.Row{Total: true, Cells: pdf.Cells("Somme", "", "125\u00a0000")})
	})
	_, said := written(t, d)
	if len(said.Pages) < 150 || len(said.Pages) > 300 {
		t.Fatalf("%d pages", len(said.Pages))
	}
	next := 0
	for p, lines := range said.Pages {
		if !slices.Contains(lines, "Ligne  Article  Total") || !slices.Contains(lines, fmt.Sprintf("Propulsé par la Fédération  Page %d / %d", p+1, len(said.Pages))) {
			t.Fatalf("page %d lacks its head or its foot: %q", p+1, lines)
		}
		if group := slices.Contains(lines, "Collège du Lac (suite)"); group != (p > 0) {
			t.Errorf("page %d says which group goes on: %v", p+1, group)
		}
		for _, l := range lines {
			if l == fmt.Sprintf("no %d  Crème  12,5", next) {
				next++
			}
		}
	}
	if has(t, said, "Somme  125\u00a0000"); next != n {
		t.Errorf("%d rows in their order", next)
	}
}

// A group's title is on the page of its first row, wherever the page ends.
func TestGroupStaysWithItsRow(t *testing.T) {
	t.Parallel()
	for before := range 45 {
		d := pdf.New(options(t))
		d.Table(cols, func(yield func(pdf.Row) bool) {
			rows(before+10, func(i int) pdf.Row { return pdf.Row{Cells: pdf.Cells("x", "y", "z")} })(yield)
			_ = yield(pdf.Row{Group: "Lycée"}) && yield(pdf.Row{Cells: pdf.Cells("premier", "", "")}) && yield(pdf.Row{Group: "Personne"})
		})
		_, said := written(t, d)
		for _, p := range said.Pages {
			if i := slices.Index(p, "Lycée"); i >= 0 && p[i+1] != "premier" {
				t.Errorf("%d rows before: %q", before, p[i:])
			}
		}
		has(t, said, "Lycée", "Personne")
	}
}

// Rows stay whole; one that is taller than a page goes on on the next ones, and loses nothing.
func TestTallRows(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	long := strings.TrimSpace(strings.Repeat("mot ", 12_500)) // 50,000 characters
	whole := strings.TrimSpace(strings.Repeat("Phrase. ", 312))
	fifth := strings.TrimSpace(strings.Repeat("ça y est ", 555)) // 5,000 characters
	d.Table(cols, slices.Values([]pdf.Row{
		{Cells: pdf.Cells("1", long, "1")}, {Cells: pdf.Cells("2", whole, "2")}, {Cells: pdf.Cells("f", fifth, "f")}, {Cells: []pdf.Cell{{Text: "3"}, {Text: "Article", Sub: "Précision"}, {Text: "3", Bold: true}}},
	}))
	_, said := written(t, d)
	text := said.Text()
	if got := strings.Count(text, "mot"); got != 12_500 {
		t.Errorf("%d words of 12,500", got)
	}
	if got, fifths := strings.Count(text, "Phrase."), strings.Count(strings.ReplaceAll(text, "\n", " "), "ça"); got != 312 || fifths != 555 {
		t.Errorf("%d words of 312, %d of 555", got, fifths)
	}
	has(t, said, "3  Article  3", "Précision")
	for i, p := range said.Pages {
		if n := strings.Count(strings.Join(p, "\n"), "Phrase."); n != 0 && n != 312 {
			t.Errorf("page %d has %d words of a row that fits on one", i+1, n)
		}
	}
}

// A word that is longer than its column is cut, and nothing of it is lost or leaves the column.
func TestLongWord(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	word := strings.Repeat("Donaudampfschiff", 20)
	d.Table(cols, slices.Values([]pdf.Row{{Cells: pdf.Cells("a", word, "b")}}))
	d.Para(word + " -5 kg/an vraiment-long")
	_, said := written(t, d)
	if got := strings.Count(strings.ReplaceAll(strings.Join(said.Pages[0], ""), "  b", ""), word[:16]); got < 34 {
		t.Errorf("%d of 40: %q", got, said.Text())
	}
	for _, l := range said.Pages[0] {
		if len(l) > 130 {
			t.Errorf("a line of %d letters: %q", len(l), l)
		}
	}
}

// What the face lacks is seen to be there, and what cannot be seen is left out; nothing ends a document.
func TestOddLetters(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Bon 🎉 courage":              "Bon □ courage",
		"مدرسة":                      "□□□□□",
		"学校":                         "□□",
		"e\u0301te\u0301":            "été",
		"ﬁn du n°\u202f1":            "fin du n°\u202f1",
		"a\u200bb\u200ec\ufeffd\x07": "abcd",
		"x\ufe0f":                    "x",
		"mal\xff":                    "mal□",
		"\u2043-\t.":                 "\u2010- .",
		"(a) \\ b":                   "(a) \\ b",
		"\U0010ffff\U000e0041z":      "□z",
		"½ ㎏ №":                      "½ kg №",
	} {
		d := pdf.New(options(t))
		d.Para("[" + in + "]")
		d.Heading(in)
		d.Table(cols, slices.Values([]pdf.Row{{Group: in}, {Cells: pdf.Cells(in, in, in)}}))
		_, said := written(t, d)
		has(t, said, "["+want+"]", want+"  "+want+"  "+want)
	}
}

// Where a letter could not be printed, the document says so at its end; elsewhere it says nothing, also where the sign itself was written.
func TestGapsAreTold(t *testing.T) {
	t.Parallel()
	const told = "ne sait pas imprimer"
	for in, want := range map[string]bool{"Bon 🎉 courage": true, "مدرسة": true, "学校": true, "l’été à 1\u202f€": false, "□ oui □ non": false, "Ελλάδα": false} {
		d := pdf.New(options(t))
		d.Para(in)
		if _, said := written(t, d); strings.Contains(strings.Join(strings.Fields(said.Text()), " "), told) != want {
			t.Errorf("%q: told %v, in %s", in, !want, said.Text())
		}
	}
}

// Letters of Western Europe take the faces that are embedded as they are, and are told apart where they are searched and copied; others, in the
// midst of them, take the whole faces, which stand in no other document.
func TestLettersOfElsewhere(t *testing.T) {
	t.Parallel()
	const near = "« Œuf à 1\u00a0€ » – l’été… ✓ → x ≈ \u2212y \u2010 □ ßø ÿ \\ (a)"
	for _, c := range []struct {
		texts []string
		whole bool
	}{{[]string{near, "plus"}, false}, {[]string{near, "Ελλάδα " + near, "plus"}, true}} {
		d := pdf.New(options(t))
		for i, s := range c.texts {
			d.Para(s)
			d.Heading(fmt.Sprint(i, " ", s))
		}
		raw, said := written(t, d)
		if whole := bytes.Contains(raw, []byte("/CIDFontType2")); whole != c.whole || !bytes.Contains(raw, []byte("/Subtype /TrueType")) {
			t.Errorf("%q: the whole faces are embedded: %v", c.texts, whole)
		}
		for i, s := range c.texts {
			title := []byte{0xfe, 0xff}
			for _, u := range utf16.Encode([]rune(fmt.Sprint(i, " ", strings.NewReplacer("(a)", "", "\\", "").Replace(s)))) {
				title = append(title, byte(u>>8), byte(u))
			}
			if has(t, said, s, fmt.Sprint(i, " ", s)); !bytes.Contains(raw, bytes.TrimSpace(title[:min(len(title), 40)])) {
				t.Errorf("the list of contents lacks %q", s)
			}
		}
	}
}

// The same at the same instant is the same bytes; another instant is told.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	draw := func(at time.Time) []byte {
		o := options(t)
		o.Made = at
		d := pdf.New(o)
		d.Heading("Détail")
		d.Table(cols, rows(300, func(i int) pdf.Row { return pdf.Row{Cells: pdf.Cells(fmt.Sprint(i), "Café – €", "3")} }))
		raw, _ := written(t, d)
		return raw
	}
	first := draw(made)
	for range 5 {
		if !bytes.Equal(first, draw(made)) {
			t.Fatal("the same content makes other bytes")
		}
	}
	if later := draw(made.Add(time.Hour)); bytes.Equal(first, later) || !bytes.Contains(later, []byte("D:20261121190000")) {
		t.Error("another instant is not told")
	}
}

// What would have no end is refused with words, and nothing is written.
func TestTooLong(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	asked := 0
	d.Table(cols, rows(1_000_000, func(int) pdf.Row {
		asked++
		return pdf.Row{Cells: pdf.Cells("a", "b", "c")}
	}))
	d.Heading("Plus rien")
	d.Facts(pdf.Fact{Term: "a", Value: "b"})
	var b bytes.Buffer
	if err := d.Write(&b); !pdf.TooLong(err) || b.Len() > 0 || asked > 100*pdf.MaxPages {
		t.Errorf("%v, %d bytes, %d rows asked for", err, b.Len(), asked)
	}
}

func TestLandscape(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Title, o.Landscape = strings.TrimSpace(strings.Repeat("Un titre qui n’en finit pas ", 20)), true
	d := pdf.New(o)
	d.Table(cols, rows(100, func(int) pdf.Row { return pdf.Row{Cells: pdf.Cells("a")} }))
	raw, said := written(t, d)
	if !bytes.Contains(raw, []byte("/MediaBox [0 0 841.89 595.28]")) || len(said.Pages) < 3 {
		t.Errorf("%d pages that do not lie", len(said.Pages))
	}
	if strings.Count(said.Pages[0:1][0][1], "titre") == 0 || !strings.Contains(strings.Join(said.Pages[1], "\n"), "…  21\u00a0novembre") {
		t.Errorf("the long title: %q", said.Pages[1])
	}
}

func FuzzText(f *testing.F) {
	f.Add("été (œuf) \\ 🎉\n-5", "a")
	o := options(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		d := pdf.New(o)
		d.Heading(a)
		d.Para(b)
		d.Facts(pdf.Fact{Term: a, Value: b})
		d.Table([]pdf.Col{{Title: a}, {Title: b, Num: true}}, slices.Values([]pdf.Row{{Group: b}, {Cells: []pdf.Cell{{Text: a, Sub: b}, {Text: b}}}}))
		if err := d.Write(io.Discard); err != nil && !pdf.TooLong(err) {
			t.Fatal(err)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	o := options(b)
	for _, n := range []int{200, 2_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d := pdf.New(o)
				d.Table(cols, rows(n, func(i int) pdf.Row {
					return pdf.Row{Cells: pdf.Cells("1.12", "Gants en nitrile non poudrés, boîte de cent", "1\u00a0250")}
				}))
				if err := d.Write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What a table comes to stands whole on the page of its last row, whatever the number of rows, and panels stand beside each other.
func TestPanelsAndSums(t *testing.T) {
	t.Parallel()
	for n := 1; n < 60; n++ {
		d := pdf.New(options(t))
		d.Mention("COMMANDE GRATUITÉ")
		d.Panels(pdf.Panel{Title: "Fournisseur", Name: "Papeterie du Pont", Lines: []string{"Rue du Pont 9"}}, pdf.Panel{Title: "À livrer à", Name: "École", Last: "Tél. 081"})
		d.TableAndSums(cols, rows(n, func(i int) pdf.Row { return pdf.Row{Cells: pdf.Cells(fmt.Sprintf("no %d", i), "Crème", "12,5")} }), pdf.Ending{
			Sums: []pdf.Sum{{Term: "Net", Value: "10,00"}, {Term: "TVA", Value: "2,10"}, {Term: "Tout", Value: "12,10", Total: true}},
			Code: "https://preau.example/commandes/1", Caption: "en ligne",
		})
		_, said := written(t, d)
		last := strings.Join(said.Pages[len(said.Pages)-1], "\n")
		for _, want := range []string{fmt.Sprintf("no %d  Crème", n-1), "Net  10,00", "TVA  2,10", "Tout  12,10"} {
			if !strings.Contains(last, want) {
				t.Errorf("%d rows: the last page lacks %q:\n%s", n, want, last)
			}
		}
		if n == 1 {
			has(t, said, "COMMANDE GRATUITÉ", "Fournisseur  À livrer à", "Papeterie du Pont  École", "Rue du Pont 9  Tél. 081", "en ligne")
		}
	}
}

// A number that is wider than its column is set smaller, never cut.
func TestWideNumber(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	d.Table([]pdf.Col{{Title: "a", Weight: 9}, {Title: "b", Num: true}}, rows(1, func(int) pdf.Row { return pdf.Row{Cells: pdf.Cells("x", "999\u00a0989\u00a0990,00\u00a0€")} }))
	_, said := written(t, d)
	has(t, said, "x  999\u00a0989\u00a0990,00\u00a0€")
}

// A code that says more than a QR code can is a fault, not a page without it.
func TestTooLongCode(t *testing.T) {
	t.Parallel()
	d := pdf.New(options(t))
	d.TableAndSums(cols, rows(1, func(int) pdf.Row { return pdf.Row{} }), pdf.Ending{Code: strings.Repeat("x", 5000)})
	if err := d.Write(io.Discard); err == nil {
		t.Error("it was written")
	}
}
