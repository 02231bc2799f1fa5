package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// migratedFile is a migrated SQLite file. It is made once a process, or once for all processes that are told of one folder where they
// keep it for each other.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir := os.Getenv("PREAU_TEST_KEPT") //nolint:forbidigo // of tests alone
	if dir == "" {
		return migrated(os.TempDir())
	}
	sum, err := migrations.Sum()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, templatePrefix+sum+".db")
	if file, err := os.ReadFile(path); err == nil {
		return file, nil
	}
	file, err := migrated(dir)
	if err != nil {
		return nil, err
	}
	return file, keep(path, file)
})

// migrated makes the file, in a folder of its own in this one.
func migrated(in string) ([]byte, error) {
	dir, err := os.MkdirTemp(in, "preau-dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	path := filepath.Join(dir, "migrated.db")
	if err := migrate(context.Background(), path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // made above
}

// keep puts a file in its place whole: another process may look for it meanwhile.
func keep(path string, file []byte) error {
	own := path + "." + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(own, file, 0o600); err != nil {
		return err
	}
	return os.Rename(own, path)
}

func sqliteCopy(t testing.TB) string {
	t.Helper()
	file, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "preau.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func migrate(ctx context.Context, url string) error {
	d, err := db.Open(ctx, db.Options{URL: url, MaxConns: 1})
	if err != nil {
		return err
	}
	if err := migrations.Up(ctx, d); err != nil {
		_ = d.Close() // the migration's error says more
		return err
	}
	return d.Close()
}
