package ordering

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/msg"
)

// Holdings are what this service knows of people. Who set a maximum amount, or decided on the duties, is named as long as it counts.
func Holdings() []retention.Holding {
	return []retention.Holding{{
		Table: "ordering_limits", What: msg.DataLimit, Why: msg.DataWhy, Stays: msg.DataLimitStays, Personal: []string{"set_by", "set_name"},
		Shares: []retention.Share{{
			File: "montants-maximums", From: "ordering_limits l JOIN org_organisations o ON o.id = l.org_id", Of: "l.set_by = $1", Order: "o.name_fold, o.id",
			Columns: []string{"o.name AS establishment", "l.amount", "l.set_at"},
		}},
		Traces: []retention.Trace{{ID: []string{"org_id"}, Of: "set_by = $1", Named: []string{"set_name"}}},
	}, {
		Table: "ordering_duties", What: msg.DataDuties, Why: msg.DataWhy, Stays: msg.DataDutiesStays, Personal: []string{"set_by", "set_name"},
		Shares: []retention.Share{{
			File: "separation-des-taches", From: "ordering_duties d JOIN org_organisations o ON o.id = d.org_id", Of: "d.set_by = $1", Order: "o.name_fold, o.id",
			Columns: []string{"o.name AS establishment", "d.strict", "d.set_at"},
		}},
		Traces: []retention.Trace{{ID: []string{"org_id"}, Of: "set_by = $1", Named: []string{"set_name"}}},
	}, {
		Table: "ordering_bases", What: msg.DataBases, Why: msg.DataWhy, Stays: msg.DataDutiesStays, Personal: []string{"set_by", "set_name"},
		Shares: []retention.Share{{
			File: "montants-compares", From: "ordering_bases d JOIN org_organisations o ON o.id = d.org_id", Of: "d.set_by = $1", Order: "o.name_fold, o.id",
			Columns: []string{"o.name AS establishment", "d.without_vat", "d.set_at"},
		}},
		Traces: []retention.Trace{{ID: []string{"org_id"}, Of: "set_by = $1", Named: []string{"set_name"}}},
	}}
}
