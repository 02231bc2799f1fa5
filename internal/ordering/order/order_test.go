package order_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/phone"
)

// A basket of two suppliers gives two lines, by supplier, and only who validates there sees them.
func TestToCreate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R200", "R215")
		a := h.confirmed(h.colleague, h.pen, 2, h.sheets, 1)
		b := h.confirmed(h.ada, h.pen, 1)
		h.adds(h.ada, 0, h.pen, 7) // open
		d, err := h.s.ToCreate(h.Context(), h.now(h.validator), 1, 10)
		h.ok(err)
		var got []string
		for _, w := range d.Waiting {
			got = append(got, fmt.Sprintf("%s %d %s %d", w.Name, w.Key.Basket, w.Basket.Owner, w.Total.Gross))
		}
		want := []string{
			fmt.Sprintf("Atelier Nord %d Ben Ortiz 524", a),      // 4.33 + 21 %
			fmt.Sprintf("Papeterie du Pont %d Ben Ortiz 100", a), // 0.83 + 0.17
			fmt.Sprintf("Papeterie du Pont %d Ada Tremblay 51", b),
		}
		if !slices.Equal(got, want) || d.Total != 3 {
			h.Errorf("%q, want %q", got, want)
		}
		if d, err = h.s.ToCreate(h.Context(), h.now(h.validator), 2, 2); err != nil || len(d.Waiting) != 1 || d.Total != 3 {
			h.Errorf("%+v %v", d, err)
		}
		for _, who := range []access.Actor{h.ada, h.buyer, h.gives(h.person("Zoé Delcourt"), ordering.Validator, h.sister)} {
			if keys := h.keys(who); len(keys) > 0 {
				h.Errorf("%s sees %v", who.Name, keys)
			}
			_, _, err := h.s.Plans(h.Context(), h.now(who), []order.Key{{Basket: a, Supplier: "papeterie-du-pont"}})
			if err == nil {
				h.Errorf("%s plans", who.Name)
			}
		}
	})
}

// What was chosen becomes one order per supplier, or one per basket; each says what parcels come.
func TestCreate(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R201", "R202", "R211")
		covers.Statement(h.T, "R204", "R205", "R232")
		a := h.confirmed(h.colleague, h.pen, 2, h.sheets, 1)
		b := h.confirmed(h.ada, h.pen, 1, h.eraser, 5)
		keys := h.keys(h.validator)
		together, each, err := h.s.Plans(h.Context(), h.now(h.validator), keys)
		h.ok(err)
		if len(together.Parcels) != 2 || len(each.Parcels) != 3 || len(together.Parcels[0].Baskets) != 2 {
			h.Errorf("%d together, %d apart", len(together.Parcels), len(each.Parcels))
		}
		made := h.creates(order.Together)
		if len(made) != 2 || !regexp.MustCompile(`^PODTR\.\d+-2026-000001 PODTR\.\d+-2026-000002$`).MatchString(strings.Join(made, " ")) {
			h.Errorf("made %v", made)
		}
		if h.states(h.colleague, a) != "ordered: in_order in_order" || h.states(h.ada, b) != "ordered: in_order in_order" {
			h.Error(h.states(h.colleague, a), h.states(h.ada, b))
		}
		if len(h.keys(h.validator)) > 0 {
			h.Error("something still waits")
		}
		if got := strings.Join(h.told, "; "); got != "created Papeterie du Pont 877 over=false; created Atelier Nord 524 over=false" { // 3 × 0.415 = 1.25, + 6.00, + 21 %
			h.Error(got)
		}
		v := h.order(h.buyer, made[0])
		if len(v.Lines) != 2 || v.Lines[0].Quantity != 3 || len(v.Lines[0].Parts) != 2 || v.State != order.Created || v.Total.Gross != 877 {
			h.Errorf("%+v", v)
		}
		h.sharesAddUp()

		// One that is cancelled keeps its number; the next one has the next.
		h.ok(h.s.Cancel(h.Context(), h.now(h.buyer), made[1], h.order(h.buyer, made[1]).Version, "budget"))
		h.confirmed(h.ada, h.pen, 1)
		if next := h.creates(order.Together); len(next) != 1 || !strings.HasSuffix(next[0], "-2026-000003") || h.order(h.buyer, made[1]).Number != made[1] {
			h.Errorf("then %v", next)
		}
	})
}

// Registers number authorities and schools apart, and schools share their commune's SIREN: two heads of one code have numbers of their own.
func TestNumbersOfOneCode(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R232")
		set := func(column, value string, ids ...string) {
			h.do(func(ctx context.Context, tx *db.Tx) error {
				for _, id := range ids {
					if _, err := tx.Exec(ctx, `UPDATE org_organisations SET phone = '+3281000000', `+column+` = $1 WHERE id = $2`, value, id); err != nil {
						return err
					}
				}
				return nil
			})
		}
		orders := func(school org.Organisation, who, validates access.Actor) string {
			h.Helper()
			h.school, h.validator = school, validates
			h.confirmed(who, h.pen, 1)
			return strings.Join(h.creates(order.Together), " ")
		}
		people := func(school org.Organisation) (access.Actor, access.Actor) {
			return h.gives(h.person("Zoé "+school.Name), ordering.Requester, school, h.pens), h.gives(h.person("Val "+school.Name), ordering.Validator, school)
		}
		under, ada, validator := h.school, h.ada, h.validator
		alone, other := h.org(org.School, "École seule", ""), h.org(org.School, "Autre école", "")
		for _, s := range []org.Organisation{alone, other} {
			h.ok(h.c.AddAdherent(h.Context(), h.central(), h.pens, catalog.AdherentInput{OrgRef: s.Ref, StartsOn: "2020-01-01"}))
		}
		set("fase", "1234", h.authority.ID, alone.ID)
		set("siren", "210000001", alone.ID, other.ID)
		zoe, val := people(alone)
		yve, vic := people(other)
		got := []string{
			orders(alone, zoe, val), orders(under, ada, validator), orders(other, yve, vic), orders(alone, zoe, val), orders(under, ada, validator), orders(other, yve, vic),
		}
		want := regexp.MustCompile(`^210000001-2026-000001 1234-2026-000001 AE\.\d+-2026-000001 210000001-2026-000002 1234-2026-000002 AE\.\d+-2026-000002$`)
		if !want.MatchString(strings.Join(got, " ")) {
			h.Error(got)
		}
		// An authority takes the number by which another's orders of the year are called already.
		set("fase", "", h.authority.ID)
		set("siren", "210000001", h.authority.ID)
		if n := orders(under, ada, validator); !strings.HasPrefix(n, "PODTR.") || !strings.HasSuffix(n, "-2026-000003") {
			h.Error(n)
		}
	})
}

// sharesAddUp: what baskets have in a line that lives is what it orders; no line of a basket is in two.
func (h *house) sharesAddUp() {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		bad, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT d.number FROM ordering_order_lines l JOIN ordering_orders d ON d.id = l.order_id AND d.state <> 'cancelled'
			WHERE l.quantity <> (SELECT COALESCE(CAST(sum(x.granted) AS BIGINT), 0) FROM ordering_basket_lines x WHERE x.order_line_id = l.id)`)
		if len(bad) > 0 {
			h.Errorf("the shares of %v do not add up", bad)
		}
		return err
	})
}

func TestParcelsApart(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R204", "R206", "R207")
		h.confirmed(h.colleague, h.pen, 2)
		h.confirmed(h.ada, h.pen, 1)
		in := h.form(h.validator, order.Each, h.keys(h.validator)...)
		if len(in.Labels) != 2 {
			h.Fatal(in.Labels)
		}
		i := 0
		for k := range in.Labels {
			in.Labels[k] = order.Wording{Label: []string{"3B Mme Tremblay", "GRATUITé"}[i]}
			i++
		}
		made, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.ok(err)
		free := 0
		for _, n := range made {
			if v := h.order(h.buyer, n); v.Free {
				free++
				if v.Label != "GRATUITé" {
					h.Error(v.Label)
				}
			}
		}
		if len(made) != 2 || free != 1 {
			h.Errorf("%v, %d free", made, free)
		}
		h.sharesAddUp()
	})
}

// A label that says « GRATUITé » makes an order free; the box takes away only what the demandeur's wish had it ticked for.
func TestTheBoxAndTheLabel(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R207")
		yes, no := true, false
		for _, x := range []struct {
			wish, label string
			box         *bool
			want        bool
		}{
			{"", "GRATUITé", nil, true},
			{"", "GRATUITé", &no, true},
			{"3B", "3B GRATUITé", &no, true},
			{"GRATUITé", "GRATUITé", &no, false},
			{"GRATUITé", "GRATUITé", nil, true},
			{"", "3B", &yes, true},
			{"GRATUITé", "3B", &no, false},
			{"", "3B", nil, false},
			{"", "LIVRAISON GRATUITE", nil, false},
		} {
			n := h.confirmed(h.ada, h.pen, 1)
			h.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE ordering_baskets SET label = $1 WHERE number = $2`, x.wish, n)
				return err
			})
			in := h.form(h.validator, order.Together, h.keys(h.validator)...)
			for k := range in.Labels {
				in.Labels[k] = order.Wording{Label: x.label, Free: x.box}
			}
			made, err := h.s.Create(h.Context(), h.now(h.validator), in)
			h.ok(err)
			if v := h.order(h.buyer, made[0]); v.Free != x.want || v.Label != x.label {
				h.Errorf("%q, wished as %q, is free %v, want %v", v.Label, x.wish, v.Free, x.want)
			}
		}
	})
}

// An article that is sold by another multiple since it was confirmed is ordered by it: lowered to it, or refused.
func TestSoldByAnotherMultipleSince(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R183", "R212")
		h.confirmed(h.ada, h.pen, 7)
		h.lines(h.pens, "pen 0.4150 5")
		in := h.form(h.validator, order.Together, h.keys(h.validator)...)
		p, _, err := h.s.Plans(h.Context(), h.now(h.validator), in.Keys)
		if err != nil || !p.Stopped() || p.Parcels[0].Why[0].Code != order.CodeUnavailable {
			h.Fatalf("%+v %v", p, err)
		}
		for id := range in.Seen {
			in.Agreed = map[string]int64{id: p.Parcels[0].Shares[0].Now.From}
			_, err = h.s.Create(h.Context(), h.now(h.validator), in)
			h.wants(err, apperr.Forbidden, order.CodeUnavailable)
			h.fault(h.b.Lower(h.Context(), h.now(h.validator), id, 7, 6, "par cinq"), basket.FieldQuantity)
			h.ok(h.b.Lower(h.Context(), h.now(h.validator), id, 7, 5, "par cinq"))
			in.Seen[id] = 5
		}
		made, err := h.s.Create(h.Context(), h.now(h.validator), in)
		if err != nil || len(made) != 1 {
			h.Error(made, err)
		}
	})
}

// Two validateurs, or two clicks: one order; a form made from something else makes none.
func TestNothingTwice(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R213", "R208", "R209")
		n := h.confirmed(h.ada, h.pen, 4)
		in := h.form(h.validator, order.Together, h.keys(h.validator)...)
		other := h.gives(h.person("Zoé Delcourt"), ordering.Validator, h.school)

		long := h.form(h.validator, order.Together, in.Keys...)
		for k := range long.Labels {
			long.Labels[k] = order.Wording{Label: strings.Repeat("x", 61)}
		}
		_, err := h.s.Create(h.Context(), h.now(h.validator), long)
		h.fault(err, order.LabelField(firstKey(long.Labels)))

		h.phone("")
		_, err = h.s.Create(h.Context(), h.now(h.validator), in)
		h.wants(err, apperr.Forbidden, phone.CodeMissing)
		if e, ok := apperr.As(err); !ok || len(e.Reasons[0].Lifters) != 1 || e.Reasons[0].Lifters[0].Name != "Marc Daubremont" {
			h.Errorf("%+v", e)
		}
		if h.states(h.ada, n) != "confirmed: confirmed" {
			h.Error(h.states(h.ada, n))
		}
		h.phone("+3281000000")

		var wg sync.WaitGroup
		var mu sync.Mutex
		made := map[string]bool{}
		for i := range 6 {
			who := h.now([]access.Actor{h.validator, other}[i%2])
			wg.Go(func() {
				got, err := h.s.Create(h.Context(), who, in)
				if err != nil && !apperr.Is(err, apperr.Conflict) {
					h.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, x := range got {
					made[x] = true
				}
			})
		}
		wg.Wait()
		if len(made) != 1 {
			h.Errorf("made %v", made)
		}
		_, err = h.s.Create(h.Context(), h.now(other), in) // who is slower reads who was faster, when, and in which order
		if e, ok := apperr.As(err); !ok || e.Kind != apperr.Conflict || e.Msg.Key != msg.ConflictOrdered {
			h.Errorf("%v", err)
		}
		// Nor does who refuses, or lowers, what was ordered meanwhile.
		line := firstSeen(in.Seen)
		for _, err := range []error{h.b.Refuse(h.Context(), h.now(other), []string{line}, "non"), h.b.Lower(h.Context(), h.now(other), line, in.Seen[line], 0, "non")} {
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Conflict || e.Msg.Key != msg.ConflictOrdered {
				h.Errorf("refused after it was ordered: %v", err)
			}
		}
		// A forged form tells nobody of another school who ordered what.
		far := h.org(org.School, "École lointaine", "")
		h.ok(h.c.AddAdherent(h.Context(), h.central(), h.pens, catalog.AdherentInput{OrgRef: far.Ref, StartsOn: "2020-01-01"}))
		spy := h.gives(h.gives(h.person("Eve Ailleurs"), ordering.Requester, far, h.pens), ordering.Validator, far)
		h.school = far
		h.confirmed(spy, h.pen, 1)
		in.Keys = h.keys(spy)
		if _, err = h.s.Create(h.Context(), h.now(spy), in); !apperr.Is(err, apperr.Conflict) {
			h.Error(err)
		} else if e, _ := apperr.As(err); e.Msg.Key == msg.ConflictOrdered {
			h.Errorf("told: %v", e.Msg)
		}
		h.sharesAddUp()
	})
}

func firstSeen(m map[string]int64) string {
	for k := range m {
		return k
	}
	return ""
}

func firstKey(m map[string]order.Wording) string {
	for k := range m {
		return k
	}
	return ""
}

// A quantity that was lowered, or a price that changed since the page was made, is seen before anything is made.
func TestCreateFromWhatIsThere(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R197")
		h.confirmed(h.ada, h.pen, 4)
		in := h.form(h.validator, order.Together, h.keys(h.validator)...)
		line := firstLine(in.Seen)
		h.ok(h.b.Lower(h.Context(), h.now(h.validator), line, 4, 3, "trois"))
		_, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.wants(err, apperr.Conflict, "")
		in = h.form(h.validator, order.Together, in.Keys...)
		h.lines(h.pens, "pen 0.9000 1")
		_, err = h.s.Create(h.Context(), h.now(h.validator), in)
		h.fault(err, order.FieldAgreed)
		in = h.form(h.validator, order.Together, in.Keys...)
		h.lines(h.pens, "pen 0.9000 1 Autre") // of another maker, under the same reference
		_, err = h.s.Create(h.Context(), h.now(h.validator), in)
		h.fault(err, order.FieldAgreed)
		h.takes(h.ada, ordering.Requester) // it was confirmed while she might: the validateur decides
		in = h.form(h.validator, order.Together, in.Keys...)
		made, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.ok(err)
		if v := h.order(h.buyer, made[0]); v.Lines[0].Article.Price != 9000 || v.Total.Net != 270 {
			h.Errorf("%+v", v.Total)
		}
		h.ada = h.gives(h.ada, ordering.Requester, h.school, h.pens)
		h.confirmed(h.ada, h.eraser, 5)
		keys := h.keys(h.validator)
		h.lines(h.pens, "eraser - 5")
		_, err = h.s.Create(h.Context(), h.now(h.validator), h.form(h.validator, order.Together, keys...))
		h.wants(err, apperr.Forbidden, order.CodeUnavailable)

		var was int64
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			was, err = article.Shown(ctx, tx, h.paper)
			return err
		})
		h.lines(h.paper, "chalk 1.0000 1")
		h.confirmed(h.colleague, h.number("chalk"), 2)
		keys = slices.DeleteFunc(h.keys(h.validator), func(k order.Key) bool { return slices.Contains(keys, k) })
		h.do(func(ctx context.Context, tx *db.Tx) error { return article.Show(ctx, tx, h.paper, was) }) // undone
		_, err = h.s.Create(h.Context(), h.now(h.validator), h.form(h.validator, order.Together, keys...))
		h.wants(err, apperr.Forbidden, order.CodeUnavailable)
	})
}

// An order is not made for a place to which its market does not deliver, whatever its area was when the basket was confirmed (R161).
func TestNoOrderOutsideTheArea(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161")
		h.confirmed(h.ada, h.pen, 1)
		in := h.form(h.validator, order.Together, h.keys(h.validator)...)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE catalog_markets SET area = '1000-1299' WHERE number = $1`, h.pens); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE org_organisations SET postal_code = '5000' WHERE id = $1`, h.school.ID)
			return err
		})
		_, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.wants(err, apperr.Forbidden, ordering.CodeOutside)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE org_organisations SET postal_code = '1200' WHERE id = $1`, h.school.ID)
			return err
		})
		_, err = h.s.Create(h.Context(), h.now(h.validator), in)
		h.ok(err)
	})
}

func firstLine(m map[string]int64) string {
	for k := range m {
		return k
	}
	return ""
}

// An order is « passée » when the supplier's server has taken it, and not before; pressed twice it goes out once.
func TestSend(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R220", "R221", "R230")
		n := h.confirmed(h.ada, h.pen, 1)
		made := h.creates(order.Together)[0]
		rows, total, err := h.s.ToSend(h.Context(), h.now(h.buyer), 1, 10)
		if err != nil || total != 1 || rows[0].Number != made || rows[0].Over {
			h.Errorf("%v %d %v", rows, total, err)
		}
		h.told = nil
		h.wants(h.s.Send(h.Context(), h.now(h.validator), made, 1), apperr.Forbidden, order.CodeNotBuyer)
		twice := h.now(h.buyer)
		h.ok(h.s.Send(h.Context(), twice, made, 1))
		h.ok(h.s.Send(h.Context(), twice, made, 1))
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), made, 1), apperr.Conflict, "")
		if v := h.order(h.buyer, made); v.State != order.Sending || h.states(h.ada, n) != "ordered: in_order" {
			h.Error(v.State, h.states(h.ada, n))
		}
		h.wants(h.s.Cancel(h.Context(), h.now(h.buyer), made, 2, "non"), apperr.Forbidden, order.CodeSending)

		id := h.order(h.buyer, made).ID
		h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Bounced(ctx, tx, id, "550 no such user", "") })
		if v := h.order(h.buyer, made); v.State != order.ToResend || v.Reason != "550 no such user" {
			h.Errorf("%s %s", v.State, v.Reason)
		}
		h.ok(h.s.Resend(h.Context(), h.now(h.buyer), made, 3))
		for range 2 {
			h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Taken(ctx, tx, id) })
		}
		if v := h.order(h.buyer, made); v.State != order.Sent || v.SentBy != "Carl Huygens" || v.SentAt.IsZero() || h.states(h.ada, n) != "ordered: ordered" {
			h.Error(v.State, h.states(h.ada, n))
		}
		h.wants(h.s.Cancel(h.Context(), h.now(h.buyer), made, 5, "non"), apperr.Forbidden, order.CodeSent)
		if got := strings.Join(h.told, "; "); got != "dispatched to commandes@pont.test; bounced to Carl Huygens; dispatched to commandes@pont.test; sent 1" {
			h.Error(got)
		}
	})
}

func TestLimit(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R222", "R223", "R224")
		h.confirmed(h.ada, h.eraser, 5)
		made := h.creates(order.Together)[0]
		h.limit(725) // 5 × 1.20 + 21 % is 7.26
		err := h.s.Send(h.Context(), h.now(h.buyer), made, 1)
		h.wants(err, apperr.Forbidden, order.CodeOverLimit)
		if e, _ := apperr.As(err); e.Reasons[0].Lifters[0].Name != "Sarah Wirth" {
			h.Errorf("%+v", e.Reasons)
		}
		covers.Statement(h.T, "R292") // « send / cancel »: an acheteur within the amount, a superacheteur all
		h.wants(h.s.Cancel(h.Context(), h.now(h.buyer), made, 1, "non"), apperr.Forbidden, order.CodeOverLimit)
		h.wants(h.s.GiveBack(h.Context(), h.now(h.buyer), made, 1, "non"), apperr.Forbidden, order.CodeOverLimit)
		rows, _, err := h.s.ToSend(h.Context(), h.now(h.super), 1, 10)
		if err != nil || len(rows) != 1 || !rows[0].Over {
			h.Errorf("%+v %v", rows, err)
		}
		h.limit(0)
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), made, 1), apperr.Forbidden, order.CodeOverLimit)
		h.limit(726)
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), made, 1)) // exactly it

		h.confirmed(h.ada, h.eraser, 5)
		made = h.creates(order.Together)[0]
		h.limit(1)
		h.ok(h.s.Send(h.Context(), h.now(h.super), made, 1))

		// Where its authority compares amounts without VAT, exactly 6.00 is within 6.00; lists and guards say the same.
		covers.Statement(h.T, "R223")
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO ordering_bases (org_id, without_vat, set_by, set_name, set_at, version) VALUES ($1, TRUE, '', '', 1, 1)`, h.authority.ID)
			return err
		})
		h.confirmed(h.ada, h.eraser, 5)
		made = h.creates(order.Together)[0]
		for _, c := range []struct {
			limit int64
			over  bool
		}{{599, true}, {600, false}, {0, true}} {
			h.limit(c.limit)
			rows, _, err := h.s.ToSend(h.Context(), h.now(h.super), 1, 10)
			v := h.order(h.buyer, made)
			if err != nil || len(rows) != 3 || rows[0].Over != c.over || v.Over() != c.over || v.Acts.May(order.Send) == c.over || !v.Limit.Net {
				h.Errorf("at most %d: %d rows, %v of %v; %v", c.limit, len(rows), v.Over(), v.Limit, err)
			}
		}
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), made, 1), apperr.Forbidden, order.CodeOverLimit)
		h.limit(600)
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), made, 1))

		h.confirmed(h.ada, h.eraser, 5)
		made = h.creates(order.Together)[0]
		h.limit(1)
		h.ok(h.s.Cancel(h.Context(), h.now(h.super), made, 1, "trop cher"))
	})
}

// The demandeurs of a cancelled order duplicate what was cancelled; given back, its lines wait for a validateur again.
func TestCancelAndGiveBack(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R226", "R227", "R228")
		covers.Statement(h.T, "R237", "R213")
		n := h.confirmed(h.colleague, h.pen, 2, h.sheets, 1)
		h.creates(order.Together)
		rows, _, err := h.s.ToSend(h.Context(), h.now(h.buyer), 1, 10)
		h.ok(err)
		i := slices.IndexFunc(rows, func(r order.Row) bool { return r.Supplier.Name == "Atelier Nord" })
		paper, pens := rows[i].Number, rows[1-i].Number
		h.told = nil
		h.fault(h.s.Cancel(h.Context(), h.now(h.buyer), paper, 1, " "), order.FieldReason)
		h.wants(h.s.Cancel(h.Context(), h.now(h.validator), paper, 1, "non"), apperr.Forbidden, order.CodeNotBuyer)
		h.ok(h.s.Cancel(h.Context(), h.now(h.buyer), paper, 1, "trop cher"))
		if h.states(h.colleague, n) != "ordered: in_order cancelled" {
			h.Error(h.states(h.colleague, n))
		}
		if len(h.keys(h.validator)) > 0 {
			h.Error("the validateur got lines back")
		}
		h.ok(h.s.GiveBack(h.Context(), h.now(h.buyer), pens, 1, "à regrouper"))
		if h.states(h.colleague, n) != "confirmed: confirmed cancelled" {
			h.Error(h.states(h.colleague, n))
		}
		if keys := h.keys(h.validator); len(keys) != 1 {
			h.Error(keys)
		}
		again := h.creates(order.Together)
		if len(again) != 1 || again[0] == pens {
			h.Error(again)
		}
		h.sharesAddUp()
		if got := strings.Join(h.told, "; "); got != "cancelled 1 trop cher; back à regrouper; created Papeterie du Pont 100 over=false" {
			h.Error(got)
		}
	})
}

// Kept apart, duties are kept apart here: who made it does not validate it, who validated it does not send it.
func TestStrictDuties(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R130")
		h.ada = h.gives(h.ada, ordering.Validator, h.school)
		h.ada = h.gives(h.ada, ordering.Buyer, h.school)
		h.validator = h.gives(h.validator, ordering.Buyer, h.school)
		h.confirmed(h.ada, h.pen, 1)
		together, _, err := h.s.Plans(h.Context(), h.now(h.ada), h.keys(h.ada))
		if err != nil || together.Warning.Key == "" || len(together.Parcels[0].Why) > 0 {
			h.Errorf("%+v %v", together, err)
		}
		h.strict()
		in := h.form(h.ada, order.Together, h.keys(h.ada)...)
		_, err = h.s.Create(h.Context(), h.now(h.ada), in)
		h.wants(err, apperr.Forbidden, ordering.CodeOwnBasket)
		made, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.ok(err)
		h.wants(h.s.Send(h.Context(), h.now(h.validator), made[0], 1), apperr.Forbidden, ordering.CodeOwnValidation)
		h.wants(h.s.Send(h.Context(), h.now(h.ada), made[0], 1), apperr.Forbidden, ordering.CodeOwnBasket)
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), made[0], 1))
	})
}

// Who is what to an order sees it, with or without its amounts; to all others it is not (1.12).
func TestWhoSeesAnOrder(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R292", "R138", "R255")
		h.confirmed(h.ada, h.eraser, 5)
		made := h.creates(order.Together)[0]
		receiver := h.gives(h.person("Rita Blum"), ordering.Receiver, h.school)
		head := h.gives(h.person("Jo Rousseau"), ordering.President, h.authority)
		next := h.gives(h.person("Zoé Delcourt"), ordering.Buyer, h.sister)
		sees := func(who access.Actor, want string) {
			h.Helper()
			v, err := h.s.Show(h.Context(), h.now(who), made)
			got := "404"
			switch {
			case err == nil && v.Prices:
				got = "prices"
			case err == nil:
				got = "no prices"
			case !apperr.Is(err, apperr.NotFound):
				got = err.Error()
			}
			if got != want {
				h.Errorf("%s: %s, want %s", who.Name, got, want)
			}
		}
		sees(h.validator, "prices")
		sees(h.buyer, "prices")
		sees(h.super, "prices")
		sees(h.ada, "404")
		sees(h.manager, "404")
		sees(receiver, "404")
		sees(head, "404")
		sees(next, "404")
		h.limit(100)
		sees(head, "prices")
		h.ok(h.s.Send(h.Context(), h.now(h.super), made, 1))
		id := h.order(h.buyer, made).ID
		h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Taken(ctx, tx, id) })
		sees(receiver, "no prices")
	})
}

// What once exceeded the maximum amount, when it was made, agreed on, or the amount lowered while it waited, stays with who heads the authority,
// whatever its supplier makes of it and whatever the amount is by then.
func TestHeadKeepsLooking(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R138")
		head := h.gives(h.person("Jo Rousseau"), ordering.President, h.authority)
		sees := func(number string, want bool) {
			h.Helper()
			_, err := h.s.Show(h.Context(), h.now(head), number)
			rows, _, lerr := h.s.List(h.Context(), h.now(head), order.Filter{Page: 1, Size: 10})
			h.ok(lerr)
			listed := slices.ContainsFunc(rows, func(r order.Row) bool { return r.Number == number })
			if got := err == nil; got != want || listed != want {
				h.Errorf("%s: opened %v, listed %v, want %v", number, err, listed, want)
			}
		}
		agrees := func(number string, quantity int64) {
			h.Helper()
			h.do(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE ordering_orders SET state = 'changed' WHERE number = $1`, number)
				h.ok(err)
				c, as, err := order.ForAct(ctx, tx, h.now(h.super), number, h.order(h.super, number).Version)
				h.ok(err)
				lines, err := order.Lines(ctx, tx, c.ID)
				h.ok(err)
				_, err = order.Agree(ctx, tx, h.super, &c, as, order.AgreeTo, map[string]order.Deal{lines[0].ID: {Quantity: quantity, Price: lines[0].Price()}}, "")
				return err
			})
		}
		make := func() string {
			h.Helper()
			h.confirmed(h.ada, h.eraser, 5) // 7.26
			return h.creates(order.Together)[0]
		}
		h.limit(700)
		above := make()
		sees(above, true)
		agrees(above, 1)
		sees(above, true)

		h.limit(1000)
		below := make()
		sees(below, false)
		sees(above, true)
		agrees(below, 10)
		sees(below, true)
		agrees(below, 1)
		sees(below, true)

		lowered := make()
		h.limit(700)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			return h.s.Relimited(ctx, tx, h.super, []string{h.school.ID}, map[string]ordering.Ceiling{h.school.ID: {Amount: 1000}})
		})
		h.limit(-1)
		sees(lowered, true)
		sees(make(), false)
	})
}
