package listing

import (
	"context"
	"fmt"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostAwaited is how many answers are listed that an aidant waits for, those that are due first.
const mostAwaited = 10

// Awaited are the answers and the news that organismes owe an aidant: of which, since when, and until when they are in time (C042).
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	ways := helping(who)
	if len(ways) == 0 {
		return nil, nil
	}
	type row struct {
		number, agency string
		asked          bool
		since, due     time.Time
	}
	from, more := mine(ways, "'sent', 'working'")
	var w db.Where
	w.And(from, more...)
	all, args := w.SQL(2)
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.agency, &r.asked, &r.since, &r.due} }, `SELECT d.number, a.name, x.asked_at IS NOT NULL, coalesce(x.asked_at, x.spoke_at), x.due_at
		FROM `+all+` AS mine JOIN casework_demand_teams x ON x.demand_id = mine.id JOIN casework_demands d ON d.id = mine.id JOIN casework_teams t ON t.id = x.team_id JOIN casework_agencies a ON a.id = t.agency_id
		WHERE x.left_at IS NULL AND x.due_at IS NOT NULL ORDER BY x.due_at, d.number, a.name LIMIT $1`, append([]any{mostAwaited}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("awaited answers: %w", err)
	}
	var out []inbox.Item
	for _, r := range rows {
		detail := msg.AwaitNews
		if r.asked {
			detail = msg.AwaitAnswer
		}
		d := demand.Demand{Number: r.number, State: demand.Sent}
		out = append(out, inbox.Item{
			Service: "casework", Count: 1, Since: r.since, Due: r.due.Add(-time.Second), Path: d.Home(),
			Title: i18n.M(msg.AwaitDemand, "agency", r.agency, "number", r.number), Detail: i18n.M(detail, "day", i18n.Day(r.since)),
		})
	}
	return out, nil
}
