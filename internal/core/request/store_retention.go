package request

import (
	"preau/internal/core/request/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{{
		Table: "request_asks", What: msg.DataAsk, Why: msg.DataAskWhy, Personal: []string{"account_id", "decided_by", "decided_name", "reason", "said"},
		Rules: []retention.Rule{{
			Key: "request.asks", Term: retention.Term{N: 3, Unit: retention.Years}, Min: 1, Max: 5, From: msg.FromDecided, Then: retention.Deleted,
			ID: key, Event: "decided_at", If: "state <> 'open'",
		}},
		Shares: []retention.Share{
			{
				File: "demandes-acces", Of: "q.account_id = $1", Order: "q.number",
				From:    "request_asks q LEFT JOIN org_organisations o ON q.place_kind = 'organisation' AND o.id = q.place_id",
				Columns: []string{"q.number", "q.role", "q.place_kind", "o.name AS place", "q.state", "q.asked_at", "q.decided_at", "q.reason", "q.more_label AS thing", "q.said"},
			},
			{File: "demandes-acces-decidees", Of: "decided_by = $1 AND account_id <> $1", Columns: []string{"number", "role", "place_kind", "state", "decided_at", "reason"}, Order: "number"},
		},
		Traces: []retention.Trace{{ID: key, Of: "decided_by = $1", Named: []string{"decided_name"}}},
	}}
}
