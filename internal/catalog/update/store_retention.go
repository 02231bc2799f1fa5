package update

import (
	"preau/internal/catalog/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people: who sent which sheet, and who decided on it.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "catalog_updates", What: msg.DataUpdate, Why: msg.DataUpdateWhy, Stays: msg.StaysUpdate,
			Personal: []string{"file_name", "started_by", "started_name", "moved_by", "moved_name", "fault"},
			Rules: []retention.Rule{{
				Key: "catalog.updates", Term: retention.Term{N: 30, Unit: retention.Days}, From: msg.FromUpdate, Then: retention.Deleted, Remains: msg.RemainsUpdate,
				ID: []string{"number"}, Event: "started_at", If: "emptied_at IS NULL AND state <> 'scheduled'", Job: jobSweep,
			}},
			Shares: []retention.Share{{
				File: "catalogue-updates", Of: "started_by = $1", Order: "number", Columns: []string{"number", "market", "mode", "file_name", "state", "started_at", "line_count"},
			}},
			Traces: []retention.Trace{
				{ID: []string{"number"}, Of: "started_by = $1", Named: []string{"started_name"}},
				{ID: []string{"number"}, Of: "moved_by = $1", Named: []string{"moved_name"}},
			},
		},
	}
}
