package index_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/internal/catalog/index"
	"preau/internal/kit/covers"
)

// shelf are some articles, numbered from 1.
func shelf() []index.Article {
	list := []index.Article{
		{Reference: "103.299", Title: "Stylo à bille Bic Cristal rouge", Brand: "Bic", Path: "Écriture Stylos", EAN: "3086123112346", Price: 4500},
		{Reference: "10.3299", Title: "Stylos bille Cristal bleus", Brand: "Bic", Path: "Écriture Stylos", Price: 4400},
		{Reference: "1032.99", Title: "Marqueur permanent noir", Brand: "Pilot", Path: "Écriture Marqueurs", Price: 12_0000},
		{Reference: "103.301", Title: "Crayon graphite HB", Brand: "Conté", Path: "Écriture Crayons", Description: "Corps hexagonal verni rouge", Price: 3000},
		{Reference: "0041-A", Title: "Cahier 24 × 32 grands carreaux 96 pages", Brand: "Clairefontaine", Path: "Papeterie Cahiers", Price: 2_1000},
		{Reference: "410", Title: "Taille-crayon métal deux trous", Brand: "Maped", Path: "Petit matériel", Price: 9000},
		{Reference: "555", Title: "Œuf dur factice pour dînette", Path: "Jeux", Price: index.NoPrice, Closed: true},
		{Reference: "777", Title: "Chaise haute réglable", Brand: "Vastarel", Path: "Mobilier Chaises", Price: 85_0000, Market: 2},
		{Reference: "778", Title: "Chaises empilables, lot de 4", Brand: "Vastarel", Path: "Mobilier Chaises", Price: 210_0000, Market: 2},
		{Reference: "900", Title: "Eau de Javel 1 litre", Brand: "Vastarel", Path: "Entretien", Price: 1_5000, Market: 3},
		{Reference: "901", Title: "Porte-documents A4 bleu", Brand: "Viquel", Path: "Classement", Price: 3_2000},
	}
	for i := range list {
		list[i].ID = int64(i + 1)
		list[i].Market = max(list[i].Market, 1)
		list[i].MarketOrder = int(list[i].Market)
	}
	return list
}

func of(list []index.Article) *index.Index {
	i := 0
	return index.New(func() (index.Article, bool) {
		if i == len(list) {
			return index.Article{}, false
		}
		i++
		return list[i-1], true
	})
}

// What is typed, and the articles that it finds, the best first.
func TestFind(t *testing.T) {
	covers.Statement(t, "R151", "R152", "R153")
	x := of(shelf())
	for _, c := range []struct {
		text string
		want []int64
	}{
		{"103299", []int64{3, 2, 1}}, // all that collide
		{"103.299", []int64{1, 3, 2}},
		{"10.3299", []int64{2, 3, 1}},
		{"103 299", []int64{3, 2, 1}},
		{"103-299", []int64{3, 2, 1}},
		{"0041a", []int64{5}},
		{"41a", nil}, // leading zeros are kept
		{"1033", []int64{4}},
		{"3086123112346", []int64{1}},
		{"bic rouge", []int64{1}},
		{"ROUGE bic", []int64{1}},
		{"crayon", []int64{4, 6}},
		{"crayons", []int64{4, 6}},
		{"stylo bleu", []int64{2}},
		{"rouge", []int64{1, 4}}, // in the description of the second
		{"oeuf", []int64{7}},
		{"œufs durs", []int64{7}},
		{"l'eau de javel", []int64{10}},
		{"chaise", []int64{8, 9}},
		{"mobilier", []int64{8, 9}},
		{"vastarel", []int64{8, 9, 10}},
		{"marq", []int64{3}},
		{"crayn", []int64{4, 6}},
		{"crayno", []int64{4, 6}},
		{"javell", []int64{10}},
		{"taillecrayon", []int64{6}},
		{"portedocuments", []int64{11}},
		{"cahier 24 32", []int64{5}},
		{"de la", nil},
		{"agrafeuse", nil},
		{" ... ", nil},
		{"'; DROP TABLE x --", nil},
		{"", []int64{3, 4, 5, 1, 2, 6, 7, 8, 9, 10, 11}},
	} {
		q := index.Query{Text: c.text, Size: 20}
		f := x.Find(q)
		got := f.IDs
		if c.text == "" {
			slices.Sort(got)
			slices.Sort(c.want)
		}
		if !slices.Equal(got, c.want) || f.Total != len(c.want) {
			t.Errorf("%q finds %v (%d), not %v", c.text, got, f.Total, c.want)
		}
	}
	if f := x.Find(index.Query{Text: "crayn", Size: 5}); len(f.Meant) != 1 || f.Meant[0] != (index.Meant{Typed: "crayn", Read: "crayon"}) {
		t.Errorf("a slip is read as %v", f.Meant)
	}
	if f := x.Find(index.Query{Text: "STYLO Équerre, Œuvre", Size: 5}); !slices.Equal(f.Dropped, []string{"Équerre", "Œuvre"}) {
		t.Errorf("dropped words are not as they were typed: %v", f.Dropped)
	}
	if f := x.Find(index.Query{Text: "stylo agrafeuse", Size: 5}); !slices.Equal(f.Dropped, []string{"agrafeuse"}) || !slices.Equal(f.IDs, []int64{1, 2}) {
		t.Errorf("without a word that nothing has: %v, %v", f.Dropped, f.IDs)
	}
	if f := x.Find(index.Query{Text: "103.299", Size: 5}); f.References != 3 {
		t.Errorf("%d references", f.References)
	}
}

func TestFacets(t *testing.T) {
	x := of(shelf())
	f := x.Find(index.Query{Text: "chaise", Size: 5, Mine: []int64{2}})
	if fmt.Sprint(f.Markets, f.Brands, f.Mine, f.Facets.Bands) != "[{2 2}] [{Vastarel 2}] 2 [0 0 0 1 1]" {
		t.Error(f.Facets)
	}
	// A kind is counted without its own filter.
	f = x.Find(index.Query{Text: "vastarel", Size: 5, Filter: index.Filter{Markets: []int64{3}}})
	if f.Total != 1 || fmt.Sprint(f.Markets) != "[{2 2} {3 1}]" || fmt.Sprint(f.Facets.Bands) != "[0 1 0 0 0]" {
		t.Error(f.Total, f.Facets)
	}
	// What is hidden is neither found nor counted.
	f = x.Find(index.Query{Text: "vastarel", Size: 5, Visible: []int64{1, 2}})
	if f.Total != 2 || fmt.Sprint(f.Markets) != "[{2 2}]" {
		t.Error(f.Total, f.Facets)
	}
	if f = x.Find(index.Query{Size: 5, Visible: []int64{}}); f.Total != 0 {
		t.Error(f.Total)
	}
	if f = x.Find(index.Query{Size: 50, Mine: []int64{1}, Filter: index.Filter{Mine: true}}); f.Total != 7 || f.Mine != 7 {
		t.Error(f.Total, f.Mine)
	}
}

func TestSorts(t *testing.T) {
	x := of(shelf())
	for s, want := range map[index.Sort][]int64{
		index.ByPriceUp: {4, 2, 1, 6, 10, 5, 11, 3, 8, 9, 7}, index.ByPriceDown: {9, 8, 3, 11, 5, 10, 6, 1, 2, 4, 7},
	} {
		for from := 0; from < 12; from += 4 {
			got := x.Find(index.Query{Sort: s, From: from, Size: 4}).IDs
			if !slices.Equal(got, want[from:min(from+4, len(want))]) {
				t.Errorf("sorted by %d from %d: %v", s, from, got)
			}
		}
	}
}

// What is changed is found as it is now; what is gone is not found.
func TestApply(t *testing.T) {
	list := shelf()
	x := of(list)
	was := list[0]
	was.Title = "Stylo à encre vert"
	for range 30 { // more than are kept apart
		x.Apply([]index.Change{{ID: 1, Article: &was}, {ID: 2}, {ID: 77}})
		if x.Len() != len(list)-1 {
			t.Fatalf("%d articles", x.Len())
		}
	}
	if f := x.Find(index.Query{Text: "stylo", Size: 9}); !slices.Equal(f.IDs, []int64{1}) {
		t.Error(f.IDs)
	}
	if f := x.Find(index.Query{Text: "cristal", Size: 9}); f.Total != 0 {
		t.Error(f.IDs)
	}
	if f := x.Find(index.Query{Size: 90}); f.Total != 10 || len(f.Facets.Markets) != 3 || f.Facets.Markets[0].N != 7 {
		t.Error(f.Total, f.Facets)
	}
	var empty index.Index
	if f := empty.Find(index.Query{Text: "stylo", Size: 5}); f.Total != 0 {
		t.Error(f)
	}
	empty.Apply([]index.Change{{ID: 1, Article: &was}})
	if f := empty.Find(index.Query{Text: "encre", Size: 5}); f.Total != 1 {
		t.Error(f)
	}
}

// What a word is read as, and how it is ended, is written as most titles write it, with its accents; what was typed stays as it was
// typed (R154).
func TestSpelling(t *testing.T) {
	covers.Statement(t, "R154")
	var titles []string
	titles = append(titles, "Équerre 45°", "équerre 60°", "EQUERRE 30°", "EQUERRE", "Equerre nue", "ŒUVRES complètes", "Colle à bois", "colle en bâton", "Règle 30 cm", "Ruban adhésif", "Classeur 4 pcs", "Jeu de 6 pièces", "Lot de 8 pcs")
	for range 60 {
		titles = append(titles, "Cahier ligné")
	}
	titles = append(titles, "Cahirr d'essai")
	x := &index.Index{}
	var changes []index.Change
	for i, title := range titles {
		changes = append(changes, index.Change{ID: int64(i + 1), Article: &index.Article{ID: int64(i + 1), Market: 1, Title: title, Price: 1}})
	}
	x.Apply(changes[:5])
	x.Apply(changes[5:])
	for _, c := range []struct{ text, said string }{
		{"equere", "equere=équerre"},
		{"ÉQUERE", "ÉQUERE=équerre"},
		{"oauvres", "oauvres=œuvres"},
		{"latte", "latte=règle"},
		{"Scotch", "Scotch=adhésif"},
		{"coolle", "coolle=colle"},
		{"piesce", "piesce=pièce"},
		{"Équerre de Zorglüb", "-Zorglüb"},
		{"classeur zorglub 4 pcs", "-zorglub"},
		{"cahirr de l'été", "-été ?cahier de l'été"},
		{"Cahirr", "?cahier"},
	} {
		f := x.Find(index.Query{Text: c.text, Size: 5})
		var said []string
		for _, m := range f.Meant {
			said = append(said, m.Typed+"="+m.Read)
		}
		for _, d := range f.Dropped {
			said = append(said, "-"+d)
		}
		if f.Instead != "" {
			said = append(said, "?"+f.Instead)
		}
		if got := strings.Join(said, " "); got != c.said {
			t.Errorf("%q: %q, not %q", c.text, got, c.said)
		}
	}
	for _, text := range []string{"™", "№ ℃", "équerre ™", "✏\ufe0f ✏\ufe0f équerre 12kilos", "\u0301 \u0301 4pcs zorglub"} {
		x.Suggest(index.Query{Text: text})
		x.Find(index.Query{Text: text})
	}
	for typed, want := range map[string]string{"equ": "équerre", "Jeu  pi": "Jeu pièce, Jeu pièces", "l'oeu": "l'œuvres", "Équerre 4": "", "REG": "règle"} {
		if got := strings.Join(x.Suggest(index.Query{Text: typed}).Texts, ", "); got != want {
			t.Errorf("%q is ended by %q, not %q", typed, got, want)
		}
	}
}

// While somebody types, the last word is ended by what the reader finds something with, and the best articles stand by.
func TestSuggest(t *testing.T) {
	x := of(shelf())
	for _, c := range []struct {
		text  string
		texts []string
		best  []int64
	}{
		{"cra", []string{"crayon", "crayons"}, []int64{4, 6}},
		{"bille cri", []string{"bille cristal"}, []int64{1, 2}},
		{"rouge cha", nil, nil},
		{"103.2", nil, []int64{1, 2, 3}},
		{"", nil, nil},
		{"de", nil, []int64{6}}, // « deux »
		{strings.Repeat("a", 10_000), nil, nil},
	} {
		got := x.Suggest(index.Query{Text: c.text})
		slices.Sort(got.Articles)
		slices.Sort(got.Texts)
		if !slices.Equal(got.Texts, c.texts) || !slices.Equal(got.Articles, c.best) {
			t.Errorf("%.20q is ended by %v, and finds %v", c.text, got.Texts, got.Articles)
		}
	}
	if got := x.Suggest(index.Query{Text: "chai", Visible: []int64{1}}); len(got.Texts)+len(got.Articles) > 0 {
		t.Errorf("what is hidden is suggested: %v", got)
	}
}

// shaped draws a query from some bits: markets that are seen, filters of all kinds, order and page.
func shaped(text string, bits uint64) index.Query {
	take := func(n uint64) uint64 {
		out := bits % n
		bits /= n
		return out
	}
	q := index.Query{Text: text, Typing: take(2) == 1, Sort: index.Sort(take(4)), From: int(take(13)), Size: int(take(20))}
	some := func(of ...int64) []int64 {
		var out []int64
		for _, n := range of {
			if take(2) == 1 {
				out = append(out, n)
			}
		}
		return out
	}
	if q.Mine = some(1, 2, 3, 99); take(2) == 1 {
		q.Visible = append([]int64{}, some(1, 2, 3, 99)...)
	}
	f := &q.Filter
	f.Markets, f.Categories, f.Mine, f.Green = some(1, 3, 99), some(0, 7), take(4) == 1, index.Green(take(3))
	if take(4) == 1 {
		f.Brands = []string{"Bic", text}
	}
	if take(4) == 1 {
		f.VATs, f.Bands = []int32{0, -7}, []int{int(take(9)) - 2}
	}
	return q
}

// Nothing that is typed stops the index, whatever is chosen beside it; no answer holds what is not there, is not seen, or comes
// twice, and a page is as long as it says.
func FuzzFind(f *testing.F) {
	for i, s := range []string{"", "bic rouge", "103.299", "%_'\"; --", "a\x00b", "œ", "\xff\xfe", "-+*\"()", "𝒳", "crayn crayno", "24x32cm 5L", "0x0x0", "x", "9l", "stylo hippopotame", "latte post-it", "™", "✏\ufe0f ✏\ufe0f stylo 12kilos"} {
		f.Add(s, uint64(0))
		f.Add(s, uint64(i)*0x9e3779b97f4a7c15)
	}
	list := shelf()
	x := of(list)
	f.Fuzz(func(t *testing.T, text string, bits uint64) {
		q := shaped(text, bits)
		found := x.Find(q)
		if want := min(max(found.Total-q.From, 0), q.Size); len(found.IDs) != want || found.References > found.Total || found.Total > len(list) {
			t.Errorf("%+v: %+v", q, found)
		}
		met := map[int64]bool{}
		for _, id := range found.IDs {
			if id < 1 || id > int64(len(list)) || met[id] {
				t.Fatalf("%+v finds %d", q, id)
			}
			met[id] = true
			if market := list[id-1].Market; q.Visible != nil && !slices.Contains(q.Visible, market) || len(q.Filter.Markets) > 0 && !slices.Contains(q.Filter.Markets, market) {
				t.Errorf("%+v finds %d of market %d", q, id, market)
			}
		}
		if again := x.Find(q); !slices.Equal(again.IDs, found.IDs) || fmt.Sprint(again.Facets) != fmt.Sprint(found.Facets) {
			t.Errorf("%+v finds %v, then %v", q, found, again)
		}
		x.Suggest(q)
		x.Like(text, q)
	})
}
