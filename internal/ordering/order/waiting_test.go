package order_test

import (
	"context"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/todo"
)

// waits are the lines of somebody's work list about baskets and orders, by their titles, with where they lead.
func (h *house) waits(who access.Actor) map[string]string {
	h.Helper()
	out := map[string]string{}
	h.do(func(ctx context.Context, tx *db.Tx) error {
		items, err := inbox.New(todo.Work{}).Waiting(ctx, tx, h.now(who))
		for _, i := range items {
			out[string(i.Title.Key)] = i.Path
		}
		return err
	})
	return out
}

func (h *house) waitsFor(who access.Actor, title string, path string) {
	h.Helper()
	if got := h.waits(who); got[title] != path {
		h.Errorf("%s has %q for %s, not %q: %v", who.Name, got[title], title, path, got)
	}
}

// Who holds a role, and may not act, is nobody to wait for: a validateur of another site, somebody whose own basket it is where duties are
// kept apart. Who names others is told.
func TestNobodyCanAct(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R216", "R124", "R130")
		const noValidator, noBuyer, noSuper = string(msg.WaitNoValidator), string(msg.WaitNoBuyer), string(msg.WaitNoSuperbuyer)
		accesses := "/acces/" + h.school.Ref
		var north, south org.Site
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			if north, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Nord", Place: org.Place{Commune: "Namur", Phone: "+3281000000"}}); err != nil {
				return err
			}
			south, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Sud", Place: org.Place{Commune: "Namur", Phone: "+3281000000"}})
			return err
		})
		to := func(who access.Actor, site org.Site) {
			n := h.adds(who, 0, h.pen, 1)
			h.saves(who, n, site.Ref)
			h.confirm(who, n)
		}
		to(h.ada, south)
		h.waitsFor(h.manager, noValidator, "")
		h.limits(h.validator, north)
		h.waitsFor(h.manager, noValidator, accesses)
		h.limits(h.validator, south)
		h.waitsFor(h.manager, noValidator, "")
		h.creates(order.Together)
		h.waitsFor(h.manager, noBuyer, "")

		// Duties are kept apart: who validates, or sends, has it in their own hands.
		h.strict()
		both := h.gives(h.validator, ordering.Requester, h.school, h.pens)
		to(both, south)
		h.waitsFor(h.manager, noValidator, accesses)
		h.gives(h.person("Vic Simon"), ordering.Validator, h.school)
		h.waitsFor(h.manager, noValidator, "")
		h.takes(h.buyer, ordering.Buyer)
		h.waitsFor(h.manager, noBuyer, accesses)
		h.gives(h.validator, ordering.Buyer, h.school) // who made the order
		h.waitsFor(h.manager, noBuyer, accesses)
		h.gives(h.buyer, ordering.Buyer, h.school)
		h.waitsFor(h.manager, noBuyer, "")

		// Above the maximum amount the superacheteur is who sends.
		head := h.gives(h.person("Pat Président"), ordering.President, h.authority)
		h.waitsFor(head, noSuper, "")
		h.limit(1)
		h.waitsFor(head, noSuper, "")
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE ordering_orders SET created_by = $1`, h.super.ID)
			return err
		})
		h.waitsFor(head, noSuper, "/acces/"+h.authority.Ref) // where one is named
	})
}

// « Bloquée », on the list and on the order, is what who heads the authority is told: a superacheteur who has not signed in yet is named, and
// one who made it may not send it where duties are kept apart.
func TestBlockedIsWhatTheHeadIsTold(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R124", "R130", "R216")
		head := h.gives(h.person("Pat Président"), ordering.President, h.authority)
		h.confirmed(h.ada, h.pen, 1)
		made := h.creates(order.Together)[0]
		h.limit(1)
		is := func(what string, want bool) {
			h.Helper()
			rows, _, err := h.s.ToSend(h.Context(), h.now(h.buyer), 1, 10)
			h.ok(err)
			_, told := h.waits(head)[string(msg.WaitNoSuperbuyer)]
			if len(rows) != 1 || rows[0].Blocked != want || h.order(h.buyer, made).Blocked != want || told != want {
				h.Errorf("%s: blocked %v on the list, %v on the order, the head is told %v; want %v", what, rows[0].Blocked, h.order(h.buyer, made).Blocked, told, want)
			}
		}
		is("a superacheteur", false)
		state := func(s string) {
			h.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE account_accounts SET state = $1 WHERE id = $2`, s, h.super.ID)
				return err
			})
		}
		state("invited")
		is("one who has not signed in yet", false)
		state("suspended")
		is("one whose account is suspended", true)
		state("active")
		h.strict()
		is("a superacheteur, duties apart", false)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE ordering_orders SET created_by = $1`, h.super.ID)
			return err
		})
		is("the only one made it", true)
		h.gives(h.person("Sam Autre"), ordering.Superbuyer, h.authority)
		is("and another", false)
	})
}

// What strict duties keep from somebody is not counted as waiting for them: it waits for another (R130).
func TestOwnHandsAreNotWaitedFor(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R130")
		const toValidate, toSend, over = string(msg.WaitBaskets), string(msg.WaitOrders), string(msg.WaitOver)
		both := h.gives(h.validator, ordering.Requester, h.school, h.pens)
		other := h.gives(h.person("Vic Simon"), ordering.Validator, h.school)
		waits := func(who access.Actor, title string, want bool) {
			h.Helper()
			if _, got := h.waits(who)[title]; got != want {
				h.Errorf("%s: %s %v, want %v", who.Name, title, got, want)
			}
		}
		h.confirmed(both, h.pen, 1)
		waits(both, toValidate, true)
		h.strict()
		waits(both, toValidate, false)
		waits(other, toValidate, true)
		h.confirmed(h.ada, h.pen, 1)
		waits(both, toValidate, true)

		made, err := h.s.Create(h.Context(), h.now(other), h.form(other, order.Each, h.keys(other)...))
		h.ok(err)
		buys := h.gives(other, ordering.Buyer, h.school)
		for _, who := range []access.Actor{buys, h.gives(both, ordering.Buyer, h.school), h.buyer} {
			n := 0
			for _, number := range made {
				if h.order(who, number).Acts.May(order.Send) {
					n++
				}
			}
			waits(who, toSend, n > 0)
		}
		h.limit(0)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE ordering_orders SET created_by = $1`, h.super.ID)
			return err
		})
		waits(h.super, over, false)
		waits(h.gives(h.person("Sam Autre"), ordering.Superbuyer, h.authority), over, true)
	})
}

// saves names the site that a basket is for.
func (h *house) saves(who access.Actor, number int64, site string) {
	h.Helper()
	h.ok(h.b.Save(h.Context(), h.now(who), number, basket.Input{Version: h.show(who, number).Version, SiteRef: site}))
}

// limits has a validateur validate for a site alone.
func (h *house) limits(who access.Actor, site org.Site) {
	h.Helper()
	h.takes(who, ordering.Validator)
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{
			AccountID: who.ID, Role: ordering.Validator, Place: access.Place{Kind: access.Organisation, ID: h.school.ID}, Limits: []access.Limit{{Kind: access.Site, Ref: site.ID}},
		})
		return err
	})
}
