package db

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
	"time"
)

// stamps names states of the database. On SQLite one connection is asked whether any other one wrote, this process's or another's; its
// answers can be compared with each other alone, so a connection made anew begins another series.
type stamps struct {
	mu     sync.Mutex
	pool   *sql.DB
	conn   *sql.Conn
	stmt   *sql.Stmt
	series int
}

// stamp names what is in the database now: whoever read it before and after something was read, and got the same name, read what is still
// so. It costs a fraction of a query, and is not counted as one.
func (d *DB) stamp(ctx context.Context) (string, error) {
	if d.engine == Postgres {
		var s string
		err := d.read.QueryRowContext(ctx, `SELECT CAST(pg_current_snapshot() AS TEXT)`).Scan(&s)
		return s, err
	}
	return d.stamps.sqlite(context.WithoutCancel(ctx)) // it never waits
}

func (s *stamps) sqlite(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		if err := s.connect(ctx); err != nil {
			return "", err
		}
	}
	var n int64
	if err := s.stmt.QueryRowContext(ctx).Scan(&n); err != nil {
		s.close()
		return "", err
	}
	return strconv.Itoa(s.series) + ":" + strconv.FormatInt(n, 10), nil
}

func (s *stamps) connect(ctx context.Context) error {
	conn, err := s.pool.Conn(ctx)
	if err != nil {
		return err
	}
	stmt, err := conn.PrepareContext(ctx, "PRAGMA data_version")
	if err != nil {
		_ = conn.Close() // the error says more
		return err
	}
	s.conn, s.stmt, s.series = conn, stmt, s.series+1
	return nil
}

func (s *stamps) close() {
	if s.conn != nil {
		_ = s.stmt.Close() // goes with its connection
		_ = s.conn.Close() // back to the pool, or dropped by it
		s.conn, s.stmt = nil, nil
	}
}

// end closes the connection for good.
func (s *stamps) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close()
	if s.pool != nil {
		_ = s.pool.Close() // it wrote nothing
	}
}

// Kept is what was read of the database, by a key, while nothing has been written since by anybody, in any process. What was read may
// depend on the time, too: it says itself until when it is right. What is kept is shared: nobody may change it.
type Kept[K comparable, V any] struct {
	d     *DB
	mu    sync.Mutex
	stamp string
	kept  map[K]kept[V]
}

type kept[V any] struct {
	v        V
	from, to time.Time
}

// mostKeptValues is how many values are kept; who needs more is rarely there twice before something is written.
const mostKeptValues = 10_000

// Keep makes room for what is read of a database.
func Keep[K comparable, V any](d *DB) *Kept[K, V] { return &Kept[K, V]{d: d, kept: map[K]kept[V]{}} }

// Get gives what read reads, or read before, with the instant it is asked at. read says until when that is right while nothing is written:
// the zero time for ever. An error is not kept.
func (k *Kept[K, V]) Get(ctx context.Context, key K, read func(*Tx) (v V, until time.Time, err error)) (V, time.Time, error) {
	stamp, stampErr := k.d.stamp(ctx)
	now := k.d.clock.Now().UTC().Truncate(time.Microsecond)
	if stampErr == nil {
		if v, ok := k.look(key, stamp, now); ok {
			return v, now, nil
		}
	}
	var v V
	err := k.d.View(ctx, func(tx *Tx) error {
		var until time.Time
		var err error
		now = tx.Now()
		if v, until, err = read(tx); err == nil && stampErr == nil {
			k.put(key, stamp, kept[V]{v, now, until})
		}
		return err
	})
	return v, now, err
}

func (k *Kept[K, V]) look(key K, stamp string, now time.Time) (v V, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stamp != stamp {
		return v, false
	}
	x, ok := k.kept[key]
	if !ok || now.Before(x.from) || !x.to.IsZero() && !now.Before(x.to) {
		return v, false
	}
	return x.v, true
}

func (k *Kept[K, V]) put(key K, stamp string, x kept[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stamp != stamp || len(k.kept) >= mostKeptValues {
		k.stamp = stamp
		clear(k.kept)
	}
	k.kept[key] = x
}
