package structure

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
)

// Waiting is what waits for a moderator: requests, and structures to look at again (O23, O37).
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.Holds(role.Moderator, access.Everywhere) {
		return nil
	}
	var w db.Where
	w.And(waits)
	return []inbox.Query{{
		N: "count(*)", Since: "min(s.moved_at)", From: "offers_structures s", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(msg.WaitModerate, "n", r.N), Act: i18n.M(msg.WaitModerateAct), Path: ModerationPath, Since: r.Since, Count: r.N}
		},
	}}
}
