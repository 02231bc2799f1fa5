package passkey

import (
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{{
		Table: "account_passkeys", What: msg.DataKey, Why: msg.DataKeyWhy, Personal: []string{"account_id", "credential", "public_key", "name"},
		Rules: []retention.Rule{{
			Key: "account.passkeys", Term: retention.Term{N: 36, Unit: retention.Months}, Min: 12, Max: 60, From: msg.FromUsed, Then: retention.Deleted,
			ID: key, Event: "coalesce(last_used_at, added_at)",
		}},
		Shares: []retention.Share{{
			File: "cles-acces", Of: "account_id = $1", Order: "added_at, id", Columns: []string{"name", "state", "state_at", "synced", "added_at", "last_used_at"},
		}},
		Traces: []retention.Trace{{ID: key, Of: "account_id = $1", Gone: true}},
	}}
}
