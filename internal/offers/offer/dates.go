package offer

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/offer/msg"
)

// SetDates changes the days of publication of what was validated; the job of the minute publishes and unpublishes by them.
func (s *Service) SetDates(ctx context.Context, who access.Actor, n Number, version int64, in Window) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, roles, err := s.caseOf(ctx, tx, who, n)
		if err != nil {
			return err
		}
		who = c.By.As(who)
		if _, err := next(ctx, tx, who, SetDates, roles, c); err != nil {
			return err
		}
		if FormVersion(c.Offer) != version {
			return conflict()
		}
		var f apperr.Faults
		if in.PublishFrom == "" {
			f.Add(FieldFrom, msg.NeedFrom)
		}
		if c.State == Published && in.PublishFrom > c.Today {
			f.Add(FieldFrom, msg.FaultFromLater)
		}
		if c.State == Published && in.PublishUntil != "" && in.PublishUntil < c.Today { // it would be unpublished, without the motive
			f.Add(FieldUntil, msg.FaultUntilOver)
		}
		checkWindow(&f, in)
		if err := f.Err(); err != nil {
			return err
		}
		was := c.Offer
		c.Window = in
		if err := save(ctx, tx, &c.Offer); err != nil {
			return err
		}
		if err := public(ctx, tx, was, c.Offer, SetDates); err != nil {
			return err
		}
		return write(ctx, tx, who, c.Offer, SetDates, was.State, map[string]string{"from": in.PublishFrom, "until": in.PublishUntil, "old_from": was.PublishFrom, "old_until": was.PublishUntil})
	})
}
