package journeys_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// An inspector and twelve schools, by each of the three ways: one account that all share, twelve accounts of their own, and twelve lieux with
// a right limited to each, by one sheet. By each way a school writes an offer, and the inspector, who alone can, publishes it (O73–O78).
func TestInspectorAndTwelveSchools(t *testing.T) {
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
			j.step("the operator opens « Offres »", (*journey).switchOffersOn)
			j.step("an inspection asks for an account, and gets it", (*journey).inspectionComes)
			j.step("one account for the twelve schools", (*journey).shareAccount)
			j.step("a head writes by it, and says who", (*journey).writeByShared)
			j.step("twelve accounts, one a school", (*journey).twelveAccounts)
			j.step("a head writes by their own", (*journey).writeByOwn)
			j.step("twelve lieux and their heads, by one sheet", (*journey).twelveLieux)
			j.step("a head writes for their school, and for no other", (*journey).writeByLieu)
			j.step("the inspector finds, validates and publishes all three", (*journey).inspectorPublishes)
		})
	}
}
