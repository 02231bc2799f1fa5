package db

import (
	"time"

	"preau/internal/kit/clock"
)

// watched is a transaction's time, by the machine's clock: a test's clock stands still.
type watched struct {
	d            *DB
	write        bool
	readAll      bool // a view that came to its end
	asked, begun time.Time
	done         time.Time // when it let the writer go, if it is not its end
}

func (d *DB) watched(tx *Tx) *watched {
	w := &watched{d: d, write: !tx.readOnly}
	if d.watch != nil {
		w.asked = clock.System{}.Now()
	}
	return w
}

// turn notes that the transaction waits no longer.
func (w *watched) turn() {
	if w.d.watch != nil {
		w.begun = clock.System{}.Now()
	}
}

// over notes that the transaction holds nobody up any longer: it waits for its commit.
func (w *watched) over() {
	if w.d.watch != nil {
		w.done = clock.System{}.Now()
	}
}

func (w *watched) end(committed bool) {
	if w.d.watch == nil {
		return
	}
	now := w.done
	if now.IsZero() {
		now = clock.System{}.Now()
	}
	wait, held := now.Sub(w.asked), time.Duration(0)
	if !w.begun.IsZero() {
		wait, held = w.begun.Sub(w.asked), now.Sub(w.begun)
	}
	w.d.watch.Transaction(w.write, committed || w.readAll, wait, held)
}
