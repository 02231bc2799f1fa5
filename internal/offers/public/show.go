package public

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// View is an offer as everybody reads it.
type View struct {
	Number    offer.Number
	Content   offer.Content
	Contact   offer.Contact
	Window    offer.Window
	Site      string
	Since     time.Time // shown since
	Changed   time.Time
	Structure About
	Words     vocabulary.All
	Today     string
}

// Over is the last day on which one asked for a place, when it is over (O91); empty: one still asks.
func (v View) Over() string {
	if last := offer.LastAsk(v.Content.AskUntil, v.Content.Periods); last < v.Today {
		return last
	}
	return ""
}

// About is what is said of who offers.
type About struct {
	Structure
	Kind   string // « Association »
	Town   string
	About  string
	Logo   string // hash of their logo; empty: none
	Offers int    // of theirs that are shown
}

// ErrGone says that an offer was public, and is no longer.
var ErrGone = errors.New("the offer is public no longer")

// Show is a published offer: apperr.NotFound where there never was one of the number, or where it is hidden for the time being; ErrGone where
// it was taken back.
func (s *Service) Show(ctx context.Context, n offer.Number) (View, error) {
	x, err := s.current(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{Number: n}
	var org, content string
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		v.Today = s.today(ctx, tx.Now())
		var w db.Where
		w.And("p.year = ? AND p.seq = ?", n.Year, n.Seq)
		offer.Shown(&w, v.Today)
		where, args := w.SQL(1)
		var err error
		v, err = db.One(ctx, tx, func(v *View) []any {
			at := &v.Structure
			return []any{
				&org, &content, &v.Site, &v.Contact.Phone, &v.Contact.Email, &v.Contact.PlacesClosed, &v.Window.PublishFrom, &v.Window.PublishUntil, &v.Since, &v.Changed,
				&at.Number, &at.Name, &at.Town, &at.About, &at.Kind, &at.Logo,
			}
		}, `SELECT p.org_id, p.content, p.site_name, p.contact_phone, p.contact_email, p.places_closed, p.publish_from, p.publish_until, p.published_at, p.changed_at,
				s.number, s.name, s.commune, s.about, t.name, l.sha256
			FROM offers_published p JOIN offers_structures s ON s.org_id = p.org_id LEFT JOIN offers_types t ON t.id = s.type_id LEFT JOIN offers_logos l ON l.id = s.logo_id
			WHERE `+where, args...)
		if errors.Is(err, db.ErrNone) {
			return absent(ctx, tx, n)
		}
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("public offer %s: %w", n, err)
	}
	if err := json.Unmarshal([]byte(content), &v.Content); err != nil {
		return View{}, fmt.Errorf("content of public offer %s: %w", n, err)
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	v.Number, v.Today, v.Words = n, x.day, x.vocabulary
	if of := x.orgs[org]; of != nil {
		v.Structure.Offers = int(of.AndCardinality(x.open)) //nolint:gosec // no more than there are cards
	}
	return v, nil
}

// absent says why an offer is not there: it was taken back, or there was none.
func absent(ctx context.Context, tx *db.Tx, n offer.Number) error {
	_, err := db.Value[string](ctx, tx, `SELECT g.offer_id FROM offers_gone g JOIN offers_offers o ON o.id = g.offer_id WHERE o.year = $1 AND o.seq = $2`, n.Year, n.Seq)
	switch {
	case err == nil:
		return ErrGone
	case errors.Is(err, db.ErrNone):
		return apperr.NotFoundErr()
	}
	return err
}

// ListPath is where everybody finds what is published.
const ListPath = "/offres"

// Path is the address of an offer's public page.
func Path(n offer.Number) string { return ListPath + "/" + n.String() }
