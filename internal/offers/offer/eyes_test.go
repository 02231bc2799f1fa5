package offer_test

import (
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
)

// Where two people are asked for, nobody validates what they wrote: neither because another changed a word after them, nor in the next
// version. What was validated already is everybody's (O85).
func TestFourEyesOfAllWhoWrote(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O85")
		h.in(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `INSERT INTO offers_options (name) VALUES ('four_eyes')`)
			return err
		})
		n, err := h.s.Create(h.Context(), h.now(h.all), h.input("Sommeil"))
		h.ok(err)
		in := h.input("Sommeil et écrans")
		h.ok(h.save(n, offer.FormVersion(h.show(h.manager, n).Offer), in)) // the manager is the last who wrote
		h.do(h.manager, n, offer.Submit)
		h.refused(h.try(h.all, n, offer.ApprovePublish), apperr.Forbidden, offer.WhyFourEyes.Code)
		h.do(h.approver, n, offer.ApprovePublish)

		in = offer.InputOf(h.show(h.manager, n).Offer)
		in.Content.Name = "Sommeil, écrans et goûter"
		h.ok(h.save(n, offer.FormVersion(h.show(h.manager, n).Offer), in))
		h.do(h.manager, n, offer.SubmitCopy)
		h.do(h.all, n, offer.ApproveCopy) // they wrote nothing of it
		in.Content.Name = "Encore"
		_, err = h.s.Save(h.Context(), h.now(h.all), n, offer.FormVersion(h.show(h.all, n).Offer), in)
		h.ok(err)
		in.Content.Name = "Encore une fois"
		h.ok(h.save(n, offer.FormVersion(h.show(h.manager, n).Offer), in))
		h.do(h.manager, n, offer.SubmitCopy)
		h.refused(h.try(h.all, n, offer.ApproveCopy), apperr.Forbidden, offer.WhyFourEyes.Code)
		h.do(h.approver, n, offer.ApproveCopy)
	})
}
