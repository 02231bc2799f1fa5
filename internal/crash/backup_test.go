package crash_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
)

// kills is how often a backup, and a restore, are killed.
const kills = 12

// TestCrashInABackup kills `preau backup` and `preau restore` at any moment. A backup that was cut short is none: what was whole stays so, and
// the next is. A restore that was cut short leaves no database that could be served, and can be done again in the same folder; one that left a
// database had held back everything before.
func TestCrashInABackup(t *testing.T) {
	soakFor(t)
	t.Parallel()
	binary := exetest.Build(t, "preau/cmd/preau")
	dir := t.TempDir()
	data, to, secrets := filepath.Join(dir, "data"), filepath.Join(dir, "backups"), filepath.Join(dir, "secrets")
	for _, folder := range []string{to, secrets} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	well := func(args ...string) string {
		t.Helper()
		code, out, log := binary.Run(t, args...)
		if code != 0 {
			t.Fatalf("%q: %d %s%s", args, code, out, log)
		}
		return out
	}
	well("admin", "create", "-data", data, "-email", "claire@preau.test")
	inDatabase(t, data, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE account_accounts SET state = 'active'`)
		return err
	})
	served := &site{t: t, whole: t, engine: db.SQLite, binary: binary, dir: data, url: filepath.Join(data, "preau.db"), listen: freeAddress(t), up: make(chan struct{}), down: true}
	served.base = "http://" + served.listen
	if ready, _ := served.start(time.Minute); !ready { // once, for its keyring
		t.Fatal(served.said())
	}
	served.end()
	well("admin", "create", "-data", data, "-email", "claire@preau.test") // a link to sign in by, which no restored platform may take
	pair := well("keys", "backup")
	identity := filepath.Join(dir, "identity")
	if err := os.WriteFile(identity, []byte(pair), 0o600); err != nil {
		t.Fatal(err)
	}
	saving := []string{"backup", "-data", data, "-to", to, "-secrets-to", secrets, "-recipient", regexp.MustCompile(`age1\S+`).FindString(pair)}
	from := []string{"-from", to, "-secrets-from", secrets, "-identity", identity}

	begun := time.Now()
	well(saving...)
	lasts := time.Since(begun)
	check := append([]string{"restore", "-check", "-data", data}, from...)
	cut := 0
	for range kills {
		if killed(binary.Start(t, saving...), lasts) {
			cut++
		}
		well(check...) // the newest whole set, whichever it is
	}
	if cut < kills/3 {
		t.Errorf("%d backups were cut short, at least %d have to be", cut, kills/3)
	}
	well(saving...)
	well(check...)

	cut = 0
	begun = time.Now()
	well(append([]string{"restore", "-data", filepath.Join(dir, "measured")}, from...)...)
	lasts = time.Since(begun)
	again := filepath.Join(dir, "again")
	for range kills {
		restoring := append([]string{"restore", "-data", again}, from...)
		if killed(binary.Start(t, restoring...), lasts) {
			cut++
		}
		_, err := os.Stat(filepath.Join(again, "preau.db"))
		switch {
		case errors.Is(err, fs.ErrNotExist): // nothing to serve: the operator does it again
			continue
		case err != nil:
			t.Fatal(err)
		}
		whole(t, again)
		if err := os.RemoveAll(again); err != nil {
			t.Fatal(err)
		}
	}
	if cut < kills/3 {
		t.Errorf("%d restores were cut short, at least %d have to be", cut, kills/3)
	}
	if err := os.Remove(filepath.Join(again, "preau.db")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	well(append([]string{"restore", "-data", again}, from...)...)
	whole(t, again)
}

// killed kills a command at a moment of the time that it takes, and says whether it was still under way.
func killed(p *exetest.Process, lasts time.Duration) bool {
	select {
	case <-p.Ended():
		return false
	case <-time.After(time.Duration(rand.Int64N(int64(lasts)))):
		p.Kill()
		return true
	}
}

// whole says whether a restored database may be served: it is sound, and no link of the copy signs anybody in.
func whole(t *testing.T, data string) {
	t.Helper()
	inDatabase(t, data, func(tx *db.Tx) error {
		links, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM account_tokens WHERE purpose IN ('signin', 'reset') AND used_at IS NULL AND killed_at IS NULL`)
		if links != 0 {
			t.Errorf("%d links of the copy serve", links)
		}
		return err
	})
	left, err := filepath.Glob(filepath.Join(data, "*.restoring*"))
	if err != nil || len(left) > 0 {
		t.Errorf("what was not finished is left: %s (%v)", strings.Join(left, ", "), err)
	}
}

func inDatabase(t *testing.T, data string, do func(tx *db.Tx) error) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: filepath.Join(data, "preau.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	if err := d.Sound(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}
