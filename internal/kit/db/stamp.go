package db

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
)

// stamps names states of the database. On SQLite one connection is asked whether any other one wrote, this process's or another's; its
// answers can be compared with each other alone, so a connection made anew begins another series.
type stamps struct {
	mu     sync.Mutex
	pool   *sql.DB
	conn   *sql.Conn
	stmt   *sql.Stmt
	counts *sql.Stmt // of what is counted; nil: nothing is
	series int

	version int64 // of the data when the marks were read
	marks   marks
}

// stamp names what is in the database now, or what some modules have in it: whoever read it before and after something was read, and got the
// same name, read what is still so. It costs a fraction of a query, and is not counted as one.
func (d *DB) stamp(ctx context.Context, modules []string) (string, marks, error) {
	if d.engine == Postgres {
		var s string
		err := d.read.QueryRowContext(ctx, `SELECT CAST(pg_current_snapshot() AS TEXT)`).Scan(&s)
		return s, marks{}, err
	}
	return d.stamps.sqlite(context.WithoutCancel(ctx), modules) // it never waits
}

func (s *stamps) sqlite(ctx context.Context, modules []string) (string, marks, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		if err := s.connect(ctx); err != nil {
			return "", marks{}, err
		}
	}
	var n int64
	if err := s.stmt.QueryRowContext(ctx).Scan(&n); err != nil {
		s.close()
		return "", marks{}, err
	}
	if len(modules) > 0 && s.counts != nil && n != s.version {
		if err := s.count(ctx); err != nil {
			s.close()
			return "", marks{}, err
		}
		s.version = n
	}
	if of, all := s.marks.of(modules); all {
		return strconv.Itoa(s.series) + of, s.marks, nil
	}
	return strconv.Itoa(s.series) + ":" + strconv.FormatInt(n, 10), marks{}, nil
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
	s.version, s.marks = -1, marks{}
	s.counts, _ = conn.PrepareContext(ctx, countsText) // before the first migration there is no such table: nothing is counted
	return nil
}

func (s *stamps) close() {
	if s.conn != nil {
		_ = s.stmt.Close() // goes with its connection
		if s.counts != nil {
			_ = s.counts.Close() // as well
		}
		_ = s.conn.Close() // back to the pool, or dropped by it
		s.conn, s.stmt, s.counts = nil, nil, nil
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
