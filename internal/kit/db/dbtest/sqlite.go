package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/migrations"
)

// migratedFile is a migrated SQLite file, made once a process.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "preau-dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	path := filepath.Join(dir, "migrated.db")
	if err := migrate(context.Background(), path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // made above
})

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
