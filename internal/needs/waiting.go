package needs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Waiting is what waits for a person in this service: demands to decide, demands that nobody gets, lots to validate.
func (s *Service) Waiting(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	var out []inbox.Item
	for _, find := range []func(context.Context, *db.Tx, access.Actor) ([]inbox.Item, error){waitingDemands, unreadDemands, waitingLots} {
		items, err := find(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

// waitingDemands are the groups that who coordinates and that have demands of membership to decide.
func waitingDemands(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	conds, led := ledBy(who)
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

// unreadDemands are, for administrators, the groups with demands of membership of which no coordinator is told by mail
// (R030). They name somebody; who coordinates the group has them to decide.
func unreadDemands(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if !who.IsAdmin() {
		return nil, nil
	}
	rows, err := demandsThatWait(ctx, tx, unread(tx.Now()))
	if err != nil {
		return nil, err
	}
	var out []inbox.Item
	for _, r := range rows {
		if !Coordinates(who, r.Group) {
			out = append(out, r.item(msg.WaitUnread, msg.WaitUnreadAct))
		}
	}
	return out, nil
}

// item is the line of a group with demands.
func (r waitingIn) item(title, act i18n.Key) inbox.Item {
	return inbox.Item{
		Service: "needs", Count: r.N, Since: r.Since, Path: r.Group.path("/adhesions"),
		Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitGroup, "title", r.Group.Title), Act: i18n.M(act),
	}
}

// waitingLots are the groups in entry where the establishment that who acts for has lots to validate.
func waitingLots(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if !actsFor(who, who.OrgID) {
		return nil, nil
	}
	type row struct {
		g           Group
		lots, valid int
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.g.Number, &r.g.Title, &r.g.EntryUntil, &r.lots, &r.valid}
	}, `SELECT g.number, g.title, g.entry_until, (SELECT count(*) FROM needs_lots l WHERE l.group_id = g.id),
		(SELECT count(*) FROM needs_sheets s WHERE s.membership_id = m.id AND s.state = 'validated')
		FROM needs_memberships m JOIN needs_groups g ON g.id = m.group_id
		WHERE m.org_id = $1 AND m.state = 'accepted' AND g.state = 'open' AND g.entry_from <= $2 AND g.entry_until >= $3
		ORDER BY g.entry_until, g.id`, who.OrgID, who.At, who.At.Truncate(time.Second))
	if err != nil {
		return nil, fmt.Errorf("waiting lots: %w", err)
	}
	var out []inbox.Item
	for _, r := range rows {
		if left := r.lots - r.valid; left > 0 {
			out = append(out, inbox.Item{
				Service: "needs", Count: left, Due: r.g.EntryUntil, Path: r.g.path("/besoins"),
				Title:  i18n.M(msg.WaitLots, "n", left),
				Detail: i18n.M(msg.WaitLotsDetail, "title", r.g.Title, "done", r.valid, "lots", r.lots), Act: i18n.M(msg.WaitEnter),
			})
		}
	}
	return out, nil
}

// Awaited is what the establishment that who acts for waits for: demands of membership that nobody decided yet.
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if who.OrgID == "" {
		return nil, nil
	}
	type row struct {
		g     Group
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
			Service: "needs", Count: 1, Since: r.since, Path: r.g.path(""),
			Title: i18n.M(msg.AwaitMembership, "title", r.g.Title), Detail: i18n.M(msg.AwaitCoordinator, "support", r.g.Support.Name),
		}
	}
	return out, nil
}
