package ordering_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
)

// told are the splittings as a line each: the establishment, the orders and what they come to.
func told(all []ordering.Splitting) string {
	var out []string
	for _, s := range all {
		numbers := make([]string, len(s.Orders))
		for i, o := range s.Orders {
			numbers[i] = o.Number
		}
		out = append(out, fmt.Sprintf("%s: %s = %d", s.Org.Name, strings.Join(numbers, "+"), s.Sum()))
	}
	return strings.Join(out, "; ")
}

// order writes an order that went out some days ago, as the rooms would; state may be empty.
func (h *house) order(number string, school, supplier org.Organisation, market, net, gross int64, days int, state string) {
	h.t.Helper()
	if state == "" {
		state = "sent"
	}
	at := h.d.Clock.Now().AddDate(0, 0, -days)
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ordering_orders (id, number, org_id, head_id, market, supplier_id, state, label, free, delivery, delivery_vat, net, gross, created_by, created_name,
			created_at, sent_by, sent_name, sent_at, sent_to, deliver_to, reason, moved_by, moved_name, moved_at, version)
			VALUES ($1, $1, $2, $2, $3, $4, $5, '', FALSE, 0, 0, $6, $7, '', '', $8, '', 'Benoît', $8, '', '', '', '', '', $8, 1)`, number, school.ID, market, supplier.ID, state, net, gross, at)
		return err
	})
}

// Orders of an establishment that went to one supplier within fourteen days, none above its maximum amount and together above it, are shown
// to who heads its authority, and to nobody else; spans that share an order are one. Nothing else is: one alone, what comes to exactly the
// amount, what was refused, what exceeds by itself, another supplier's, another establishment's, fifteen days, an establishment without an
// amount, what is older than three months (R225).
func TestSplitting(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h.t, "R225")
		pont, quai := h.org(org.Supplier, "Papeterie du Pont", ""), h.org(org.Supplier, "Quai aux Livres", "")
		central := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
		m, err := h.c.Create(h.t.Context(), central, catalog.Input{Title: "Papier", SupplierRef: pont.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
		h.ok(err)
		president, super := h.with("Ada", ordering.President, h.authority), h.with("Saul", ordering.Superbuyer, h.authority)
		aside := h.with("Ines", ordering.President, h.alone)
		h.ok(h.sets(president, h.school, euros(500, 0)))
		alone := euros(10, 0)
		alone.Knowing = true
		h.ok(h.sets(aside, h.alone, alone))

		h.order("exact-1", h.school, quai, m, 20000, 25000, 80, "")
		h.order("exact-2", h.school, quai, m, 20000, 25000, 79, "")
		h.order("far-1", h.school, quai, m, 30000, 40000, 60, "")
		h.order("far-2", h.school, quai, m, 30000, 40000, 45, "")
		h.order("old-1", h.school, pont, m, 30000, 40000, 93, "")
		h.order("old-2", h.school, pont, m, 30000, 40000, 91, "")
		h.order("refused", h.school, quai, m, 30000, 40000, 44, "refused")
		h.order("above", h.school, quai, m, 60000, 70000, 44, "")
		h.order("sister-1", h.sister, pont, m, 30000, 40000, 3, "")
		h.order("sister-2", h.sister, pont, m, 30000, 40000, 2, "")
		look := func(who access.Actor) string {
			v, err := h.s.Limits(h.t.Context(), h.now(who), h.authority.Ref)
			h.ok(err)
			return told(v.Splits)
		}
		if got := look(president); got != "" {
			h.t.Errorf("what is not split: %s", got)
		}

		h.order("a", h.school, pont, m, 20000, 26000, 30, "")
		h.order("b", h.school, pont, m, 20000, 26000, 20, "")
		h.order("c", h.school, pont, m, 20000, 26000, 10, "")
		h.order("d", h.school, quai, m, 30000, 40000, 1, "")
		h.order("e", h.school, quai, m, 10000, 10001, 0, "")
		const want = "École du Port: d+e = 50001; École du Port: a+b+c = 78000"
		if got := look(president); got != want {
			h.t.Errorf("got %s, want %s", got, want)
		}
		if got := look(super); got != "" {
			h.t.Errorf("a superbuyer: %s", got)
		}
		for _, c := range []struct {
			who  access.Actor
			want int
		}{{president, 2}, {super, 0}, {aside, 0}} {
			v, err := h.s.Home(h.t.Context(), h.now(c.who))
			h.ok(err)
			if got := v.Posts[0].Splits; got != c.want {
				h.t.Errorf("%s is told of %d, want %d", c.who.Name, got, c.want)
			}
		}

		h.ok(h.s.SetBasis(h.t.Context(), h.now(president), h.authority.Ref, ordering.Net, 0)) // two and two come to 400 euros then
		if got := look(president); got != "" {
			h.t.Errorf("without VAT: %s", got)
		}
		h.d.Clock.Set(h.d.Clock.Now().Add(100 * 24 * time.Hour))
		if got := look(president); got != "" {
			h.t.Errorf("three months later: %s", got)
		}
	})
}
