package search

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// misses are searches that found nothing, until they are written: a search writes nothing itself.
type misses struct {
	mu sync.Mutex
	n  map[string]int64
}

const (
	writeEvery  = 10 * time.Second
	mostWaiting = 1_000 // different ones between two writes; more are not counted
	mostADay    = 5_000 // different ones of a day; more are not counted
	mostMissed  = 100   // characters
	timeToWrite = 5 * time.Second
)

// add counts a search that found nothing, or nothing with all that was typed. Only the folded words are kept, of a reference without
// its spaces: however it is written, it is one. What looks like an address is somebody's, and is not kept.
func (m *misses) add(text string) {
	words := registers.Fold(cut(text))
	if words == "" || strings.Contains(text, "@") {
		return
	}
	if article.LooksLikeReference(text) {
		words = strings.ReplaceAll(words, " ", "")
	}
	if r := []rune(words); len(r) > mostMissed {
		words = strings.TrimSpace(string(r[:mostMissed]))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n == nil {
		m.n = map[string]int64{}
	}
	if _, ok := m.n[words]; ok || len(m.n) < mostWaiting {
		m.n[words]++
	}
}

// taken are those that wait, which it forgets.
func (m *misses) taken() map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.n
	m.n = nil
	return out
}

// back puts what could not be written among those that wait.
func (m *misses) back(n map[string]int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n == nil {
		m.n = map[string]int64{}
	}
	for words, times := range n {
		m.n[words] += times
	}
}

// WriteMisses writes the searches that found nothing. Run does it every few seconds, and at its end.
func (s *Service) WriteMisses(ctx context.Context) error {
	waiting := s.misses.taken()
	if len(waiting) == 0 {
		return nil
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		day := tx.Now().Format(time.DateOnly)
		known, err := missedOn(ctx, tx, day)
		if err != nil {
			return err
		}
		for _, words := range slices.Sorted(maps.Keys(waiting)) {
			if known < mostADay {
				err = countMiss(ctx, tx, day, words, waiting[words])
			} else {
				err = countKnownMiss(ctx, tx, day, words, waiting[words])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.misses.back(waiting)
	}
	return err
}

// keepMisses writes misses until ctx ends, and what is left then.
func (s *Service) keepMisses(ctx context.Context) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-tick.C:
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeToWrite)
		if err := s.WriteMisses(last); err != nil {
			s.log.Error("searches without result are not counted", "err", err)
		}
		cancel()
	}
}

// Missed is words that nothing was found by, over some days.
type Missed struct {
	Words   string
	N       int64 // times
	LastAt  time.Time
	Settled time.Time // when it was dealt with last; it was looked for again since when it waits all the same
}

// MissedFilter narrows the list.
type MissedFilter struct {
	Days    int  // that count, today included
	Settled bool // those that were dealt with, instead of those that wait
	Page    int  // from 1
	Size    int
}

// MissedList is a page of the list.
type MissedList struct {
	Rows              []Missed
	Total, Page, Size int
	May               bool // who reads may say that something was dealt with
}

// Missed is what people looked for and did not find, the most first (R154).
func (s *Service) Missed(ctx context.Context, who access.Actor, f MissedFilter) (MissedList, error) {
	if err := catalog.Sees(who); err != nil {
		return MissedList{}, err
	}
	out := MissedList{Page: max(f.Page, 1), Size: max(f.Size, 1), May: who.Holds(catalog.Central, access.Everywhere)}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		since := tx.Now().AddDate(0, 0, 1-max(f.Days, 1)).Format(time.DateOnly)
		if out.Total, err = countMissed(ctx, tx, since, f.Settled); err != nil {
			return err
		}
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		out.Rows, err = missedPage(ctx, tx, since, f.Settled, out.Size, (out.Page-1)*out.Size)
		return err
	})
	return out, err
}

// MostExported is how many searches a sheet has at most, the most frequent ones.
const MostExported = 20_000

// MissedSheet is the whole list as it is filtered.
func (s *Service) MissedSheet(ctx context.Context, who access.Actor, f MissedFilter) (MissedList, error) {
	f.Page, f.Size = 1, MostExported
	return s.Missed(ctx, who, f)
}

// SettleMissed says that words were dealt with: they wait again once somebody looks for them later.
func (s *Service) SettleMissed(ctx context.Context, who access.Actor, words string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := catalog.Keeps(ctx, tx, who); err != nil {
			return err
		}
		return settleMissed(ctx, tx, words)
	})
}

// ReopenMissed takes that back.
func (s *Service) ReopenMissed(ctx context.Context, who access.Actor, words string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := catalog.Keeps(ctx, tx, who); err != nil {
			return err
		}
		return reopenMissed(ctx, tx, words)
	})
}
