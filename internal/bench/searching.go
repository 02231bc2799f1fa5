package bench

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"preau/internal/bench/rig"
	"preau/internal/catalog/article"
	"preau/internal/catalog/search"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
)

// lookup is one kind of search, asked again and again with other words.
type lookup struct {
	name  string
	most  time.Duration // that the 99th percentile may be; 0: nothing is said
	texts []string
	do    func(ctx context.Context, tx *db.Tx, text string) error
}

// What is wanted of a search, the rows of its page included, on two processors.
const (
	wantedSearch    = 15 * time.Millisecond
	wantedRead      = 3 * time.Millisecond // a page of the catalogue, at the median
	wantedReference = 2 * time.Millisecond
	pageSize        = 24
)

// node is a search with its database, in this process.
type node struct {
	*search.Service
	d       *db.DB
	markets []int64
}

// inProcess measures the search by itself.
func (c Catalogue) inProcess(ctx context.Context, r *CatalogueReport) error {
	quiet := slog.New(slog.DiscardHandler)
	d, err := db.Open(ctx, db.Options{URL: c.Database(), Log: quiet})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	n := node{Service: search.New(d, clock.System{}, quiet), d: d}
	for i := range r.Shelves.Markets {
		n.markets = append(n.markets, int64(i+1))
	}
	begun, cpu := rig.Now(), rig.CPUOf(os.Getpid())
	if err := n.Refresh(ctx); err != nil {
		return err
	}
	r.Filled, r.FilledCPU = rig.Now().Sub(begun), rig.CPUOf(os.Getpid())-cpu
	r.Heap = heap()
	for _, l := range n.lookups(ctx) {
		row, err := c.looked(ctx, n, l)
		if err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
		r.Lookups = append(r.Lookups, row)
		c.Log.Info("measured", "what", l.name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	r.Update, err = c.updated(ctx, n)
	return err
}

// heap is what is held once nothing is left to collect.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// lookups are what is measured.
func (n node) lookups(ctx context.Context) []lookup {
	find := func(narrow func(q *search.Query)) func(context.Context, *db.Tx, string) error {
		return func(ctx context.Context, tx *db.Tx, text string) error {
			q := search.Query{Text: text, Visible: n.markets, Mine: n.markets[:len(n.markets)/2], Size: pageSize}
			narrow(&q)
			_, err := n.Find(ctx, tx, q)
			return err
		}
	}
	all := func(*search.Query) {}
	ten := func(q *search.Query) { q.Filter.Markets = n.markets[:min(10, len(n.markets))] }
	suggest := func(ctx context.Context, tx *db.Tx, text string) error {
		_, err := n.Suggest(ctx, tx, search.Query{Text: text, Visible: n.markets})
		return err
	}
	refs, sample := n.sample(ctx)
	alike := func(ctx context.Context, tx *db.Tx, _ string) error {
		_, err := n.Equivalents(ctx, tx, sample, n.markets)
		return err
	}
	words := []string{"stylo", "cahier", "chaise", "riz", "classeur", "gouache", "papier", "ballon"}
	three := []string{"stylo bille rouge", "cahier 24 x 32 seyès", "chaise empilable taille 4", "feutre lavable bleu", "enveloppe kraft c4", "riz basmati 5 kg"}
	return []lookup{
		{"one word", wantedSearch, words, find(all)},
		{"three words", wantedSearch, three, find(all)},
		{"three words in ten markets, with counts", wantedSearch, three, find(ten)},
		{"one word in ten markets, by price", wantedSearch, words, find(func(q *search.Query) { ten(q); q.Sort = search.ByPriceUp })},
		{"a slip", wantedSearch, []string{"styllo rouge", "cahoer", "chaisse", "gouahce"}, find(all)},
		{"a word that nothing has", wantedSearch, []string{"stylo hippopotame", "cahier dromadaire rouge"}, find(all)},
		{"a market without words", wantedSearch, []string{""}, find(func(q *search.Query) { q.Filter.Markets = n.markets[:1] })},
		{"everything, page 40", wantedSearch, []string{""}, find(func(q *search.Query) { q.From = 40 * pageSize })},
		{"a reference", wantedReference, refs, find(all)},
		{"the beginning of a reference", wantedReference, beginnings(refs), find(all)},
		{"a suggestion", wantedReference, []string{"sty", "cahier ro", "cha", "feu", "enve", "gouache liq"}, suggest},
		{"equivalents", wantedSearch, []string{""}, alike},
	}
}

// sample is some references, as they are written and as they are typed, and an article.
func (n node) sample(ctx context.Context) (refs []string, one article.Article) {
	refs = []string{"none"}
	_ = n.d.View(ctx, func(tx *db.Tx) error { // without it, nothing is found
		some, err := article.Scan(ctx, tx, 0, 5_000)
		if err != nil || len(some) == 0 {
			return err
		}
		refs, one = nil, some[len(some)/2]
		for i := 0; i < len(some); i += max(1, len(some)/50) {
			refs = append(refs, some[i].Reference)
		}
		return nil
	})
	return refs, one
}

func beginnings(refs []string) []string {
	out := make([]string, len(refs))
	for i, r := range refs {
		out[i] = r[:max(3, len(r)*2/3)]
	}
	return out
}

// looked measures a search by one client, then by all.
func (c Catalogue) looked(ctx context.Context, n node, l lookup) (rig.Row, error) {
	row := rig.Row{Name: l.name, Most: l.most}
	for round := range c.Rounds {
		alone, err := c.look(ctx, n, l, 1)
		if err != nil {
			return row, err
		}
		together, err := c.look(ctx, n, l, c.Clients)
		if err != nil {
			return row, err
		}
		if round == 0 || alone.P99 < row.Alone.P99 {
			row.Alone = alone
		}
		if round == 0 || together.CPU < row.Together.CPU {
			row.Together = together
		}
	}
	return row, nil
}

// look lets some clients search for so long.
func (c Catalogue) look(ctx context.Context, n node, l lookup, clients int) (rig.Figures, error) {
	took, asked := make([][]time.Duration, clients), make([]int64, clients)
	begun, cpu := rig.Now(), rig.CPUOf(os.Getpid())
	g, ctx := errgroup.WithContext(ctx)
	for i := range clients {
		g.Go(func() error {
			for at := i; rig.Now().Sub(begun) < c.Time || len(took[i]) == 0; at++ {
				from := rig.Now()
				counting, statements := db.Tally(ctx)
				if err := n.d.View(counting, func(tx *db.Tx) error { return l.do(counting, tx, l.texts[at%len(l.texts)]) }); err != nil {
					return err
				}
				asked[i] = max(asked[i], statements())
				took[i] = append(took[i], rig.Now().Sub(from))
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return rig.Figures{}, err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	long := rig.Now().Sub(begun)
	return rig.Figures{
		Requests: len(all), P50: rig.At(all, 50), P99: rig.At(all, 99), PerSecond: float64(len(all)) / long.Seconds(), CPU: (rig.CPUOf(os.Getpid()) - cpu) / time.Duration(len(all)),
		Statements: slices.Max(asked),
	}, nil
}

// Update is an update that goes live while many search.
type Update struct {
	Changes       int
	Prepared      time.Duration // written as an edition that nobody sees
	Here, There   time.Duration // until it is found: on the node that it went live on, and on another; the longest of all rounds
	Before, While time.Duration // the 99th percentile of a search, without and with updates
}

// fresh are words that no invented article has, one for each round.
var fresh = []string{"printanier", "automnal", "hivernal", "estival", "boréal", "tropical", "polaire", "lunaire"}

func (c Catalogue) updated(ctx context.Context, n node) (Update, error) {
	u := Update{Changes: c.Changes}
	there := node{Service: search.New(n.d, clock.System{}, slog.New(slog.DiscardHandler)), d: n.d, markets: n.markets}
	ctx, stop := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	defer func() { stop(); _ = g.Wait() }() // what it says was said
	for _, s := range []node{n, there} {
		g.Go(func() error { s.Run(ctx); return nil })
	}
	if err := rig.Until(ctx, time.Millisecond, func() bool { return there.Ready() }); err != nil {
		return u, err
	}
	l := n.lookups(ctx)[2]
	before, err := c.look(ctx, n, l, c.Clients)
	if err != nil {
		return u, err
	}
	u.Before = before.P99
	var ended atomic.Bool
	during := make(chan rig.Figures, 1)
	g.Go(func() error {
		var all rig.Figures
		for !ended.Load() {
			f, err := c.look(ctx, n, l, c.Clients)
			if err != nil {
				return err
			}
			all.P99 = max(all.P99, f.P99)
		}
		during <- all
		return nil
	})
	for round := range c.Rounds {
		if err := c.update(ctx, n, there, fresh[round%len(fresh)], &u); err != nil {
			return u, err
		}
	}
	ended.Store(true)
	select {
	case f := <-during:
		u.While = f.P99
	case <-ctx.Done():
		return u, g.Wait()
	}
	return u, nil
}

// update gives articles of a market another title, shows it, and waits until both nodes find them.
func (c Catalogue) update(ctx context.Context, n, there node, word string, u *Update) error {
	begun := rig.Now()
	var edition int64
	market := n.markets[0]
	err := n.d.InTx(ctx, func(tx *db.Tx) (err error) {
		if edition, err = article.NextEdition(ctx, tx); err != nil {
			return err
		}
		drafts, err := retitled(ctx, tx, market, c.Changes, word)
		if err != nil {
			return err
		}
		u.Changes = len(drafts)
		return article.Put(ctx, tx, market, edition, drafts)
	})
	if err != nil {
		return err
	}
	u.Prepared = max(u.Prepared, rig.Now().Sub(begun))
	shown := rig.Now()
	if err := n.d.InTx(ctx, func(tx *db.Tx) error { tx.After(n.Wake); return article.Show(ctx, tx, market, edition) }); err != nil {
		return err
	}
	for _, s := range []struct {
		node
		took *time.Duration
	}{{n, &u.Here}, {there, &u.There}} {
		err := rig.Until(ctx, time.Millisecond, func() bool {
			found := search.Found{}
			_ = s.d.View(ctx, func(tx *db.Tx) (err error) { // asked again
				found, err = s.Find(ctx, tx, search.Query{Text: word, Size: 1})
				return err
			})
			return found.Total == u.Changes && len(found.Meant) == 0
		})
		if err != nil {
			return err
		}
		*s.took = max(*s.took, rig.Now().Sub(shown))
	}
	return nil
}

// retitled are articles that a market shows, with a word more in their titles.
func retitled(ctx context.Context, tx *db.Tx, market int64, most int, word string) ([]article.Draft, error) {
	var drafts []article.Draft
	highest, err := article.Highest(ctx, tx)
	if err != nil {
		return nil, err
	}
	const step = 10_000
	for after := int64(0); after < highest && len(drafts) < most; after += step {
		some, err := article.Scan(ctx, tx, after, after+step)
		if err != nil {
			return nil, err
		}
		var numbers []int64
		for _, a := range some {
			if a.Market == market && !a.Withdrawn && len(drafts)+len(numbers) < most {
				numbers = append(numbers, a.Number)
			}
		}
		live, err := article.Live(ctx, tx, numbers)
		if err != nil {
			return nil, err
		}
		for _, number := range numbers {
			a := live[number]
			a.Title += " " + word
			drafts = append(drafts, article.Draft{Number: a.Number, Reference: a.Reference, Data: a.Data})
		}
	}
	return drafts, nil
}
