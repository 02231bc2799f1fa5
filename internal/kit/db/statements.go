package db

import (
	"container/list"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"regexp"

	"modernc.org/sqlite"
)

// mostKept is how many prepared statements a connection to SQLite keeps. The program has fewer of fixed text; filters
// make more, and those that were not run for longest go.
const mostKept = 256

// openKeeping opens a SQLite pool whose connections keep their prepared statements: parsing and planning takes SQLite
// longer than running most of ours. pgx does so for PostgreSQL by itself.
func openKeeping(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeping{c}), nil
}

type keeping struct{ driver.Connector }

// Connect opens a connection that keeps its statements.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := c.(conn)
	if !ok {
		return c, nil // another version of the driver: it works, and keeps nothing
	}
	return &keeper{conn: whole, kept: map[string]*list.Element{}, order: list.New()}, nil
}

// conn is what database/sql may ask of a connection but to run a text: it then prepares it first, and closes it after.
type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keeper is a connection with the statements that nobody runs now. As any connection it belongs to one at a time.
type keeper struct {
	conn
	kept  map[string]*list.Element
	order *list.List // of *statement, the last used first
}

// statement is a prepared one. Who closes it gives it back.
type statement struct {
	running
	text string
	of   *keeper
}

type running interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// boundLimit is a LIMIT that is bound.
var boundLimit = regexp.MustCompile(`\bLIMIT (\$\d+)`)

// steady is a text for statements that are kept. SQLite looks at what is bound to a LIMIT when it plans a statement, and so plans it anew
// each time that something is bound to it; into a sum it does not look.
func steady(text string) string { return boundLimit.ReplaceAllString(text, "LIMIT (${1} + 0)") }

// PrepareContext gives the statement that was kept, or prepares it.
func (k *keeper) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	if e := k.kept[text]; e != nil {
		return k.take(e), nil
	}
	s, err := k.conn.PrepareContext(ctx, steady(text))
	if err != nil {
		return nil, err
	}
	if r, ok := s.(running); ok {
		return &statement{running: r, text: text, of: k}, nil
	}
	return s, nil
}

func (k *keeper) take(e *list.Element) *statement {
	s, _ := k.order.Remove(e).(*statement)
	delete(k.kept, s.text)
	return s
}

// Close keeps the statement for the next time, and drops the one that was not run for longest.
func (s *statement) Close() error {
	k := s.of
	if k.kept[s.text] != nil { // it ran within its own rows
		return s.running.Close()
	}
	k.kept[s.text] = k.order.PushFront(s)
	if k.order.Len() > mostKept {
		return k.take(k.order.Back()).running.Close()
	}
	return nil
}

// Close drops all statements, and the connection.
func (k *keeper) Close() error {
	var err error
	for k.order.Len() > 0 {
		err = errors.Join(err, k.take(k.order.Front()).running.Close())
	}
	return errors.Join(err, k.conn.Close())
}
