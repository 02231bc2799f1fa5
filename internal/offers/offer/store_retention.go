package offer

import (
	"context"

	"preau/internal/core/history"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
	"preau/internal/offers/offer/msg"
)

// touched is when somebody did something to an offer last: what is written at is kept, whatever its state, and however old that is.
const touched = `coalesce((SELECT max(h.done_at) FROM history_lines h WHERE h.object_kind = 'offers.offer' AND h.object_id = offers_offers.id), moved_at)`

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{
			Table: "offers_offers", What: msg.DataOffer, Why: msg.DataWhy,
			Personal: []string{"referent_name", "referent_role", "referent_phone", "referent_email", "contact_phone", "contact_email", "author_id", "moved_by"},
			Traces: []retention.Trace{{ // who moved it last is known by the history
				ID: []string{"id"}, Named: []string{"moved_by"}, Of: `(id, moved_at) IN (SELECT h.object_id, h.done_at FROM history_lines h WHERE h.account_id = $1 AND h.object_kind = 'offers.offer' AND h.act <> 'offers.offer.written_before')`,
			}},
			Rules: []retention.Rule{{
				Key: "offers.idle", Term: retention.Term{N: 5, Unit: retention.Years}, Min: 1, Max: 10, From: msg.DataFromIdle, Then: retention.Deleted, ID: []string{"id"}, Event: touched, Along: forgetContact,
				If: "state IN ('draft', 'submitted', 'to_correct', 'approved', 'withdrawn')", // the others are archived by themselves, see turn
			}, {
				Key: "offers.archived", Term: retention.Term{N: 5, Unit: retention.Years}, Min: 1, Max: 10, From: msg.DataFromArchived, Then: retention.Deleted, ID: []string{"id"}, Event: "moved_at", If: "state = 'archived'", Along: forgetContact,
			}},
		},
		{
			Table: "offers_copies", What: msg.DataCopy, Why: msg.DataWhy, Stays: msg.DataStaysCopy,
			Personal: []string{"referent_name", "referent_role", "referent_phone", "referent_email", "author_id"},
		},
		{Table: "offers_published", What: msg.DataPublic, Why: msg.DataWhy, Stays: msg.DataStaysPublic, Personal: []string{"contact_phone", "contact_email"}},
	}
}

// forgetContact takes what an offer's contact was out of the history, which is kept for longer than the offer (O82).
func forgetContact(ctx context.Context, tx *db.Tx, r retention.Row) (bool, error) {
	return true, history.ForgetDetails(ctx, tx, history.Object{Kind: ObjectKind, ID: r.ID[0]}, did(SetContact))
}
