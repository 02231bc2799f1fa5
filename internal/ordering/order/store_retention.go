package order

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/msg"
)

// Holdings are what the room knows of people: who made, sent or cancelled an order, and whose name is on its label. After ten years it
// can still be counted, without them.
func Holdings() []retention.Holding {
	key := []string{"id"}
	share := func(file, of, at string) retention.Share {
		return retention.Share{
			File: file, From: "ordering_orders d JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id", Of: of, Order: "d.created_at, d.id",
			Columns: []string{"d.number", "o.name AS establishment", "u.name AS supplier", "d.state", "d.label", "d.remark", at},
		}
	}
	return []retention.Holding{{
		Table: "ordering_orders", What: msg.DataOrder, Why: msg.DataBasketWhy,
		Personal: []string{"label", "label_fold", "remark", "created_by", "created_name", "sent_by", "sent_name", "reason", "moved_by", "moved_name"},
		Rules: []retention.Rule{{
			Key: "ordering.orders", Term: retention.Term{N: 10, Unit: retention.Years}, From: msg.FromOrder, Then: retention.Pseudonymised, ID: key, Event: "moved_at",
			Named: []string{"created_name", "sent_name", "moved_name"}, Empty: []string{"label", "label_fold", "remark", "reason"},
		}},
		Shares: []retention.Share{share("commandes-creees", "d.created_by = $1", "d.created_at"), share("commandes-passees", "d.sent_by = $1", "d.sent_at")},
		Traces: []retention.Trace{
			{ID: key, Of: "created_by = $1", Named: []string{"created_name"}},
			{ID: key, Of: "sent_by = $1", Named: []string{"sent_name"}},
			{ID: key, Of: "moved_by = $1", Named: []string{"moved_name"}},
		},
	}}
}
