package closing

import (
	"context"

	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// The retention rules that this room applies.
const (
	RuleDemands = "casework.demands"
	RuleDrafts  = "casework.drafts" // that nobody goes on with
	RuleLeft    = "casework.left"   // drafts of who left the team
)

// Acts are the acts of the retention rules, by the rules' keys. Retention counts them in the transaction of the wipe: the report's
// line and the wipe are there together or not at all.
func (s *Service) Acts() map[string]retention.Act {
	return map[string]retention.Act{RuleDemands: s.wipe, RuleDrafts: s.wipe, RuleLeft: s.wipe}
}

// wipe makes a demand unreadable for good and removes all that is known of it but for what casework_past keeps. A repeat finds nothing.
func (s *Service) wipe(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	demandID := r.ID[0]
	keys, err := hold(ctx, tx, demandID)
	if err != nil || len(keys) == 0 {
		return false, err
	}
	if s.o.Count != nil {
		if err := s.o.Count(ctx, tx, demandID); err != nil {
			return false, err
		}
	}
	if err := keep(ctx, tx, demandID); err != nil {
		return false, err
	}
	for _, other := range s.o.Wipes {
		if err := other(ctx, tx, demandID); err != nil {
			return false, err
		}
	}
	if err := s.o.Notify.Forget(ctx, tx, notify.Object{Kind: "casework.demand", ID: demandID}); err != nil {
		return false, err
	}
	if err := history.Forget(ctx, tx, history.Object{Kind: "casework.demand", ID: demandID}); err != nil {
		return false, err
	}
	if err := remove(ctx, tx, demandID); err != nil {
		return false, err
	}
	return true, s.o.Keys.Destroy(ctx, tx, keys[0])
}
