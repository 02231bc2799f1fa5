package federation

import (
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{{
		Table: "account_identities", What: msg.DataIdentity, Why: msg.DataIdentityWhy, Personal: []string{"account_id", "subject", "label"},
		Rules: []retention.Rule{{
			Key: "account.identities", Term: retention.Term{N: 36, Unit: retention.Months}, Min: 12, Max: 60, From: msg.FromUsed, Then: retention.Deleted,
			ID: key, Event: "coalesce(last_used_at, linked_at)",
		}},
		Shares: []retention.Share{{
			File: "identites", Of: "account_id = $1", Order: "linked_at, id",
			Columns: []string{"provider", "issuer", "subject", "label", "linked_at", "last_used_at"},
		}},
		Traces: []retention.Trace{{ID: key, Of: "account_id = $1", Gone: true}},
	}}
}
