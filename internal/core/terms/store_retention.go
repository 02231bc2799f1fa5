package terms

import (
	"preau/internal/core/retention"
	"preau/internal/core/terms/msg"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "terms_acceptances", What: msg.DataAcceptance, Why: msg.DataAcceptanceWhy, Personal: []string{"account_id"}, Stays: msg.StaysAcceptance,
			Shares: []retention.Share{{
				File: "conditions", From: "terms_acceptances x JOIN terms_versions v ON v.number = x.version", Of: "x.account_id = $1", Order: "x.version",
				Columns: []string{"x.version", "v.starts_at AS in_force_from", "x.accepted_at"},
			}},
			Traces: []retention.Trace{{ID: []string{"account_id", "CAST(version AS TEXT)"}, Of: "account_id = $1", Gone: true}},
		},
		{
			Table: "terms_versions", What: msg.DataVersion, Why: msg.DataVersionWhy, Personal: []string{"published_by", "published_name"}, Stays: msg.StaysVersion,
			Traces: []retention.Trace{{ID: []string{"CAST(number AS TEXT)"}, Named: []string{"published_name"}, Of: "published_by = $1"}},
		},
		{
			Table: "terms_drafts", What: msg.DataDraft, Why: msg.DataVersionWhy, Personal: []string{"saved_by", "saved_name"}, Stays: msg.StaysVersion,
			Traces: []retention.Trace{{ID: []string{"CAST(id AS TEXT)"}, Named: []string{"saved_name"}, Of: "saved_by = $1"}},
		},
	}
}
