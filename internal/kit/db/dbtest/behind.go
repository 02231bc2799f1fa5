package dbtest

import (
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/kit/db"
)

// Behind runs first in a transaction that stays open until each of the others has answered, or waits for what first
// holds; then it is committed, and what the others answered is given. So they have read what first changes before it is
// there to be seen. On SQLite they wait for the writer, and read after.
func (d *DB) Behind(t testing.TB, first func(tx *db.Tx) error, others ...func() error) []error {
	t.Helper()
	errs, answered := make([]error, len(others)), atomic.Int64{}
	all := make(chan struct{}, len(others))
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		for i, other := range others {
			go func() {
				defer func() { answered.Add(1); all <- struct{}{} }()
				errs[i] = other()
			}()
		}
		for end := time.Now().Add(5 * time.Second); d.Engine() == db.Postgres && answered.Load()+d.waiting(t) < int64(len(others)); {
			if time.Now().After(end) {
				t.Error("somebody neither answers nor waits")
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range others {
		<-all
	}
	return errs
}

// waiting is how many transactions wait for a lock on PostgreSQL.
func (d *DB) waiting(t testing.TB) int64 {
	t.Helper()
	var n int64
	err := d.View(t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](t.Context(), tx,
			`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return n
}
