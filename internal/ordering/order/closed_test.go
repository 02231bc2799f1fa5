package order_test

import (
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

func (h *house) exec(q string, args ...any) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	}))
}

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// A place that was closed since its articles were confirmed gets nothing: no order is made for it, and one that waits is not sent, nor sent again,
// but goes back to the validateur.
func TestClosedPlace(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R202", "R209", "R221")
		h.exec(`INSERT INTO org_sites (id, org_id, ref, name, name_fold, fase, address, complement, postal_code, commune, commune_code, phone, created_at, version)
			VALUES ('annexe', $1, 'annexe', 'Annexe', 'annexe', '', 'Quai 4', '', '5000', 'Namur', '', '+3281000001', 1, 1)`, h.school.ID)
		for _, at := range []string{"annexe", ""} {
			place, set := "École du Port", `UPDATE org_organisations SET closed_at = $1 WHERE id = '`+h.school.ID+`'`
			if at != "" {
				place, set = "École du Port – Annexe", `UPDATE org_sites SET closed_at = $1`
			}
			wants := func(units int64) {
				h.confirmed(h.ada, h.pen, units)
				h.exec(`UPDATE ordering_baskets SET site_id = $1 WHERE state = 'confirmed'`, optional(at))
			}
			wants(4)
			number := h.creates(order.Together)[0]
			wants(2)
			h.exec(set, 1)
			_, err := h.s.Create(h.Context(), h.now(h.validator), h.form(h.validator, order.Together, h.keys(h.validator)...))
			h.wants(err, apperr.Forbidden, order.CodeUnavailable)
			if e, _ := apperr.As(err); e.Reasons[0].Text.Args[1] != place || len(e.Reasons[0].Lifters) != 1 || e.Reasons[0].Lifters[0].Name != h.validator.Name {
				h.Errorf("%+v", e.Reasons)
			}
			h.wants(h.s.Send(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
			h.exec(`UPDATE ordering_orders SET state = 'to_resend' WHERE number = $1`, number)
			h.wants(h.s.Resend(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
			h.ok(h.s.GiveBack(h.Context(), h.now(h.buyer), number, 1, "fermé"))
			h.exec(set, nil)
			if made := h.creates(order.Together); len(made) != 1 {
				h.Error(made)
			}
		}
	})
}
