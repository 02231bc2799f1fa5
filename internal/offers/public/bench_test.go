package public

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/communes/ground"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// crowded is an index of so many cards in 3,800 communes.
func crowded(n int) *index {
	rng := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // a bench's dice
	var r communes.Register
	k := &known{structures: map[string]structure{}, orgOf: map[int64]string{}}
	var towns []communes.Found
	for _, d := range r.Departments() {
		k.departments = append(k.departments, land{code: d.Code, name: d.Name})
		towns = append(towns, r.Search(d.Code, 40)...)
	}
	of := map[vocabulary.List]int{vocabulary.Settings: 17, vocabulary.Topics: 9, vocabulary.Audiences: 8, vocabulary.Programmes: 12}
	for list, size := range of {
		for i := range size {
			k.vocabulary = append(k.vocabulary, vocabulary.Term{ID: fmt.Sprint(list, i), List: list, Number: int64(i + 1), Label: "x"})
		}
	}
	some := func(list vocabulary.List) []string {
		var out []string
		for range 1 + rng.IntN(3) {
			out = append(out, fmt.Sprint(list, rng.IntN(of[list])))
		}
		return out
	}
	for i := range 2000 {
		k.structures[fmt.Sprint(i)] = structure{works: true}
	}
	x := newIndex("2026-09-01", k, &ground.Ground{})
	for i := range n {
		at, from := towns[rng.IntN(len(towns))], time.Date(2026, 9, 1+rng.IntN(250), 0, 0, 0, 0, time.UTC)
		c := &Card{
			ID: fmt.Sprint(i), OrgID: fmt.Sprint(rng.IntN(2000)), Name: modelWords[rng.IntN(6)], Setting: some(vocabulary.Settings)[0], Topics: some(vocabulary.Topics),
			Audiences: some(vocabulary.Audiences), Programmes: some(vocabulary.Programmes), Places: rng.IntN(30), Department: at.Department.Code,
			Place:   offer.Place{CommuneCode: string(at.Code), Commune: at.Name},
			Periods: []offer.Period{{From: from.Format(time.DateOnly), Until: from.AddDate(0, 0, 20+rng.IntN(60)).Format(time.DateOnly)}},
		}
		c.fold = c.Name
		x.put(c, c.Name+fmt.Sprint(" mot", rng.IntN(10), " sel", rng.IntN(40)))
	}
	return x
}

// BenchmarkFind is a search among a hundred thousand, with all that is counted.
func BenchmarkFind(b *testing.B) {
	x := crowded(100_000)
	for name, q := range map[string]Query{
		"all": {}, "rare word": {Text: "sel3"}, "word": {Text: "mot3"}, "topic": {Chosen: [kinds][]string{Topics: {"3"}}}, "word and topic": {Text: "mot3", Chosen: [kinds][]string{Topics: {"3"}}},
		"word, topic and audience": {Text: "mot3", Chosen: [kinds][]string{Topics: {"3"}, Audiences: {"2"}}}, "soonest": {Order: Soonest}, "name": {Order: ByName}, "days": {From: "2026-12-01", Until: "2027-01-10"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l := &look{index: x, q: q}
				l.met()
				all := l.but(kinds)
				l.page(all, 40, 20)
				l.facets(all)
			}
		})
	}
}
