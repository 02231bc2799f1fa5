package why_test

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/order"
)

// deliveredOf is an order that its supplier has, with a claim on it.
type deliveredOf struct {
	id, number, school string
	state              string
	claim              int64
	claimed            string // its state
	refusal            bool   // what the supplier offered
}

// deliveries are the states that each school of fillDeliveries has an order in, and of its claim. They are there on purpose, so that each
// reason occurs whatever the seed.
var deliveries = []deliveredOf{
	{state: "sent", claimed: "open"},
	{state: "shipped", claimed: "seen"},
	{state: "part_received", claimed: "proposed", refusal: true},
	{state: "received", claimed: "resolved"},
	{state: "closed", claimed: "withdrawn"},
}

// deliveredSchools are how many schools have them, each with somebody who receives, buys and validates there, and nothing else.
const deliveredSchools = 4

// fillDeliveries makes orders that suppliers have, some of whom were just reminded, and claims.
func (w *world) fillDeliveries(ctx context.Context, tx *db.Tx) error {
	market := w.markets[0]
	a := w.of(market)[0]
	for _, s := range w.schools[:deliveredSchools] {
		for _, role := range []access.RoleKey{ordering.Requester, ordering.Receiver, ordering.Buyer, ordering.Validator} {
			p := w.somebody("")
			gift := access.Gift{AccountID: p.id, Role: role, Place: at(s.ID), From: w.around(-80, -40)}
			if role == ordering.Requester {
				gift.Limits = []access.Limit{{Kind: access.Market, Ref: w.goods[0]}}
			}
			if _, err := access.Give(ctx, tx, access.ByProgram("Préau", w.now), gift); err != nil {
				return err
			}
			w.holds[p.id][role], w.at[p.id][held{role, access.Place{ID: s.ID}}] = true, true
		}
		for i, d := range deliveries {
			d.id, d.number, d.school = id.New(), fmt.Sprintf("L-2026-%06d", len(w.delivered)+1), s.ID
			d.claim = int64(len(w.delivered) + 1)
			if err := w.deliver(ctx, tx, d, a, i%2 == 0); err != nil {
				return err
			}
			w.delivered = append(w.delivered, d)
		}
	}
	return nil
}

// deliver writes one of them.
func (w *world) deliver(ctx context.Context, tx *db.Tx, d deliveredOf, a articleOf, reminded bool) error {
	var last any
	if reminded {
		last = w.now.Add(-1)
	}
	if err := row(ctx, tx, "ordering_orders", "id", d.id, "number", d.number, "org_id", d.school, "head_id", w.above(d.school), "market", a.market, "supplier_id", w.suppliers[1].ID, "state", d.state,
		"label", "", "free", false, "delivery", 0, "delivery_vat", 2100, "net", 100, "gross", 121, "created_by", "", "created_name", "Personne 9", "created_at", w.around(-9, -8),
		"sent_by", "", "sent_name", "Personne 9", "sent_at", w.around(-7, -6), "sent_to", "commandes1@fournisseur.test", "deliver_to", "", "reason", "", "moved_by", "", "moved_name", "Personne 9",
		"moved_at", w.around(-5, -4), "reminded_at", last, "version", 1); err != nil {
		return err
	}
	line := id.New()
	if err := row(ctx, tx, "ordering_order_lines", "id", line, "order_id", d.id, "position", 1, "article", a.number, "edition", a.edition, "quantity", 2); err != nil {
		return err
	}
	offer := ""
	if d.refusal {
		offer = string(claim.Refusal)
	}
	return row(ctx, tx, "ordering_claims", "id", id.New(), "number", d.claim, "order_id", d.id, "line_id", line, "fault", "missing", "quantity", 1, "text", "", "state", d.claimed, "offer", offer,
		"opened_by", "", "opened_name", "Personne 9", "opened_at", w.around(-4, -3), "moved_at", w.around(-2, -1), "version", 1)
}

// deliveredIn is one of the delivered orders in some states.
func (w *world) deliveredIn(states ...string) deliveredOf {
	var out []deliveredOf
	for _, d := range w.delivered {
		if slices.Contains(states, d.state) {
			out = append(out, d)
		}
	}
	return pick(w.r, out)
}

// ofDelivery is about what comes of an order: by who receives, who buys, and whoever else.
func (w *world) ofDelivery() question {
	do := pick(w.r, []order.Act{order.Receive, order.Receive, order.Correct, order.AskCancel, order.Remind, order.Remind, order.AgreeTo})
	d := pick(w.r, w.delivered)
	if do == order.Receive && w.in(50) {
		d = w.deliveredIn("received", "closed")
	}
	if do == order.Remind && w.in(70) {
		d = w.deliveredIn("sent", "part_received") // whose suppliers were just reminded
	}
	role := ordering.Buyer
	if do == order.Receive || do == order.Correct {
		role = ordering.Receiver
	}
	q := question{room: "delivery", act: string(do), place: at(d.school), role: role, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Orders.Why(ctx, tx, who, do, d.number)
	}}
	q.who = w.near(pick(w.r, []access.RoleKey{role, role, ordering.Buyer, ordering.Validator}), d.school)
	return q.active()
}

// ofAnswer is about what a supplier answers, by a link: whoever has it answers.
func (w *world) ofAnswer() question {
	d, do := pick(w.r, w.delivered), pick(w.r, []order.Act{order.Acknowledge, order.Accept, order.Decline, order.Ship})
	return question{room: "answer", act: string(do), place: at(d.school), who: w.near(ordering.Buyer, d.school), ask: func(ctx context.Context, tx *db.Tx, _ access.Actor) error {
		c, err := order.OfSupplier(ctx, tx, d.id)
		if err != nil {
			return err
		}
		return order.MayAct(ctx, tx, do, c, []order.Relation{order.AsSupplier})
	}}
}

// ofClaim is about what the school does about a claim.
func (w *world) ofClaim() question {
	d, do := pick(w.r, w.delivered), pick(w.r, []claim.Act{claim.Accept, claim.Contest, claim.Escalate, claim.Escalate, claim.Withdraw, claim.Say})
	if (do == claim.Escalate || do == claim.Accept) && w.in(60) {
		d = w.deliveredIn("sent", "shipped", "part_received") // nothing offered yet, or a refusal
	}
	q := question{room: "claim", act: string(do), place: at(d.school), role: ordering.Receiver, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Claims.Why(ctx, tx, who, do, d.claim)
	}}
	q.who = w.near(pick(w.r, []access.RoleKey{ordering.Receiver, ordering.Receiver, ordering.Buyer, ordering.Validator}), d.school)
	return q.active()
}

// ofFigures is about what orders tell together.
func (w *world) ofFigures() question {
	do := pick(w.r, []figures.Act{figures.SeeUse, figures.SeeSuppliers, figures.SeeAmounts, figures.SeeWaits})
	s := pick(w.r, w.schools[:deliveredSchools])
	q := question{room: "figures", act: string(do), place: at(s.ID), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Figures.Why(ctx, tx, who, do)
	}}
	q.who = w.near(pick(w.r, []access.RoleKey{ordering.Requester, ordering.Receiver, ordering.Receiver, ordering.Validator, ordering.Buyer}), s.ID)
	return q.active()
}

// named is the place that a reason names.
func (l *lifting) named(r apperr.Reason) access.Place {
	for _, o := range slices.Concat(l.w.schools, l.w.heads) {
		if slices.Contains(r.Text.Args, any(o.Name)) {
			return at(o.ID)
		}
	}
	l.fault(r, "it names no place")
	return access.Place{}
}
