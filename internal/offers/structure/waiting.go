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

// Waiting is what waits for a moderator: requests, and structures to look at again (O23, O37). While there is no moderator it waits for the
// platform's administrators.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var w db.Where
	w.And(waits)
	switch {
	case who.Holds(role.Moderator, access.Everywhere):
	case who.IsAdmin(): // who moderates where nobody else does, and is mailed so, see tellModerators
		w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active'
			WHERE g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`, role.Moderator, now, now)
	default:
		return nil
	}
	return []inbox.Query{{
		N: "count(*)", Since: "min(s.moved_at)", From: "offers_structures s", Where: w,
		Each: &inbox.Query{Number: "s.number", Name: "s.name", Since: "s.moved_at", Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(msg.WaitOf, "name", r.Name), Detail: i18n.M(msg.WaitModerate, "n", 1), Act: i18n.M(msg.WaitModerateAct), Path: Structure{Number: r.Number}.Path(), Since: r.Since, Count: 1}
		}},
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(msg.WaitModerate, "n", r.N), Act: i18n.M(msg.WaitModerateAct), Path: ModerationPath, Since: r.Since, Count: r.N}
		},
	}}
}
