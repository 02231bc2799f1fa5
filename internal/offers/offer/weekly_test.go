package offer_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/role"
)

// On Mondays who administers or validates is told what stands still, once each and nobody else; a structure of which nothing is asked, or
// that does not work, is silent (M17).
func TestWeek(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O93")
		h.made("Brouillon")
		n := h.made("Sommeil")
		h.do(h.manager, n, offer.Submit)
		h.published("Dents")
		other := h.input("Ailleurs")
		m, err := h.s.Create(h.Context(), h.now(h.stranger), other)
		h.ok(err)
		h.do(h.stranger, m, offer.Submit, offer.ApprovePublish) // nothing of that structure waits
		week := func(days int) map[string]string {
			h.d.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			before := len(h.mails.Sent())
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			out := map[string]string{}
			for _, x := range h.mails.Sent()[before:] {
				if strings.Contains(x.Subject, "La semaine des offres") {
					if out[x.To] != "" {
						t.Errorf("%s is told twice", x.To)
					}
					out[x.To] = x.Subject + "\n" + x.Text
				}
			}
			return out
		}
		for i := 0; h.d.Clock.Now().UTC().Weekday() != time.Monday; i++ {
			if got := week(1); h.d.Clock.Now().UTC().Weekday() != time.Monday && len(got) != 0 {
				t.Fatalf("on a %s: %v", h.d.Clock.Now().Weekday(), got)
			} else if len(got) > 0 {
				checkWeek(h, got)
			}
		}
		for range 6 {
			if got := week(1); len(got) != 0 {
				t.Fatalf("on a %s: %v", h.d.Clock.Now().Weekday(), got)
			}
		}
		checkWeek(h, week(1))
		h.setState(h.orgID, "suspended")
		if got := week(7); len(got) != 0 {
			t.Errorf("a structure that does not work: %v", got)
		}
	})
}

// A Monday on which no program ran is made up for on the next day on which one does, once; its links lead to what they counted, of the structure
// that the mail names (M17).
func TestWeekThatWasMissed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O93")
		h.made("Brouillon")
		full := h.published("Dents")
		h.ok(h.s.SetContact(h.Context(), h.now(h.manager), full, offer.FormVersion(h.show(h.manager, full).Offer), offer.Contact{PlacesClosed: true}))
		h.dates(full, offer.Window{PublishFrom: h.today(), PublishUntil: h.day(20)})
		week := func(days int) []string {
			h.d.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			before := len(h.mails.Sent())
			_, err := h.queue.Drain(h.Context())
			h.ok(err)
			var out []string
			for _, x := range h.mails.Sent()[before:] {
				if strings.Contains(x.Subject, "La semaine des offres") {
					out = append(out, x.Text)
				}
			}
			return out
		}
		for week(1); h.d.Clock.Now().UTC().Weekday() != time.Saturday; {
			week(1)
		}
		got := week(4) // the next Wednesday
		if len(got) != 4 {
			h.Fatalf("%d mails on Wednesday", len(got))
		}
		number := strconv.FormatInt(h.number(h.orgID), 10)
		for _, want := range []string{"/offreur/offres?etat=draft&structure=" + number, "/offreur/offres?etat=wait-ending&structure=" + number, "/offreur/offres?etat=full&structure=" + number, "Une offre est complète"} {
			if !strings.Contains(got[0], want) {
				h.Errorf("no %q in %s", want, got[0])
			}
		}
		if got := week(1); len(got) != 0 {
			h.Errorf("told again on Thursday: %v", got)
		}
		if got := week(4); len(got) != 4 {
			h.Errorf("%d mails on the Monday after", len(got))
		}
		// The list of a structure that one does not act for, and has a role in; of another it is not there.
		both := h.holds(h.admin, role.Reader, role.At(h.otherID))
		both.Acting = access.Work{ID: h.otherID}
		l, err := h.lists.List(h.Context(), h.now(both), portfolio.Filter{Status: offer.Status(offer.Draft), Structure: h.number(h.orgID), Size: 20})
		h.ok(err)
		if l.Total != 1 || !l.All || l.MayCreate {
			h.Errorf("%+v", l)
		}
		_, err = h.lists.List(h.Context(), h.now(h.stranger), portfolio.Filter{Structure: h.number(h.orgID), Size: 20})
		h.refused(err, apperr.NotFound)
	})
}

// number is that of a structure.
func (h *house) number(orgID string) int64 {
	h.Helper()
	var n int64
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](h.Context(), tx, `SELECT number FROM offers_structures WHERE org_id = $1`, orgID)
		return err
	}))
	return n
}

func checkWeek(h *house, got map[string]string) {
	h.Helper()
	var to []string
	for address, text := range got {
		to = append(to, address)
		for _, want := range []string{"Inspection du Nord", "Une offre attend une validation", "Un brouillon à terminer", "Une offre est publiée"} {
			if !strings.Contains(text, want) {
				h.Errorf("%s is not told %q: %s", address, want, text)
			}
		}
		if strings.Contains(text, "Secret") {
			h.Error(text)
		}
	}
	slices.Sort(to)
	want := []string{h.admin.Address, h.all.Address, h.approver.Address, h.second.Address}
	if slices.Sort(want); !slices.Equal(to, want) {
		h.Errorf("told: %v, want %v", to, want)
	}
}
