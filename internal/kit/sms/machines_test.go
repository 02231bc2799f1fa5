package sms

import (
	"context"
	"testing"
	"time"

	"github.com/linxGnu/gosmpp/pdu"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// Two machines listen to one centre, which names no text, gives it to whichever it likes, and again to another where an answer was lost: what one of them took
// the other does not take for another text, however often it comes.
func TestMachinesHearATextOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C064")
		taken := 0
		machine := func() *SMPP {
			return NewSMPP(SMPPOptions{
				Clock: d.Clock, Hash: func(s string) string { return s },
				Heard: func(ctx context.Context, id, machine string) (alone bool, err error) {
					err = d.InTx(ctx, func(tx *db.Tx) error {
						alone, err = Heard(ctx, tx, id, machine)
						return err
					})
					return alone, err
				},
				Take: func(ctx context.Context, e Event) error {
					return d.InTx(ctx, func(tx *db.Tx) error {
						seen, err := Seen(ctx, tx, "smpp", e)
						if !seen && err == nil {
							taken++
						}
						return err
					})
				},
			})
		}
		one, two := machine(), machine()
		for i, c := range []struct {
			by       *SMPP
			text     string
			sequence int32
			after    time.Duration
			want     int
		}{
			{one, "OUI", 1, 0, 1},
			{two, "OUI", 1, time.Second, 1},        // its answer was lost with the connection of one
			{one, "OUI", 2, time.Minute, 1},        // in doubt, as after a restart: two had it meanwhile
			{one, "OUI", 3, time.Minute, 2},        // it was told of the last one: this is another
			{two, "OUI", 9, time.Second, 2},        // and this is the same once more, though two was told of an older one
			{two, "STOP", 10, time.Second, 3},      // another text
			{one, "STOP", 4, time.Second, 3},       // the same
			{one, "OUI", 5, 61 * time.Minute, 4},   // nothing is delivered again so late
			{two, "OUI", 11, 59 * time.Minute, 4},  // but this may be
			{two, "OUI", 12, 2 * time.Second, 5},   // and this is not it, for two was told
			{one, "OUI", 6, 3 * time.Second, 5},    // the same
			{two, "OUI", 12, 3 * time.Second, 5},   // the same, on the connection on which it came
			{two, "NON", 13, time.Second, 6},       // another
			{two, "NON", 14, 50 * time.Second, 7},  // and one more that says the same: no other machine had it
			{two, "NON", 14, 55 * time.Second, 7},  // the same
			{one, "NON", 99, 60 * time.Second, 7},  // the same
			{two, "NON", 100, 61 * time.Second, 7}, // in doubt
		} {
			d.Clock.Advance(c.after)
			m := inbound{from: address(t, "33612345678"), to: address(t, "33700000000"), body: []byte(c.text), text: c.text, sequence: c.sequence}
			if err := c.by.take(t.Context(), m); err != nil || taken != c.want {
				t.Fatalf("%d, %s: %d taken, want %d, %v", i, c.text, taken, c.want, err)
			}
		}
	})
}

func address(t *testing.T, number string) pdu.Address {
	t.Helper()
	a, err := pdu.NewAddressWithTonNpiAddr(1, 1, number)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
