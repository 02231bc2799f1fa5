package ordering_test

import (
	"context"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// What comes back of the basket of somebody who left is not theirs to order again: a manager is told, hands the basket over, and who gets it
// duplicates what was cancelled. What they had cancelled before they left, they did not order again, and nobody is asked to.
func TestCancelledAfterTheyLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R132", "R227", "R228")
		o := newOffice(t, d)
		ctx, port := t.Context(), o.schools[0]
		ordered := func() (int64, string) {
			n := o.fills("Ben", 1, 0)
			o.confirms("Ben", n)
			return n, o.creates("Véra", n)
		}
		cancel := func(number string) {
			o.on(number, func(ctx context.Context, who access.Actor, v int64) error {
				return o.a.Orders.Cancel(ctx, who, number, v, "budget")
			}, "Carl")
		}
		_, before := ordered()
		cancel(before)
		n, number := ordered()
		copied, err := o.a.Baskets.Copy(ctx, o.as("Ben"), n, basket.Copying{All: true}) // before anything came back: it stands in nobody's way
		o.ok(err)
		c, err := o.a.Baskets.Show(ctx, o.as("Ben"), copied)
		o.ok(err)
		o.ok(o.a.Baskets.Abandon(ctx, o.as("Ben"), copied, c.Version))
		former := func() bool {
			v, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
			o.ok(err)
			return v.Baskets[0].Former && v.Lines[0].Parts[0].Basket.Former
		}
		if former() {
			t.Error("who orders there is called a former demandeur")
		}
		o.d.Clock.Advance(time.Hour)
		ben := o.who("Ben")
		o.take(ben, &ben.posts[0])
		if !former() {
			t.Error("the acheteur does not read that they left")
		}
		if v, err := o.a.Baskets.LeftAt(ctx, o.as("Marc"), port.Ref); err != nil || len(v.All) != 0 {
			t.Errorf("left before anything came back: %v %v", v.All, err)
		}
		o.d.Clock.Advance(time.Hour)
		_, err = o.a.Queue.Drain(ctx)
		o.ok(err)
		o.forgets()
		cancel(number)
		o.mailed("order_cancelled: Ben", "order_cancelled: Marc", "order_dropped: Véra")
		v, err := o.a.Baskets.LeftAt(ctx, o.as("Marc"), port.Ref)
		o.ok(err)
		if len(v.All) != 1 || v.All[0].Number != n || v.All[0].State != basket.Cancelled {
			t.Fatalf("left is %v", v.All)
		}
		if _, err := o.a.Baskets.Copy(ctx, o.as("Ben"), n, basket.Copying{}); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("who left duplicates it: %v", err)
		}
		o.ok(o.a.Baskets.Reassign(ctx, o.as("Marc"), port.Ref, basket.Reassigning{Number: n, Version: v.All[0].Version, Heir: o.who("Ada").ID}))
		o.mailed("basket_handed: Ada")
		if v, err = o.a.Baskets.LeftAt(ctx, o.as("Marc"), port.Ref); err != nil || len(v.All) != 0 {
			t.Errorf("left after it was handed over: %v %v", v.All, err)
		}
		if _, err := o.a.Baskets.Copy(ctx, o.as("Ada"), n, basket.Copying{}); err != nil {
			t.Errorf("who goes on does not duplicate it: %v", err)
		}
	})
}

// forgets has the next look at mails begin with what comes now.
func (o *office) forgets() {
	o.t.Helper()
	o.ok(o.d.View(o.t.Context(), func(tx *db.Tx) (err error) {
		o.last, err = db.Value[string](o.t.Context(), tx, `SELECT max(id) FROM notify_mails`)
		return err
	}))
}

// Of what may have arrived, who hands the basket over reads that, before somebody orders it a second time (decision 72); of what a supplier
// refused, that.
func TestLeaversOrderMayHaveArrived(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R132", "R228", "R291")
		o := newOffice(t, d)
		ben := o.who("Ben")
		number := o.sent()
		o.take(ben, &ben.posts[0])
		o.exec(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL, perhaps = sent_to WHERE number = $1`, number)
		v, err := o.a.Orders.Show(t.Context(), o.as("Carl"), number)
		o.ok(err)
		o.ok(o.a.Orders.EndWith(t.Context(), o.as("Carl"), number, v.Version, order.Cancel, order.Ending{Reason: "plus besoin", Knowing: true}))
		o.read("Marc", "peut-être reçue", "confirmé", "double livraison", "!ne viendront pas")

		o.give(ben, &ben.posts[0])
		number = o.sent()
		o.take(ben, &ben.posts[0])
		o.answers(order.Decline, "plus de stock")
		o.read("Marc", "la commande "+number+", que Papeterie du Pont a refusée", "ne viendront pas", "!annulée")
	})
}
