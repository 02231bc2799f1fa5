package ordering_test

import (
	"slices"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// A line that does not come, in an order that stands, of the basket of somebody who left is told to who hands the basket over as well: whether
// changes were agreed to that leave it out, or who receives gives it up.
func TestLinesThatDoNotComeAfterTheyLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R132", "R234", "R246")
		o := newOffice(t, d)
		ctx, ben := t.Context(), o.who("Ben")
		bens := func(l order.Line) bool { return l.Article.Number == o.articles[1].number }
		for _, gives := range []func(number string){
			func(number string) {
				v := o.opened()
				line := v.Lines[slices.IndexFunc(v.Lines, bens)]
				deal := supply.DealOf(line)
				deal.Quantity, deal.Note = 0, "plus fabriqué"
				o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{line.ID: deal}}))
				o.mailed("supplier_answered: Carl", "supplier_answered: Tom")
				o.buys(number, func(who access.Actor, version int64) error {
					return o.a.Supply.Decide(ctx, who, number, supply.Deciding{Version: version, Says: map[string]supply.Decision{line.ID: supply.Agreed}})
				})
				o.mailed("lines_changed: Ben", "order_cancelled: Marc", "supplier_note: Papeterie")
			},
			func(number string) {
				v, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
				o.ok(err)
				line := v.Lines[slices.IndexFunc(v.Lines, func(l order.LineView) bool { return bens(l.Line) })]
				o.twice(o.as("Rita"), func(who access.Actor) error {
					_, err := o.a.Receptions.Receive(ctx, who, number, reception.Noted{GivenUp: true, Reason: "plus fabriqué", Counts: []reception.Count{{Line: line.ID, Seen: line.Version}}})
					return err
				})
				o.mailed("lines_arrived: Ben", "order_cancelled: Marc")
			},
		} {
			number := o.sent()
			o.take(ben, &ben.posts[0])
			gives(number)
			o.read("Marc", "Ben", "la commande "+number+" à Papeterie du Pont", "certains ne viendront pas", "réattribuez", "!annulée", "!plus fabriqué")
			v, err := o.a.Baskets.LeftAt(ctx, o.as("Marc"), o.schools[0].Ref)
			o.ok(err)
			if len(v.All) == 0 {
				t.Error("nothing is left to hand over")
			}
			o.give(ben, &ben.posts[0])
		}
	})
}
