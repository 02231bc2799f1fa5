package notify

import (
	"preau/internal/core/notify/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people. What is under way stays until it is settled; what failed waits for
// somebody twice as long.
func Holdings() []retention.Holding {
	mailID := []string{"id"}
	return []retention.Holding{
		{
			Table: "notify_mails", What: msg.DataMail, Why: msg.DataMailWhy,
			Personal: []string{"account_id", "address", "address_fold", "name", "lang", "data", "detail", "stop_hash"},
			Rules: []retention.Rule{
				{
					Key: "notify.log", Term: retention.Term{N: 12, Unit: retention.Months}, Min: 6, Max: 24, From: msg.FromSettled, Then: retention.Deleted,
					ID: mailID, Event: "settled_at", If: "state IN ('accepted', 'refused', 'withheld')",
				},
				{
					Key: "notify.failed", Term: retention.Term{N: 24, Unit: retention.Months}, From: msg.FromGivenUp, Then: retention.Deleted,
					ID: mailID, Event: "settled_at", If: "state = 'failed'",
				},
			},
			Shares: []retention.Share{{
				File: "emails", Of: "account_id = $1", Order: "queued_at, id",
				Columns: []string{"kind", "name", "address", "object_kind", "state", "digest", "withheld", "detail", "queued_at", "settled_at"},
			}},
			Traces: []retention.Trace{
				{ID: mailID, Of: "account_id = $1 AND state IN ('failed', 'refused')", Gone: true},
				{
					ID: mailID, Of: "account_id = $1 AND state NOT IN ('failed', 'refused')", Only: "state IN ('accepted', 'withheld')",
					Named: []string{"name"}, Empty: []string{"address", "data", "detail", "stop_hash"}, Set: []string{"address_fold = id"},
				},
			},
		},
		{
			Table: "notify_returns", What: msg.DataReturn, Why: msg.DataReturnWhy, Personal: []string{"mail_id", "detail"},
			Rules: []retention.Rule{{
				Key: "notify.returns", Term: retention.Term{N: 90, Unit: retention.Days}, From: msg.FromReturned, Then: retention.Deleted, ID: mailID, Event: "at", Job: "notify.sweep",
			}},
		},
		{
			Table: "notify_choices", What: msg.DataChoice, Why: msg.DataChoiceWhy, Personal: []string{"account_id"}, Stays: msg.DataChoiceStays,
			Shares: []retention.Share{{File: "notifications", Of: "account_id = $1", Columns: []string{"kind", "off", "daily", "chosen_at"}, Order: "kind"}},
			Traces: []retention.Trace{{ID: []string{"account_id", "kind"}, Of: "account_id = $1", Gone: true}},
		},
	}
}
