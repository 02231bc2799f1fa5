package db_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// posted is a Doer of one posted form.
type posted db.Doing

func (p posted) Doing() db.Doing { return db.Doing(p) }

func form() posted { return posted{Account: "a1", Act: "POST /lots", Key: "k1", Body: "b1"} }

func TestOnceRepeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		calls := 0
		create := func(tx *db.Tx) (string, error) {
			calls++
			return "lot-1", nil
		}
		for range 3 {
			got, err := db.OnceValue(t.Context(), d.DB, form(), create)
			if err != nil || got != "lot-1" {
				t.Fatalf("got %q, %v", got, err)
			}
		}
		if calls != 1 {
			t.Errorf("the act ran %d times", calls)
		}
		for name, other := range map[string]posted{
			"another account": {Account: "a2", Act: "POST /lots", Key: "k1", Body: "b2"},
			"another act":     {Account: "a1", Act: "POST /avis", Key: "k1", Body: "b2"},
			"another key":     {Account: "a1", Act: "POST /lots", Key: "k2", Body: "b2"},
		} {
			before := calls
			if _, err := db.OnceValue(t.Context(), d.DB, other, create); err != nil || calls != before+1 {
				t.Errorf("%s: %v, ran %d times more", name, err, calls-before)
			}
		}
	})
}

func TestOnceWithoutKeyIsPlain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		calls := 0
		for range 2 {
			if err := d.Once(t.Context(), posted{Account: "a1", Act: "POST /lots"}, func(tx *db.Tx) error { calls++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if calls != 2 {
			t.Errorf("ran %d times", calls)
		}
	})
}

func TestOnceOtherBodyIsConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		if err := d.Once(t.Context(), form(), func(tx *db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		other := form()
		other.Body = "b2"
		err := d.Once(t.Context(), other, func(tx *db.Tx) error { t.Error("ran"); return nil })
		if !apperr.Is(err, apperr.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOnceFailureRecordsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		table(t, d)
		boom := errors.New("boom")
		err := d.Once(t.Context(), form(), func(tx *db.Tx) error {
			insert(t, tx, "a", 1)
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		if n := count(t, d, "things"); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
		other := form()
		other.Body = "corrected"
		ran := false
		if err := d.Once(t.Context(), other, func(tx *db.Tx) error { ran = true; return nil }); err != nil || !ran {
			t.Errorf("the corrected form: %v, ran %v", err, ran)
		}
	})
}

func TestOnceConcurrentRepeatsGetTheFirstsResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		second := d.Another(t)
		inside, release := make(chan struct{}), make(chan struct{})
		var calls atomic.Int64
		create := func(tx *db.Tx) (int64, error) {
			n := calls.Add(1)
			if n == 1 {
				close(inside)
				<-release
			}
			return n, nil
		}
		got := make([]int64, 6)
		var all sync.WaitGroup
		do := func(i int, on *db.DB) {
			all.Go(func() {
				var err error
				if got[i], err = db.OnceValue(context.Background(), on, form(), create); err != nil {
					t.Error(err)
				}
			})
		}
		do(0, d.DB)
		<-inside
		for i := 1; i < len(got); i++ {
			do(i, []*db.DB{d.DB, second.DB}[i%2])
		}
		close(release)
		all.Wait()
		for i, n := range got {
			if n != 1 {
				t.Errorf("caller %d got %d", i, n)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("ran %d times", calls.Load())
		}
	})
}

func TestOnceConcurrentAfterAFailedFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		inside, release := make(chan struct{}), make(chan struct{})
		boom := errors.New("boom")
		first := make(chan error, 1)
		go func() {
			first <- d.Once(context.Background(), form(), func(tx *db.Tx) error {
				close(inside)
				<-release
				return boom
			})
		}()
		<-inside
		second := make(chan error, 1)
		go func() {
			second <- d.Once(context.Background(), form(), func(tx *db.Tx) error { return nil })
		}()
		close(release)
		if err := <-first; !errors.Is(err, boom) {
			t.Errorf("the first: %v", err)
		}
		if err := <-second; err != nil {
			t.Errorf("the second: %v", err)
		}
		if n := count(t, d, "core_done"); n != 1 {
			t.Errorf("%d done", n)
		}
	})
}

func TestForgetDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		nothing := func(tx *db.Tx) error { return nil }
		old, young := form(), form()
		young.Key = "k2"
		if err := d.Once(t.Context(), old, nothing); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(7*24*time.Hour + time.Second)
		if err := d.Once(t.Context(), young, nothing); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(time.Hour)
		if err := d.ForgetDone(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "core_done"); n != 1 {
			t.Errorf("%d kept, not the young one alone", n)
		}
	})
}

// What is kept of a post lets nobody who has the table try out what was typed: neither the form's key is in it, nor a hash that what was typed
// gives by itself, and two forms with the same content look different.
func TestOnceKeepsNothingToTryOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		same := form()
		same.Key = "k2"
		for _, p := range []posted{form(), same} {
			if err := d.Once(t.Context(), p, func(tx *db.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		var kept []string
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			var err error
			kept, err = db.All(t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT form_key FROM core_done UNION SELECT body_hash FROM core_done`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte("b1"))
		for _, plain := range []string{"k1", "k2", "b1", hex.EncodeToString(sum[:])} {
			if slices.Contains(kept, plain) {
				t.Errorf("%q is kept", plain)
			}
		}
		if len(kept) != 4 {
			t.Errorf("%d different values of two forms: %v", len(kept), kept)
		}
	})
}

// What the release before did, under the form's key as it was posted, is not done again: its repeat is told so, since what it held is not known.
func TestOnceAfterAnUpgrade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO core_done (account_id, act, form_key, body_hash, result, done_at) VALUES ('a1', 'POST /lots', 'k1', '', '""', $1)`, tx.Now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		err := d.Once(t.Context(), form(), func(tx *db.Tx) error { t.Error("ran again"); return nil })
		if !apperr.Is(err, apperr.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}
