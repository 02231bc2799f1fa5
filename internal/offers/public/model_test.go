package public

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"preau/internal/core/registers/communes/ground"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// model is what the index should know, as a list that is gone through card by card.
type model struct {
	t     *testing.T
	rng   *rand.Rand
	x     *index
	cards map[string]*Card
	texts map[string]string
	works map[string]bool
	day   string
	since time.Time
}

var modelWords = []string{"sommeil", "ecrans", "dents", "marche", "atelier", "famille"}

func newModel(t *testing.T, seed uint64) *model {
	t.Helper()
	m := &model{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), cards: map[string]*Card{}, texts: map[string]string{}, works: map[string]bool{}, day: "2026-09-01", //nolint:gosec // a test's dice
		since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	k := &known{structures: map[string]structure{}, orgOf: map[int64]string{}}
	for i := range 4 {
		org := fmt.Sprintf("org%d", i)
		k.structures[org], k.orgOf[int64(i)], m.works[org] = structure{Structure{int64(i), org}, true}, org, true
	}
	for i := range 4 {
		k.vocabulary = append(k.vocabulary, vocabulary.Term{ID: fmt.Sprintf("topic-%d", i), List: vocabulary.Topics, Number: int64(i), Label: "x"})
	}
	k.departments = []land{{code: "35", name: "Ille-et-Vilaine"}, {code: "75", name: "Paris"}}
	m.x = newIndex(m.day, k, &ground.Ground{})
	return m
}

// card is a random one.
func (m *model) card(id string, since time.Time) (*Card, string) {
	word := func() string { return modelWords[m.rng.IntN(len(modelWords))] }
	dep := []string{"35", "75", ""}[m.rng.IntN(3)]
	from := time.Date(2026, time.Month(8+m.rng.IntN(5)), 1+m.rng.IntN(28), 0, 0, 0, 0, time.UTC)
	c := &Card{
		ID: id, OrgID: fmt.Sprintf("org%d", m.rng.IntN(4)), Name: word() + " " + word(), Topics: []string{fmt.Sprintf("topic-%d", m.rng.IntN(4)), fmt.Sprintf("topic-%d", m.rng.IntN(4))}, Places: m.rng.IntN(5), Closed: m.rng.IntN(4) == 0,
		Department: dep, Since: since, Periods: []offer.Period{{From: from.Format(time.DateOnly), Until: from.AddDate(0, 0, m.rng.IntN(50)).Format(time.DateOnly)}},
	}
	if dep != "" {
		c.Place = offer.Place{CommuneCode: dep + fmt.Sprintf("%03d", m.rng.IntN(3)), Commune: "Ville", PostalCode: dep + "000"}
	}
	if m.rng.IntN(5) == 0 {
		c.AskUntil = []string{"2026-08-31", "2026-09-01", "2026-09-02"}[m.rng.IntN(3)]
	}
	if m.rng.IntN(5) == 0 {
		c.Window = offer.Window{PublishFrom: "2026-09-02"}
	}
	c.fold = c.Name
	return c, c.Name + " " + word()
}

// step does one thing to both.
func (m *model) step(i int) {
	ids := make([]string, 0, len(m.cards))
	for id := range m.cards {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	switch n := m.rng.IntN(10); {
	case n < 5 || len(ids) == 0:
		m.since = m.since.Add(time.Minute)
		c, text := m.card(fmt.Sprintf("id%d", i), m.since)
		m.put(c, text)
	case n < 7: // another version, or shown again
		id := ids[m.rng.IntN(len(ids))]
		since := m.cards[id].Since
		if m.rng.IntN(3) == 0 {
			m.since = m.since.Add(time.Minute)
			since = m.since
		}
		c, text := m.card(id, since)
		m.put(c, text)
	case n < 9:
		id := ids[m.rng.IntN(len(ids))]
		m.x.drop([]string{id, "nobody's"})
		delete(m.cards, id)
	default:
		org := fmt.Sprintf("org%d", m.rng.IntN(4))
		m.works[org] = !m.works[org]
		s := m.x.structures[org]
		s.works = m.works[org]
		m.x.structures[org] = s
		m.day = []string{"2026-09-01", "2026-09-02"}[m.rng.IntN(2)]
		m.x.day = m.day
		m.x.turn()
	}
}

func (m *model) put(c *Card, text string) {
	m.x.put(c, text)
	m.cards[c.ID], m.texts[c.ID] = c, text
}

// query is a random one.
func (m *model) query() Query {
	q := Query{Order: Orders()[m.rng.IntN(len(Orders()))]}
	for range m.rng.IntN(3) {
		q.Text += " " + modelWords[m.rng.IntN(len(modelWords))]
	}
	if m.rng.IntN(3) == 0 {
		q.Choose(Topics, fmt.Sprint(m.rng.IntN(4)))
	}
	if m.rng.IntN(3) == 0 {
		q.Choose(Departments, []string{"35", "75"}[m.rng.IntN(2)])
	}
	if m.rng.IntN(4) == 0 {
		q.Only()
	}
	if m.rng.IntN(6) == 0 {
		q.Choose(Communes, fmt.Sprintf("35%03d", m.rng.IntN(4)))
	}
	if m.rng.IntN(6) == 0 {
		q.Choose(Months, fmt.Sprintf("2026-%02d", 8+m.rng.IntN(5)))
	}
	if m.rng.IntN(3) == 0 {
		q.From = fmt.Sprintf("2026-%02d-10", 8+m.rng.IntN(4))
	}
	if m.rng.IntN(3) == 0 {
		q.Until = fmt.Sprintf("2026-%02d-20", 9+m.rng.IntN(4))
	}
	if m.rng.IntN(5) == 0 {
		q.Structure = int64(m.rng.IntN(4))
	}
	return q
}

// meets says whether a card is found, but for one kind.
func (m *model) meets(c *Card, q Query, but Kind) bool {
	if !m.works[c.OrgID] || !c.Window.Open(m.day) || q.Structure != 0 && c.OrgID != m.x.orgOf[q.Structure] {
		return false
	}
	for _, w := range strings.Fields(q.Text) {
		if !slices.Contains(strings.Fields(m.texts[c.ID]), w) {
			return false
		}
	}
	if q.From != "" && c.Periods[0].Until < q.From || q.Until != "" && c.Periods[0].From > q.Until {
		return false
	}
	has := map[Kind][]string{Departments: {c.Department}, Months: monthsOf(c.Periods)}
	for _, id := range c.Topics {
		has[Topics] = append(has[Topics], strings.TrimPrefix(id, "topic-"))
	}
	if c.Left(m.day) {
		has[Places] = []string{anyPlace}
	}
	if c.Department != "" {
		has[Communes] = []string{c.Place.CommuneCode}
	}
	for k, values := range q.Chosen {
		if Kind(k) != but && len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(has[Kind(k)], v) }) {
			return false
		}
	}
	return true
}

// Whatever is published, changed, taken back, suspended and opened again, in any order: each query finds and counts what going through all
// cards finds, the newest first.
func TestModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		m := newModel(t, seed)
		found := 0
		for i := range 300 {
			m.step(i)
			q := m.query()
			l := &look{index: m.x, q: q}
			l.met()
			all := l.but(kinds)
			var want []*Card
			for _, c := range m.cards {
				if m.meets(c, q, kinds) {
					want = append(want, c)
				}
			}
			found += len(want)
			slices.SortFunc(want, func(a, b *Card) int { return b.Since.Compare(a.Since) })
			if int(all.GetCardinality()) != len(want) { //nolint:gosec // a few
				t.Fatalf("seed %d, step %d, %+v: %d found, want %d", seed, i, q, all.GetCardinality(), len(want))
			}
			page := l.page(all, 0, len(want)+1)
			var got []string
			for _, slot := range page {
				got = append(got, m.x.cards[slot].ID)
			}
			if q.Order == Newest || q.Order == ByMeaning && q.Text == "" {
				for j, c := range want {
					if got[j] != c.ID {
						t.Fatalf("seed %d, step %d, %+v: %v", seed, i, q, got)
					}
				}
			}
			slices.Sort(got)
			if len(slices.Compact(got)) != len(want) {
				t.Fatalf("seed %d, step %d, %+v: %d on the page", seed, i, q, len(got))
			}
			if half := len(want) / 2; half > 0 { // pages follow each other
				if a, b := l.page(all, 0, half), l.page(all, half, len(want)); !slices.Equal(append(a, b...), page) {
					t.Fatalf("seed %d, step %d, %+v: pages %v and %v of %v", seed, i, q, a, b, page)
				}
			}
			if i%3 == 0 {
				m.counted(l, seed, i)
			}
		}
		if found < 300 {
			t.Errorf("seed %d: only %d found in all", seed, found)
		}
	}
}

// counted holds what is counted against going through all cards, and the ways of counting against each other.
func (m *model) counted(l *look, seed uint64, step int) {
	m.t.Helper()
	all := l.but(kinds)
	for _, set := range []*roaring.Bitmap{all, l.open, l.open.Clone()} {
		for of, n := range l.numbers {
			if has, got := l.by[of.kind][of.id], l.counted(set)[n]; has == nil && got != 0 || has != nil && has.AndCardinality(set) != uint64(got) {
				m.t.Fatalf("seed %d, step %d: %d counted of %v, want those of %v", seed, step, got, of, has)
			}
		}
	}
	f := l.facets(all)
	for _, s := range f.Spots {
		one := l.q
		one.Chosen[Communes] = []string{s.Code}
		if n := m.many(one); n != s.N {
			m.t.Fatalf("seed %d, step %d: %d counted in %s, want %d", seed, step, s.N, s.Code, n)
		}
	}
	for _, k := range []Kind{Topics, Months, Departments, Places} {
		for _, c := range f.Of[k] {
			one := l.q
			one.Chosen[k] = []string{c.Value}
			if n := m.many(one); n != c.N {
				m.t.Fatalf("seed %d, step %d: %d counted of %q, want %d", seed, step, c.N, c.Value, n)
			}
		}
	}
}

// many is how many cards are found.
func (m *model) many(q Query) int {
	n := 0
	for _, card := range m.cards {
		if m.meets(card, q, kinds) {
			n++
		}
	}
	return n
}
