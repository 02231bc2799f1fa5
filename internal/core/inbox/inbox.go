// Package inbox is the work list: what waits for a person, whatever the service (« Ce qui vous attend »).
//
// Nothing is stored. Each module answers from its own states and grants, so the list cannot lie, and every
// list « à traiter » of a module uses the same conditions as its line here. Every page counts what waits, so all
// modules are asked in one statement.
package inbox

import (
	"context"
	"fmt"
	"sort"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Item is one thing that waits for the person: what, since when or until when, and the page where it is done.
type Item struct {
	Service string   // key of the service, for its mark: "needs"
	Title   i18n.Msg // what it is, with the act to do
	Detail  i18n.Msg // a second line
	Act     i18n.Msg // the button
	Path    string   // where it is done
	Due     time.Time
	Since   time.Time
	Count   int // how many things this line stands for, at least 1
}

// Urgent says whether the item is late, or due within three days.
func (i Item) Urgent(now time.Time) bool {
	return !i.Due.IsZero() && i.Due.Sub(now) < 72*time.Hour
}

// Source is what a module declares: the things of its service that wait for this person.
type Source interface {
	// Waiting asks for what this person has to do, at an instant.
	Waiting(who access.Actor, now time.Time) []Query
}

// Awaited is what a module may declare beside: what this person waits for from others.
type Awaited interface {
	// Awaited lists what others have to do for this person.
	Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]Item, error)
}

// Inbox asks all modules.
type Inbox struct {
	sources []Source
}

// New makes the work list of these modules.
func New(sources ...Source) *Inbox { return &Inbox{sources: sources} }

// Waiting is everything that waits for the person, the most urgent first: what is due, then the oldest.
func (b *Inbox) Waiting(ctx context.Context, tx *db.Tx, who access.Actor) ([]Item, error) {
	var qs []Query
	for _, s := range b.sources {
		qs = append(qs, s.Waiting(who, tx.Now())...)
	}
	out, err := ask(ctx, tx, qs)
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	sort.SliceStable(out, func(i, j int) bool { return before(out[i], out[j]) })
	return out, nil
}

// Group is a line of what waits, with the first things for which it stands: none where the line is one thing.
type Group struct {
	Item
	Things []Item
}

// Each is what Waiting is, with the first things of each line, most of them at the most, in one statement.
func (b *Inbox) Each(ctx context.Context, tx *db.Tx, who access.Actor, most int) ([]Group, error) {
	var qs []Query
	of := map[int]int{} // of a query of things, that of its line
	for _, s := range b.sources {
		for _, q := range s.Waiting(who, tx.Now()) {
			if qs = append(qs, q); q.Each != nil {
				of[len(qs)] = len(qs) - 1
				qs = append(qs, q.things(most))
			}
		}
	}
	rows, err := read(ctx, tx, qs)
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	var out []Group
	type key struct {
		query int
		group int64
	}
	at := map[key]int{} // where the lines stand
	for _, r := range rows {
		i := qs[r.query].Item(r)
		if line, thing := of[r.query]; !thing {
			at[key{r.query, qs[r.query].group(r.Number)}] = len(out)
			out = append(out, Group{Item: i})
		} else if n, there := at[key{line, qs[line].group(r.Of)}]; there {
			out[n].Things = append(out[n].Things, i)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return before(out[i].Item, out[j].Item) })
	return out, nil
}

// Awaited is everything that the person waits for from others.
func (b *Inbox) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]Item, error) {
	var out []Item
	for _, s := range b.sources {
		a, ok := s.(Awaited)
		if !ok {
			continue
		}
		items, err := a.Awaited(ctx, tx, who)
		if err != nil {
			return nil, fmt.Errorf("inbox: %w", err)
		}
		out = append(out, items...)
	}
	return out, nil
}

// Counts sums the items by service, for the doors of the header.
func Counts(items []Item) map[string]int {
	out := map[string]int{}
	for _, i := range items {
		out[i.Service] += max(i.Count, 1)
	}
	return out
}

func before(a, b Item) bool {
	switch {
	case a.Due.IsZero() != b.Due.IsZero():
		return !a.Due.IsZero()
	case !a.Due.Equal(b.Due):
		return a.Due.Before(b.Due)
	}
	return a.Since.Before(b.Since)
}
