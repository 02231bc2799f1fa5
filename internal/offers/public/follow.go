package public

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/offers/vocabulary"
)

// state is what tells whether what a node knows is still so: the feed's number, and what says of the structures and of the operator's
// words that they are others now.
type state struct {
	clock                        int64
	structures, works, versions  int64
	terms, retired, termVersions int64
}

// sameStructures says whether no structure changed.
func (s state) sameStructures(o state) bool {
	return s.structures == o.structures && s.works == o.works && s.versions == o.versions
}

func (s state) sameTerms(o state) bool {
	return s.terms == o.terms && s.retired == o.retired && s.termVersions == o.termVersions
}

// known is what an index knows beside the cards: who offers, and the operator's words. It never changes; what is known next is another.
type known struct {
	state
	at          int64 // the feed's number up to which the index knows
	changed     time.Time
	structures  map[string]structure // by their organisation
	orgOf       map[int64]string     // by their public number
	orgWords    map[string][]string
	vocabulary  vocabulary.All
	listWords   map[string][]listed
	departments []land
}

// listed is a word of a list.
type listed struct {
	kind Kind
	id   string
}

type structure struct {
	Structure
	works bool
}

// land is a département, folded for search.
type land struct{ code, name, fold, region string }

func (k *known) working(orgID string) bool { return k.structures[orgID].works }

// current is what is public now. It costs nothing while nothing was written at all, and one statement where something was.
func (s *Service) current(ctx context.Context) (*index, error) {
	st, now, err := s.state.Get(ctx, struct{}{}, func(tx *db.Tx) (state, time.Time, error) {
		st, err := readState(ctx, tx)
		return st, time.Time{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("public offers: %w", err)
	}
	today := s.today(ctx, now)
	if x := s.now.Load(); x != nil && x.fits(st, today) {
		return x, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.now.Load()
	switch {
	case x == nil:
		if x, err = s.filled(ctx, today); err == nil {
			s.now.Store(x)
		}
	case !x.fits(st, today):
		err = s.follow(ctx, x, st, today)
	}
	if err != nil {
		return nil, fmt.Errorf("public offers: %w", err)
	}
	return x, nil
}

// fits says whether nothing that is newer is known of.
func (x *index) fits(st state, today string) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.at >= st.clock && x.day == today && x.sameStructures(st) && x.sameTerms(st)
}

// many is how many offers leave so much behind when they are read that looking for garbage at once is worth its while.
const many = 10_000

// filled is an index of all that is public.
func (s *Service) filled(ctx context.Context, today string) (*index, error) {
	began := s.o.Clock.Now()
	var x *index
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		st, err := readState(ctx, tx) // before the offers: what changes meanwhile is followed
		if err != nil {
			return err
		}
		k, err := s.know(ctx, tx, nil, st)
		if err != nil {
			return err
		}
		ids, err := inOrder(ctx, tx)
		if err != nil {
			return err
		}
		x = newIndex(today, k, &s.ground)
		x.reserve(ids)
		return s.rowsAfter(ctx, tx, 0, func(r row) {
			x.put(r.card, r.text)
			k.changed = later(k.changed, r.card.Changed)
		})
	})
	if err != nil {
		return nil, err
	}
	x.reserved = nil
	if len(x.slots) > many {
		runtime.GC() // what reading left; the heap is then sized by what is kept
	}
	s.o.Log.Info("the public offers can be searched", "offers", len(x.slots), "ms", s.o.Clock.Now().Sub(began).Milliseconds())
	return x, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// follow takes in what changed up to a state. What changed behind it may come in, too, and comes again.
func (s *Service) follow(ctx context.Context, x *index, st state, today string) error {
	was := x.known // changed by who holds s.mu alone
	var next *known
	var rows []row
	var gone []string
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if next, err = s.know(ctx, tx, was, st); err != nil || st.clock == was.at {
			return err
		}
		if err = s.rowsAfter(ctx, tx, was.at, func(r row) { rows = append(rows, r) }); err != nil {
			return err
		}
		gone, err = goneAfter(ctx, tx, was.at)
		return err
	})
	if err != nil {
		return err
	}
	if len(rows)+len(gone) > 0 || !next.sameStructures(was.state) {
		next.changed = s.o.Clock.Now().UTC()
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.card.Since.Compare(b.card.Since) })
	x.mu.Lock()
	defer x.mu.Unlock()
	turned := x.day != today || !next.sameStructures(was.state)
	if x.known, x.day = next, today; turned {
		x.turn()
	}
	x.drop(gone)
	for _, r := range rows {
		x.put(r.card, r.text)
	}
	return nil
}

// renew fills another index while the old one answers, and puts it in its place.
func (s *Service) renew(ctx context.Context) {
	x, err := s.filled(ctx, s.today(ctx, s.o.Clock.Now()))
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now.Store(x) // who asks next follows what changed meanwhile
		return
	}
	if ctx.Err() == nil {
		s.o.Log.Error("the index of public offers is not renewed", "err", err)
	}
}

// know reads what stands beside the offers, where it changed.
func (s *Service) know(ctx context.Context, tx *db.Tx, was *known, st state) (*known, error) {
	out := &known{state: st, at: st.clock}
	if was != nil {
		out.changed, out.departments = was.changed, was.departments
		out.structures, out.orgOf, out.orgWords = was.structures, was.orgOf, was.orgWords
		out.vocabulary, out.listWords = was.vocabulary, was.listWords
	} else {
		out.departments = s.lands()
	}
	stems := stemmer{}
	if was == nil || !st.sameStructures(was.state) {
		if err := out.readStructures(ctx, tx, stems); err != nil {
			return nil, err
		}
	}
	if was == nil || !st.sameTerms(was.state) {
		words, err := vocabulary.Read(ctx, tx)
		if err != nil {
			return nil, err
		}
		out.vocabulary, out.listWords = words, map[string][]listed{}
		for _, t := range words {
			k := Kind(slices.Index(lists[:], t.List))
			stems.each(registers.Fold(t.Label), func(stem string) { out.listWords[stem] = append(out.listWords[stem], listed{k, t.ID}) })
		}
	}
	return out, nil
}

// lands are the départements.
func (s *Service) lands() []land {
	var out []land
	for _, d := range s.communes.Departments() {
		out = append(out, land{d.Code, d.Name, registers.Fold(d.Name), registers.Fold(d.Region.Name)})
	}
	return out
}
