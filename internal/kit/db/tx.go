package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// tries is how often a writing transaction runs when it is ended for another's sake.
const tries = 3

// usualPatience is how long a transaction waits for its turn before it gives up: for a connection and, on SQLite, for
// the one writer, whichever process has it. Who asked may have less.
const usualPatience = 10 * time.Second

// Tx is an open transaction. It belongs to one goroutine, and is dead after its function returned.
type Tx struct {
	d        *DB
	tx       *sql.Tx
	now      time.Time
	readOnly bool
	joined   bool  // others of SQLite stand before it in the same transaction, see shared
	failed   error // the first statement that failed: nothing can be done after it, on both engines
	after    []func()
	texts    []string // statements that gave rows, where somebody wants to know them
}

// InTx runs fn in a writing transaction: all of it, or, when fn or the commit fails, nothing.
// fn may run again after a deadlock, or a commit that failed for others, so it does nothing but through tx. Transactions do not nest.
func (d *DB) InTx(ctx context.Context, fn func(tx *Tx) error) error {
	return d.inTx(ctx, nameOf(fn), fn)
}

func (d *DB) inTx(ctx context.Context, act string, fn func(tx *Tx) error) error {
	var err error
	for try := range tries {
		if try > 0 {
			pause(ctx, time.Duration(try)*20*time.Millisecond) // lets the other one finish
		}
		tx := &Tx{d: d}
		if err = d.running(ctx, tx, act, errors.Is(err, errTogether), fn); err == nil {
			for _, then := range tx.after {
				then()
			}
			return nil
		}
		if !isEndedForAnother(err) && !errors.Is(err, errTogether) {
			return err
		}
	}
	return busy(err)
}

func (d *DB) running(ctx context.Context, tx *Tx, act string, alone bool, fn func(tx *Tx) error) error {
	if d.engine == SQLite {
		return d.inLine(ctx, tx, act, alone, fn)
	}
	return d.run(ctx, tx, act, fn)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// View runs fn on one snapshot of the database. It takes no lock, and never waits for a writer; it cannot write.
func (d *DB) View(ctx context.Context, fn func(tx *Tx) error) error {
	return d.run(ctx, &Tx{d: d, readOnly: true}, "", fn)
}

func (d *DB) run(ctx context.Context, tx *Tx, act string, fn func(tx *Tx) error) (err error) {
	committed, watched := false, d.watched(tx)
	defer func() { watched.end(committed) }()
	wait, cancel := context.WithTimeoutCause(ctx, d.patience, errNoConnection)
	defer cancel()
	conn, err := d.begin(ctx, wait, tx)
	if err != nil {
		return d.fault(tx, err)
	}
	watched.turn()
	defer d.holding(act, fn)()
	defer func() {
		if d.learn(tx, err) {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // drops it
		}
		_ = conn.Close() // gives the connection back; a broken one is dropped by the pool
	}()
	defer func() {
		if !committed { // an error or a panic
			_ = tx.tx.Rollback() // the connection is gone, or the transaction already is
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if tx.readOnly { // ended by a rollback all the same
		watched.readAll = true
		return nil
	}
	if err := tx.tx.Commit(); err != nil {
		return d.fault(tx, err)
	}
	committed = true
	return nil
}

// begin gets a connection and opens the transaction. A connection that broke while idle is replaced: nothing was done on it.
func (d *DB) begin(ctx, wait context.Context, tx *Tx) (*sql.Conn, error) {
	for try := 1; ; try++ {
		conn, err := d.tryBegin(ctx, wait, tx)
		switch {
		case err == nil:
			return conn, nil
		case d.heldElsewhere(err) && wait.Err() == nil:
			pause(wait, retryPause)
		case ctx.Err() != nil:
			return nil, fmt.Errorf("%w: %w", ctx.Err(), err)
		case !isLost(err) || try >= tries:
			return nil, err
		}
	}
}

// tryBegin waits for a connection within wait; the transaction itself lives as long as ctx, but for SQLite's writer, which others share.
func (d *DB) tryBegin(ctx, wait context.Context, tx *Tx) (*sql.Conn, error) {
	pool, life, o := d.write, ctx, &sql.TxOptions{Isolation: d.writeLevel()}
	switch {
	case d.engine == SQLite && !tx.readOnly:
		life = context.WithoutCancel(ctx)
	case tx.readOnly:
		pool, o = d.read, &sql.TxOptions{Isolation: d.readLevel(), ReadOnly: true}
	}
	conn, err := pool.Conn(wait)
	if err != nil {
		if ctx.Err() == nil && errors.Is(context.Cause(wait), errNoConnection) {
			err = busy(errNoConnection)
		}
		return nil, err
	}
	if tx.tx, err = conn.BeginTx(life, o); err != nil {
		_ = conn.Close() // the error of the beginning says more
		return nil, err
	}
	tx.now = d.instant()
	return conn, nil
}

func (d *DB) instant() time.Time { return d.clock.Now().UTC().Truncate(time.Microsecond) }

// Now is the transaction's instant, in UTC microseconds. It is taken after the writer was waited for, so it orders and stamps.
func (tx *Tx) Now() time.Time { return tx.now }

// Engine says which database runs underneath.
func (tx *Tx) Engine() Engine { return tx.d.engine }

// After keeps fn until the transaction is committed: to wake somebody, never for what must happen.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// Exec runs a statement that gives no rows, and says how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	if tx.failed != nil {
		return 0, tx.failed
	}
	ctx, err := tx.during(ctx)
	if err != nil {
		return 0, tx.fail(err)
	}
	took := tx.d.statement(ctx, q)
	defer took.end()
	res, err := tx.tx.ExecContext(ctx, q, arguments(args)...)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := res.RowsAffected()
	return n, tx.fail(err)
}

// during is what a statement's time is bound by. One that is broken off takes SQLite's whole transaction with it, that of others too: then
// it is asked only before each.
func (tx *Tx) during(ctx context.Context) (context.Context, error) {
	if !tx.joined {
		return ctx, nil
	}
	return context.WithoutCancel(ctx), ctx.Err()
}

// Hold keeps the rows that a query names as they are until the transaction ends. Many may hold a row at once; who wants
// to change it waits. A decision that rests on rows which the transaction itself does not write holds them first, and
// reads them after; rows that it writes are guarded by their version instead, for who holds first and then writes waits
// for others that do the same. On SQLite nobody else writes meanwhile.
func (tx *Tx) Hold(ctx context.Context, q string, args ...any) error {
	if tx.readOnly {
		return tx.fail(errHoldInView)
	}
	if tx.d.engine == Postgres {
		q += " FOR SHARE"
	}
	_, err := tx.Exec(ctx, q, args...)
	return err
}

var errHoldInView = errors.New("a view holds nothing: it is one snapshot")

// fail keeps the first fault of a statement.
func (tx *Tx) fail(err error) error {
	if err == nil {
		return nil
	}
	err = tx.d.fault(tx, err)
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}
