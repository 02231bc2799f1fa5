package asked

import (
	"context"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// OpenPath is the list of the requests that wait for an answer.
const OpenPath = Path + "?etat=ouvertes"

// Waiting are the requests that the purchasing body has not answered, in one line.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.Holds(catalog.Central, access.Everywhere) {
		return nil
	}
	var w db.Where
	w.And("r.state IN ('received', 'studied')")
	return []inbox.Query{{
		N: "count(*)", Since: "min(r.created_at)", From: "catalog_requests r", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "ordering", Count: r.N, Since: r.Since, Path: OpenPath,
				Title: i18n.M(msg.WaitRequests, "n", r.N), Detail: i18n.M(msg.WaitRequestsDetail), Act: i18n.M(msg.WaitRequestsAct),
			}
		},
	}}
}

// mostAwaited is how many requests are listed that somebody waits for.
const mostAwaited = 20

// Awaited are the requests that somebody made and the purchasing body has not answered.
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	all, err := waited(ctx, tx, who.ID, mostAwaited)
	if err != nil {
		return nil, err
	}
	var out []inbox.Item
	for _, r := range all {
		out = append(out, inbox.Item{
			Service: "ordering", Count: 1, Since: r.MovedAt, Path: r.Path(""),
			Title: i18n.M(msg.AwaitRequest, "name", r.Name()), Detail: i18n.M(msg.AwaitRequestDetail, "state", r.State.Label()),
		})
	}
	return out, nil
}
