package sending

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/sending/msg"
)

// Holdings are what the room knows of people: what a sent order says of the acheteur, of the demandeur and on its label. It is proof of
// a public expense, so it stays as it was sent, and ends whole.
func Holdings() []retention.Holding {
	const of = "ordering_dispatches x JOIN ordering_orders d ON d.id = x.order_id"
	return []retention.Holding{{
		Table: "ordering_dispatches", What: msg.DataDispatch, Why: msg.DataDispatchWhy, Stays: msg.DataDispatchStays, Personal: []string{"sheet", "pdf", "ubl"},
		Rules: []retention.Rule{{
			Key: "ordering.dispatches", Term: retention.Term{N: 10, Unit: retention.Years}, From: msg.FromDispatch, Then: retention.Deleted,
			ID: []string{"order_id", "CAST(n AS TEXT)"}, Event: "at",
		}},
		Shares: []retention.Share{{
			File: "commandes-envoyees", From: of, Of: "d.sent_by = $1", Order: "x.at, x.order_id, x.n", Columns: []string{"d.number", "x.at", "x.sheet"},
		}},
	}}
}
