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
func WaitingDemands(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	conds, led := group.LedBy(who)
	if len(conds) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And(strings.Join(conds, " OR "), led...)
	rows, err := demandsThatWait(ctx, tx, w)
	var out []inbox.Item
	for _, r := range rows {
		out = append(out, r.item(msg.WaitDemands, msg.WaitDecide))
	}
	return out, err
}

// UnreadDemands are, for administrators, the groups with demands of membership of which no coordinator is told by mail
// (R030). They name somebody; who coordinates the group has them to decide.
func UnreadDemands(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if !who.IsAdmin() {
		return nil, nil
	}
	rows, err := demandsThatWait(ctx, tx, unread(tx.Now()))
	if err != nil {
		return nil, err
	}
	var out []inbox.Item
	for _, r := range rows {
		if !group.Coordinates(who, r.Group) {
			out = append(out, r.item(msg.WaitUnread, msg.WaitUnreadAct))
		}
	}
	return out, nil
}

// item is the line of a group with demands.
func (r waitingIn) item(title, act i18n.Key) inbox.Item {
	return inbox.Item{
		Service: "needs", Count: r.N, Since: r.Since, Path: r.Group.Path("/adhesions"),
		Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitGroup, "title", r.Group.Title), Act: i18n.M(act),
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
