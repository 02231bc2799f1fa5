package journeys_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// « Offres » from an association's request to a student who reads what it published: the moderator accepts, one person alone
// writes, validates and publishes, and anybody finds it. By pages and mails alone, on the program that an operator starts.
func TestOffers(t *testing.T) {
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
			j.step("an association asks for an account, in two steps", (*journey).askAccount)
			j.step("the moderator reads the request, and accepts it", (*journey).acceptStructure)
			j.step("who asked comes by the mail, and chooses a password", (*journey).providerComes)
			j.step("an offer is written and submitted", (*journey).writeOffer)
			j.step("the same person reads, validates and publishes it", (*journey).publishOffer)
			j.step("a student finds it", (*journey).findOffer)
		})
	}
}
