package notify_test

import (
	"testing"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

// What waited when a database was copied goes out again only when somebody says so; what is queued later goes out.
func TestHoldBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Defer)
		r.mustSend(letter())
		r.drain()
		r.in(notify.Deferred)
		r.mem.Answer(nil)
		for want := range 2 {
			if n, err := r.HoldBack(t.Context(), "restored"); err != nil || n != 1-want {
				t.Fatalf("%d held back: %v", n, err)
			}
		}
		d.Clock.Advance(24 * time.Hour)
		r.drain()
		e := r.in(notify.Failed)
		if n := len(r.mem.Sent()); n > 0 || e.Detail != "restored" || !e.Repeated || !e.CanRetry() {
			t.Fatalf("%d sent, %+v", n, e)
		}
		if err := r.Retry(t.Context(), admin, e.ID); err != nil {
			t.Fatal(err)
		}
		r.drain()
		if r.in(notify.Accepted); len(r.mem.Sent()) != 1 {
			t.Errorf("%d sent", len(r.mem.Sent()))
		}
	})
}
