package db

import (
	"context"
	"slices"
	"sync"
)

// line is who waits for SQLite's one writer: first come, first served. What is behind mu is the line's; open and long belong to whose turn
// it is.
type line struct {
	mu      sync.Mutex
	taken   bool
	waiting []chan struct{} // closed when it is one's turn

	open *shared         // what those before left to be committed
	long map[string]bool // acts that held the writer for long when they had it last
}

// enter waits for one's turn. Who has it ends it by pass or leave.
func (l *line) enter(ctx context.Context) error {
	l.mu.Lock()
	if !l.taken {
		l.taken = true
		l.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	l.waiting = append(l.waiting, mine)
	l.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, mine)
	if i < 0 {
		return nil // the turn came at the same moment, and somebody has to have it
	}
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return ctx.Err()
}

// pass gives the turn to who waits longest. When nobody waits, it stays.
func (l *line) pass() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next()
}

// leave ends the turn.
func (l *line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = l.next()
}

func (l *line) next() bool {
	if len(l.waiting) == 0 {
		return false
	}
	close(l.waiting[0])
	l.waiting = slices.Delete(l.waiting, 0, 1)
	return true
}

// note remembers whether an act held the writer for long.
func (l *line) note(act string, long bool) {
	switch {
	case !long:
		delete(l.long, act)
	case l.long == nil:
		l.long = map[string]bool{act: true}
	default:
		l.long[act] = true
	}
}
