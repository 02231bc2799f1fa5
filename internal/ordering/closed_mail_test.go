package ordering_test

import (
	"context"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
)

// Of an order of an establishment that is closed nobody is sent to ask for its articles again: it would be refused (R161). Who left reads that
// who manages accesses there is told, whoever that is.
func TestCancelledAtAClosedPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R161", "R228", "R132")
		o := newOffice(t, d)
		cancelled := func(before func()) {
			n := o.fills("Ben", 1, 0)
			o.confirms("Ben", n)
			number := o.creates("Véra", n)
			o.d.Clock.Advance(time.Hour)
			before()
			o.forgets()
			o.on(number, func(ctx context.Context, who access.Actor, v int64) error {
				return o.a.Orders.Cancel(ctx, who, number, v, "budget")
			}, "Carl")
		}
		ben := o.who("Ben")
		cancelled(func() { o.take(ben, &ben.posts[0]) })
		o.read("Ben", "plus demandeur", "gère les accès", "!un manager est prévenu", "!/dupliquer")
		o.give(ben, &ben.posts[0])
		cancelled(func() {
			o.exec(`UPDATE org_organisations SET closed_at = 1 WHERE id = $1`, o.schools[0].ID)
		})
		o.read("Ben", "est fermé", "/paniers/", "!/dupliquer", "!plus demandeur")
		o.mailed("order_cancelled: Ben", "order_dropped: Véra")
	})
}
