package order_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// What is said to the supplier is kept with the order, may be changed by who sends it until they do, and says in the history what it was.
func TestRemark(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R231", "R290")
		h.confirmed(h.ada, h.pen, 1)
		in := h.form(h.validator, order.Together, h.keys(h.validator)...)
		key := firstKey(in.Labels)
		for _, bad := range []string{strings.Repeat("é", 501), "sonnez\x07", "a\x00b", "x\xffy"} {
			in.Labels[key] = order.Wording{Remark: bad}
			_, err := h.s.Create(h.Context(), h.now(h.validator), in)
			h.fault(err, order.RemarkField(key))
		}
		in.Labels[key] = order.Wording{Remark: "  Porte B,\r\nsonner deux fois\t!\n"}
		made, err := h.s.Create(h.Context(), h.now(h.validator), in)
		h.ok(err)
		n := made[0]
		if got := h.order(h.buyer, n).Remark; got != "Porte B,\nsonner deux fois !" {
			h.Fatalf("%q", got)
		}
		set := func(text string, version int64) error {
			return h.s.SetRemark(h.Context(), h.now(h.buyer), n, version, text)
		}
		h.wants(h.s.SetRemark(h.Context(), h.now(h.validator), n, 1, "x"), apperr.Forbidden, order.CodeNotBuyer)
		h.wants(h.s.SetRemark(h.Context(), h.now(h.ada), n, 1, "x"), apperr.NotFound, "")
		h.fault(set(strings.Repeat("x", 501), 1), order.FieldRemark)
		h.fault(set("\x1b[2J", 1), order.FieldRemark)
		h.ok(set("Porte B,\nsonner deux fois !", 1)) // nothing new: nothing is written
		h.ok(set("Porte C", 1))
		h.wants(set("Porte D", 1), apperr.Conflict, "")
		h.limit(1) // all of it is the superacheteur's
		h.wants(set("Porte E", 2), apperr.Forbidden, order.CodeOverLimit)
		h.ok(h.s.SetRemark(h.Context(), h.now(h.super), n, 2, ""))
		h.limit(-1)
		h.ok(set("Avant 10 h", 3))
		h.ok(h.s.Send(h.Context(), h.now(h.buyer), n, 4))
		h.wants(set("trop tard", 5), apperr.Forbidden, order.CodeSending)
		id := h.order(h.buyer, n).ID
		h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Bounced(ctx, tx, id, "550", "") })
		h.ok(set("Avant 11 h", 6)) // it goes out again with what is said now
		h.fault(h.s.SendWith(h.Context(), h.now(h.buyer), n, 7, order.Resend, strings.Repeat("x", 501)), order.FieldRemark)
		h.ok(h.s.SendWith(h.Context(), h.now(h.buyer), n, 7, order.Resend, "Avant midi")) // what stands in the field goes out
		h.do(func(ctx context.Context, tx *db.Tx) error { return h.s.Taken(ctx, tx, id) })
		h.wants(set("trop tard", h.order(h.buyer, n).Version), apperr.Forbidden, order.CodeAnswered)
		if got := h.order(h.buyer, n).Remark; got != "Avant midi" {
			h.Errorf("%q", got)
		}
		var said []string
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			lines, err := history.Of(h.Context(), tx, history.Object{Kind: order.Object, ID: id}, 50)
			for _, l := range lines {
				if l.Act == "ordering.order.change remarks" || l.Act == "ordering.order.create" || l.Act == "ordering.order.send again" {
					said = append(said, fmt.Sprintf("%s→%s", l.Data["was"], l.Data["remark"]))
				}
			}
			return err
		}))
		if got := strings.Join(said, " | "); got != "Avant 11 h→Avant midi | Avant 10 h→Avant 11 h | →Avant 10 h | Porte C→ | Porte B,\nsonner deux fois !→Porte C | →Porte B,\nsonner deux fois !" {
			h.Errorf("the history says %q", got)
		}
	})
}
