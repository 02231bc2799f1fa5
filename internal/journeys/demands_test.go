package journeys_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// « Demandes » from the operator's command line to the survey: an aidant whose usager authorises by SMS, the référents who answer, and
// the modérateur who is called in. By pages, mails and texts alone, on the program that an operator starts, with a mail server and a
// gateway of texts, without scripts on a laptop and with them on a telephone.
func TestDemands(t *testing.T) {
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
			j.phones = newTelephones(t)
			j.step("the first administrator comes in by the printed link", (*journey).comeIn)
			j.step("Mise en route", (*journey).setUp)
			j.openDemands()
			j.asking()
			j.answering()
			j.closing()
			j.calledIn()
		})
	}
}
