package index_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"preau/internal/catalog/index"
)

// model finds by looking at each article.
type model map[int64]index.Article

var vocabulary = strings.Fields("stylo stylos bille rouge rouges bleu cahier cahiers papier feutre classeur chaise table colle ciseaux règle gomme trousse agenda enveloppe")

func words(r *rand.Rand, most int) string {
	var out []string
	for range 1 + r.IntN(most) {
		out = append(out, vocabulary[r.IntN(len(vocabulary))])
	}
	return strings.Join(out, " ")
}

func drawn(r *rand.Rand, id int64) index.Article {
	a := index.Article{
		ID: id, Market: 1 + r.Int64N(5), Category: r.Int64N(8), Brand: "Marque" + fmt.Sprint(r.IntN(4)), Title: words(r, 4), Description: words(r, 3),
		VAT: []int32{600, 2100}[r.IntN(2)], Green: index.Green(r.IntN(8)), Price: r.Int64N(200_0000), Closed: r.IntN(5) == 0,
	}
	if r.IntN(10) == 0 {
		a.Price = index.NoPrice
	}
	a.MarketOrder = int(a.Market)
	return a
}

var known = map[string][]string{}

// stems remembers: the same texts are looked at again and again.
func stems(text string) []string {
	out, ok := known[text]
	if !ok {
		out = index.StemsOf(text)
		known[text] = out
	}
	return out
}

func (m model) meets(a index.Article, q index.Query, but string) bool {
	has := stems(a.Title + " " + a.Brand + " " + a.Path + " " + a.Description)
	for _, s := range stems(q.Text) {
		if !slices.Contains(has, s) {
			return false
		}
	}
	f := q.Filter
	return (q.Visible == nil || slices.Contains(q.Visible, a.Market)) &&
		(but == "market" || len(f.Markets) == 0 || slices.Contains(f.Markets, a.Market)) &&
		(but == "brand" || len(f.Brands) == 0 || slices.Contains(f.Brands, a.Brand)) &&
		(but == "vat" || len(f.VATs) == 0 || slices.Contains(f.VATs, a.VAT)) &&
		(but == "green" || f.Green == 0 || a.Green&f.Green != 0) &&
		(but == "mine" || !f.Mine || !a.Closed && slices.Contains(q.Mine, a.Market))
}

func counted[K cmp.Ordered](m model, q index.Query, but string, key func(index.Article) K) string {
	n := map[K]int{}
	for _, a := range m {
		if m.meets(a, q, but) {
			n[key(a)]++
		}
	}
	var out []index.Count[K]
	for _, k := range slices.Sorted(maps.Keys(n)) {
		out = append(out, index.Count[K]{Key: k, N: n[k]})
	}
	slices.SortStableFunc(out, func(a, b index.Count[K]) int { return b.N - a.N })
	return fmt.Sprint(out)
}

// Whatever is asked of whatever was changed, the index finds and counts what looking at each article finds and counts.
func TestModel(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	m := model{}
	x := &index.Index{}
	for range 300 {
		var changes []index.Change
		for range 1 + r.IntN(12) {
			c := index.Change{ID: 1 + r.Int64N(120)}
			if delete(m, c.ID); r.IntN(4) > 0 {
				a := drawn(r, c.ID)
				m[c.ID], c.Article = a, &a
			}
			changes = append(changes, c)
		}
		if x.Apply(changes); r.IntN(40) == 0 {
			all := slices.Collect(maps.Values(m))
			i := -1
			x.Replace(func() (index.Article, bool) {
				if i++; i < len(all) {
					return all[i], true
				}
				return index.Article{}, false
			})
		}
		if x.Len() != len(m) {
			t.Fatalf("%d articles, not %d", x.Len(), len(m))
		}
		for range 6 {
			m.compare(t, x, question(r))
		}
	}
}

func question(r *rand.Rand) index.Query {
	q := index.Query{Size: 1000, Sort: index.Sort(r.IntN(4)), Mine: []int64{1, 3}}
	if r.IntN(3) > 0 {
		q.Text = words(r, 2)
	}
	if r.IntN(3) == 0 {
		q.Visible = []int64{1, 2, 3}
	}
	if r.IntN(3) == 0 {
		q.Filter.Markets = []int64{2, 3}
	}
	if r.IntN(3) == 0 {
		q.Filter.Brands = []string{"Marque1", "Marque9"}
	}
	if r.IntN(4) == 0 {
		q.Filter.VATs = []int32{600}
	}
	if r.IntN(4) == 0 {
		q.Filter.Green = 5
	}
	q.Filter.Mine = r.IntN(4) == 0
	return q
}

func (m model) compare(t *testing.T, x *index.Index, q index.Query) {
	t.Helper()
	var want []int64
	for id, a := range m {
		if m.meets(a, q, "") {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	f := x.Find(q)
	if len(f.Dropped) > 0 || len(f.Meant) > 0 { // something else was looked for
		if len(want) > 0 {
			t.Fatalf("%+v is read as %v without %v, though there is %v", q, f.Meant, f.Dropped, want)
		}
		return
	}
	got := slices.Sorted(slices.Values(f.IDs))
	if !slices.Equal(got, want) || f.Total != len(want) {
		t.Fatalf("%+v finds %v (%d), not %v", q, got, f.Total, want)
	}
	if q.Sort == index.ByPriceUp || q.Sort == index.ByPriceDown {
		if !slices.IsSortedFunc(f.IDs, func(a, b int64) int {
			p, r := m[a].Price, m[b].Price
			if p == index.NoPrice || r == index.NoPrice || q.Sort == index.ByPriceUp {
				return cmp.Compare(uint64(p), uint64(r))
			}
			return cmp.Compare(r, p)
		}) {
			t.Fatalf("%+v is in the order %v", q, f.IDs)
		}
	}
	for what, pair := range map[string][2]string{
		"market": {fmt.Sprint(f.Markets), counted(m, q, "market", func(a index.Article) int64 { return a.Market })},
		"brand":  {fmt.Sprint(f.Brands), counted(m, q, "brand", func(a index.Article) string { return a.Brand })},
		"vat":    {fmt.Sprint(f.VATs), counted(m, q, "vat", func(a index.Article) int32 { return a.VAT })},
	} {
		if pair[0] != pair[1] {
			t.Fatalf("%+v counts by %s %s, not %s", q, what, pair[0], pair[1])
		}
	}
	mine := 0
	for _, a := range m {
		if m.meets(a, q, "mine") && !a.Closed && slices.Contains(q.Mine, a.Market) {
			mine++
		}
	}
	if f.Mine != mine {
		t.Fatalf("%+v: %d are mine, not %d", q, f.Mine, mine)
	}
}
