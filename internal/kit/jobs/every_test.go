package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestEverySlotOnceOnAllNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		var slots []string
		record := func(_ context.Context, slot time.Time) error {
			slots = append(slots, slot.Format("15:04"))
			return nil
		}
		a, b := newNode(d), newNode(d)
		for _, n := range []*node{a, b} {
			n.Every("remind", time.Hour, record)
		}
		drainBoth := func() {
			t.Helper()
			for range 2 {
				a.drain(t, 0)
				b.drain(t, 0)
			}
		}
		drainBoth() // 10:00
		d.Clock.Advance(59 * time.Minute)
		drainBoth() // still
		d.Clock.Advance(time.Minute)
		drainBoth() // 11:00
		d.Clock.Advance(5*time.Hour + 30*time.Minute)
		drainBoth() // 16:30: those that passed are left out
		restarted := newNode(d)
		restarted.Every("remind", time.Hour, record)
		restarted.drain(t, 0)
		if diff := cmp.Diff([]string{"10:00", "11:00", "16:00"}, slots); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEveryTriesAFailureAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		var slots []time.Time
		n.Every("remind", 24*time.Hour, func(_ context.Context, slot time.Time) error {
			if slots = append(slots, slot); len(slots) == 1 {
				return errBoom
			}
			return nil
		})
		if _, err := n.Drain(t.Context()); err == nil {
			t.Fatal("the failure is not told")
		}
		d.Clock.Advance(2 * time.Second)
		n.drain(t, 0)
		d.Clock.Advance(time.Hour)
		n.drain(t, 0)
		day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
		if diff := cmp.Diff([]time.Time{day, day}, slots); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		n := newNode(d)
		n.Every("yearly", 365*24*time.Hour, func(context.Context, time.Time) error { return nil })
		n.handle("greet", func(context.Context, Job, note) error { return Never(errBoom) })
		n.add(t, "greet", Options{})
		_, _ = n.Drain(t.Context()) // fails
		d.Clock.Advance(40 * 24 * time.Hour)
		n.drain(t, 0)
		if c := count(t, d, "state = 'dead'"); c != 1 {
			t.Errorf("%d dead after 40 days", c)
		}
		if got := slotsOf(t, d); got != "1 jobs.sweep, 1 yearly" {
			t.Errorf("kept %s: the last of each name stays", got)
		}
		d.Clock.Advance(60 * 24 * time.Hour)
		n.drain(t, 0)
		if c := count(t, d, "state = 'dead'"); c != 0 {
			t.Errorf("%d dead after 100 days", c)
		}
	})
}

func slotsOf(t *testing.T, d *dbtest.DB) string {
	t.Helper()
	got := ""
	err := d.View(t.Context(), func(tx *db.Tx) error {
		type row struct{ n, name string }
		rows, err := db.All(t.Context(), tx, func(r *row) []any { return []any{&r.n, &r.name} },
			`SELECT CAST(count(*) AS TEXT), name FROM jobs_slots GROUP BY name ORDER BY name`)
		for i, r := range rows {
			if i > 0 {
				got += ", "
			}
			got += r.n + " " + r.name
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
