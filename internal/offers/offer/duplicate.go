package offer

import (
	"cmp"
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// Duplicate copies an offer into a draft of its own, without its days of publication (O50).
func (s *Service) Duplicate(ctx context.Context, who access.Actor, n Number) (Number, error) {
	return s.again(ctx, who, n, Duplicate, func(o *Offer) { o.Window = Window{} })
}

// Renew is « Reconduire »: a draft with all days a year later; of an offer that ended longer ago, as many years as bring its last day to come
// (O90).
func (s *Service) Renew(ctx context.Context, who access.Actor, n Number) (Number, error) {
	return s.again(ctx, who, n, Renew, func(o *Offer) {
		years := o.years(s.Today(ctx, who.At))
		nextYear := func(day string) string { return later(day, years) }
		o.PublishFrom, o.PublishUntil, o.AskUntil = nextYear(o.PublishFrom), nextYear(o.PublishUntil), nextYear(o.AskUntil)
		periods := o.Periods
		o.Periods = nil
		for _, p := range periods {
			p.From, p.Until = nextYear(p.From), nextYear(p.Until)
			o.Periods = append(o.Periods, p)
		}
	})
}

func (s *Service) again(ctx context.Context, who access.Actor, n Number, do Act, change func(*Offer)) (Number, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (Number, error) {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return Number{}, err
		}
		who = c.By.As(who)
		if _, err := next(ctx, tx, who, do, roles, c); err != nil {
			return Number{}, err
		}
		o := Offer{OrgID: c.OrgID, SiteID: c.SiteID, State: Draft, Content: c.Content, Referent: c.Referent, Contact: c.Contact, Window: c.Window}
		o.PlacesClosed = false
		change(&o)
		wrote, err := writers(ctx, tx, c.Offer)
		if err != nil {
			return Number{}, err
		}
		return s.add(ctx, tx, who, o, do, map[string]string{"of": n.String()}, func(o *Offer) error {
			if err := s.attachAgain(ctx, tx, c.Offer, o); err != nil {
				return err
			}
			return writtenBefore(ctx, tx, who, *o, n, wrote)
		})
	})
}

// writtenBefore notes in the history of an offer who else wrote its text, in the one from which it is made.
func writtenBefore(ctx context.Context, tx *db.Tx, who access.Actor, o Offer, of Number, wrote []access.Actor) error {
	for _, w := range wrote {
		if w.ID == who.ID {
			continue // the act itself says so
		}
		w.At = who.At
		if err := history.Write(ctx, tx, w, history.Line{Object: object(o), Act: did(WrittenBefore), Data: map[string]string{"of": of.String()}}); err != nil {
			return err
		}
	}
	return nil
}

// most years by which an offer is renewed: no day is looked for beyond them.
const mostYears = 50

// years are how many bring the last day on which students come to be one to come, one at least.
func (o Offer) years(today string) int {
	last := ""
	for _, p := range o.Periods {
		last = max(last, p.Until, p.From)
	}
	last = cmp.Or(last, o.PublishUntil)
	n := 1
	for last != "" && later(last, n) < today && n < mostYears {
		n++
	}
	return n
}

// later is the same day some years later; the 29th of February becomes the 28th where there is none.
func later(s string, years int) string {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return ""
	}
	to := at.AddDate(years, 0, 0)
	if to.Day() != at.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to.Format(time.DateOnly)
}
