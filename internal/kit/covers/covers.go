// Package covers lets a test name the statements of the specification that it proves.
package covers

import "testing"

// Mark begins the line that the coverage generator looks for in the output of `go test -json`.
const Mark = "covers: "

// Statement says that the running (sub)test proves the statements ids, three at most.
// It counts only when that test ran and passed on each engine it has a subtest for.
func Statement(t testing.TB, ids ...string) {
	t.Helper()
	if len(ids) == 0 || len(ids) > 3 {
		t.Fatalf("covers.Statement names one to three statements, not %d", len(ids))
	}
	for _, id := range ids {
		t.Log(Mark + id)
	}
}
