package instance_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

func TestAnotherNodeSeesASaveWithinFiveSeconds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		here, there := newService(t, d, nil), newService(t, d.Another(t), nil)
		mustGet(t, here)
		mustGet(t, there)
		d.Clock.Advance(3 * time.Second)
		mustSave(t, here, sound(), 0)
		if got := mustGet(t, here).Title; got != "Achats du Nord" {
			t.Errorf("here, at once: %q", got)
		}
		d.Clock.Advance(2*time.Second - time.Microsecond)
		if got := mustGet(t, there).Title; got != "Préau" {
			t.Errorf("there the database was asked before five seconds were over: %q", got)
		}
		d.Clock.Advance(time.Microsecond)
		if got := mustGet(t, there).Title; got != "Achats du Nord" {
			t.Errorf("there, after five seconds: %q", got)
		}
	})
}

func TestClockSetBackAsksAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		here, there := newService(t, d, nil), newService(t, d.Another(t), nil)
		mustGet(t, there)
		mustSave(t, here, sound(), 0)
		d.Clock.Advance(-time.Hour)
		if got := mustGet(t, there).Title; got != "Achats du Nord" {
			t.Errorf("%q", got)
		}
	})
}

// The page of an error is drawn when the database is down: the last zone known must do.
func TestDatabaseDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		set := sound()
		set.Zone = instance.Brussels
		mustSave(t, s, set, 0)
		mustGet(t, s)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(5 * time.Second)
		got, err := s.Get(t.Context())
		if err == nil || got.Title != "Achats du Nord" {
			t.Errorf("%v, title %q", err, got.Title)
		}
		if z := s.T(i18n.French).ZoneName(); z != "heure de Bruxelles" {
			t.Errorf("zone: %q", z)
		}
	})
}

// One request that ends early must not leave its fault to the others.
func TestEndedRequestLeavesNoFault(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Get(ended); err != nil {
			t.Errorf("ended request: %v", err)
		}
		mustGet(t, s)
	})
}

func TestReadersAndWritersTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 200 {
					got, err := s.Get(t.Context())
					if err != nil || got.Version > 0 && got.Title != "Achats du Nord" {
						t.Errorf("%v, %q", err, got.Title)
						return
					}
					s.T(i18n.French)
				}
			})
		}
		for v := range int64(10) {
			next := sound()
			next.OperatorLine = string(rune('a' + v))
			mustSave(t, s, next, v)
			if got := mustGet(t, s); got.Version != v+1 || got.OperatorLine != next.OperatorLine {
				t.Errorf("after save %d: version %d, %q", v+1, got.Version, got.OperatorLine)
			}
		}
		wg.Wait()
	})
}

func TestReadInATransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := s.SaveTx(ctx, tx, admin, sound(), 0); err != nil {
				return err
			}
			got, err := instance.Read(ctx, tx)
			if got.Title != "Achats du Nord" || got.SMTP.Password != "" || got.Location().String() != instance.Paris {
				t.Errorf("%+v", got)
			}
			return err
		})
	})
}

func BenchmarkGet(b *testing.B) {
	d := dbtest.Open(b, db.SQLite)
	s, err := instance.New(instance.Options{DB: d.DB, Clock: d.Clock, Key: key(1)})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Get(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// Those who hold all connections must not wait here for one that only they could give back.
func TestEveryConnectionIsHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustGet(t, s)
		d.Clock.Advance(6 * time.Second)
		const conns = 5 // as many as dbtest has
		var held, all sync.WaitGroup
		held.Add(conns)
		for range conns {
			all.Go(func() {
				err := d.View(t.Context(), func(*db.Tx) error {
					held.Done()
					held.Wait()
					_, err := s.Get(t.Context())
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
