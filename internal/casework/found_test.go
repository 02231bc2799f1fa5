package casework_test

import (
	"log/slog"
	"slices"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/casework/listing"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
)

// What a search has read of a demand's words is remembered while the demand stays as it is, and not a moment longer: what is said, between
// operators too, and what is corrected is found at once, also by another node.
func TestFoundAtOnce(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C047", "C081")
		n := h.sent(1)
		quiet := slog.New(slog.DiscardHandler)
		ring, err := seal.OpenRing(h.dir, "", quiet)
		h.ok(err)
		other := listing.New(h.d.DB, seal.New(seal.Options{DB: h.d.DB, Jobs: newQueue(h), Clock: h.d.Clock, Log: quiet, Ring: ring, Secrets: h.secrets}))
		found := func(who access.Actor, word string, want bool) {
			h.Helper()
			for _, lists := range []*listing.Service{h.Lists, other} {
				list := listing.ToDo
				if who.ID == h.awa.ID {
					list = listing.Mine
				}
				p, err := lists.List(h.Context(), h.now(who), listing.Filter{List: list, Query: word, Page: 1, Size: 20})
				h.ok(err)
				if got := slices.ContainsFunc(p.Rows, func(r listing.Row) bool { return r.Number == n }); got != want {
					h.Errorf("%s finds %q: %v", who.Name, word, got)
				}
			}
		}
		found(h.edith, "caution", false)
		h.say(h.awa, n, "La caution manque.")
		found(h.edith, "caution", true)
		h.ok(h.Demands.Correct(h.Context(), h.now(h.awa), n, 1, 0, "La garantie manque."))
		found(h.edith, "garantie", true)
		found(h.edith, "caution", true) // its first text stays
		h.ok(h.Demands.Say(h.Context(), h.now(h.edith), n, demand.Saying{Text: "Dossier archivé.", Between: true}))
		found(h.edith, "archivé", true)
		found(h.awa, "archivé", false)
		found(h.awa, "garantie", true)

		h.exec(`DELETE FROM casework_tokens WHERE key_id = (SELECT key_id FROM casework_demands WHERE number = $1)`, n)
		found(h.edith, "garantie", true) // nothing was read again
		h.say(h.awa, n, "Bonjour.")
		found(h.edith, "garantie", false)
		found(h.edith, "bonjour", true)

		h.do(h.awa, n, demand.Close)
		h.wipe(h.value(`SELECT id FROM casework_demands WHERE number = $1`, n))
		found(h.edith, "bonjour", false)
	})
}

// A demand that is listed and may no longer be read, a modérateur's that was closed, is found by its number alone: no word of it is one to the search.
func TestClosedIsNoCandidateForAModerator(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C047", "C081")
		n := h.sent(1)
		h.ok(h.Demands.Invite(h.Context(), h.now(h.awa), n, "moderateur:"+h.theo.ID))
		found := func(l listing.List, query string, want int) {
			h.Helper()
			p, err := h.Lists.List(h.Context(), h.now(h.theo), listing.Filter{List: l, Query: query, Page: 1, Size: 20})
			h.ok(err)
			if len(p.Rows) != want {
				h.Errorf("%q finds %d in %s, want %d", query, len(p.Rows), l, want)
			}
		}
		found(listing.ToDo, "quintrec versement", 1)
		h.do(h.awa, n, demand.Close)
		found(listing.ClosedOnes, "", 1)
		found(listing.ClosedOnes, n, 1)
		for _, word := range []string{"quintrec", "versement", "loyers"} {
			found(listing.ClosedOnes, word, 0)
		}
	})
}
