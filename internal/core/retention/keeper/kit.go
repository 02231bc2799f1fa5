package keeper

import (
	"preau/internal/core/retention"
	"preau/internal/core/retention/msg"
)

// Holdings are what this room itself knows of people, and what the kit does, which knows no business word and cannot
// declare it. The kit's rows are wiped by its own jobs.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "retention_closings", What: msg.DataClosing, Why: msg.DataClosingWhy, Stays: msg.DataClosingStays, Personal: []string{"account_id"},
		},
		{
			Table: "retention_exports", What: msg.DataExport, Why: msg.DataExportWhy, Personal: []string{"account_id", "file_id"},
			Rules: []retention.Rule{{
				Key: "retention.exports", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.FromGone, Then: retention.Deleted,
				ID: []string{"id"}, Event: "gone_at", If: "state = 'gone'",
			}},
			Shares: []retention.Share{{
				File: "exports", Of: "account_id = $1", Order: "asked_at, id",
				Columns: []string{"state", "size", "asked_at", "ready_at", "expires_at", "gone_at"},
			}},
		},
		{
			Table: "retention_terms", What: msg.DataTerms, Why: msg.DataTermsWhy, Stays: msg.DataTermsStays, Personal: []string{"set_by"},
		},
		{
			Table: "core_done", What: msg.DataDone, Why: msg.DataDoneWhy, Personal: []string{"account_id", "body_hash", "result"},
			Rules: []retention.Rule{{
				Key: "core.done", Term: retention.Term{N: 7, Unit: retention.Days}, From: msg.FromPosted, Then: retention.Deleted,
				ID: []string{"account_id", "act", "form_key"}, Event: "done_at", Job: "db.forget",
			}},
		},
		{
			Table: "jobs_queue", What: msg.DataJob, Why: msg.DataJobWhy, Personal: []string{"args", "last_error"},
			Rules: []retention.Rule{{
				Key: "jobs.dead", Term: retention.Term{N: 90, Unit: retention.Days}, From: msg.FromDead, Then: retention.Deleted,
				ID: []string{"id"}, Event: "failed_at", If: "state = 'dead'", Job: "jobs.sweep",
			}},
		},
		{
			Table: "mail_mailbox", What: msg.DataMailbox, Why: msg.DataMailboxWhy, Stays: msg.DataMailboxStays,
			Personal: []string{"from_address", "from_name", "to_address", "to_fold", "to_name", "subject", "text_body", "html_body"},
		},
		{
			Table: "mail_mailbox_files", What: msg.DataMailbox, Why: msg.DataMailboxWhy, Stays: msg.DataMailboxStays, Personal: []string{"name", "body"},
		},
		{
			Table: "sms_mailbox", What: msg.DataMailbox, Why: msg.DataMailboxWhy, Stays: msg.DataMailboxStays, Personal: []string{"phone", "sender", "text"},
		},
	}
}
