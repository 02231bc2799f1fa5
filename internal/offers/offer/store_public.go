package offer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// Shown narrows public rows p, joined with their structure s, to those that are shown to everybody on a day (O86). Every public reading
// asks it:
//
//	FROM offers_published p JOIN offers_structures s ON s.org_id = p.org_id
func Shown(w *db.Where, today string) { ShownTo(w, today, Audience{}) }

// Audience is who reads what is published, beside everybody.
type Audience struct {
	Student     bool
	Institution string // the training institution that the reader belongs to; empty: none
}

// ShownTo narrows as Shown does, and adds what is for an audience alone (O80, 1.6).
func ShownTo(w *db.Where, today string, to Audience) {
	w.And(`p.visibility = 'public' OR ? AND p.visibility = 'students' OR p.visibility = 'institution' AND p.institution = ? AND p.institution <> ''`, to.Student, to.Institution)
	w.And(`s.state = 'active'`)
	w.And(`p.publish_from <= ?`, today)
	w.And(`p.publish_until = '' OR p.publish_until >= ?`, today)
}

// tick takes the next number of the feed, in the order of commits: the counter row is held until the transaction ends.
func tick(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE offers_clock SET n = n + 1 RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("clock of offers: %w", err)
	}
	return n, nil
}

// show writes what the public reads of an offer, whole; published says that it was shown just now.
func show(ctx context.Context, tx *db.Tx, o Offer) error {
	since, err := db.Value[time.Time](ctx, tx, `SELECT published_at FROM offers_published WHERE offer_id = $1`, o.ID)
	if errors.Is(err, db.ErrNone) {
		since = tx.Now()
	} else if err != nil {
		return fmt.Errorf("public offer %s: %w", o.Number, err)
	}
	n, err := tick(ctx, tx)
	if err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM offers_published WHERE offer_id = $1`, `DELETE FROM offers_gone WHERE offer_id = $1`} {
		if _, err := tx.Exec(ctx, q, o.ID); err != nil {
			return fmt.Errorf("public offer %s: %w", o.Number, err)
		}
	}
	if err := insertPublic(ctx, tx, o, since, n); err != nil {
		return err
	}
	terms := db.NewRows(`INSERT INTO offers_published_terms (offer_id, term_id) VALUES`, 2)
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat([]string{o.Setting}, o.Topics, o.Audiences, o.Programmes))))
	for _, t := range all {
		if t != "" {
			terms.Add(o.ID, t)
		}
	}
	if err := terms.Write(ctx, tx); err != nil {
		return fmt.Errorf("words of public offer %s: %w", o.Number, err)
	}
	periods := db.NewRows(`INSERT INTO offers_published_periods (offer_id, n, from_day, to_day) VALUES`, 4)
	for i, p := range o.Periods {
		periods.Add(o.ID, i+1, p.From, p.Until)
	}
	if err := periods.Write(ctx, tx); err != nil {
		return fmt.Errorf("periods of public offer %s: %w", o.Number, err)
	}
	return nil
}

func insertPublic(ctx context.Context, tx *db.Tx, o Offer, since time.Time, n int64) error {
	content, err := json.Marshal(o.Content)
	if err != nil {
		return fmt.Errorf("content of offer: %w", err)
	}
	text := registers.Fold(strings.Join([]string{o.Content.Name, o.Summary, o.Description, o.Goals, o.Site, o.Place.Commune}, " "))
	_, err = tx.Exec(ctx, `INSERT INTO offers_published (offer_id, year, seq, org_id, site_name, name, text_fold, setting_id, commune_code, commune, postal_code, visibility, institution,
			places, places_closed, contact_phone, contact_email, content, publish_from, publish_until, published_at, changed_at, seq_feed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		o.ID, o.Number.Year, o.Number.Seq, o.OrgID, o.Site, o.Content.Name, text, o.Setting, o.Place.CommuneCode, o.Place.Commune, o.Place.PostalCode, o.Visibility, o.Institution,
		o.Places, o.PlacesClosed, o.Contact.Phone, o.Contact.Email, string(content), o.PublishFrom, o.PublishUntil, since, tx.Now(), n)
	if err != nil {
		return fmt.Errorf("public offer %s: %w", o.Number, err)
	}
	return nil
}

// Relabel shows the published offers of a lieu under the name that it has now, in the caller's transaction; each is told by the feed.
func Relabel(ctx context.Context, tx *db.Tx, siteID string) error {
	rows, err := db.All(ctx, tx, (*row).into, `SELECT `+columns+from+` WHERE o.site_id = $1 AND o.state = 'published' ORDER BY o.year, o.seq`, siteID)
	if err != nil {
		return fmt.Errorf("public offers of a lieu: %w", err)
	}
	for i := range rows {
		o, err := rows[i].offer()
		if err != nil {
			return err
		}
		if err := show(ctx, tx, o); err != nil {
			return err
		}
	}
	return nil
}

// hide takes an offer from the public.
func hide(ctx context.Context, tx *db.Tx, o Offer) error {
	n, err := tick(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM offers_published WHERE offer_id = $1`, o.ID); err != nil {
		return fmt.Errorf("hide offer %s: %w", o.Number, err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO offers_gone (offer_id, seq_feed) VALUES ($1, $2) ON CONFLICT (offer_id) DO UPDATE SET seq_feed = excluded.seq_feed`, o.ID, n); err != nil {
		return fmt.Errorf("hide offer %s: %w", o.Number, err)
	}
	return nil
}
