package order

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// service is the service's key in the work list.
const service = "ordering"

// Waiting is what waits for a person between a basket and its supplier: baskets for who validates, orders for who sends them, and for
// managers those that nobody can deal with (R216).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	var w db.Where
	w.And("b.state IN ('confirmed', 'partly')")
	if at(who, &w) {
		out = append(out, baskets(w, msg.WaitBaskets, msg.WaitBasketsAct, func(inbox.Row) string { return basket.DeskPath }))
	}
	if f, some := waitingOrders(who, []access.RoleKey{ordering.Buyer}, nil); some {
		f.And("(x.amount IS NULL OR d.gross <= x.amount)")
		out = append(out, orders(*f, msg.WaitOrders))
	}
	if f, some := waitingOrders(who, nil, []access.RoleKey{ordering.Superbuyer}); some {
		f.And("d.gross > x.amount")
		out = append(out, orders(*f, msg.WaitOver))
	}
	return append(out, unmanned(who, now)...)
}

func waitingOrders(who access.Actor, at, below []access.RoleKey) (*db.Where, bool) {
	return Filter{States: []State{Created, ToResend}}.where(who, at, below)
}

func baskets(w db.Where, title, act i18n.Key, path func(inbox.Row) string) inbox.Query {
	return inbox.Query{
		N: "count(*)", Name: "o.name", Place: "o.ref", Since: "min(b.confirmed_at)",
		From: "ordering_baskets b JOIN org_organisations o ON o.id = b.org_id", Where: w, GroupBy: "o.name, o.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: service, Count: r.N, Since: r.Since, Path: path(r), Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitAt, "org", r.Name), Act: i18n.M(act)}
		},
	}
}

func orders(w db.Where, title i18n.Key) inbox.Query {
	return inbox.Query{
		N: "count(*)", Name: "o.name", Place: "o.ref", Since: "min(d.created_at)",
		From:  "ordering_orders d JOIN org_organisations o ON o.id = d.org_id LEFT JOIN ordering_limits x ON x.org_id = d.org_id",
		Where: w, GroupBy: "o.name, o.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: service, Count: r.N, Since: r.Since, Path: ToSendPath, Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitAt, "org", r.Name), Act: i18n.M(msg.WaitOrdersAct)}
		},
	}
}

// unmanned are the steps at a manager's establishments that nobody can take: baskets without a validateur, orders without an acheteur.
func unmanned(who access.Actor, now time.Time) []inbox.Query {
	places := db.Any(who.Places(ordering.Manager, access.Organisation))
	if len(places) == 0 {
		return nil
	}
	const nobody = `NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state IN ('active', 'invited')
		WHERE g.place_kind = 'organisation' AND g.place_id = o.id AND g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`
	var b db.Where
	b.And("b.state IN ('confirmed', 'partly')")
	b.In("b.org_id", places...)
	b.And(nobody, ordering.Validator, now, now)
	accesses := func(r inbox.Row) string { return "/acces/" + r.Place }
	out := []inbox.Query{baskets(b, msg.WaitNoValidator, msg.WaitNameAct, accesses)}
	var d db.Where
	d.And("d.state IN ('created', 'to_resend')")
	d.In("d.org_id", places...)
	d.And(nobody, ordering.Buyer, now, now)
	q := orders(d, msg.WaitNoBuyer)
	item := q.Item
	q.Item = func(r inbox.Row) inbox.Item {
		i := item(r)
		i.Path, i.Act = accesses(r), i18n.M(msg.WaitNameAct)
		return i
	}
	return append(out, q)
}

// mostAwaited is how many baskets are listed that somebody waits for.
const mostAwaited = 20

// Awaited are the baskets of a demandeur that are on their way: what they wait for (R198).
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
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
