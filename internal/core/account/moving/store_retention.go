package moving

import (
	"preau/internal/core/account/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	id := []string{"id"}
	return []retention.Holding{{
		Table: "account_moves", What: msg.DataMove, Why: msg.DataMoveWhy,
		Personal: []string{"account_id", "old_email", "new_email", "reason", "asked_by", "asked_name", "confirm_hash", "object_hash", "moved_name"},
		Rules: []retention.Rule{{
			Key: "account.moves", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.FromMoved, Then: retention.Deleted, ID: id,
			Event: "moved_at", If: "state NOT IN ('asked', 'confirmed', 'objected')",
		}},
		Shares: []retention.Share{{
			File: "changements-adresse", Of: "account_id = $1", Order: "asked_at, id",
			Columns: []string{"state", "old_email", "new_email", "reason", "asked_at", "object_until", "moved_at"},
		}},
		Traces: []retention.Trace{
			{ID: id, Of: "account_id = $1", Gone: true},
			{ID: id, Named: []string{"asked_name"}, Of: "asked_by = $1"},
		},
	}}
}
