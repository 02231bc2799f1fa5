package ordering_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/money"
	"preau/internal/ordering"
)

// What waits and exceeds the maximum amount only since that was lowered, or since another amount is compared with it, is told to who alone may
// send it now; what exceeded it before, or does not, to nobody.
func TestRelimitedIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R222", "R223", "R291")
		o := newOffice(t, d)
		ctx, school := t.Context(), o.schools[0]
		limits := func(amount, version int64) {
			t.Helper()
			o.ok(o.a.Ordering.SetLimit(ctx, o.as("Pat"), school.Ref, ordering.LimitInput{Limited: amount > 0, Amount: money.Cents(amount), Version: version}))
		}
		compares := func(to ordering.Basis, version int64) {
			t.Helper()
			o.ok(o.a.Ordering.SetBasis(ctx, o.as("Pat"), school.headRef, to, version))
		}
		n := o.fills("Ada", 1, 0)
		o.confirms("Ada", n)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")
		v, err := o.a.Orders.Show(ctx, o.as("Carl"), o.creates("Véra", n))
		o.ok(err)
		o.mailed("order_created: Carl", "order_created: Tom")
		limits(int64(v.Gross), 0)
		o.mailed()
		compares(ordering.Net, 0)
		limits(int64(v.Net), 1)
		o.mailed()
		compares(ordering.Gross, 1)
		o.mailed("order_created: Sarah")
		limits(1, 2)
		o.mailed()
	})
}
