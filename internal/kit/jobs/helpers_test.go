package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// note is what the jobs of these tests carry; its word must never be logged.
type note struct {
	Word string `json:"word"`
}

const secret = "word-that-names-a-person"

// node is a queue with its log.
type node struct {
	*Queue
	d   *dbtest.DB
	out *safeBuffer
}

func newNode(d *dbtest.DB) *node {
	out := &safeBuffer{}
	q := New(d.DB, d.Clock, slog.New(slog.NewTextHandler(out, nil)))
	q.pace.poll = time.Hour // a test that passes was woken
	return &node{q, d, out}
}

// handle declares a handler of notes.
func (n *node) handle(kind string, fn func(ctx context.Context, j Job, a note) error) {
	Handle(n.Queue, kind, fn)
}

func (n *node) add(t *testing.T, kind string, o Options) {
	t.Helper()
	inTx(t, n.d, func(tx *db.Tx) error { return n.Add(t.Context(), tx, kind, note{secret}, o) })
}

func (n *node) drain(t *testing.T, want int) {
	t.Helper()
	got, err := n.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("%d jobs ran, not %d", got, want)
	}
}

// run makes the node work until the test or the returned function ends it.
func (n *node) run(t *testing.T) (end func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	end = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = end() })
	return end
}

func inTx(t *testing.T, d *dbtest.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *dbtest.DB, where string) int {
	t.Helper()
	n := 0
	err := d.View(t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int](t.Context(), tx, "SELECT count(*) FROM jobs_queue WHERE kind NOT LIKE 'every.%' AND "+where)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func deadJobs(t *testing.T, n *node) []Dead {
	t.Helper()
	var list []Dead
	err := n.d.View(t.Context(), func(tx *db.Tx) error {
		var err error
		list, err = n.Dead(t.Context(), tx, 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func failedJobs(t *testing.T, n *node) (failed int, since time.Time) {
	t.Helper()
	err := n.d.View(t.Context(), func(tx *db.Tx) error {
		_, err := db.One(t.Context(), tx, func(*struct{}) []any { return []any{&failed, &since} }, `SELECT count(*), min(failed_at) FROM jobs_queue WHERE state = 'dead'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return failed, since
}

// receive waits for a value, and fails the test rather than hang.
func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
