package basket_test

import (
	"context"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
)

func (h *house) exec(q string, args ...any) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, q, args...)
		return err
	})
}

// Who gets the basket of somebody who left reads what these had duplicated of it, and needs the markets of what came back alone: what has
// arrived nobody asks for again.
func TestHeirOfWhatCameBack(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R132", "R237")
		boss := h.gives(h.person("Odile Marchal"), ordering.Manager, h.school)
		n := h.adds(h.colleague, 0, h.pen, 2, h.sheets, 1)
		h.confirm(h.colleague, n)
		h.takes(h.colleague, ordering.Requester)
		h.d.Clock.Advance(time.Hour)
		h.exec(`UPDATE ordering_basket_lines SET state = CASE WHEN article = $1 THEN 'cancelled' ELSE 'received' END, moved_at = $2`, h.pen, h.d.Clock.Now())
		h.exec(`UPDATE ordering_baskets SET state = 'closed'`)
		v, err := h.s.LeftAt(h.Context(), h.now(boss), h.school.Ref)
		h.ok(err)
		if len(v.All) != 1 || len(v.All[0].Heirs) != 1 || v.All[0].Heirs[0].AccountID != h.ada.ID {
			h.Fatalf("%+v", v.All)
		}
		h.colleague = h.gives(h.colleague, ordering.Requester, h.school, h.pens, h.paper)
		copied, err := h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{})
		h.ok(err)
		h.exec(`UPDATE ordering_baskets SET account_id = $1 WHERE number = $2`, h.ada.ID, n)
		if got := h.show(h.ada, n).Copies; len(got) != 1 || got[0].Number != copied || got[0].OwnerID != h.colleague.ID {
			h.Errorf("the heir reads of the duplicates %+v", got)
		}
	})
}
