package basket_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
)

// Whose page is older than what they may do now reads why, since when and by whom; to anybody else a basket does not exist.
func TestOlderPage(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R215", "R132")
		n := h.adds(h.ada, 0, h.pen, 2)
		open := h.show(h.ada, n)
		line := open.Lines[0].ID
		boss := h.gives(h.person("Odile Marchal"), ordering.Manager, h.school)
		h.confirm(h.ada, n)
		h.takes(h.validator, ordering.Validator)
		reason := func(err error, code string) {
			h.Helper()
			h.wants(err, apperr.Forbidden, code)
			if e, _ := apperr.As(err); e == nil || len(e.Reasons) != 1 || e.Reasons[0].Since.IsZero() || e.Reasons[0].By == "" {
				h.Errorf("%+v", err)
			}
		}
		reason(h.s.Refuse(h.Context(), h.now(h.validator), []string{line}, "Trop cher"), ordering.CodeNotValidator)
		_, err := h.s.Show(h.Context(), h.now(h.validator), n)
		reason(err, ordering.CodeNotValidator)
		h.wants(h.s.Refuse(h.Context(), h.now(h.colleague), []string{line}, "Trop cher"), apperr.NotFound, "")

		m := h.adds(h.ada, 0, h.pen, 1)
		v := h.show(h.ada, m)
		_, err = h.s.Show(h.Context(), h.now(h.validator), m)
		h.wants(err, apperr.NotFound, "") // it was none of theirs yet
		h.takes(h.ada, ordering.Requester)
		h.ok(h.s.Reassign(h.Context(), h.now(boss), h.school.Ref, basket.Reassigning{Number: m, Version: v.Version, Heir: h.colleague.ID}))
		for _, who := range []access.Actor{h.ada, h.now(h.gives(h.ada, ordering.Requester, h.school, h.pens))} {
			_, err = h.s.Confirm(h.Context(), h.now(who), m, basket.Confirming{Version: v.Version})
			reason(err, basket.CodeNotYours)
		}
		other := h.gives(h.person("Noé Sand"), ordering.Requester, h.school, h.pens)
		_, err = h.s.Show(h.Context(), h.now(other), m)
		h.wants(err, apperr.NotFound, "")
	})
}

// Who validated there last reads that they do no more, though they had acted on a basket before it was handed over; and a long history hides
// from nobody that it was theirs.
func TestOlderPageOfOneHandedOver(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R215", "R132")
		boss := h.gives(h.person("Odile Marchal"), ordering.Manager, h.school)
		n := h.adds(h.ada, 0, h.pen, 2, h.eraser, 5)
		h.confirm(h.ada, n)
		lines := h.show(h.ada, n).Lines
		h.ok(h.s.Refuse(h.Context(), h.now(h.validator), []string{lines[0].ID}, "trop cher"))
		h.takes(h.ada, ordering.Requester)
		h.d.Clock.Advance(time.Hour)
		h.ok(h.s.Reassign(h.Context(), h.now(boss), h.school.Ref, basket.Reassigning{Number: n, Version: h.show(h.ada, n).Version, Heir: h.colleague.ID}))
		h.d.Clock.Advance(time.Hour)
		h.takes(h.validator, ordering.Validator)
		_, err := h.s.Show(h.Context(), h.now(h.validator), n)
		h.wants(err, apperr.Forbidden, ordering.CodeNotValidator)
		id := h.show(h.colleague, n).ID
		h.do(func(ctx context.Context, tx *db.Tx) error {
			for i := range 60 {
				if err := history.Write(ctx, tx, access.Actor{ID: h.colleague.ID, Name: h.colleague.Name}, history.Line{Object: history.Object{Kind: "ordering.basket", ID: id}, Act: "ordering.basket.fill", Data: map[string]string{"n": fmt.Sprint(i)}}); err != nil {
					return err
				}
			}
			return nil
		})
		_, err = h.s.Show(h.Context(), h.now(h.ada), n)
		h.wants(err, apperr.Forbidden, basket.CodeNotYours)
	})
}
