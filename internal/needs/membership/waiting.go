package membership

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// WaitingDemands are the groups that who coordinates and that have demands of membership to decide.
func WaitingDemands(who access.Actor) []inbox.Query {
	conds, led := group.LedBy(who)
	if len(conds) == 0 {
		return nil
	}
	var w db.Where
	w.And(strings.Join(conds, " OR "), led...)
	return []inbox.Query{demandsThatWait(w, msg.WaitDemands, msg.WaitDecide)}
}

// UnreadDemands are, for administrators, the groups with demands of membership of which no coordinator is told by mail
// (R030). They name somebody; who coordinates the group has them to decide.
func UnreadDemands(who access.Actor, now time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	w := unread(now)
	if conds, led := group.LedBy(who); len(conds) > 0 {
		w.And("NOT ("+strings.Join(conds, " OR ")+")", led...)
	}
	return []inbox.Query{demandsThatWait(w, msg.WaitUnread, msg.WaitUnreadAct)}
}

// demandsThatWait are the open groups with demands to decide that w lets through.
func demandsThatWait(w db.Where, title, act i18n.Key) inbox.Query {
	w.And("g.state = ?", group.Open) // nothing waits in an abandoned one
	return inbox.Query{
		N: "count(*)", Number: "g.number", Name: "g.title", Since: "min(m.asked_at)",
		From: "needs_groups g JOIN needs_memberships m ON m.group_id = g.id AND m.state = 'asked'", Where: w, GroupBy: "g.number, g.title",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "needs", Count: r.N, Since: r.Since, Path: group.Group{Number: r.Number}.Path("/adhesions"),
				Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitGroup, "title", r.Name), Act: i18n.M(act),
			}
		},
	}
}

// Awaited is what the establishment that who acts for waits for: demands of membership that nobody decided yet.
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if who.OrgID == "" {
		return nil, nil
	}
	type row struct {
		g     group.Group
		since time.Time
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.g.Number, &r.g.Title, &r.g.Support.Name, &r.since} },
		`SELECT g.number, g.title, o.name, m.asked_at FROM needs_memberships m JOIN needs_groups g ON g.id = m.group_id
		JOIN org_organisations o ON o.id = g.support_org_id
		WHERE m.org_id = $1 AND m.state = 'asked' AND g.state = 'open' ORDER BY m.asked_at`, who.OrgID)
	if err != nil {
		return nil, fmt.Errorf("awaited demands: %w", err)
	}
	out := make([]inbox.Item, len(rows))
	for i, r := range rows {
		out[i] = inbox.Item{
			Service: "needs", Count: 1, Since: r.since, Path: r.g.Path(""),
			Title: i18n.M(msg.AwaitMembership, "title", r.g.Title), Detail: i18n.M(msg.AwaitCoordinator, "support", r.g.Support.Name),
		}
	}
	return out, nil
}
