package mandate

import (
	"preau/internal/casework/mandate/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people. All of it goes with its demand (Wipe); what is remembered of providers says nothing
// of anybody, and goes when none of them would tell it again.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{Table: "casework_mandates", What: msg.DataMandate, Why: msg.DataWhy, Stays: msg.DataStays, Personal: []string{"number", "number_hash", "signer", "named", "asked_by", "asked_name", "ended_name", "mistaken_name", "mistaken_why"}},
		{Table: "casework_mandate_answers", What: msg.DataAnswer, Why: msg.DataWhy, Stays: msg.DataStays, Personal: []string{"text"}},
		{Table: "casework_texts", What: msg.DataText, Why: msg.DataWhy, Stays: msg.DataStays, Personal: []string{"text", "detail"}},
		{
			Table: "sms_events", What: msg.DataEvent, Why: msg.DataEventWhy, Personal: []string{"id"},
			Rules: []retention.Rule{{
				Key: "sms.events", Term: retention.Term{N: 90, Unit: retention.Days}, From: msg.FromTold, Then: retention.Deleted, ID: []string{"provider", "kind", "id"}, Event: "at",
			}},
		},
	}
}
