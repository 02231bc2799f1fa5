package dbtest

import (
	"net/url"
	"strings"
	"testing"
)

// CopyPostgres makes a copy of a database that EmptyPostgres or URL made, for a test that needs the same one many times.
// Nobody may be connected to it meanwhile.
func CopyPostgres(t testing.TB, of string) string {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	a, n := taken(t)
	if err := a.create(n, strings.TrimPrefix(u.Path, "/")); err != nil {
		t.Fatal(err)
	}
	return a.urlOf(name(n))
}
