package index_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"preau/internal/catalog/index"
)

// size is how many articles the benchmarks search.
var size = flag.Int("articles", 100_000, "articles of the benchmarks")

var (
	nouns   = strings.Fields("stylo cahier crayon feutre marqueur classeur chemise pochette enveloppe agenda trousse gomme règle compas ciseaux colle peinture pinceau papier carton ramette bloc carnet registre étiquette agrafeuse perforateur table chaise bureau armoire tableau craie éponge savon essuie-tout sac poubelle gant farine sucre riz pâtes conserve biscuit chocolat ballon raquette tapis cerceau corde")
	kinds   = strings.Fields("bille gel plume effaçable fluo permanent grand petit souple rigide recyclé adhésif spirale broché quadrillé ligné uni seyès métal plastique bois carton coton nitrile biologique équitable pliant empilable réglable mural magnétique scolaire professionnel")
	colours = strings.Fields("rouge bleu vert noir jaune orange violet rose blanc gris marron turquoise assorti")
	makers  = strings.Fields("Bic Pilot Maped Clairefontaine Oxford Exacompta Stabilo Pentel Staedtler Conté Canson Hamelin Rhodia Viquel Durable Leitz Esselte Uhu Pritt Scotch Tesa Vastarel Novaro Belmont Arvix Solume Kerlan Dotis")
)

// million fills an index as the search does, by two at a time.
func million(n int) *index.Index {
	half := func(from, to int) index.Next {
		r := rand.New(rand.NewPCG(1, uint64(from)))
		i := from
		return func() (index.Article, bool) {
			if i >= to {
				return index.Article{}, false
			}
			i++
			return sample(r, int64(i)), true
		}
	}
	return index.New(half(0, n/2), half(n/2, n))
}

func sample(r *rand.Rand, id int64) index.Article {
	noun, kind, kind2, colour, maker := nouns[r.IntN(len(nouns))], kinds[r.IntN(len(kinds))], kinds[r.IntN(len(kinds))], colours[r.IntN(len(colours))], makers[r.IntN(len(makers))]
	return index.Article{
		ID: id, Market: 1 + r.Int64N(60), MarketOrder: r.IntN(60), Category: r.Int64N(500), Brand: maker, Path: noun + "s et " + kind,
		Reference: fmt.Sprintf("%d.%03d.%02d", r.IntN(1000), r.IntN(1000), r.IntN(100)), EAN: fmt.Sprint(3_000_000_000_000 + id),
		Title:       fmt.Sprintf("%s %s %s %s %s %d %s lot de %d", noun, kind, kind2, colour, maker, r.IntN(3000), []string{"mm", "cm", "g", "ml", "pages"}[r.IntN(5)], 1+r.IntN(48)),
		Description: fmt.Sprintf("%s de qualité pour la classe, format %d, corps %s, modèle %s, conditionnement %d", noun, r.IntN(400), kinds[r.IntN(len(kinds))], colours[r.IntN(len(colours))], r.IntN(100)),
		VAT:         []int32{550, 600, 2000, 2100}[r.IntN(4)], Green: index.Green(1<<r.IntN(8)) & index.Green(r.IntN(256)), Price: r.Int64N(300_0000), Closed: r.IntN(20) == 0,
	}
}

func BenchmarkNew(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var x *index.Index
	for b.Loop() {
		x = million(*size)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	runtime.KeepAlive(x)
}

// cost is the processor time of this process: what a busy machine changes least.
func cost(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkFind(b *testing.B) { find(b, million(*size)) }

// BenchmarkFindWorn searches when a twentieth of the articles were changed since, a thousand at a time.
func BenchmarkFindWorn(b *testing.B) {
	x := million(*size)
	r := rand.New(rand.NewPCG(5, 6))
	for range *size / 20_000 {
		x.Apply(drawChanges(r, 1000))
	}
	find(b, x)
}

func drawChanges(r *rand.Rand, n int) []index.Change {
	out := make([]index.Change, n)
	for i := range out {
		a := sample(r, 1+r.Int64N(int64(*size)))
		out[i] = index.Change{ID: a.ID, Article: &a}
	}
	return out
}

func find(b *testing.B, x *index.Index) {
	b.Helper()
	visible := make([]int64, 60)
	for i := range visible {
		visible[i] = int64(i + 1)
	}
	ten := index.Filter{Markets: visible[:10]}
	for _, c := range []struct {
		name string
		q    index.Query
	}{
		{"everything", index.Query{}},
		{"ten markets", index.Query{Filter: ten}},
		{"ten markets by price", index.Query{Filter: ten, Sort: index.ByPriceUp}},
		{"a category, ten markets", index.Query{Filter: index.Filter{Markets: visible[:10], Categories: []int64{1, 2, 3}}}},
		{"one word", index.Query{Text: "stylo"}},
		{"one word, ten markets", index.Query{Text: "stylo", Filter: ten}},
		{"three words", index.Query{Text: "stylo bille rouge"}},
		{"three words, ten markets", index.Query{Text: "stylo bille rouge", Filter: ten}},
		{"three words, deep", index.Query{Text: "stylo bille", From: 2000}},
		{"slip", index.Query{Text: "cahoer ligné"}},
		{"beginning", index.Query{Text: "enve", Typing: true}},
		{"reference", index.Query{Text: "103.299.10"}},
		{"beginning of a reference", index.Query{Text: "10329"}},
		{"nothing", index.Query{Text: "hippopotame violet zèbre"}},
	} {
		c.q.Size, c.q.Visible, c.q.Mine = 24, visible, visible[:30]
		b.Run(c.name, func(b *testing.B) {
			n, before := 0, cost(b)
			for b.Loop() {
				n = x.Find(c.q).Total
			}
			b.ReportMetric(float64((cost(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
			b.ReportMetric(float64(n), "found")
		})
	}
}

// BenchmarkApply changes a thousand articles again and again while somebody searches.
func BenchmarkApply(b *testing.B) {
	x := million(*size)
	r := rand.New(rand.NewPCG(3, 4))
	var stop atomic.Bool
	var searches, slowest atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !stop.Load() {
			began := time.Now()
			x.Find(index.Query{Text: "stylo bille rouge", Size: 24})
			searches.Add(1)
			slowest.Store(max(slowest.Load(), int64(time.Since(began))))
		}
	}()
	for b.Loop() {
		x.Apply(drawChanges(r, 1000))
	}
	stop.Store(true)
	<-done
	b.ReportMetric(float64(slowest.Load())/1e6, "slowest-search-ms")
}
