package db

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// OpenImpatient opens a SQLite database whose writer gives up at once.
func OpenImpatient(ctx context.Context, path string) (*DB, error) {
	d, err := Open(ctx, Options{URL: path})
	if err != nil {
		return nil, err
	}
	_ = d.write.Close() // another one takes its place
	d.write, err = sql.Open("sqlite", dsn(path, strings.Replace(pragmas, "busy_timeout(10000)", "busy_timeout(1)", 1)+"&_txlock=immediate"))
	return d, err
}

// SetPatience says how long transactions wait for a connection.
func (d *DB) SetPatience(p time.Duration) { d.patience = p }
