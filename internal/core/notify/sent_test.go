package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

// Who waits for a mail to go is told in the transaction that records the server's yes, not before; where telling fails, nothing is
// recorded, and the mail is as uncertain as it is.
func TestWhenSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R230")
		r := open(t, d)
		var told []notify.State
		var fault error
		r.WhenSent("needs.deadline", func(_ context.Context, _ *db.Tx, e notify.Entry) error {
			told = append(told, e.State)
			return fault
		})
		r.mem.Answer(mail.Cut)
		r.mustSend(letter())
		r.drain()
		if r.in(notify.Uncertain); len(told) != 0 {
			t.Fatalf("told %v of a mail that is uncertain", told)
		}
		r.mem.Answer(nil)
		d.Clock.Advance(3 * time.Hour)
		fault = errors.New("not now")
		_, _ = r.queue.Drain(t.Context()) // the job fails, and is run again
		if r.in(notify.Sending); len(told) == 0 {
			t.Fatal("nobody was told")
		}
		fault, told = nil, nil
		d.Clock.Advance(3 * time.Hour)
		r.drain()
		d.Clock.Advance(3 * time.Hour)
		r.drain()
		if r.in(notify.Accepted); len(told) != 1 || told[0] != notify.Accepted {
			t.Errorf("told %v", told)
		}
	})
}

// A server that gives word later that the mail arrived tells it, too; said again, nobody is told again.
func TestWhenSaidToHaveArrived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		n := 0
		r.WhenSent("needs.deadline", func(context.Context, *db.Tx, notify.Entry) error { n++; return nil })
		r.mem.Answer(mail.Cut)
		r.mustSend(letter())
		r.drain()
		e := r.in(notify.Uncertain)
		for _, event := range []string{"1", "2"} {
			if _, err := r.TakeReturn(t.Context(), notify.Return{Way: notify.ByHook, Event: event, MessageID: e.ID + "@preau.example", News: mail.Delivered}); err != nil {
				t.Fatal(err)
			}
		}
		if r.in(notify.Accepted); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}
