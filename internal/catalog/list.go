package catalog

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// Filter narrows the list of markets.
type Filter struct {
	Text  string // words of the title or the reference, in any order
	Phase Phase  // empty: all
	Page  int    // from 1
	Size  int
}

// Listing is a page of the list.
type Listing struct {
	Rows              []Market
	Total, Page, Size int
	Today             string
}

// mostWords is how many words of a search count.
const mostWords = 20

// List is the markets that who may see, those that run first.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	if err := visible(who, Market{}); err != nil {
		return Listing{}, err
	}
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		out.Today = s.today(tx.Now())
		var w db.Where
		f.narrow(&w, out.Today)
		where, args := w.SQL(1)
		total, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM catalog_markets m WHERE `+where, args...)
		if err != nil {
			return fmt.Errorf("count markets: %w", err)
		}
		out.Total = int(total)
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		out.Rows, err = page(ctx, tx, where, args, out)
		return err
	})
	return out, err
}

// narrow says in SQL what Market.PhaseOn says in Go; a test holds them together.
func (f Filter) narrow(w *db.Where, today string) {
	words := strings.Fields(registers.Fold(f.Text))
	if len(words) == 0 && strings.TrimSpace(f.Text) != "" {
		w.And("1 = 0") // only punctuation was typed
	}
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(`m.title_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	switch f.Phase {
	case PhaseWithdrawn:
		w.And("m.state = ?", Withdrawn)
	case PhaseAhead:
		w.And("m.state = ? AND m.starts_on > ?", Live, today)
	case PhaseOver:
		w.And("m.state = ? AND m.ends_on < ?", Live, today)
	case PhaseRunning:
		w.And("m.state = ? AND m.starts_on <= ? AND m.ends_on >= ?", Live, today, today)
	}
}
