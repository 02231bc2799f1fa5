package order_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending"
)

// Who validates reads, next to what waits, what was ordered on its markets this school year, by the establishment and by this demandeur,
// and who else asks for the same article, or had it ordered lately; what was cancelled, what is old and what is another's is left out.
func TestReview(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R214")
		h.confirmed(h.colleague, h.pen, 2) // 0.83 + 21 % is 1.00
		first := h.creates(order.Together)[0]
		h.confirmed(h.ada, h.eraser, 5) // 6.00 + 21 % is 7.26
		own := h.creates(order.Together)[0]
		h.confirmed(h.ada, h.pen, 4)
		gone := h.creates(order.Together)[0]
		h.ok(h.s.Cancel(h.Context(), h.now(h.buyer), gone, 1, "trop cher"))
		h.d.Clock.Advance(time.Minute)
		other := h.confirmed(h.colleague, h.pen, 7, h.sheets, 1)
		n := h.confirmed(h.ada, h.pen, 3, h.eraser, 5)
		v, err := h.s.Review(h.Context(), h.now(h.validator), n)
		h.ok(err)
		if len(v.Past) != 1 || v.Past[0].Orders != 2 || v.Past[0].Net != 683 || v.Past[0].Gross != 826 || v.Past[0].Own.Net != 600 || v.Past[0].Own.Gross != 726 {
			h.Errorf("past %+v", v.Past)
		}
		if last := v.Past[0].Last; len(last) != 2 || last[0].Number != own || last[1].Number != first {
			h.Errorf("last %+v", last)
		}
		var got []string
		for _, d := range append(v.Doubles[h.pen], v.Doubles[h.eraser]...) {
			got = append(got, fmt.Sprintf("%s %d %d %s", d.Owner, d.Units, d.Basket, d.Order))
		}
		want := []string{fmt.Sprintf("Ben Ortiz 7 %d ", other), "Ben Ortiz 2 1 " + first, "Ada Tremblay 5 2 " + own}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			h.Errorf("doubles %q, want %q", got, want)
		}
		if w := v.Waiting; len(w) != 1 || len(w[0].Lines) != 2 || w[0].Total.Net != 725 || w[0].Total.Gross != 877 {
			h.Errorf("waiting %+v", w)
		}
		h.d.Clock.Advance(31 * 24 * time.Hour)
		v, err = h.s.Review(h.Context(), h.now(h.validator), n)
		if h.ok(err); len(v.Doubles[h.eraser]) != 0 || len(v.Doubles[h.pen]) != 1 {
			h.Errorf("a month later %+v", v.Doubles)
		}
		h.d.Clock.Advance(365 * 24 * time.Hour)
		v, err = h.s.Review(h.Context(), h.now(h.validator), n)
		if h.ok(err); v.Past[0].Orders != 0 || v.Past[0].Own.Net != 0 || len(v.Past[0].Last) != 0 {
			h.Errorf("a year later %+v", v.Past)
		}
		for _, who := range []access.Actor{h.buyer, h.manager, h.gives(h.person("Zoé Delcourt"), ordering.Validator, h.sister)} {
			_, err := h.s.Review(h.Context(), h.now(who), n)
			h.wants(err, apperr.NotFound, "")
		}
		_, err = h.s.Review(h.Context(), h.now(h.ada), n)
		h.wants(err, apperr.Forbidden, ordering.CodeNotValidator)
		h.creates(order.Together)
		_, err = h.s.Review(h.Context(), h.now(h.validator), n)
		h.wants(err, apperr.Conflict, "")
	})
}

// The desk counts, and the plan names, who else of the establishment asks for an article or had it ordered lately; another establishment's, what was
// refused and what is old is left out.
func TestDoublesBeforeOrdering(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R214")
		h.confirmed(h.colleague, h.eraser, 5)
		lately := h.creates(order.Together)[0]
		away := h.gives(h.person("Zoé Delcourt"), ordering.Requester, h.sister, h.pens)
		there, err := h.b.Add(h.Context(), h.now(away), basket.Adding{OrgRef: h.sister.Ref, Article: h.pen, Quantity: 9})
		h.ok(err)
		h.confirm(away, there)
		h.d.Clock.Advance(time.Minute)
		a := h.confirmed(h.colleague, h.pen, 2, h.sheets, 1)
		b := h.confirmed(h.ada, h.pen, 1, h.eraser, 5)
		desk := func() string {
			d, err := h.s.ToCreate(h.Context(), h.now(h.validator), 1, 10)
			h.ok(err)
			var out []string
			for _, w := range d.Waiting {
				out = append(out, fmt.Sprintf("%d %s %d", w.Key.Basket, w.Supplier, w.Doubles))
			}
			return strings.Join(out, ", ")
		}
		if got, want := desk(), fmt.Sprintf("%d atelier-nord 0, %d papeterie-du-pont 1, %d papeterie-du-pont 2", a, a, b); got != want {
			h.Errorf("the desk says %s, want %s", got, want)
		}
		plan := func(keys ...order.Key) string {
			p, _, err := h.s.Plans(h.Context(), h.now(h.validator), keys)
			h.ok(err)
			var out []string
			for _, x := range p.Parcels {
				for _, s := range x.Shares {
					for _, d := range s.Doubles {
						out = append(out, fmt.Sprintf("%s: %s %d %s", s.Now.Reference, d.Owner, d.Units, d.Order))
					}
				}
			}
			return strings.Join(out, ", ")
		}
		only := order.Key{Basket: b, Supplier: "papeterie-du-pont"}
		if got, want := plan(only), "eraser: Ben Ortiz 5 "+lately+", pen: Ben Ortiz 2 "; got != want && got != "pen: Ben Ortiz 2 , eraser: Ben Ortiz 5 "+lately {
			h.Errorf("the plan says %s, want %s", got, want)
		}
		h.d.Clock.Advance(31 * 24 * time.Hour)
		h.ok(h.b.Refuse(h.Context(), h.now(h.validator), []string{h.show(h.colleague, a).Lines[0].ID}, "en stock"))
		if got, want := desk(), fmt.Sprintf("%d atelier-nord 0, %d papeterie-du-pont 0", a, b); got != want || plan(only) != "" {
			h.Errorf("a month later the desk says %s, want %s, and the plan %s", got, want, plan(only))
		}
	})
}

// A market that the demandeur lost after confirming is told, with when and by whom; it is ordered, or refused, all the same.
func TestRightTakenBackSince(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R197")
		h.confirmed(h.colleague, h.pen, 1, h.sheets, 1)
		h.confirmed(h.ada, h.pen, 1)
		lost := func() (out []string) {
			d, err := h.s.ToCreate(h.Context(), h.now(h.validator), 1, 10)
			h.ok(err)
			for _, w := range d.Waiting {
				for _, x := range w.Lost {
					out = append(out, fmt.Sprintf("%s %s %s %s", w.Basket.Owner, x.Market, x.By, x.At.Format("15:04")))
				}
			}
			return out
		}
		if got := lost(); len(got) > 0 {
			h.Errorf("nothing was taken: %q", got)
		}
		h.d.Clock.Advance(time.Hour)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE access_grant_limits SET taken_at = $1, taken_name = 'Marc Daubremont' WHERE ref = $2`, tx.Now(), h.market[h.paper])
			return err
		})
		at := h.d.Clock.Now().UTC().Format("15:04")
		if got := lost(); fmt.Sprint(got) != "[Ben Ortiz Papier Marc Daubremont "+at+"]" {
			h.Errorf("the market was taken: %q", got)
		}
		h.takes(h.ada, ordering.Requester)
		if got := lost(); len(got) != 2 || got[1] != "Ada Tremblay Écriture Préau "+at {
			h.Errorf("the role was taken: %q", got)
		}
		together, _, err := h.s.Plans(h.Context(), h.now(h.validator), h.keys(h.validator))
		h.ok(err)
		taken := 0
		for _, p := range together.Parcels {
			for _, s := range p.Shares {
				if s.Taken != nil {
					taken++
				}
			}
		}
		if taken != 2 || together.Stopped() {
			h.Errorf("%d shares, stopped %v", taken, together.Stopped())
		}
		if made := h.creates(order.Together); len(made) != 2 {
			h.Errorf("made %v", made)
		}
	})
}

// The list of orders has those that each person may open with their amounts, and no others: a validateur limited to a site its own, who
// heads the authority those above the maximum amount, the purchasing body all.
func TestListIsWhatOneSees(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R292", "R138", "R215")
		h.confirmed(h.ada, h.pen, 1)
		h.creates(order.Together)
		h.confirmed(h.colleague, h.eraser, 5, h.sheets, 1)
		h.creates(order.Together)
		h.limit(600)
		all, _, err := h.s.List(h.Context(), h.now(h.buyer), order.Filter{Page: 1, Size: 10})
		if h.ok(err); len(all) != 3 {
			h.Fatalf("%d orders", len(all))
		}
		// An order for a site is that of who validates for it, and of who validates for all of them (R215).
		var north, south org.Site
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			if north, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Nord", Place: org.Place{Commune: "Namur", Phone: "+3281000000"}}); err != nil {
				return err
			}
			south, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Sud", Place: org.Place{Commune: "Namur", Phone: "+3281000000"}})
			return err
		})
		toSouth := h.adds(h.ada, 0, h.pen, 1)
		h.saves(h.ada, toSouth, south.Ref)
		h.confirm(h.ada, toSouth)
		h.creates(order.Together)
		if all, _, err = h.s.List(h.Context(), h.now(h.buyer), order.Filter{Page: 1, Size: 10}); err != nil || len(all) != 4 {
			h.Fatalf("%d orders, %v", len(all), err)
		}
		limited := func(name string, site org.Site) access.Actor {
			a := h.gives(h.person(name), ordering.Validator, h.school)
			h.limits(a, site)
			return a
		}
		people := map[string]access.Actor{
			"the validateur of the north": limited("Nora Nord", north), "the validateur of the south": limited("Sam Sud", south),
			"the demandeur": h.ada, "the validateur": h.validator, "the acheteur": h.buyer, "the superacheteur": h.super, "the manager": h.manager,
			"the president": h.gives(h.person("Jo Rousseau"), ordering.President, h.authority), "the réceptionniste": h.gives(h.person("Rita Blum"), ordering.Receiver, h.school),
			"the acheteur next door": h.gives(h.person("Zoé Delcourt"), ordering.Buyer, h.sister), "nobody": h.person("Nina Novak"),
		}
		want := map[string]int{"the validateur": 4, "the acheteur": 4, "the superacheteur": 4, "the president": 1, "the validateur of the north": 3, "the validateur of the south": 4}
		again := h.adds(h.ada, 0, h.pen, 1)
		h.saves(h.ada, again, south.Ref)
		h.confirm(h.ada, again)
		sees := map[string]bool{"the validateur": true, "the validateur of the south": true}
		for name, who := range people {
			listed := map[string]bool{}
			rows, total, err := h.s.List(h.Context(), h.now(who), order.Filter{Page: 1, Size: 10})
			h.ok(err)
			for _, r := range rows {
				listed[r.Number] = true
			}
			if waits, err := h.s.ToCreate(h.Context(), h.now(who), 1, 10); err != nil || (len(waits.Waiting) == 1) != sees[name] {
				h.Errorf("%s: %d wait, %v", name, len(waits.Waiting), err)
			}
			if total != want[name] || len(rows) != total {
				h.Errorf("%s: %d of %d, want %d", name, len(rows), total, want[name])
			}
			for _, o := range all {
				v, err := h.s.Show(h.Context(), h.now(who), o.Number)
				if (err == nil && v.Prices) != listed[o.Number] {
					h.Errorf("%s: %s is listed %v, and opened %v", name, o.Number, listed[o.Number], err)
				}
			}
		}
	})
}

// Programs read the list on behind an order, whatever is made meanwhile.
func TestListBehind(t *testing.T) {
	each(t, func(h *house) {
		for range 3 {
			h.confirmed(h.ada, h.pen, 1)
			h.creates(order.Together)
		}
		var got []string
		f := order.Filter{Page: 1, Size: 1}
		for range 5 {
			rows, _, err := h.s.List(h.Context(), h.now(h.buyer), f)
			if h.ok(err); len(rows) == 0 {
				break
			}
			got, f.Below = append(got, rows[0].Number[len(rows[0].Number)-1:]), rows[0].Number
			h.confirmed(h.ada, h.pen, 1)
			h.creates(order.Together)
		}
		if fmt.Sprint(got) != "[3 2 1]" {
			h.Errorf("read %v", got)
		}
	})
}

// Where nobody sends, or receives, it is said before the step that would wait for them (R216).
func TestNobodyForTheNextStep(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R216")
		h.confirmed(h.ada, h.pen, 1)
		plan := func() order.Plan {
			together, _, err := h.s.Plans(h.Context(), h.now(h.validator), h.keys(h.validator))
			h.ok(err)
			return together
		}
		if plan().NoBuyer {
			h.Error("there is an acheteur")
		}
		h.takes(h.buyer, ordering.Buyer)
		if p := plan(); !p.NoBuyer || p.Stopped() {
			h.Errorf("%+v", p)
		}
		made := h.creates(order.Together)[0]
		if v := h.order(h.super, made); !v.NoReceiver || !v.Acts.May(order.Send) {
			h.Errorf("nobody receives: %v", v.NoReceiver)
		}
		h.gives(h.person("Rita Blum"), ordering.Receiver, h.school)
		if v := h.order(h.super, made); v.NoReceiver {
			h.Error("there is a réceptionniste")
		}
	})
}

// The demandeurs of an order see its goods receipt note once the supplier has it, and nothing else of it; no other demandeur does.
func TestWhoSeesTheReceiptNote(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R231")
		n := h.confirmed(h.ada, h.eraser, 5)
		made := h.creates(order.Together)[0]
		sees := func(who access.Actor, want bool) {
			h.Helper()
			var err error
			h.do(func(ctx context.Context, tx *db.Tx) error {
				_, err = order.SlipSeen(ctx, tx, h.now(who), made)
				return nil
			})
			if got := err == nil; got != want || err != nil && !apperr.Is(err, apperr.NotFound) {
				h.Errorf("%s: %v, want %v", who.Name, err, want)
			}
		}
		receiver := h.gives(h.person("Rita Blum"), ordering.Receiver, h.school)
		sees(h.ada, false)
		sees(receiver, false)
		sees(h.buyer, true)
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), made, 1))
		id := h.order(h.buyer, made).ID
		h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Taken(ctx, tx, id) })
		sees(h.ada, true)
		sees(receiver, true)
		sees(h.colleague, false)
		sees(h.manager, false)
		_, err := h.s.Show(h.Context(), h.now(h.ada), made)
		h.wants(err, apperr.NotFound, "")
		b := h.show(h.ada, n)
		placed, err := sending.PlacedOf(h.Context(), h.d.DB, h.now(h.ada), b.Basket)
		if h.ok(err); len(placed) != 1 || placed[0].Number != made || !placed[0].Slip || len(placed[0].Lines) != 1 {
			h.Errorf("%+v", placed)
		}
	})
}

// Who holds no role of a desk is told whom to ask.
func TestNoDesk(t *testing.T) {
	each(t, func(h *house) {
		for who, want := range map[*access.Actor]string{&h.validator: "", &h.super: "", &h.buyer: ordering.CodeNotValidator, &h.ada: ordering.CodeNotValidator} {
			desk := ordering.Validator
			if who == &h.super {
				desk = ordering.Buyer
			}
			a := h.now(*who)
			a.OrgID = h.school.ID
			why, err := h.s.NoDesk(h.Context(), a, desk)
			h.ok(err)
			code := ""
			if len(why) == 1 {
				code = why[0].Code
				if why[0].Ask == nil || len(why[0].Lifters) != 1 || why[0].Lifters[0].Name != "Marc Daubremont" {
					h.Errorf("%s: %+v", who.Name, why[0])
				}
			}
			if code != want {
				h.Errorf("%s: %q, want %q", who.Name, code, want)
			}
		}
		why, err := h.s.NoDesk(h.Context(), h.now(h.person("Nina Novak")), ordering.Buyer)
		if h.ok(err); len(why) != 1 || why[0].Code != ordering.CodeNoRole {
			h.Errorf("%+v", why)
		}
	})
}
