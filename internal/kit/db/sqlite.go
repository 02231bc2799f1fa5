package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"preau/internal/kit/db/msg"
)

// target is where the database is, for the connections beside the pools.
type target struct {
	path     string // SQLite
	postgres postgresTarget
}

// pragmas are set on each connection. FULL, because an acknowledged order survives a power cut. Without mmap_size
// concurrent readers share a lock and are half as fast. LIKE minds case, as on PostgreSQL.
const pragmas = "_pragma=journal_mode(WAL)" +
	"&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=mmap_size(2147483648)&_pragma=case_sensitive_like(1)"

// How long SQLite itself waits for a lock that another process has, without seeing that its context ends. The writer waits
// a little, again and again, see begin; readers wait for none but while a log is recovered.
const (
	writerPatience = "&_pragma=busy_timeout(50)"
	longPatience   = "&_pragma=busy_timeout(10000)"
	retryPause     = 5 * time.Millisecond
)

// synchronous is how far a commit waits for the disk.
func synchronous(o Options) string {
	if o.Replaceable {
		return "&_pragma=synchronous(OFF)"
	}
	return "&_pragma=synchronous(FULL)"
}

func (d *DB) openSQLite(ctx context.Context, o Options) error {
	if o.URL == "" || strings.Contains(o.URL, ":memory:") {
		return errors.New("a SQLite database is a file: the path is missing")
	}
	if err := registerCollation(); err != nil {
		return err
	}
	d.target.path = o.URL
	if err := makeFile(o.URL); err != nil {
		return unavailable(msg.Storage, err)
	}
	var err error
	if d.write, err = openKeeping(dsn(o.URL, pragmas+writerPatience+synchronous(o)+"&_txlock=immediate")); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	// Makes the file, and turns its log on, before the readers come.
	if err := d.patiently(ctx, func() error { return d.write.PingContext(ctx) }); err != nil {
		return d.fault(&Tx{}, err)
	}
	if d.read, err = openKeeping(dsn(o.URL, pragmas+longPatience+synchronous(o)+"&_query_only=1")); err != nil {
		return err
	}
	if d.stamps.pool, err = openKeeping(dsn(o.URL, "_pragma=journal_mode(WAL)&_query_only=1"+longPatience)); err != nil {
		return err
	}
	d.readers = cmp.Or(o.MaxConns, max(4, runtime.NumCPU()))
	d.read.SetMaxOpenConns(d.readers)
	d.read.SetMaxIdleConns(d.readers)
	return nil
}

// makeFile makes a missing database readable by nobody else; SQLite gives its log the same rights.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's setting
	if err != nil {
		return err
	}
	return f.Close()
}

// Optimize lets SQLite learn what its tables hold, so that it goes on choosing the right indexes; for once a day. PostgreSQL
// does so by itself.
//
// It reads a sample of each index. Without that limit SQLite also keeps samples of the values, and then plans a statement
// anew each time that a parameter is bound, which takes longer than running it.
func (d *DB) Optimize(ctx context.Context) error {
	if d.engine != SQLite {
		return nil
	}
	err := d.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "PRAGMA analysis_limit = 1000"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "ANALYZE")
		return err
	})
	d.read.SetMaxIdleConns(0) // the next readers know it, too
	d.read.SetMaxIdleConns(d.readers)
	return err
}

// Learn lets PostgreSQL look at what some tables hold by now. It does so by itself within minutes; until then, after a first
// large import, it would read whole tables where an index serves. SQLite learns once a day, see Optimize.
func (d *DB) Learn(ctx context.Context, tables ...string) error {
	if d.engine != Postgres {
		return nil
	}
	return d.InTx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "ANALYZE "+strings.Join(tables, ", "))
		return err
	})
}

// patiently runs do again while another process holds the writer.
func (d *DB) patiently(ctx context.Context, do func() error) error {
	wait, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	for {
		err := do()
		if !d.heldElsewhere(err) || wait.Err() != nil {
			return err
		}
		pause(wait, retryPause)
	}
}

// heldElsewhere says that another process holds SQLite's writer.
func (d *DB) heldElsewhere(err error) bool { return d.engine == SQLite && troubleOf(err) == locked }

// dsn is the file's URI: what has a meaning in URIs is escaped.
func dsn(path, options string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + options
}

// registerCollation gives SQLite a collation named C, bytewise like PostgreSQL's, so that COLLATE "C" is valid on both.
// The driver keeps it for the whole process and refuses a second time.
var registerCollation = sync.OnceValue(func() error {
	if err := sqlite.RegisterCollationUtf8("C", strings.Compare); err != nil {
		return fmt.Errorf("register the collation C: %w", err)
	}
	return nil
})

func sqliteTrouble(err error) trouble {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return none
	}
	switch e.Code() { // the extended code
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return unique
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return foreignKey
	case lib.SQLITE_CONSTRAINT_CHECK, lib.SQLITE_CONSTRAINT_NOTNULL:
		return check
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return locked
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN:
		return storage
	}
	return none
}

func isSQLiteReadOnly(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_READONLY
}
