package offer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
)

// A mail of the hour counts all that waits, and names the first fifty (M7).
func TestManyWait(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O93")
		for i := range 52 {
			h.do(h.manager, h.made(fmt.Sprintf("Offre %d", i)), offer.Submit)
		}
		h.d.Clock.Advance(time.Hour)
		_, err := h.queue.Drain(h.Context())
		h.ok(err)
		m := h.mails.Sent()
		last := m[len(m)-1]
		if !strings.Contains(last.Subject, "52 offres à valider") || !strings.Contains(last.Text, "et 2 autres") || strings.Count(last.Text, "Offre ") < 50 {
			h.Errorf("%s: %s", last.Subject, last.Text)
		}
	})
}

// The history says what the contact was, and is (O82).
func TestContactIsNoted(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O82")
		n := h.published("Sommeil")
		h.ok(h.s.SetContact(h.Context(), h.now(h.manager), n, offer.FormVersion(h.show(h.manager, n).Offer), offer.Contact{Email: "autre@offres.test", PlacesClosed: true}))
		l := h.show(h.reader, n).History[0]
		if l.Data["old_email"] != "accueil@offres.test" || l.Data["new_email"] != "autre@offres.test" || l.Data["old_places"] != "false" || l.Data["new_places"] != "true" {
			h.Errorf("%+v", l)
		}
		if _, said := l.Data["old_telephone"]; said {
			h.Errorf("what did not change is told: %+v", l.Data)
		}
	})
}

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
		for _, who := range []access.Actor{h.all, h.approver} { // the list says what the page says (O49)
			l, err := h.lists.List(h.Context(), h.now(who), portfolio.Filter{Size: 20})
			h.ok(err)
			if got, want := l.Rows[0].Acts.May(offer.Approve), who.ID != h.all.ID; got != want {
				h.Errorf("the list lets %s examine it: %v", who.Name, got)
			}
		}
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

// A duplicate is the text of who wrote the first: nobody validates their own words by way of a colleague's copy. What was validated before is
// everybody's (O85).
func TestFourEyesOfDuplicates(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O85")
		h.in(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `INSERT INTO offers_options (name) VALUES ('four_eyes')`)
			return err
		})
		n, err := h.s.Create(h.Context(), h.now(h.all), h.input("Sommeil"))
		h.ok(err)
		again := func(n offer.Number) offer.Number {
			m, err := h.s.Duplicate(h.Context(), h.now(h.manager), n)
			h.ok(err)
			in := offer.InputOf(h.show(h.manager, m).Offer)
			in.Window = h.input("Sommeil").Window // the one thing that is left to be said
			h.ok(h.save(m, offer.FormVersion(h.show(h.manager, m).Offer), in))
			return m
		}
		one := again(n)
		for _, m := range []offer.Number{one, again(one)} {
			h.do(h.manager, m, offer.Submit)
			h.refused(h.try(h.all, m, offer.Approve), apperr.Forbidden, offer.WhyFourEyes.Code)
			h.do(h.approver, m, offer.Approve)
		}
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.Approve)
		m := again(n)
		h.do(h.manager, m, offer.Submit)
		h.do(h.all, m, offer.Approve)
	})
}
