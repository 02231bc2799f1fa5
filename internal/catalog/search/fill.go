package search

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"preau/internal/catalog/article"
	"preau/internal/catalog/index"
	"preau/internal/kit/db"
)

// shelf is an index with what is kept beside it.
type shelf struct {
	index *index.Index
	tree  atomic.Pointer[tree]
	at    int64 // the last turn of the feed that it knows
}

const (
	// numbersAtOnce is how many articles' numbers are read in one view while the index is filled.
	numbersAtOnce = 5_000
	// mostFillers is how many segments the index is filled into: each costs every search a little.
	mostFillers = 2
)

// filled is an index of all that markets show.
func (s *Service) filled(ctx context.Context) (*shelf, error) {
	began := s.clock.Now()
	sh := &shelf{}
	f := &filling{s: s, ctx: ctx}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if sh.at, err = article.Clock(ctx, tx); err != nil { // before the articles: what turns meanwhile is followed
			return err
		}
		if f.highest, err = article.Highest(ctx, tx); err != nil {
			return err
		}
		f.known, err = know(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fill the search: %w", err)
	}
	sh.tree.Store(f.known.tree)
	var from []index.Next
	for range min(mostFillers, runtime.GOMAXPROCS(0), int(f.highest/numbersAtOnce)+1) {
		from = append(from, f.reader())
	}
	sh.index = index.New(from...)
	if err := f.fault.Load(); err != nil {
		return nil, fmt.Errorf("fill the search: %w", *err)
	}
	s.log.Info("the catalogue can be searched", "articles", sh.index.Len(), "ms", s.clock.Now().Sub(began).Milliseconds())
	return sh, nil
}

// filling hands out the articles' numbers to who read them.
type filling struct {
	s       *Service
	ctx     context.Context //nolint:containedctx // it lives as long as the call that it belongs to
	known   known
	highest int64
	next    atomic.Int64 // the number behind which nobody reads yet
	fault   atomic.Pointer[error]
}

// reader gives articles, range by range, until all are given or something is wrong.
func (f *filling) reader() index.Next {
	var some []article.Article
	return func() (index.Article, bool) {
		for len(some) == 0 {
			after := f.next.Add(numbersAtOnce) - numbersAtOnce
			if after >= f.highest || f.fault.Load() != nil {
				return index.Article{}, false
			}
			err := f.s.db.View(f.ctx, func(tx *db.Tx) (err error) {
				some, err = article.Scan(f.ctx, tx, after, after+numbersAtOnce)
				return err
			})
			if err != nil {
				f.fault.CompareAndSwap(nil, &err)
				return index.Article{}, false
			}
		}
		a := f.known.indexed(&some[0])
		some = some[1:]
		return a, true
	}
}

// known is what the index has of articles that stands elsewhere.
type known struct {
	tree   *tree
	places map[int64]int // of the markets among all
}

func know(ctx context.Context, tx *db.Tx) (known, error) {
	categories, err := article.Tree(ctx, tx)
	if err != nil {
		return known{}, err
	}
	places, err := marketPlaces(ctx, tx)
	return known{newTree(categories), places}, err
}

// indexed is an article as the index takes it.
func (k known) indexed(a *article.Article) index.Article {
	return index.Article{
		ID: a.Number, Market: a.Market, MarketOrder: k.places[a.Market], Category: a.Category, Reference: a.Reference, EAN: a.EAN, Title: a.Title,
		Brand: a.Brand, Path: k.tree.words(a.Category), Description: a.Description, VAT: int32(a.VAT), Green: index.Green(a.Green),
		Price: a.Price, Closed: a.Closed(), Withdrawn: a.Withdrawn,
	}
}

// Parts of what a turn of the feed changes: so many numbers are asked for at once, and so many articles are taken in together.
// A turn of more than that comes in parts.
const (
	changedAtOnce = 2_000
	takenAtOnce   = 20_000
)

// follow takes into an index what changed since it was filled or followed.
func (s *Service) follow(ctx context.Context, sh *shelf) error {
	var turns []article.Turn
	var k known
	err := s.db.View(ctx, func(tx *db.Tx) error {
		n, err := article.Clock(ctx, tx)
		if err != nil || n == sh.at {
			return err
		}
		if turns, err = article.Since(ctx, tx, sh.at); err != nil {
			return err
		}
		k, err = know(ctx, tx)
		return err
	})
	if err != nil || len(turns) == 0 {
		return err
	}
	for _, turn := range turns {
		if err := s.take(ctx, sh, k, turn); err != nil {
			return fmt.Errorf("follow market %d: %w", turn.Market, err)
		}
		sh.at = turn.N
	}
	return nil
}

// take takes a turn of the feed in. What articles are is read behind the turn, so it may be what a later turn made of them.
func (s *Service) take(ctx context.Context, sh *shelf, k known, turn article.Turn) error {
	sh.tree.Store(k.tree)
	var changes []index.Change
	for after, end := int64(0), false; !end; {
		err := s.db.View(ctx, func(tx *db.Tx) error {
			some, err := article.Changed(ctx, tx, turn, after, changedAtOnce)
			if err != nil {
				return err
			}
			end = len(some) < changedAtOnce
			if len(some) > 0 {
				after = some[len(some)-1]
			}
			live, err := article.Live(ctx, tx, some)
			for _, n := range some {
				c := index.Change{ID: n}
				if a, ok := live[n]; ok {
					x := k.indexed(&a)
					c.Article = &x
				}
				changes = append(changes, c)
			}
			return err
		})
		if err != nil {
			return err
		}
		if end || len(changes) >= takenAtOnce {
			sh.index.Apply(changes)
			changes = nil
		}
	}
	return nil
}
