package ordering_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// Once it is on its way the supplier can name another day, and no longer is late; who buys is told. Who asks for a new link all day long gets
// one (R236).
func TestAnotherDay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R236", "R234", "R250")
		o := newOffice(t, d)
		ctx, number := t.Context(), o.sent()
		day := func(n int) string { return o.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		says := func(do order.Act, day string) error {
			return o.a.Supply.Answer(ctx, o.supplier(), o.secret(), supply.Saying{Do: do, Version: o.opened().Version, PromisedOn: day})
		}
		if err := says(order.Delay, day(3)); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("before it was shipped: %v", err)
		}
		o.ok(says(order.Ship, day(2)))
		o.mailed("supplier_answered: Carl", "supplier_answered: Tom")
		for _, none := range []string{"", day(2), day(-1), "2027-02-31"} {
			if err := says(order.Delay, none); !apperr.Is(err, apperr.Invalid) {
				t.Errorf("another day %q: %v", none, err)
			}
		}
		o.d.Clock.Advance(3 * 24 * time.Hour)
		later := day(4)
		o.ok(says(order.Delay, later))
		o.mailed("supplier_answered: Carl", "supplier_answered: Tom")
		v, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
		o.ok(err)
		side, err := o.a.Supply.SideOf(ctx, v.Case, v.Plain())
		if err != nil || v.State != order.Shipped || v.PromisedOn != later || side.Late != supply.OnTime {
			t.Errorf("%s, promised for %s, %q: %v", v.State, v.PromisedOn, side.Late, err)
		}

		secret := o.secret()
		links := func() int64 {
			var n int64
			o.ok(o.d.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_links`)
				return err
			}))
			return n
		}
		before := links()
		for range 5 {
			_, err := o.a.Supply.Renew(ctx, o.supplier(), secret)
			o.ok(err)
		}
		if n := links() - before; n != 1 {
			t.Errorf("%d links were made for one mail", n)
		}
		o.mailed("supplier_note: " + strings.Fields(v.Supplier.Name)[0])
	})
}

// What comes while the supplier's changes wait is counted against what was ordered: the changes lapse, which the history says, and who buys
// cannot agree to them any more.
func TestChangesLapse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R234", "R245", "R290")
		o := newOffice(t, d)
		ctx, number := t.Context(), o.sent()
		v := o.opened()
		deal := supply.DealOf(v.Lines[0])
		deal.Quantity--
		o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[0].ID: deal}}))
		who := o.as("Rita")
		_, err := o.a.Receptions.Receive(ctx, who, number, reception.Noted{Counts: []reception.Count{{Line: v.Lines[0].ID, Came: v.Lines[0].Quantity, Seen: v.Lines[0].Version}}})
		o.ok(err)
		x, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
		o.ok(err)
		if x.State != order.PartReceived || x.Lines[0].State != order.LineComplete || x.History[0].Data["lapsed"] == "" {
			t.Errorf("%s, %s: %+v", x.State, x.Lines[0].State, x.History[0])
		}
		err = o.a.Supply.Decide(ctx, o.as("Carl"), number, supply.Deciding{Version: x.Version, Says: map[string]supply.Decision{v.Lines[0].ID: supply.Agreed}})
		if !apperr.Is(err, apperr.Forbidden) && !apperr.Is(err, apperr.Conflict) {
			t.Errorf("agreed to after the goods came: %v", err)
		}
	})
}
