package db

import (
	"context"
	"log/slog"
	"reflect"
	"runtime"
	"sync"
	"time"
)

// longHold is more than a transaction may hold SQLite's only writer.
const longHold = 200 * time.Millisecond

// Stats are counters since the database was opened. They are kept on SQLite alone, where all writers wait for one.
type Stats struct {
	Writes      int64         // writing transactions, rolled back ones too
	LongHolds   int64         // those that held the writer over 200 ms
	LongestHold time.Duration // the longest hold
	LongestAct  string        // and what held it
}

type holds struct {
	mu sync.Mutex
	s  Stats
}

// Stats gives the counters.
func (d *DB) Stats() Stats {
	d.holds.mu.Lock()
	defer d.holds.mu.Unlock()
	return d.holds.s
}

// begin starts the measure of a writing transaction; the function it returns ends it.
func (h *holds) begin(d *DB, act string) func() {
	if d.engine != SQLite {
		return func() {}
	}
	start := d.clock.Now()
	return func() {
		held := d.clock.Now().Sub(start)
		h.add(held, act)
		if held > longHold {
			d.log.LogAttrs(context.Background(), slog.LevelWarn, "the writer was held too long",
				slog.String("act", act), slog.Int64("ms", held.Milliseconds()))
		}
	}
}

func (h *holds) add(held time.Duration, act string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.s.Writes++
	if held > longHold {
		h.s.LongHolds++
	}
	if held > h.s.LongestHold {
		h.s.LongestHold, h.s.LongestAct = held, act
	}
}

// nameOf is the name of the function in which fn is written, which tells in the log whose transaction it was.
func nameOf(fn func(tx *Tx) error) string {
	return runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Name()
}
