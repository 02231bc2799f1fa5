package ordering_test

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
)

// « Once a day » is meant in the operator's zone: in Brussels a day ends an hour, or two, before it does in Greenwich.
func TestOnceADay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R198", "R210", "R291")
		o := newOffice(t, d)
		ctx, port := t.Context(), o.schools[0]
		n := o.fills("Ada", 1, 0, 1)
		o.confirms("Ada", n)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")
		o.exec(`UPDATE org_sites SET phone = '' WHERE org_id = $1`, port.ID)
		asks := func(hour, minute int, want ...string) {
			t.Helper()
			d.Clock.Set(time.Date(2027, 1, 10, hour, minute, 0, 0, time.UTC))
			o.ok(o.a.Baskets.Remind(ctx, o.as("Ada"), n))
			o.ok(o.a.Phones.Ask(ctx, o.as("Ada"), port.Ref, port.sites[1].Ref))
			o.mailed(want...)
		}
		all := []string{"basket_reminder: Véra", "basket_reminder: Tom", "phone_asked: Marc"}
		asks(22, 30, all...) // half past eleven at night
		asks(22, 59)
		asks(23, 5, all...) // five past midnight
		asks(24, 30)        // half past one, of the same day
		asks(46, 59)
		asks(47, 1, all...)
	})
}
