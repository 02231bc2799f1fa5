package shared

import (
	"preau/internal/core/retention"
	"preau/internal/offers/shared/msg"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{Table: "offers_shared", What: msg.DataShared, Why: msg.DataWhy, Stays: msg.DataSharedStays, Personal: []string{"account_id"}, Traces: []retention.Trace{{ID: []string{"org_id", "account_id"}, Of: "account_id = $1", Gone: true}}},
		{
			Table: "offers_speakers", What: msg.DataSpeaker, Why: msg.DataWhy, Personal: []string{"name", "said", "account_id"},
			Rules:  []retention.Rule{{Key: "offers.speakers", Term: retention.Term{N: 30, Unit: retention.Days}, From: msg.DataFrom, Then: retention.Deleted, ID: []string{"session_id"}, Event: "said_at"}},
			Traces: []retention.Trace{{ID: []string{"session_id"}, Of: "account_id = $1", Gone: true}},
		},
	}
}
