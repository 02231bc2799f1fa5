package offer_test

import (
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
)

// many gives a structure offers without end, published and drafts in turn.
func (h *house) many(n int) {
	h.Helper()
	h.in(func(tx *db.Tx) error {
		rows := db.NewRows(`INSERT INTO offers_offers (id, year, seq, org_id, state, version, name, name_fold, setting_id, content, referent_name, referent_role, referent_phone, referent_email,
			contact_phone, contact_email, places_closed, publish_from, publish_until, changed, submitted_once, published_once, author_id, moved_at, moved_by, motive, created_at) VALUES`, 27)
		for i := range n {
			state := []offer.State{offer.Published, offer.Draft, offer.Unpublished, offer.Archived}[i%4]
			rows.Add(id.New(), 2020+i%7, 100_000+i, h.orgID, state, 1, "Sommeil et écrans", "sommeil et ecrans "+id.New()[30:], "setting-1", "{}", "", "", "", "", "", "", false, "2026-01-01", "2027-01-01", false, true, true, "", tx.Now(), "", "", tx.Now())
		}
		return rows.Write(h.Context(), tx)
	})
}

// The list asks as many statements for ten thousand offers as for ten (O42).
func TestListOfTenThousand(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		h.many(10_000)
		for _, f := range []portfolio.Filter{{Size: 100}, {Size: 20, Text: "sommeil", Order: portfolio.ByName, Page: 100}, {Size: 20, Status: offer.Status(offer.Draft), Order: portfolio.ByDates}} {
			ctx, count := db.Tally(h.Context())
			began := time.Now()
			l, err := h.lists.List(ctx, h.now(h.approver), f)
			h.ok(err)
			h.Logf("%+v: %d of %d in %s, %d statements", f, len(l.Rows), l.Total, time.Since(began), count())
			if len(l.Rows) != f.Size || count() > 8 {
				t.Errorf("%d rows by %d statements", len(l.Rows), count())
			}
		}
	})
}
