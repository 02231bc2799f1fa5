package offer

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Duplicate copies an offer into a draft of its own, without its days of publication (O50).
func (s *Service) Duplicate(ctx context.Context, who access.Actor, n Number) (Number, error) {
	return s.again(ctx, who, n, Duplicate, func(o *Offer) { o.Window = Window{} })
}

// Renew is « Reconduire »: a draft with all days a year later (O90).
func (s *Service) Renew(ctx context.Context, who access.Actor, n Number) (Number, error) {
	return s.again(ctx, who, n, Renew, func(o *Offer) {
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
		return s.add(ctx, tx, who, o, do, map[string]string{"of": n.String()}, func(o *Offer) error { return s.attachAgain(ctx, tx, c.Offer, o) })
	})
}

// nextYear is the same day a year later; the 29th of February becomes the 28th.
func nextYear(s string) string {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return ""
	}
	to := at.AddDate(1, 0, 0)
	if to.Day() != at.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to.Format(time.DateOnly)
}
