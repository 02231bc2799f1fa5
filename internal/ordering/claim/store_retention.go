package claim

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/claim/msg"
)

// Holdings are what the room knows of people: who made a claim and who said what of it. After ten years, as with its order, it can still
// be counted, without them.
func Holdings() []retention.Holding {
	ten := retention.Term{N: 10, Unit: retention.Years}
	const notes = "ordering_claim_notes n JOIN ordering_claims c ON c.id = n.claim_id"
	return []retention.Holding{
		{
			Table: "ordering_claims", What: msg.DataClaim, Why: msg.DataClaimWhy, Personal: []string{"text", "opened_by", "opened_name"},
			Rules: []retention.Rule{{
				Key: "ordering.claims", Term: ten, From: msg.FromClaim, Then: retention.Pseudonymised, ID: []string{"id"}, Event: "moved_at", Named: []string{"opened_name"}, Empty: []string{"text"},
			}},
			Shares: []retention.Share{{
				File: "reclamations", From: "ordering_claims c", Of: "c.opened_by = $1", Order: "c.opened_at, c.id",
				Columns: []string{"c.number", "c.fault", "c.quantity", "c.text", "c.state", "c.opened_at"},
			}},
			Traces: []retention.Trace{{ID: []string{"id"}, Of: "opened_by = $1", Named: []string{"opened_name"}}},
		},
		{
			Table: "ordering_claim_notes", What: msg.DataNote, Why: msg.DataClaimWhy, Personal: []string{"text", "said_by", "said_name"},
			Rules: []retention.Rule{{
				Key: "ordering.claim_notes", Term: ten, From: msg.FromNote, Then: retention.Pseudonymised, ID: []string{"claim_id", "CAST(n AS TEXT)"}, Event: "at",
				Named: []string{"said_name"}, Empty: []string{"text"},
			}},
			Shares: []retention.Share{{
				File: "reclamations-echanges", From: notes, Of: "n.said_by = $1", Order: "n.at, n.claim_id, n.n", Columns: []string{"c.number", "n.act", "n.offer", "n.text", "n.at"},
			}},
			Traces: []retention.Trace{{ID: []string{"claim_id", "CAST(n AS TEXT)"}, Of: "said_by = $1", Named: []string{"said_name"}}},
		},
	}
}
