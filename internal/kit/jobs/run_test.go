package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestRunIsWokenByTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		ran := make(chan string, 10)
		n.handle("greet", func(_ context.Context, _ Job, a note) error { ran <- a.Word; return nil })
		n.handle("ready", func(context.Context, Job, note) error { ran <- "ready"; return nil })
		n.add(t, "ready", Options{})
		end := n.run(t)
		receive(t, ran) // the first turn is over, the next only comes by waking
		n.add(t, "greet", Options{})
		if got := receive(t, ran); got != secret {
			t.Errorf("got %q", got)
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if c := count(t, d, "1 = 1"); c != 0 {
			t.Errorf("%d are left", c)
		}
	})
}

func TestRunIsWokenByAnotherNode(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	a, b := newNode(d), newNode(d.Another(t))
	ran := make(chan string, 10)
	a.handle("ofA", func(context.Context, Job, note) error { ran <- "a"; return nil })
	b.handle("ofB", func(context.Context, Job, note) error { ran <- "b"; return nil })
	for _, n := range []*node{a, b} {
		n.run(t)
	}
	for range 3 { // only b takes it, and only a's notification can wake b
		a.add(t, "ofB", Options{})
		if got := receive(t, ran); got != "b" {
			t.Errorf("got %q", got)
		}
		b.add(t, "ofA", Options{})
		if got := receive(t, ran); got != "a" {
			t.Errorf("got %q", got)
		}
	}
}

func TestRunPollsWhenNobodyWakesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.poll = 5 * time.Millisecond
		ran := make(chan bool, 10)
		n.handle("greet", func(context.Context, Job, note) error { ran <- true; return nil })
		n.run(t)
		n.add(t, "greet", Options{RunAt: dbtest.Start.Add(time.Hour)}) // not due: nobody is woken
		d.Clock.Advance(time.Hour)
		receive(t, ran)
	})
}

func TestTwoNodesShareTheWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		const jobs = 120
		var mu sync.Mutex
		runs, left := map[string]int{}, jobs
		all := make(chan bool, 1)
		count1 := func(_ context.Context, j Job, _ note) error {
			mu.Lock()
			defer mu.Unlock()
			runs[j.ID]++
			if left--; left == 0 {
				all <- true
			}
			return nil
		}
		a, b := newNode(d), newNode(d.Another(t))
		for _, n := range []*node{a, b} {
			n.pace.poll = 10 * time.Millisecond
			n.handle("greet", count1)
		}
		inTx(t, d, func(tx *db.Tx) error {
			for range jobs {
				if err := a.Add(t.Context(), tx, "greet", note{}, Options{}); err != nil {
					return err
				}
			}
			return nil
		})
		ends := []func() error{a.run(t), b.run(t)}
		receive(t, all)
		for _, end := range ends {
			if err := end(); err != nil {
				t.Fatal(err)
			}
		}
		for id, n := range runs {
			if n != 1 {
				t.Errorf("%s ran %d times", id, n)
			}
		}
		if c := count(t, d, "1 = 1"); len(runs) != jobs || c != 0 {
			t.Errorf("%d ran, %d are left", len(runs), c)
		}
	})
}

func TestCrashLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		dying, other := newNode(d), newNode(d.Another(t))
		var attempts []int
		record := func(_ context.Context, j Job, _ note) error {
			attempts = append(attempts, j.Attempt)
			return nil
		}
		dying.handle("greet", record)
		other.handle("greet", record)
		dying.add(t, "greet", Options{})
		c := claimOne(t, dying)
		e, err := dying.do(t.Context(), c) // it did the work, and dies before it could write so
		if err != nil {
			t.Fatal(err)
		}
		other.drain(t, 0) // under lease
		d.Clock.Advance(dying.pace.lease)
		other.drain(t, 0)
		if n := count(t, d, "state = 'running'"); n != 1 {
			t.Fatal("the lease ended too soon")
		}
		d.Clock.Advance(time.Microsecond)
		other.drain(t, 0) // expired: waits a little, as after a failure
		if n := count(t, d, "state = 'waiting' AND attempt = 1 AND last_error <> ''"); n != 1 {
			t.Fatalf("%d were rescued", n)
		}
		d.Clock.Advance(2 * time.Second)
		retaken := claimOne(t, other)
		if err := dying.conclude(t.Context(), []ending{e}); err != nil { // it was only cut off, and comes back
			t.Fatal(err)
		}
		if n := count(t, d, "state = 'running' AND attempt = 2"); n != 1 {
			t.Error("who lost the lease ended the other's attempt")
		}
		e, err = other.do(t.Context(), retaken)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.conclude(t.Context(), []ending{e}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "1 = 1"); n != 0 || len(attempts) != 2 || attempts[1] != 2 {
			t.Errorf("%d are left, attempts %v", n, attempts)
		}
	})
}

func TestJobThatKillsItsNodeEndsDead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.handle("kill", func(context.Context, Job, note) error { return nil })
		n.add(t, "kill", Options{MaxAttempts: 2})
		for range 2 {
			claimOne(t, n) // and nothing more is heard
			d.Clock.Advance(time.Hour)
			if err := n.rescue(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.Clock.Advance(time.Hour)
		}
		n.drain(t, 0)
		list := deadJobs(t, n)
		if len(list) != 1 || list[0].Error != errLeaseExpired.Error() {
			t.Fatalf("dead: %+v", list)
		}
		if failed, since := failedJobs(t, n); failed != 1 || !since.Equal(list[0].FailedAt) {
			t.Errorf("%d failed since %s", failed, since)
		}
		if kinds := n.Kinds(); !slices.Equal(kinds, []string{"every.jobs.sweep", "kill"}) {
			t.Errorf("kinds %q", kinds)
		}
	})
}

func TestLeasesAreRenewedWhileTheNodeLives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n, other := newNode(d), newNode(d.Another(t))
		n.handle("long", func(context.Context, Job, note) error { return nil })
		n.add(t, "long", Options{})
		c := claimOne(t, n)
		r := &runner{q: n.Queue, running: map[lease]Job{{c.ID, c.Attempt}: c.Job}}
		for range 5 {
			d.Clock.Advance(n.pace.lease - time.Second)
			if err := r.care(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := other.rescue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := count(t, d, "state = 'running' AND attempt = 1"); got != 1 {
			t.Error("a living node lost its job")
		}
	})
}

func TestEndLetsTheRunningFinish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.workers = 1
		begun, release := make(chan bool), make(chan bool)
		n.handle("long", func(ctx context.Context, _ Job, _ note) error {
			begun <- true
			<-release
			return ctx.Err() // not cancelled
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- n.Run(ctx) }()
		n.add(t, "long", Options{})
		receive(t, begun)
		cancel()
		n.add(t, "long", Options{}) // not taken any more
		select {
		case err := <-ended:
			t.Fatalf("ended before the job: %v", err)
		default:
		}
		close(release)
		if err := receive(t, ended); err != nil {
			t.Fatal(err)
		}
		if c := count(t, d, "state = 'waiting' AND attempt = 0"); c != 1 || count(t, d, "1 = 1") != 1 {
			t.Errorf("%d wait untouched", c)
		}
	})
}

func TestEndStopsWhoTakesTooLong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.grace = 20 * time.Millisecond
		begun := make(chan bool)
		n.handle("long", func(ctx context.Context, _ Job, _ note) error {
			begun <- true
			<-ctx.Done()
			return ctx.Err()
		})
		end := n.run(t)
		n.add(t, "long", Options{})
		receive(t, begun)
		if err := end(); err != nil && !strings.Contains(err.Error(), "1 jobs did not finish") {
			t.Fatal(err)
		}
	})
}

func TestDeafHandlerIsLeftBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.grace = 10 * time.Millisecond
		begun, release := make(chan bool), make(chan bool)
		n.handle("deaf", func(context.Context, Job, note) error {
			begun <- true
			<-release
			return nil
		})
		defer close(release)
		end := n.run(t)
		n.add(t, "deaf", Options{})
		receive(t, begun)
		if err := end(); err == nil || !strings.Contains(err.Error(), "1 jobs did not finish") {
			t.Errorf("ended with %v", err)
		}
		if c := count(t, d, "state = 'running'"); c != 1 {
			t.Errorf("%d keep their lease until it expires", c)
		}
	})
}

func TestHandlersHaveADeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.longest = time.Millisecond
		n.handle("long", func(ctx context.Context, _ Job, _ note) error { <-ctx.Done(); return ctx.Err() })
		n.add(t, "long", Options{})
		if _, err := n.Drain(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTroubleIsSaidOnceAndOvercome(t *testing.T) {
	n := newNode(dbtest.Open(t, db.SQLite))
	r := &runner{q: n.Queue}
	for _, err := range []error{errBoom, errBoom, nil, errBoom} {
		r.note(err)
	}
	if said := strings.Count(n.out.String(), "in trouble"); said != 2 {
		t.Errorf("said %d times", said)
	}
}
