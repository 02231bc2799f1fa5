package search

import (
	"preau/internal/catalog/msg"
	"preau/internal/core/retention"
)

// Holdings are what people typed when nothing was found: who typed it is not kept, but it may be anything.
func Holdings() []retention.Holding {
	term := retention.Term{N: 13, Unit: retention.Months} // a school year, and the month to compare with
	return []retention.Holding{{
		Table: "catalog_misses", What: msg.DataMisses, Why: msg.DataMissesWhy, Personal: []string{"words"},
		Rules: []retention.Rule{{
			Key: "catalog.misses", Term: term, From: msg.FromMiss, Then: retention.Deleted, ID: []string{"words", "day"}, Event: "last_at",
		}},
	}, {
		Table: "catalog_misses_settled", What: msg.DataMissesSettled, Why: msg.DataMissesWhy, Personal: []string{"words"},
		Rules: []retention.Rule{{
			Key: "catalog.misses_settled", Term: term, From: msg.FromMissSettled, Then: retention.Deleted, ID: []string{"words"}, Event: "at",
		}},
	}}
}
