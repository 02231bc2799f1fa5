package supply

import (
	"preau/internal/core/retention"
	"preau/internal/ordering/msg"
)

// Holdings are what the room knows of people: the address to which a link went, which may be somebody's.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "ordering_links", What: msg.DataLink, Why: msg.DataLinkWhy, Stays: msg.DataLinkStays, Personal: []string{"address", "secret_hash"},
			Rules: []retention.Rule{{
				Key: "ordering.links", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.FromLink, Then: retention.Deleted, ID: []string{"id"}, Event: "expires_at",
			}},
		},
	}
}
