package db

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Kept is what was read of the database, by a key, while nothing has been written since by anybody, in any process; or, on SQLite, nothing of
// the modules that it depends on. What was read may depend on the time, too: it says itself until when it is right. What is kept is shared:
// nobody may change it.
type Kept[K comparable, V any] struct {
	d       *DB
	modules []string
	most    int
	mu      sync.Mutex
	stamp   string
	kept    map[K]kept[V]
	warned  atomic.Bool
}

type kept[V any] struct {
	v        V
	from, to time.Time
}

// mostKeptValues is how many values are kept; who needs more is rarely there twice before something is written.
const mostKeptValues = 10_000

// Keep makes room for what is read of a database.
func Keep[K comparable, V any](d *DB) *Kept[K, V] {
	return &Kept[K, V]{d: d, most: mostKeptValues, kept: map[K]kept[V]{}}
}

// KeepOf makes room for at most so many values that depend on what some modules have, and on nothing else: neither through what is read nor
// through the key. What was read of other tables is never kept.
func KeepOf[K comparable, V any](d *DB, most int, modules ...string) *Kept[K, V] {
	return &Kept[K, V]{d: d, most: most, modules: modules, kept: map[K]kept[V]{}}
}

// Get gives what read reads, or read before, with the instant it is asked at. read says until when that is right while nothing is written:
// the zero time for ever. An error is not kept.
func (k *Kept[K, V]) Get(ctx context.Context, key K, read func(*Tx) (v V, until time.Time, err error)) (V, time.Time, error) {
	stamp, m, stampErr := k.d.stamp(ctx, k.modules)
	now := k.d.clock.Now().UTC().Truncate(time.Microsecond)
	if stampErr == nil {
		if v, ok := k.look(key, stamp, now); ok {
			return v, now, nil
		}
	}
	var v V
	err := k.d.View(ctx, func(tx *Tx) error {
		if m.n != nil {
			tx.texts = []string{}
		}
		var until time.Time
		var err error
		now = tx.Now()
		if v, until, err = read(tx); err == nil && stampErr == nil && k.mayKeep(ctx, m, tx.texts) {
			k.put(key, stamp, kept[V]{v, now, until})
		}
		return err
	})
	return v, now, err
}

// mayKeep says whether what was read rests on nothing but what the stamp names.
func (k *Kept[K, V]) mayKeep(ctx context.Context, m marks, texts []string) bool {
	if m.n == nil {
		return true // it names all there is
	}
	table := m.uncounted(k.modules, texts)
	if table != "" && !k.warned.Swap(true) {
		k.d.log.LogAttrs(ctx, slog.LevelWarn, "read anew each time: a table is not counted", slog.String("table", table))
	}
	return table == ""
}

func (k *Kept[K, V]) look(key K, stamp string, now time.Time) (v V, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stamp != stamp {
		return v, false
	}
	x, ok := k.kept[key]
	if !ok || now.Before(x.from) || !x.to.IsZero() && !now.Before(x.to) {
		return v, false
	}
	return x.v, true
}

func (k *Kept[K, V]) put(key K, stamp string, x kept[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stamp != stamp || len(k.kept) >= k.most {
		k.stamp = stamp
		clear(k.kept)
	}
	k.kept[key] = x
}
