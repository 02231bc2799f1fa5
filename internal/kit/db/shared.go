package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/clock"
)

// usualShare is how long a commit of SQLite may be put off for others who wait for the writer. A commit waits for the disk, which takes
// longer than most of what is committed; who holds the writer for as long as this has a commit of their own.
const usualShare = 10 * time.Millisecond

// shared is a transaction of SQLite in which several of ours stand one after the other, each but the first behind a savepoint. Nobody is
// told that theirs is done before all are committed, and one that fails undoes itself alone.
type shared struct {
	conn  *sql.Conn
	tx    *sql.Tx
	begun time.Time
	parts int
	lost  error         // why SQLite undid all of it: the disk took something not
	done  chan struct{} // closed once err says what became of it
	err   error
}

// part is one transaction of ours in a shared one, while it has its turn.
type part struct {
	*shared
	act   string
	begun time.Time
	alone bool // none stands before it
	gone  bool // it was, and undid itself: nothing is open
}

// errTogether is of a commit that another part may be the reason for: what is held against rows only then is of all of them.
var errTogether = errors.New("not committed with others")

// inLine runs a writing transaction of SQLite when its turn comes: with others, unless it is to be alone.
func (d *DB) inLine(ctx context.Context, tx *Tx, act string, alone bool, fn func(tx *Tx) error) (err error) {
	committed, watched := false, d.watched(tx)
	defer func() { watched.end(committed) }()
	p, err := d.turn(ctx, tx, act, alone)
	if err != nil {
		return d.fault(tx, err)
	}
	watched.turn()
	slow, hold := d.holding(act, fn), d.holds.begin(d, act)
	over := func() { d.endTurn(p, alone); slow(); hold(); watched.over() }
	kept := false
	defer func() {
		if !kept { // an error or a panic
			p.undo(err)
			over()
			if !p.gone { // what they read of those before them, and were refused by, is there when they are told
				if <-p.done; p.err != nil {
					err = fmt.Errorf("%w: %w", errTogether, p.err)
				}
			}
		}
		_ = d.learn(tx, err) // the connection stays
	}()
	if err := d.attempt(ctx, tx, fn); err != nil {
		return err
	}
	kept = true
	p.keep()
	over()
	<-p.done
	committed = p.err == nil
	if t := troubleOf(p.err); !committed && p.parts > 1 && t != storage && t != unreachable && t != locked {
		return fmt.Errorf("%w: %w", errTogether, p.err)
	}
	return d.fault(tx, p.err)
}

// turn waits for the turn, and for the transaction of those before to join, or one of its own.
func (d *DB) turn(ctx context.Context, tx *Tx, act string, alone bool) (*part, error) {
	wait, cancel := context.WithTimeoutCause(ctx, d.patience, errNoConnection)
	defer cancel()
	if err := d.line.enter(wait); err != nil {
		if ctx.Err() == nil {
			err = busy(errNoConnection)
		}
		return nil, err
	}
	now := clock.System{}.Now()
	if s := d.line.open; s != nil {
		d.line.open = nil
		if !alone && !d.line.long[act] && s.savepoint("SAVEPOINT part") {
			s.parts++
			tx.tx, tx.joined, tx.now = s.tx, true, d.instant()
			return &part{shared: s, act: act, begun: now}, nil
		}
		s.end()
	}
	conn, err := d.begin(ctx, wait, tx)
	if err != nil {
		d.line.leave()
		return nil, err
	}
	return &part{shared: &shared{conn: conn, tx: tx.tx, begun: now, parts: 1, done: make(chan struct{})}, act: act, begun: now, alone: true}, nil
}

// attempt does what is to be done. Whose request has ended meanwhile wants it no more.
func (d *DB) attempt(ctx context.Context, tx *Tx, fn func(tx *Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	return d.fault(tx, ctx.Err())
}

// endTurn lets the next in line go on in the same transaction, if there is somebody and it is early, and commits it otherwise.
func (d *DB) endTurn(p *part, alone bool) {
	now := clock.System{}.Now()
	long := now.Sub(p.begun) >= d.share
	d.line.note(p.act, long)
	if !p.gone {
		if p.lost == nil && !alone && !long && now.Sub(p.shared.begun) < d.share {
			d.line.open = p.shared
			if d.line.pass() {
				return
			}
			d.line.open = nil
		}
		p.end()
	}
	d.line.leave()
}

// keep ends a part that is to stay.
func (p *part) keep() {
	if !p.alone {
		p.savepoint("RELEASE part")
	}
}

// undo takes a part back, and those before it stay.
func (p *part) undo(cause error) {
	if p.alone {
		_ = p.tx.Rollback() // the transaction may be gone already
		_ = p.conn.Close()  // gives the connection back
		p.gone = true
		return
	}
	if !p.savepoint("ROLLBACK TO part") || !p.savepoint("RELEASE part") {
		p.lost = errors.Join(p.lost, cause)
	}
}

// savepoint says false when there is none any more: SQLite ended the transaction.
func (s *shared) savepoint(statement string) bool {
	if _, err := s.tx.ExecContext(context.Background(), statement); err != nil {
		s.lost = fmt.Errorf("undone with others: %w", err)
		return false
	}
	return true
}

// end commits, and tells all.
func (s *shared) end() {
	if s.err = s.lost; s.err == nil {
		s.err = s.tx.Commit()
	} else {
		_ = s.tx.Rollback() // it is gone
	}
	_ = s.conn.Close() // gives the connection back
	close(s.done)
}
