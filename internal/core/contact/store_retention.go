package contact

import (
	"context"
	"fmt"

	"preau/internal/core/contact/msg"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// Holdings are what this room knows of people. A message that nobody answered waits, however old.
func Holdings() []retention.Holding {
	key := []string{"id"}
	return []retention.Holding{
		{
			Table: "contact_messages", What: msg.DataMessage, Why: msg.DataMessageWhy,
			Personal: []string{"account_id", "name", "address", "address_fold", "lang", "page", "roles", "org_name", "query", "reason", "text", "moved_name"},
			Rules: []retention.Rule{{
				Key: "contact.messages", Term: retention.Term{N: 24, Unit: retention.Months}, Min: 6, Max: 60, From: msg.FromClosed, Then: retention.Deleted,
				ID: key, Event: "moved_at", If: "state IN ('answered', 'closed')", Do: wipe,
			}},
			Shares: []retention.Share{{
				File: "messages", Of: "account_id = $1", Order: "number",
				Columns: []string{"number", "state", "name", "address", "page", "roles", "org_name", "reason", "query", "text", "received_at"},
			}},
			Traces: []retention.Trace{
				{ID: key, Of: "account_id = $1", Named: []string{"name"}, Empty: []string{"address", "address_fold"}},
				{ID: key, Named: []string{"moved_name"}, Of: `EXISTS (SELECT 1 FROM history_lines h WHERE h.object_kind = 'contact.message'
					AND h.object_id = contact_messages.id AND h.account_id = $1 AND h.done_at = contact_messages.moved_at)`},
			},
		},
		{
			Table: "contact_answers", What: msg.DataAnswer, Why: msg.DataAnswerWhy, Stays: msg.DataAnswerStays, Personal: []string{"account_id", "name", "text"},
			Shares: []retention.Share{
				{
					File: "reponses-recues", From: "contact_answers a JOIN contact_messages m ON m.id = a.message_id", Of: "m.account_id = $1", Order: "a.id",
					Columns: []string{"m.number", "a.text", "a.at"},
				},
				{
					File: "reponses-ecrites", From: "contact_answers a JOIN contact_messages m ON m.id = a.message_id", Of: "a.account_id = $1", Order: "a.id",
					Columns: []string{"m.number", "a.text", "a.at"},
				},
			},
			Traces: []retention.Trace{{ID: key, Of: "account_id = $1", Named: []string{"name"}}},
		},
	}
}

// wipe deletes a message with its answers.
func wipe(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM contact_answers WHERE message_id = $1`, r.ID[0]); err != nil {
		return false, fmt.Errorf("wipe answers: %w", err)
	}
	n, err := tx.Exec(ctx, `DELETE FROM contact_messages WHERE id = $1`, r.ID[0])
	if err != nil {
		return false, fmt.Errorf("wipe a message: %w", err)
	}
	return n > 0, nil
}
