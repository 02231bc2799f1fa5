package ordering_test

import (
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/supply"
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
		limits(0, 3) // none: it is the acheteurs' again
		o.mailed("order_created: Carl", "order_created: Tom")
		o.d.Clock.Advance(time.Hour)
		limits(1, 4) // another occasion
		o.mailed("order_created: Sarah")
	})
}

// Who heads the authority looks at an order from the moment at which its supplier proposes what would exceed the maximum amount, whatever comes of it.
func TestProposedAboveIsLookedAt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R138", "R234")
		o := newOffice(t, d)
		ctx, number := t.Context(), o.sent()
		v := o.opened()
		o.ok(o.a.Ordering.SetLimit(ctx, o.as("Pat"), o.schools[0].Ref, ordering.LimitInput{Limited: true, Amount: v.Gross}))
		proposes := func(more int64) {
			t.Helper()
			v := o.opened()
			deal := supply.DealOf(v.Lines[0])
			deal.Price += more
			o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[0].ID: deal}}))
		}
		proposes(-100)
		if _, err := o.a.Orders.Show(ctx, o.as("Pat"), number); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("what is below is shown: %v", err)
		}
		o.exec(`UPDATE ordering_orders SET state = 'disputed'`)
		proposes(10_000)
		if _, err := o.a.Orders.Show(ctx, o.as("Pat"), number); err != nil {
			t.Errorf("what is proposed above is not shown: %v", err)
		}
	})
}
