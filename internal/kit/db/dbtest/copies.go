package dbtest

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/clock"
)

// CopyPostgres makes a copy of a database that EmptyPostgres, URL or KeptPostgres made, for a test that needs the same one many times.
// Nobody may be connected to it meanwhile.
func CopyPostgres(t testing.TB, of string) string {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	a, n := taken(t)
	original := strings.TrimPrefix(u.Path, "/")
	a.leave(original)
	if err := a.create(n, original); err != nil {
		t.Fatal(err)
	}
	return a.urlOf(name(n))
}

// KeptPostgres makes a migrated database that stays for all tests of the process: what one of them makes once, and others copy.
func KeptPostgres(t testing.TB) string {
	t.Helper()
	a, n := held(t)
	if err := a.create(n, a.template); err != nil {
		t.Fatal(err)
	}
	return a.urlOf(name(n))
}

// OpenAt opens the database of an address, by a clock that shows Start.
func OpenAt(t testing.TB, url string) *DB {
	t.Helper()
	return open(t, url, clock.NewManual(Start))
}
