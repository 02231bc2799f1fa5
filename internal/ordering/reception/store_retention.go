package reception

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/reception/msg"
)

// Holdings are what the room knows of people: who counted what came and why it was corrected, why the rest of an article was given up,
// and who chose how an establishment shares.
func Holdings() []retention.Holding {
	tenYears, key := retention.Term{N: 10, Unit: retention.Years}, []string{"id"}
	return []retention.Holding{
		{
			Table: "ordering_receptions", What: msg.DataReception, Why: msg.DataWhy, Personal: []string{"reason", "received_by", "received_name"},
			Rules: []retention.Rule{{
				Key: "ordering.receptions", Term: tenYears, From: msg.FromReception, Then: retention.Pseudonymised, ID: key, Event: "at",
				Named: []string{"received_name"}, Empty: []string{"reason"},
			}},
			Shares: []retention.Share{{
				File: "receptions", From: "ordering_receptions r JOIN ordering_orders d ON d.id = r.order_id JOIN org_organisations o ON o.id = d.org_id",
				Of: "r.received_by = $1", Order: "r.at, r.id", Columns: []string{"d.number", "o.name AS establishment", "r.n", "r.corrects", "r.reason", "r.at"},
			}},
			Traces: []retention.Trace{{ID: key, Of: "received_by = $1", Named: []string{"received_name"}}},
		},
		{
			Table: "ordering_reception_lines", What: msg.DataLine, Why: msg.DataWhy, Personal: []string{"reason"},
			Rules: []retention.Rule{{
				Key: "ordering.reception_lines", Term: tenYears, From: msg.FromReception, Then: retention.Pseudonymised, ID: []string{"reception_id", "line_id"},
				Event: "at", Empty: []string{"reason"},
			}},
			Shares: []retention.Share{{
				File: "articles-receptionnes", From: `ordering_reception_lines l JOIN ordering_receptions r ON r.id = l.reception_id JOIN ordering_orders d ON d.id = r.order_id
					JOIN ordering_order_lines x ON x.id = l.line_id JOIN catalog_articles a ON a.number = x.article`,
				Of: "r.received_by = $1", Order: "r.at, r.id, x.position", Columns: []string{"d.number", "r.n", "a.reference", "l.conform", "l.excess", "l.fate", "l.ended", "l.reason"},
			}},
		},
		{
			Table: "ordering_sharing", What: msg.DataSharing, Why: msg.DataWhy, Stays: msg.DataSharingStays, Personal: []string{"set_by", "set_name"},
			Shares: []retention.Share{{
				File: "partage-des-manques", From: "ordering_sharing s JOIN org_organisations o ON o.id = s.org_id", Of: "s.set_by = $1", Order: "o.name_fold, o.id",
				Columns: []string{"o.name AS establishment", "s.rule", "s.set_at"},
			}},
			Traces: []retention.Trace{{ID: []string{"org_id"}, Of: "set_by = $1", Named: []string{"set_name"}}},
		},
	}
}
