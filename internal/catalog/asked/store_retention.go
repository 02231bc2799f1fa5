package asked

import (
	"context"
	"fmt"

	"preau/internal/catalog/msg"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// Holdings are what the room knows of people: who asked for an article, who needs it too, and who answered. A request without an answer
// waits, however old.
func Holdings() []retention.Holding {
	const votes = "catalog_request_votes v JOIN catalog_requests r ON r.id = v.request_id"
	return []retention.Holding{
		{
			Table: "catalog_requests", What: msg.DataRequest, Why: msg.DataRequestWhy, Personal: []string{"title", "brand", "answer", "moved_by", "moved_name"},
			Rules: []retention.Rule{{
				Key: "catalog.requests", Term: retention.Term{N: 24, Unit: retention.Months}, Min: 6, Max: 60, From: msg.FromRequest, Then: retention.Deleted,
				ID: []string{"id"}, Event: "moved_at", If: "state IN ('added', 'refused')", Do: wipe,
			}},
			Traces: []retention.Trace{{ID: []string{"id"}, Of: "moved_by = $1", Named: []string{"moved_name"}}},
		},
		{
			Table: "catalog_request_votes", What: msg.DataVote, Why: msg.DataRequestWhy, Stays: msg.StaysVote, Personal: []string{"voter", "account_id", "name", "reason"},
			Shares: []retention.Share{{
				File: "articles-demandes", From: votes + " LEFT JOIN org_organisations o ON o.id = v.org_id", Of: "v.account_id = $1", Order: "r.number",
				Columns: []string{"r.number", "r.title", "r.reference", "r.brand", "o.name AS establishment", "v.quantity", "v.reason", "v.voted_at", "r.state"},
			}},
			Traces: []retention.Trace{{ID: []string{"request_id", "voter"}, Of: "account_id = $1", Named: []string{"name"}, Empty: []string{"reason"}}},
		},
	}
}

// wipe deletes a request with its votes.
func wipe(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM catalog_request_votes WHERE request_id = $1`, r.ID[0]); err != nil {
		return false, fmt.Errorf("wipe votes for an article: %w", err)
	}
	n, err := tx.Exec(ctx, `DELETE FROM catalog_requests WHERE id = $1`, r.ID[0])
	if err != nil {
		return false, fmt.Errorf("wipe a request for an article: %w", err)
	}
	return n > 0, nil
}
