package document

import (
	"preau/internal/core/document/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people. The files are deleted by this room's own jobs, first what is kept, then
// the row's name for it.
func Holdings() []retention.Holding {
	return []retention.Holding{{
		Table: "document_files", What: msg.DataFile, Why: msg.DataFileWhy, Stays: msg.StaysFile, Personal: []string{"name", "staged_by"},
		Rules: []retention.Rule{{
			Key: "document.files", Term: retention.Term{N: 24, Unit: retention.Hours}, From: msg.FromUnbound, Then: retention.Deleted,
			ID: []string{"id"}, Event: "CASE WHEN state = 'staged' THEN staged_at ELSE unbound_at END", If: "state IN ('staged', 'unbound')", Job: jobSweep,
		}},
		Shares: []retention.Share{{
			File: "fichiers", Of: "staged_by = $1", Order: "staged_at, id",
			Columns: []string{"use_key", "name", "media_type", "size", "state", "staged_at", "bound_at", "unbound_at", "deleted_at"},
		}},
	}}
}
