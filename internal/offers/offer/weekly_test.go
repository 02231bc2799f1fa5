package offer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/offers/offer"
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
