package journeys_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// The chain of accesses, from the operator's command line to a teacher who sees the markets that they may order from; then
// the teachers who cannot sign in, for each of the reasons that the ordering platform's FAQ knows (1.6 to 1.8, 3.2, 3.3).
// By pages and mails alone, on the program that an operator starts, without scripts on a laptop and with them on a telephone.
func TestChain(t *testing.T) {
	binary := exetest.Build(t, "preau/cmd/preau")
	for _, x := range []struct {
		name string
		e    db.Engine
		o    browsertest.Options
	}{
		{"sqlite, wide without scripts", db.SQLite, browsertest.Options{}},
		{"postgres, narrow with scripts", db.Postgres, browsertest.Options{JavaScript: true, Width: 390}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			j := begin(t, serve(t, binary, x.e), x.o)
			j.step("the first administrator comes in by the printed link", (*journey).comeIn)
			j.step("Mise en route", (*journey).setUp)
			j.chain()
			j.cannotSignIn()
		})
	}
}
