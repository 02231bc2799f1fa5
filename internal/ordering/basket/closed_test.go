package basket_test

import (
	"context"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
)

// For an establishment that is closed nothing is put in a basket, confirmed or duplicated, however it is asked for; what is there is put away.
func TestClosedEstablishment(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161", "R193")
		n := h.adds(h.ada, 0, h.pen, 2)
		ctx, version := h.Context(), h.show(h.ada, n).Version
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE org_organisations SET closed_at = 1 WHERE id = $1`, h.school.ID)
			return err
		})
		const code = "ordering.unavailable"
		for _, in := range []int64{0, n} {
			_, err := h.s.Add(ctx, h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Basket: in, Article: h.pen, Quantity: 1})
			h.wants(err, apperr.Forbidden, code)
		}
		_, err := h.s.Open(ctx, h.now(h.ada), h.school.Ref, "")
		h.wants(err, apperr.Forbidden, code)
		_, err = h.s.Paste(ctx, h.now(h.ada), n, "pen")
		h.wants(err, apperr.Forbidden, code)
		_, err = h.s.Copy(ctx, h.now(h.ada), n, basket.Copying{})
		h.wants(err, apperr.Forbidden, code)
		_, err = h.s.Confirm(ctx, h.now(h.ada), n, basket.Confirming{Version: version})
		h.wants(err, apperr.Forbidden, code)
		if e, ok := apperr.As(err); ok && len(e.Reasons[0].Lifters) == 0 {
			h.Error("nobody lifts it")
		}
		h.is(n, "open, pen 2 in_basket")
		h.ok(h.s.Abandon(ctx, h.now(h.ada), n, version))
	})
}
