// Package todo is what waits for people between a basket and its supplier, and what a demandeur waits for: « Ce qui vous attend » of the service.
package todo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sight"
)

// service is the service's key in the work list.
const service = "ordering"

// Work is the room's part of the work list.
type Work struct{}

// Waiting is what waits for a person between a basket and its supplier: baskets for who validates, orders for who sends them, and for
// managers those that nobody can deal with (R216). What strict duties keep from somebody waits for others (R130).
func (Work) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	var w, own, above db.Where
	w.And("b.state IN ('confirmed', 'partly')")
	if sight.ToValidate(who, &w) {
		w.And("NOT "+sight.OwnBasket("?"), who.ID)
		out = append(out, baskets(w, msg.WaitBaskets, msg.WaitBasketsAct))
	}
	own.And("d.state IN ('created', 'to_resend')")
	if sight.ToBuy(who, &own) {
		own.And("NOT "+sight.OwnOrder("?"), who.ID, who.ID)
		own.And("(x.amount IS NULL OR NOT " + ordering.Exceeds("d", "x") + ")")
		out = append(out, orders(own, msg.WaitOrders))
	}
	above.And("d.state IN ('created', 'to_resend')")
	if sight.ToBuyAbove(who, &above) {
		above.And("NOT "+sight.OwnOrder("?"), who.ID, who.ID)
		above.And(ordering.Exceeds("d", "x"))
		out = append(out, orders(above, msg.WaitOver))
	}
	return append(out, unmanned(who, now)...)
}

func baskets(w db.Where, title, act i18n.Key) inbox.Query {
	return inbox.Query{
		N: "count(*)", Name: "o.name", Place: "o.ref", Since: "min(b.confirmed_at)",
		From: "ordering_baskets b JOIN org_organisations o ON o.id = b.org_id", Where: w, GroupBy: "o.name, o.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: service, Count: r.N, Since: r.Since, Path: basket.DeskPath, Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitAt, "org", r.Name), Act: i18n.M(act)}
		},
	}
}

func orders(w db.Where, title i18n.Key) inbox.Query {
	return inbox.Query{
		N: "count(*)", Name: "o.name", Place: "o.ref", Since: "min(d.created_at)",
		From:  "ordering_orders d JOIN org_organisations o ON o.id = d.org_id LEFT JOIN ordering_limits x ON x.org_id = d.org_id",
		Where: w, GroupBy: "o.name, o.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: service, Count: r.N, Since: r.Since, Path: order.ToSendPath, Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitAt, "org", r.Name), Act: i18n.M(msg.WaitOrdersAct)}
		},
	}
}

// unmanned are the steps that nobody can take, for who names somebody: at a manager's establishments baskets without a validateur and
// orders without an acheteur, below who heads an authority those above the maximum amount without a superacheteur. Who holds the role and
// may not act is nobody here: for another site alone, or because strict duties keep them from what went through their own hands (R130).
func unmanned(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	told := func(q inbox.Query) {
		item := q.Item
		q.Item = func(r inbox.Row) inbox.Item {
			i := item(r)
			i.Path, i.Act = "/acces/"+r.Place, i18n.M(msg.WaitNameAct)
			return i
		}
		out = append(out, q)
	}
	if places := db.Any(who.Places(ordering.Manager, access.Organisation)); len(places) > 0 {
		var b db.Where
		b.And("b.state IN ('confirmed', 'partly')")
		b.In("b.org_id", places...)
		b.And(sight.Nobody("g.place_id = o.id AND NOT (b.site_id IS NOT NULL AND "+access.Elsewhere("g", "'site'", "b.site_id", "?")+") AND NOT "+sight.OwnBasket("g.account_id")),
			ordering.Validator, now, now, now, now)
		told(baskets(b, msg.WaitNoValidator, msg.WaitNameAct))
		var d db.Where
		d.And("d.state IN ('created', 'to_resend')")
		d.In("d.org_id", places...)
		d.And(sight.Nobody("g.place_id = o.id AND NOT "+sight.OwnOrder("g.account_id")), ordering.Buyer, now, now)
		told(orders(d, msg.WaitNoBuyer))
	}
	if heads := db.Any(append(who.Places(ordering.President, access.Organisation), who.Places(ordering.Reference, access.Organisation)...)); len(heads) > 0 {
		var d db.Where
		d.And("d.state IN ('created', 'to_resend') AND " + ordering.Exceeds("d", "x"))
		d.And("o.id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor IN ("+"?"+strings.Repeat(", ?", len(heads)-1)+"))", heads...)
		sight.NoSuper(&d, now)
		q := orders(d, msg.WaitNoSuperbuyer)
		q.Place, q.GroupBy = ordering.NamedAt, "o.id, o.name, o.ref" // the authority names one, not the establishment
		told(q)
	}
	return out
}

// mostAwaited is how many baskets are listed that somebody waits for.
const mostAwaited = 20

// Awaited are the baskets of a demandeur that are on their way: what they wait for (R198).
func (Work) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	type row struct {
		number  int64
		title   string
		state   basket.State
		movedAt time.Time
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.title, &r.state, &r.movedAt} }, `SELECT number, title, state, moved_at FROM ordering_baskets
		WHERE account_id = $1 AND state IN ('confirmed', 'partly', 'ordered') ORDER BY moved_at LIMIT $2`, who.ID, mostAwaited)
	if err != nil {
		return nil, fmt.Errorf("awaited baskets: %w", err)
	}
	var out []inbox.Item
	for _, r := range rows {
		b := basket.Basket{Number: r.number}
		i := inbox.Item{Service: service, Count: 1, Since: r.movedAt, Path: b.Path(""), Title: i18n.M(msg.AwaitBasket, "number", r.number), Detail: i18n.M(awaits[r.state])}
		if r.title != "" {
			i.Title = i18n.M(msg.AwaitBasketNamed, "title", r.title)
		}
		out = append(out, i)
	}
	return out, nil
}

var awaits = map[basket.State]i18n.Key{basket.Confirmed: msg.AwaitValidator, basket.Partly: msg.AwaitPart, basket.Ordered: msg.AwaitOrder}
