package imports

import (
	"preau/internal/core/imports/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people: who sent what, and what the sheets hold, for as long as they are kept.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "imports_imports", What: msg.DataImport, Why: msg.DataImportWhy, Stays: msg.StaysImport,
			Personal: []string{"file_name", "started_by", "started_name", "moved_by", "moved_name", "fault"},
			Rules: []retention.Rule{{
				Key: "imports.files", Term: retention.Term{N: 30, Unit: retention.Days}, From: msg.FromStarted, Then: retention.Deleted, Remains: msg.RemainsImport,
				ID: []string{"number"}, Event: "started_at", If: "emptied_at IS NULL", Job: jobSweep,
			}},
			Shares: []retention.Share{{
				File: "imports", Of: "started_by = $1", Order: "number", Columns: []string{"number", "kind", "file_name", "state", "started_at", "line_count", "written_count"},
			}},
			Traces: []retention.Trace{
				{ID: []string{"number"}, Of: "started_by = $1", Named: []string{"started_name"}},
				{ID: []string{"number"}, Of: "moved_by = $1", Named: []string{"moved_name"}},
			},
		},
		{Table: "imports_rows", What: msg.DataLines, Why: msg.DataLinesWhy, Stays: msg.StaysLines, Personal: []string{"label", "data", "says"}},
		{Table: "imports_faults", What: msg.DataFaults, Why: msg.DataFaultsWhy, Stays: msg.StaysFaults, Personal: []string{"value", "reason"}},
		{Table: "imports_absents", What: msg.DataAbsents, Why: msg.DataLinesWhy, Stays: msg.StaysLines, Personal: []string{"label"}},
	}
}
