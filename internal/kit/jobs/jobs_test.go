package jobs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

var errBoom = errors.New("boom")

func TestAddBelongsToItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		var got []string
		var job Job
		n.handle("greet", func(_ context.Context, j Job, a note) error {
			got, job = append(got, a.Word), j
			return nil
		})
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := n.Add(t.Context(), tx, "greet", note{"never"}, Options{}); err != nil {
				return err
			}
			return errBoom
		})
		if !errors.Is(err, errBoom) {
			t.Fatal(err)
		}
		n.drain(t, 0)
		n.add(t, "greet", Options{})
		n.drain(t, 1)
		if diff := cmp.Diff([]string{secret}, got); diff != "" {
			t.Error(diff)
		}
		if job.Attempt != 1 || job.MaxAttempts != usualAttempts || job.Kind != "greet" || !job.RunAt.Equal(dbtest.Start) || !job.AddedAt.Equal(dbtest.Start) {
			t.Errorf("the handler got %+v", job)
		}
		if c := count(t, d, "1 = 1"); c != 0 {
			t.Errorf("%d jobs are left", c)
		}
	})
}

func TestRunAtAndOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		var got []time.Duration
		n.handle("greet", func(_ context.Context, j Job, _ note) error {
			got = append(got, j.RunAt.Sub(dbtest.Start))
			return nil
		})
		for _, h := range []time.Duration{3, 1, 2} {
			n.add(t, "greet", Options{RunAt: dbtest.Start.Add(h * time.Hour)})
		}
		n.drain(t, 0)
		d.Clock.Advance(time.Hour)
		n.drain(t, 1)
		d.Clock.Advance(2 * time.Hour)
		n.drain(t, 2)
		if diff := cmp.Diff([]time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUniqueWhileWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		runs := 0
		again := false
		n.handle("index", func(ctx context.Context, _ Job, _ note) error {
			if runs++; again { // what changes while it runs is for another run
				again = false
				return d.InTx(ctx, func(tx *db.Tx) error { return n.Add(ctx, tx, "index", note{}, Options{Unique: "k"}) })
			}
			return nil
		})
		n.handle("other", func(context.Context, Job, note) error { runs++; return nil })
		for range 3 {
			n.add(t, "index", Options{Unique: "k"})
		}
		n.drain(t, 1)
		for _, o := range []Options{{Unique: "k"}, {Unique: "l"}, {}, {}} {
			n.add(t, "index", o)
		}
		n.add(t, "other", Options{Unique: "k"})
		n.drain(t, 5)
		again = true
		n.add(t, "index", Options{Unique: "k"})
		n.drain(t, 2)
	})
}

func TestUniqueRunsAtTheEarlierTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("index", func(context.Context, Job, note) error { return nil })
		n.add(t, "index", Options{Unique: "k", RunAt: dbtest.Start.Add(time.Hour)})
		n.add(t, "index", Options{Unique: "k", RunAt: dbtest.Start.Add(2 * time.Hour)})
		n.drain(t, 0)
		d.Clock.Advance(time.Hour)
		n.drain(t, 1) // the later one did not put it off
		n.add(t, "index", Options{Unique: "k", RunAt: d.Clock.Now().Add(time.Hour)})
		n.add(t, "index", Options{Unique: "k"})
		n.drain(t, 1)
		d.Clock.Advance(3 * time.Hour)
		n.drain(t, 0)
	})
}

func TestUniqueNeverRunsTwiceAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("index", func(context.Context, Job, note) error { return errBoom })
		n.add(t, "index", Options{Unique: "k"})
		first := claimOne(t, n)
		n.add(t, "index", Options{Unique: "k"})
		n.drain(t, 0) // its twin runs
		e, _ := n.do(t.Context(), first)
		if err := n.conclude(t.Context(), []ending{e}); err != nil {
			t.Fatal(err)
		}
		if c := count(t, d, "state = 'waiting'"); c != 1 {
			t.Errorf("%d wait: the one that failed leaves the work to its twin", c)
		}
	})
}

func TestFailuresWaitLongerThenDie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		attempts := 0
		n.handle("greet", func(_ context.Context, j Job, _ note) error {
			if attempts++; j.Attempt != attempts {
				t.Errorf("attempt %d is told %d", attempts, j.Attempt)
			}
			return errBoom
		})
		n.add(t, "greet", Options{MaxAttempts: 3})
		for want := range 3 {
			ran, err := n.Drain(t.Context())
			if ran != 1 || !errors.Is(err, errBoom) {
				t.Fatalf("attempt %d: %d ran, %v", want+1, ran, err)
			}
			n.drain(t, 0) // not at once
			d.Clock.Advance(20 * time.Second)
		}
		list := deadJobs(t, n)
		if len(list) != 1 || list[0].Kind != "greet" || list[0].Attempts != 3 || list[0].Error != "boom" ||
			!list[0].AddedAt.Equal(dbtest.Start) || !list[0].FailedAt.After(dbtest.Start) {
			t.Fatalf("dead: %+v", list)
		}
		d.Clock.Advance(24 * time.Hour)
		n.drain(t, 0)
		if log := n.out.String(); !strings.Contains(log, "kind=greet") || !strings.Contains(log, "id="+list[0].ID) || strings.Contains(log, secret) ||
			strings.Count(log, "level=WARN") != 2 || strings.Count(log, "level=ERROR") != 1 {
			t.Errorf("the log has no kind, no id, or has args:\n%s", log)
		}
	})
}

func TestDeadJobsAreRetriedOrDiscarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		broken := true
		n.handle("greet", func(context.Context, Job, note) error {
			if broken {
				return Never(errBoom)
			}
			return nil
		})
		n.add(t, "greet", Options{})
		n.add(t, "greet", Options{})
		if ran, err := n.Drain(t.Context()); ran != 2 || !errors.Is(err, errBoom) {
			t.Fatalf("%d ran, %v", ran, err)
		}
		list := deadJobs(t, n)
		if len(list) != 2 || list[0].Attempts != 1 {
			t.Fatalf("dead at the first attempt: %+v", list)
		}
		broken = false
		inTx(t, d, func(tx *db.Tx) error { return n.Retry(t.Context(), tx, list[0].ID) })
		n.drain(t, 1)
		inTx(t, d, func(tx *db.Tx) error { return n.Discard(t.Context(), tx, list[1].ID) })
		if c := count(t, d, "1 = 1"); c != 0 {
			t.Errorf("%d are left", c)
		}
		for name, act := range map[string]func(context.Context, *db.Tx, string) error{"retry": n.Retry, "discard": n.Discard} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error { return act(t.Context(), tx, list[1].ID) })
			if !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%s what is gone: %v", name, err)
			}
		}
	})
}

func TestRetryOfADeadJobWhoseTwinWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("index", func(_ context.Context, j Job, _ note) error {
			if j.MaxAttempts == 1 {
				return errBoom
			}
			return nil
		})
		n.add(t, "index", Options{Unique: "k", MaxAttempts: 1})
		_, _ = n.Drain(t.Context()) // fails
		n.add(t, "index", Options{Unique: "k"})
		inTx(t, d, func(tx *db.Tx) error { return n.Retry(t.Context(), tx, deadJobs(t, n)[0].ID) })
		n.drain(t, 1)
	})
}

func TestLaterIsNoFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		runs := 0
		n.handle("greet", func(_ context.Context, j Job, _ note) error {
			if runs++; runs < 5 {
				return Later(d.Clock.Now().Add(time.Hour))
			}
			return nil
		})
		n.add(t, "greet", Options{MaxAttempts: 1})
		for range 5 {
			n.drain(t, 1)
			d.Clock.Advance(time.Hour)
		}
		if c := count(t, d, "1 = 1"); c != 0 {
			t.Errorf("%d are left", c)
		}
	})
}

func TestPanicIsAFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("explode", func(_ context.Context, _ Job, a note) error { panic(a.Word) })
		n.handle("stumble", func(_ context.Context, _ Job, a note) error { _ = a.Word[len(a.Word):][1]; return nil })
		n.handle("greet", func(context.Context, Job, note) error { return nil })
		for _, kind := range []string{"explode", "stumble", "greet"} {
			n.add(t, kind, Options{MaxAttempts: 1})
		}
		if ran, err := n.Drain(t.Context()); ran != 3 || err == nil {
			t.Fatalf("%d ran, %v", ran, err)
		}
		if list := deadJobs(t, n); len(list) != 2 {
			t.Errorf("dead: %+v", list)
		}
		if log := n.out.String(); !strings.Contains(log, "kind=explode") || !strings.Contains(log, "jobs_test.go") || strings.Contains(log, secret) {
			t.Errorf("the log has no kind, no stack, or has args:\n%s", log)
		}
	})
}

func TestArgsOfAnotherShapeAreDeadAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("greet", func(context.Context, Job, note) error { t.Error("ran"); return nil })
		inTx(t, d, func(tx *db.Tx) error { return n.Add(t.Context(), tx, "greet", []string{secret}, Options{}) })
		if _, err := n.Drain(t.Context()); err == nil {
			t.Error("no error")
		}
		list := deadJobs(t, n)
		if len(list) != 1 || list[0].Attempts != 1 || strings.Contains(list[0].Error+n.out.String(), secret) {
			t.Errorf("dead: %+v", list)
		}
	})
}

func TestKindsWithoutHandlerWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		older, newer := newNode(d), newNode(d)
		newer.handle("greet", func(context.Context, Job, note) error { return nil })
		older.add(t, "greet", Options{})
		older.drain(t, 0)
		newer.drain(t, 1)
	})
}

func TestCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("greet", func(context.Context, Job, note) error { return errBoom })
		n.add(t, "greet", Options{MaxAttempts: 1})
		_, _ = n.Drain(t.Context()) // fails
		later := dbtest.Start.Add(time.Hour)
		n.add(t, "greet", Options{RunAt: later.Add(time.Hour)})
		n.add(t, "greet", Options{RunAt: later})
		var got []Count
		err := d.View(t.Context(), func(tx *db.Tx) error {
			var err error
			got, err = n.Counts(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []Count{{"greet", "dead", 1, dbtest.Start}, {"greet", "waiting", 2, later}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoHandlersOfAKindAreAProgrammersError(t *testing.T) {
	n := newNode(dbtest.Open(t, db.SQLite))
	n.handle("greet", nil)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	n.handle("greet", nil)
}

func TestWaitGrowsAndIsSpread(t *testing.T) {
	last := time.Duration(0)
	for attempt := 1; attempt <= 11; attempt++ {
		w := wait(Job{ID: "a", Attempt: attempt})
		base := time.Duration(attempt*attempt*attempt*attempt) * time.Second
		if w <= last || w < base*4/5 || w > base*6/5 {
			t.Errorf("after attempt %d: %s", attempt, w)
		}
		last = w
	}
	if w := wait(Job{ID: "a", Attempt: 1 << 40}); w > longestWait*6/5 || w < longestWait*4/5 {
		t.Errorf("at last %s", w)
	}
	seen := map[time.Duration]bool{}
	for _, id := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		seen[wait(Job{ID: id, Attempt: 5})] = true
	}
	if len(seen) < 20 {
		t.Errorf("26 jobs wait %d different times", len(seen))
	}
}

// claimOne takes the only due job, as a node does that then says nothing any more.
func claimOne(t *testing.T, n *node) claimed {
	t.Helper()
	taken, err := n.take(t.Context(), 10)
	if err != nil || len(taken) != 1 {
		t.Fatalf("taken %d, %v", len(taken), err)
	}
	return taken[0]
}
