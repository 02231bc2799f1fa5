package token

import (
	"preau/internal/core/retention"
	"preau/internal/core/token/msg"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{{
		Table: "token_tokens", What: msg.DataToken, Why: msg.DataTokenWhy, Personal: []string{"account_id", "name", "secret_hash"},
		Rules: []retention.Rule{{
			Key: "token.tokens", Term: retention.Term{N: 90, Unit: retention.Days}, From: msg.FromEnded, Then: retention.Deleted,
			ID: key, Event: "CASE WHEN state <> 'live' AND state_at < expires_at THEN state_at ELSE expires_at END", Job: "token.sweep",
		}},
		Shares: []retention.Share{{
			File: "jetons", Of: "account_id = $1", Order: "number",
			Columns: []string{"number", "name", "scopes", "state", "created_at", "expires_at", "used_at"},
		}},
		Traces: []retention.Trace{{ID: key, Of: "account_id = $1", Gone: true}},
	}}
}
