package ordering_test

import (
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/supply"
)

// A maximum amount that is lowered binds nothing that the supplier has already: the acheteur who sent it agrees to what makes it cheaper,
// refuses what would make it dearer, and asks to cancel it; what makes it dearer still is a superacheteur's to agree to (R223, R229, R234).
func TestLowerLimitAfterSending(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R223", "R229", "R234")
		o := newOffice(t, d)
		ctx, number := t.Context(), o.sent()
		limit := func(amount money.Cents, version int64) {
			t.Helper()
			o.ok(o.a.Ordering.SetLimit(ctx, o.as("Pat"), o.schools[0].Ref, ordering.LimitInput{Limited: true, Amount: amount, Version: version}))
		}
		limit(1, 0)
		proposes := func(more int64) string {
			t.Helper()
			v := o.opened()
			deal := supply.DealOf(v.Lines[0])
			deal.Price += more
			o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[0].ID: deal}}))
			return v.Lines[0].ID
		}
		decides := func(name, line string, says supply.Decision) error {
			t.Helper()
			v, err := o.a.Orders.Show(ctx, o.as(name), number)
			o.ok(err)
			return o.a.Supply.Decide(ctx, o.as(name), number, supply.Deciding{Version: v.Version, Text: "voilà", Says: map[string]supply.Decision{line: says}})
		}
		o.ok(decides("Carl", proposes(-100), supply.Agreed))
		line := proposes(10_000)
		if err := decides("Carl", line, supply.Agreed); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("what makes it dearer, above the amount: %v", err)
		} else if e, _ := apperr.As(err); e.Reasons[0].Code != order.CodeOverLimit || len(e.Reasons[0].Lifters) == 0 {
			t.Errorf("%+v", e.Reasons)
		}
		o.ok(decides("Carl", line, supply.Refused))
		v, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
		o.ok(err)
		o.ok(o.a.Supply.AskCancel(ctx, o.as("Carl"), number, v.Version, "erreur"))
	})
}

// What only a superacheteur could send, only a superacheteur asks the supplier to cancel, as long as it exceeds the maximum amount (1.12).
func TestWhoAsksToCancel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R222", "R229", "R292")
		o := newOffice(t, d)
		ctx, org := t.Context(), o.schools[0].Ref
		limit := func(amount money.Cents, version int64) {
			t.Helper()
			o.ok(o.a.Ordering.SetLimit(ctx, o.as("Pat"), org, ordering.LimitInput{Limited: true, Amount: amount, Version: version}))
		}
		asks := func(name, number string) error {
			t.Helper()
			v, err := o.a.Orders.Show(ctx, o.as(name), number)
			o.ok(err)
			return o.a.Supply.AskCancel(ctx, o.as(name), number, v.Version, "erreur")
		}
		limit(1, 0)
		ada := o.fills("Ada", 1, 0)
		o.confirms("Ada", ada)
		number := o.creates("Véra", ada)
		v, err := o.a.Orders.Show(ctx, o.as("Sarah"), number)
		o.ok(err)
		o.ok(o.a.Orders.Send(ctx, o.as("Sarah"), number, v.Version))
		_, err = o.a.Queue.Drain(ctx)
		o.ok(err)
		if err := asks("Carl", number); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("the acheteur has what the superacheteur sent cancelled: %v", err)
		} else if e, _ := apperr.As(err); e.Reasons[0].Code != order.CodeOverLimit || e.Reasons[0].Text.Key != msg.WhyOverSent || len(e.Reasons[0].Lifters) == 0 {
			t.Errorf("%+v", e.Reasons)
		}
		limit(100_000_000, 1) // it is within it by now
		o.ok(asks("Carl", number))

		number = o.sent() // within it
		limit(1, 2)
		o.ok(asks("Carl", number))
	})
}
