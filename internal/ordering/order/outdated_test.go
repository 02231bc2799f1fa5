package order_test

import (
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/ordering/order"
)

// What left its market, or its authority, since the order was made is not sent, but given back to who validates: they decide, knowing it, and
// what they make of it then is sent, with a word to who sends it.
func TestLeftSinceItWasMade(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161", "R170", "R221")
		h.confirmed(h.ada, h.pen, 4)
		number := h.creates(order.Together)[0]
		if v := h.order(h.buyer, number); !v.Acts.May(order.Send) || v.Stale.Left {
			h.Errorf("before anything happens: %+v", v.Acts)
		}
		h.d.Clock.Advance(time.Hour)
		h.exec(`UPDATE catalog_adherents SET taken_at = $1`, h.d.Clock.Now().UnixMicro())
		if v := h.order(h.buyer, number); v.Acts.May(order.Send) || !v.Acts.May(order.GiveBack) {
			h.Errorf("to give back: %+v", v.Acts)
		}
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
		h.ok(h.s.GiveBack(h.Context(), h.now(h.buyer), number, 1, "n'adhère plus"))
		number = h.creates(order.Together)[0]
		if v := h.order(h.buyer, number); !v.Acts.May(order.Send) || !v.Stale.Left {
			h.Errorf("once the validateur decided: %+v", v.Acts)
		}
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), number, 1))
	})
}

func TestMadeForAnAuthorityItLeft(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R221", "R231")
		h.ok(h.c.AddAdherent(h.Context(), h.central(), h.pens, catalog.AdherentInput{OrgRef: h.school.Ref, StartsOn: "2020-01-01"}))
		h.confirmed(h.ada, h.pen, 4)
		number := h.creates(order.Together)[0]
		h.exec(`DELETE FROM org_closure WHERE descendant = $1 AND ancestor = $2`, h.school.ID, h.authority.ID)
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
		h.ok(h.s.GiveBack(h.Context(), h.now(h.buyer), number, 1, "rattachement"))
		number = h.creates(order.Together)[0]
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), number, 1))
	})
}

// An article that has no price any more, or is sold by another number, since the order was made keeps it from being sent, as it keeps another
// from being made; one that costs otherwise is told to who sends it (R168).
func TestArticlesThatChangedSinceItWasMade(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161", "R168", "R183")
		h.confirmed(h.ada, h.pen, 4)
		number := h.creates(order.Together)[0]
		h.lines(h.pens, "pen 0.9900 1", "eraser 1.2000 5")
		v := h.order(h.buyer, number)
		if !v.Acts.May(order.Send) || len(v.Stale.Changed) != 1 || v.Stale.Changed[0].Agreed.Price != 4150 || v.Stale.Changed[0].Now.Price != 9900 {
			h.Errorf("of another price: %+v", v.Stale)
		}
		h.lines(h.pens, "pen 0.4150 3", "eraser 1.2000 5")
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
		h.exec(`UPDATE catalog_versions SET price = NULL, multiple = 1 WHERE article = $1`, h.pen)
		h.wants(h.s.Send(h.Context(), h.now(h.buyer), number, 1), apperr.Forbidden, order.CodeUnavailable)
		h.lines(h.pens, "pen 0.4150 4", "eraser 1.2000 5")
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), number, 1))
	})
}
