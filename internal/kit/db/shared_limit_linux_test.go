package db_test

import (
	"os"
	"os/signal"
	"syscall"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/db/msg"
)

// A commit that the disk does not take fails for all who stand in it: each is told that nothing was kept, whoever wrote how much. Once it
// takes more again, the next commit works.
func TestCommitThatTheDiskRefusesIsToldToAll(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	table(t, d)
	write(t, d, func(tx *db.Tx) error { insert(t, tx, "before", 1); return nil })
	log, err := os.Stat(d.URL + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	free := full(t, uint64(log.Size())) //nolint:gosec // a size
	errs := queue(t, d, t.Context(), adds(t, "first", nil), adds(t, "second", nil), adds(t, "fails", errBoom), adds(t, "third", nil))
	free()
	for i, err := range errs {
		if i == 2 && err != nil { // it had its own reason
			continue
		}
		wantUnavailable(t, err, msg.Storage, "")
	}
	if n := count(t, d, "things"); n != 1 {
		t.Errorf("%d rows", n)
	}
	write(t, d, func(tx *db.Tx) error {
		insert(t, tx, "later", 1)
		fine, err := db.Value[string](t.Context(), tx, "PRAGMA integrity_check")
		if fine != "ok" {
			t.Errorf("the database is %s", fine)
		}
		return err
	})
	if n := count(t, d, "things"); n != 2 {
		t.Errorf("%d rows afterwards", n)
	}
}

// full lets no file of this process grow over a size until it is freed.
func full(t *testing.T, size uint64) (free func()) {
	t.Helper()
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	set := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Fatal(err)
		}
	}
	set(syscall.Rlimit{Cur: size, Max: was.Max})
	free = func() { set(was); signal.Reset(syscall.SIGXFSZ) }
	t.Cleanup(free)
	return free
}
