package db

import (
	"cmp"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresTarget is the server's address and settings.
type postgresTarget = *pgx.ConnConfig

// settings hold for each connection, unless the address says otherwise. A lock that is waited for too long is an
// error, as SQLite's busy_timeout makes it.
func settings() map[string]string {
	return map[string]string{"application_name": "preau", "timezone": "UTC", "lock_timeout": "10s"}
}

func (d *DB) openPostgres(o Options) error {
	cfg, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return err
	}
	for k, v := range settings() {
		if _, given := cfg.RuntimeParams[k]; !given {
			cfg.RuntimeParams[k] = v
		}
	}
	if o.Replaceable {
		cfg.RuntimeParams["synchronous_commit"] = "off"
	}
	cfg.DialFunc = dialer().DialContext
	cfg.ConnectTimeout = cmp.Or(cfg.ConnectTimeout, 5*time.Second)
	d.target.postgres = cfg
	d.write = stdlib.OpenDB(*cfg)
	d.read = d.write
	conns := cmp.Or(o.MaxConns, 20)
	d.write.SetMaxOpenConns(conns)
	d.write.SetMaxIdleConns(conns)
	d.write.SetConnMaxIdleTime(5 * time.Minute)
	return nil
}

// deadAfter is how long a server that was sent something may leave it unacknowledged: its machine is gone, or the network between.
const deadAfter = 15 * time.Second

// dialer notices a machine that went without a word. The system's own settings wait for a quarter of an hour, in which each request
// that gets such a connection stands still.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3},
		Control:         unacknowledged,
	}
}

// writeLevel is the isolation of writing transactions; SQLite has one level, the strictest.
func (d *DB) writeLevel() sql.IsolationLevel {
	if d.engine == Postgres {
		return sql.LevelReadCommitted
	}
	return sql.LevelDefault
}

// readLevel makes a View one snapshot; on SQLite it always is.
func (d *DB) readLevel() sql.IsolationLevel {
	if d.engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// postgresTrouble reads the SQLSTATE, or, when there is none, whether the connection broke.
func postgresTrouble(err error) trouble {
	var e *pgconn.PgError
	switch known := errors.As(err, &e); {
	case isRefused(err), !known && isBroken(err):
		return unreachable // whatever the server says of why
	case !known:
		return none
	}
	switch e.Code {
	case "23505":
		return unique
	case "23503":
		return foreignKey
	case "23502", "23514": // not null, check
		return check
	case "40001", "40P01": // could not be serialised, deadlock
		return forAnother
	case "55P03", "57014", "53300": // lock not available, statement timeout, too many connections
		return locked
	case "53100", "53200", "58030": // disk full, out of memory, I/O error
		return storage
	case "57P01", "57P02", "57P03", "25006": // shut down, crashed, starting; read-only after a switch-over
		return unreachable
	}
	if strings.HasPrefix(e.Code, "08") { // connection exception
		return unreachable
	}
	return none
}

// isRefused says that no connection could be made.
func isRefused(err error) bool {
	var e *pgconn.ConnectError
	return errors.As(err, &e)
}

// isBroken says that the connection ended under way.
func isBroken(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		pgconn.SafeToRetry(err)
}

// isWriteInView says that the engine refused a write because the transaction only reads.
func isWriteInView(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "25006"
	}
	return isSQLiteReadOnly(err)
}
