package jobs

import (
	"context"
	"testing"
	"time"

	"preau/internal/kit/db/dbtest"
)

// A node that takes no jobs says so after a minute, and no longer once it takes them again.
func TestAlive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.pace.poll = 5 * time.Millisecond
		alive := func(want bool) {
			t.Helper()
			for end := time.Now().Add(20 * time.Second); (n.Alive() == nil) != want; <-time.After(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("alive: %v", n.Alive())
				}
			}
		}
		alive(true) // nobody expects it to run
		n.handle("greet", func(context.Context, Job, note) error { return nil })
		end := n.run(t)
		d.Clock.Advance(2 * time.Minute)
		alive(true)
		if err := end(); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(2 * time.Minute)
		alive(false)
		n.run(t)
		alive(true)
	})
}
