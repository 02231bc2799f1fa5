// Package jobs is a queue in the database: a job is added in the transaction of what it follows from, so it is there
// if and only if that was committed.
//
// A job runs at least once: a node that dies, or an answer that is lost, makes it run again, so handlers are
// idempotent. A job waits, runs under a lease that its node renews, and is deleted when it succeeded; after a failure
// it waits again, longer each time, and after the last it is dead: an administrator sees it, retries or discards it.
// Args may name people, so they are never logged.
package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Options say when and how a job runs. The zero value: now, with the usual number of attempts.
type Options struct {
	RunAt time.Time // zero: now
	// Unique, when not empty: while a job of this kind and key waits, adding another only makes that one run sooner if
	// it was to run later. One that already runs does not count, as it may have read what changed since; the added one
	// waits until that has ended.
	Unique      string
	MaxAttempts int // 0: usualAttempts
}

// usualAttempts, with the growing waits, lets a job fail for about ten hours before it is dead.
const usualAttempts = 12

// Job is what a handler knows of its job beside the args.
type Job struct {
	ID          string
	Kind        string
	Attempt     int // 1 at first
	MaxAttempts int
	RunAt       time.Time // when it was due
	AddedAt     time.Time
}

// Queue is one node's hold on the queue. Handlers are declared before Run or Drain.
type Queue struct {
	d        *db.DB
	clock    clock.Clock
	log      *slog.Logger
	handlers map[string]handler
	mu       sync.Mutex // of periods
	periods  []periodic
	woken    chan struct{} // something may be due
	added    chan struct{} // this node added something: the others are told
	pace     pace
	turned   atomic.Pointer[time.Time] // when Run went around last without trouble
	watch    func(kind, outcome string, took time.Duration)
}

// Watch has fn told of each attempt (done, failed, dead, later). It is declared before Run.
func (q *Queue) Watch(fn func(kind, outcome string, took time.Duration)) { q.watch = fn }

// pace is how often and how much.
type pace struct {
	workers int           // jobs that run at a time on this node
	poll    time.Duration // looks for due jobs at least so often, should no wake-up come
	lease   time.Duration // renewed each third of it
	turn    time.Duration // to speak to the database once; what is uncertain then runs again when its lease is over
	longest time.Duration // a handler's context ends after this
	grace   time.Duration // at the end, the running jobs may go on so long
}

type handler func(ctx context.Context, j Job, args []byte) error

// New makes a queue; Run or Drain make it work.
func New(d *db.DB, c clock.Clock, log *slog.Logger) *Queue {
	q := &Queue{
		d: d, clock: c, log: log,
		handlers: map[string]handler{},
		woken:    make(chan struct{}, 1), added: make(chan struct{}, 1),
		pace: pace{workers: 8, poll: time.Second, lease: time.Minute, turn: 30 * time.Second, longest: 15 * time.Minute, grace: 20 * time.Second},
	}
	q.Every("jobs.sweep", 24*time.Hour, q.sweep)
	return q
}

// Handle declares what does the jobs of this kind. A node takes only jobs of kinds it has a handler for, so an older
// program leaves a newer one's alone.
func Handle[T any](q *Queue, kind string, fn func(ctx context.Context, j Job, args T) error) {
	if _, twice := q.handlers[kind]; twice {
		panic("two handlers for jobs of kind " + kind)
	}
	q.handlers[kind] = func(ctx context.Context, j Job, raw []byte) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return Never(fmt.Errorf("args: %w", err))
		}
		return fn(ctx, j, args)
	}
}

// Add puts a job into the queue in this transaction; after the commit the nodes are woken. args are kept as JSON:
// ids rather than what they stand for.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, kind string, args any, o Options) error {
	raw, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("add job %s: %w", kind, err)
	}
	due := o.RunAt
	if due.IsZero() {
		due = tx.Now()
	}
	if err := insert(ctx, tx, waiting{
		id: id.New(), kind: kind, args: string(raw), unique: o.Unique, runAt: due,
		maxAttempts: cmp.Or(o.MaxAttempts, usualAttempts),
	}); err != nil {
		return fmt.Errorf("add job %s: %w", kind, err)
	}
	if !due.After(tx.Now()) {
		tx.After(func() { poke(q.woken); poke(q.added) })
	}
	return nil
}

// poke wakes who waits on the channel, once however often it is called before they look.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
