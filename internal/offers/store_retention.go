package offers

import (
	"slices"

	"preau/internal/core/retention"
	"preau/internal/offers/msg"
	"preau/internal/offers/offer"
	"preau/internal/offers/report"
	"preau/internal/offers/shared"
	"preau/internal/offers/structure"
)

// Holdings are what this service knows of people.
func Holdings() []retention.Holding {
	return append(slices.Concat(offer.Holdings(), report.Holdings(), shared.Holdings()), []retention.Holding{
		{
			Table: "offers_documents", What: msg.DataDocument, Why: msg.DataWhy, Stays: msg.DataDocumentStays, Personal: []string{"title", "text", "added_by", "added_by_id"},
			Traces: []retention.Trace{{ID: []string{"id"}, Of: "added_by_id = $1", Named: []string{"added_by"}}},
		},
		{
			Table: "offers_joins", What: msg.DataJoin, Why: msg.DataWhy,
			Personal: []string{"first_name", "last_name", "function", "email", "email_fold", "phone", "lang", "words", "moved_by", "moved_by_id", "motive", "sort_fold", "search_fold"},
			Rules: []retention.Rule{
				{Key: "offers.joins", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFromJoin, Then: retention.Deleted, ID: []string{"id"}, Event: "moved_at"},
			},
			Traces: []retention.Trace{{ID: []string{"id"}, Of: "moved_by_id = $1", Named: []string{"moved_by"}}},
		},
		{
			Table: "offers_invitations", What: msg.DataInvitation, Why: msg.DataWhy,
			Personal: []string{"email", "email_fold", "first_name", "last_name", "function", "phone", "lang", "sort_fold", "search_fold", "sent_by", "sent_name", "account_id"},
			Rules: []retention.Rule{
				{Key: "offers.invitations", Term: retention.Term{N: 60, Unit: retention.Days}, From: msg.DataFromSent, Then: retention.Deleted, ID: []string{"id"}, Event: "sent_at"},
			},
			Traces: []retention.Trace{
				{ID: []string{"id"}, Of: "account_id = $1", Gone: true},
				{ID: []string{"id"}, Of: "sent_by = $1", Named: []string{"sent_name"}},
			},
		},
		{
			Table: "offers_logos", What: msg.DataLogo, Why: msg.DataWhy, Personal: []string{"name", "staged_from"},
			Rules: []retention.Rule{{
				Key: "offers.logos", Term: retention.Term{N: 24, Unit: retention.Hours}, From: msg.DataFromStaged, Then: retention.Deleted, ID: []string{"id"}, Event: "staged_at", If: "structure_id IS NULL", Job: "offers.logos",
			}},
		},
		{
			Table: "offers_structures", What: msg.DataStructure, Why: msg.DataWhy, Personal: []string{"signatory", "signatory_role", "approved", "first_name", "last_name", "function", "email", "email_fold", "phone", "moved_by", "moved_by_id"},
			Traces: []retention.Trace{{ID: []string{"id"}, Of: "moved_by_id = $1", Named: []string{"moved_by"}}},
			Rules: []retention.Rule{{
				Key: "offers.closed", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFromClosed, Then: retention.Pseudonymised, ID: []string{"id"}, Event: "moved_at", If: "state = 'closed'", Along: structure.ForgetSignatory,
				Named: []string{"moved_by"}, Empty: []string{"signatory", "signatory_role", "first_name", "last_name", "function", "email", "email_fold", "phone", "moved_by_id", "approved"}, // approved has the signatory
			}, {
				Key: "offers.requests", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFromRequest, Then: retention.Deleted, ID: []string{"id"}, Event: "moved_at",
				If: "state IN ('requested', 'to_correct')",
			}, {
				Key: "offers.refused", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFromRefused, Then: retention.Deleted, ID: []string{"id"}, Event: "moved_at", If: "state = 'refused'",
			}},
		},
	}...)
}
