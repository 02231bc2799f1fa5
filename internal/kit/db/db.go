// Package db is the one way to the database: pools, transactions, statements whose text is the same on SQLite and
// PostgreSQL, and the guard that makes a repeated form harmless. database/sql and the drivers appear nowhere else.
//
// Statements use $1 parameters. A time.Time is kept as BIGINT microseconds UTC (the zero time as NULL), so that
// type files need no type of this package.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"preau/internal/kit/clock"
)

// Engine names the database that runs underneath, for the few places that differ.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options say which database to open. Zero values of all but URL are usable.
type Options struct {
	URL      string       // "postgres://…", or the path of a SQLite file, made when missing
	Clock    clock.Clock  // nil: the machine's
	Log      *slog.Logger // nil: says nothing
	MaxConns int          // PostgreSQL: connections; SQLite: readers beside the one writer; 0: a sound number
	Watch    Watch        // nil: nobody counts
	Slow     Slow         // what is told in the log
	// Replaceable commits without waiting for the disk: for data that is made again when a power cut spoils it, such as
	// the demonstration's, and for nothing else.
	Replaceable bool
}

// Watch is told what is asked of the database. It must be quick: it is called while others wait.
type Watch interface {
	Statement()
	SlowStatement()
	Transaction(write, committed bool, wait, held time.Duration)
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine  Engine
	write   *sql.DB // SQLite: one connection, whose transactions begin immediate
	read    *sql.DB // SQLite: readers that never wait for the writer; PostgreSQL: the same pool as write
	readers int     // SQLite: of them
	line    line    // SQLite: who waits for the writer
	target  target
	clock   clock.Clock
	log     *slog.Logger
	holds   holds
	watch   Watch
	slow    Slow
	stamps  stamps
	told    func(ctx context.Context, tx *Tx, fact any) error // see OnTold
	refused atomic.Bool                                       // the disk took something not, and nothing since is known to be kept

	patience time.Duration // for a transaction's turn
	share    time.Duration // SQLite: see usualShare
}

// Open opens the database and tries one connection, so that a wrong address is known at start.
// It does not migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{engine: SQLite, clock: o.Clock, log: o.Log, watch: o.Watch, slow: o.Slow, patience: usualPatience, share: usualShare}
	if d.clock == nil {
		d.clock = clock.System{}
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		d.engine = Postgres
	}
	if err := d.open(ctx, o); err != nil {
		return nil, fmt.Errorf("open the %s database: %w", d.engine, err)
	}
	if err := d.Ping(ctx); err != nil {
		_ = d.Close() // the ping says more
		return nil, fmt.Errorf("open the %s database: %w", d.engine, err)
	}
	return d, nil
}

func (d *DB) open(ctx context.Context, o Options) error {
	if d.engine == Postgres {
		return d.openPostgres(o)
	}
	return d.openSQLite(ctx, o)
}

// Close ends all connections. On SQLite the writer is last, and puts its log into the file.
func (d *DB) Close() error {
	d.stamps.end()
	err := d.read.Close()
	if d.write == d.read {
		return err
	}
	if werr := d.write.Close(); werr != nil {
		return werr
	}
	return err
}

// Engine says which database runs underneath.
func (d *DB) Engine() Engine { return d.engine }

// Ping asks whether the database answers, for /readyz.
func (d *DB) Ping(ctx context.Context) error {
	return d.View(ctx, func(tx *Tx) error {
		_, err := Value[int64](ctx, tx, "SELECT 1")
		return err
	})
}
