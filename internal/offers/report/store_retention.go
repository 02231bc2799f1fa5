package report

import (
	"preau/internal/core/retention"
	"preau/internal/offers/report/msg"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{{
		Table: "offers_reports", What: msg.DataReport, Why: msg.DataWhy, Personal: []string{"words", "email", "moved_by", "note"},
		Rules: []retention.Rule{{
			Key: "offers.reports", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFrom, Then: retention.Deleted, ID: []string{"id"}, Event: "moved_at", If: "state <> 'open'",
		}},
	}}
}
