package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The databases made here. A numbered one belongs to the process that holds the advisory lock (lockTests, number),
// which ends with the process; it is made fresh when it is taken, so a killed process leaves nothing to clean.
// A template is not dropped while a process holds the shared lock (lockTemplates, hash of its name).
const (
	testPrefix     = "preau_test_"
	templatePrefix = "preau_template_"
	lockTests      = 7301
	lockTemplates  = 7302
)

// admin is a process's connection to the server, by which it makes and takes databases.
type admin struct {
	mu       sync.Mutex
	server   string
	conn     *pgx.Conn
	template string
	taken    map[int]bool      // by this process: the session's locks do not keep it from taking one twice
	resets   map[int]*pgx.Conn // to databases that this process had before: what is known of their tables is not read again
}

// theAdmin opens the connection and finds or makes the migrated template, once a process.
var theAdmin = sync.OnceValues(func() (*admin, error) {
	ctx := context.Background()
	a := &admin{server: server(), taken: map[int]bool{}, resets: map[int]*pgx.Conn{}}
	var err error
	if a.conn, err = pgx.Connect(ctx, a.server); err != nil {
		return nil, err
	}
	if err := a.findTemplate(ctx); err != nil {
		return nil, fmt.Errorf("the template of tests: %w", err)
	}
	return a, nil
})

func server() string { return os.Getenv("PREAU_TEST_POSTGRES") } //nolint:forbidigo // of tests alone

// EmptyPostgres makes a database without any table, for the tests of migrations themselves.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	a, n := taken(t)
	if err := a.create(n, "template1"); err != nil {
		t.Fatal(err)
	}
	return a.urlOf(name(n))
}

func postgresCopy(t testing.TB) string {
	t.Helper()
	a, n := taken(t)
	if a.reset(n) {
		return a.urlOf(name(n))
	}
	if err := a.create(n, a.template); err != nil {
		t.Fatal(err)
	}
	return a.urlOf(name(n))
}

// taken is a numbered database that is this test's until its end, in whatever state it was left.
func taken(t testing.TB) (*admin, int) {
	t.Helper()
	a, n := held(t)
	t.Cleanup(func() {
		if err := a.release(n); err != nil {
			t.Error(err)
		}
	})
	return a, n
}

// held is one that is this process's until its end.
func held(t testing.TB) (*admin, int) {
	t.Helper()
	if server() == "" {
		if os.Getenv("CI") != "" { //nolint:forbidigo // of tests alone
			t.Fatal("PREAU_TEST_POSTGRES names no PostgreSQL server")
		}
		t.Skip("not on PostgreSQL: PREAU_TEST_POSTGRES names no server")
	}
	a, err := theAdmin()
	if err != nil {
		t.Fatal(err)
	}
	n, err := a.take()
	if err != nil {
		t.Fatal(err)
	}
	return a, n
}

func name(n int) string { return fmt.Sprintf("%s%d", testPrefix, n) }

// take finds the first number that nobody uses.
func (a *admin) take() (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := 1; ; n++ {
		if a.taken[n] {
			continue
		}
		free := false
		if err := a.conn.QueryRow(context.Background(), "SELECT pg_try_advisory_lock($1, $2)", lockTests, n).Scan(&free); err != nil {
			return 0, err
		}
		if free {
			a.taken[n] = true
			return n, nil
		}
	}
}

func (a *admin) release(n int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.taken, n)
	_, err := a.conn.Exec(context.Background(), "SELECT pg_advisory_unlock($1, $2)", lockTests, n)
	return err
}

// create copies the template anew. The comment tells a later process what the database is a copy of.
func (a *admin) create(n int, template string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range []string{
		"DROP DATABASE IF EXISTS " + name(n) + " WITH (FORCE)",
		"CREATE DATABASE " + name(n) + " TEMPLATE " + template,
		"COMMENT ON DATABASE " + name(n) + " IS '" + template + "'",
	} {
		if _, err := a.conn.Exec(context.Background(), q); err != nil {
			return err
		}
	}
	return nil
}

// reset makes the numbered database fresh. It cannot when that is not there, is of other migrations, or a test
// changed its tables.
func (a *admin) reset(n int) bool {
	if conn := a.known(n); conn != nil { // dropping the database, or somebody else's reset, would have ended it
		if done, err := resetBy(conn); err == nil {
			return done
		}
	}
	if !a.isOurs(n) {
		return false
	}
	conn, err := pgx.Connect(context.Background(), a.urlOf(name(n)))
	if err != nil {
		return false
	}
	a.know(n, conn)
	done, err := resetBy(conn)
	return err == nil && done
}

func resetBy(conn *pgx.Conn) (done bool, err error) {
	err = conn.QueryRow(context.Background(), "SELECT dbtest.reset()").Scan(&done)
	return done, err
}

// known is the connection by which the database was made fresh before, or nil.
func (a *admin) known(n int) *pgx.Conn {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.resets[n]
}

func (a *admin) know(n int, conn *pgx.Conn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old := a.resets[n]; old != nil {
		_ = old.Close(context.Background()) // it has ended
	}
	a.resets[n] = conn
}

// leave ends the connection to a database, as nobody may be connected to one that is copied.
func (a *admin) leave(database string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n, conn := range a.resets {
		if name(n) == database {
			_ = conn.Close(context.Background()) // it may have ended before
			delete(a.resets, n)
		}
	}
}

// isOurs says whether the database is a copy of this process's template: its comment tells.
func (a *admin) isOurs(n int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	of := ""
	err := a.conn.QueryRow(context.Background(),
		"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", name(n)).Scan(&of)
	return err == nil && of == a.template
}

// urlOf is the address of another database of the same server.
func (a *admin) urlOf(name string) string {
	u, err := url.Parse(a.server)
	if err != nil {
		return a.server // pgx has taken it before
	}
	u.Path = "/" + name
	return u.String()
}
