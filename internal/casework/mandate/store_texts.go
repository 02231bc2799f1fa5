package mandate

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

const textColumns = `x.id, x.mandate_id, x.occasion, x.text, x.state, x.tries, x.tries_before, x.cuts, x.provider, x.event_id, x.detail, x.queued_at, x.due_at, x.sending_at,
	x.settled_at, x.delivered_at, x.undelivered_at`

func intoText(t *Text) []any {
	return []any{
		&t.ID, &t.MandateID, &t.Occasion, &t.sealed, &t.State, &t.tries, &t.triesBefore, &t.cuts, &t.Provider, &t.EventID, &t.Detail, &t.QueuedAt, &t.DueAt, &t.SendingAt,
		&t.SettledAt, &t.DeliveredAt, &t.UndeliveredAt,
	}
}

func textByID(ctx context.Context, tx *db.Tx, id string) (Text, error) {
	return db.One(ctx, tx, intoText, `SELECT `+textColumns+` FROM casework_texts x WHERE x.id = $1`, id)
}

// textsOf are the texts about a demand's mandates, the oldest first.
func textsOf(ctx context.Context, tx *db.Tx, demandID string) ([]Text, error) {
	out, err := db.All(ctx, tx, intoText, `SELECT `+textColumns+` FROM casework_texts x JOIN casework_mandates m ON m.id = x.mandate_id
		WHERE m.demand_id = $1 ORDER BY x.queued_at, x.id`, demandID)
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	return out, nil
}

// insertText says false when this occasion has its text already.
func insertText(ctx context.Context, tx *db.Tx, t Text) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO casework_texts (id, mandate_id, occasion, text, state, tries, tries_before, cuts, provider, event_id, detail, queued_at, due_at)
		VALUES ($1, $2, $3, $4, 'queued', 0, 0, 0, '', '', '', $5, $5) ON CONFLICT (mandate_id, occasion) DO NOTHING`, t.ID, t.MandateID, t.Occasion, t.sealed, tx.Now())
	if err != nil {
		return false, fmt.Errorf("insert text: %w", err)
	}
	return n == 1, nil
}

// saveText writes a text that stands as it was read; false when somebody else has moved it.
func saveText(ctx context.Context, tx *db.Tx, was, next Text) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE casework_texts SET state = $1, tries = $2, tries_before = $3, cuts = $4, provider = $5, event_id = $6, detail = $7, due_at = $8, sending_at = $9,
		settled_at = $10, delivered_at = $11, undelivered_at = $12 WHERE id = $13 AND state = $14 AND tries = $15`,
		next.State, next.tries, next.triesBefore, next.cuts, next.Provider, next.EventID, next.Detail, next.DueAt, next.SendingAt, next.SettledAt, next.DeliveredAt, next.UndeliveredAt,
		was.ID, was.State, was.tries)
	if err != nil {
		return false, fmt.Errorf("save text: %w", err)
	}
	return n == 1, nil
}

// receivedText is the text that a receipt is about, told by the way and the provider's id.
func receivedText(ctx context.Context, tx *db.Tx, provider, eventID string) (Text, error) {
	return db.One(ctx, tx, intoText, `SELECT `+textColumns+` FROM casework_texts x WHERE x.provider = $1 AND x.event_id = $2 AND x.event_id <> ''`, provider, eventID)
}

// lostTexts are those whose job should have run before the instant due, and those whose try began before the instant begun.
func lostTexts(ctx context.Context, tx *db.Tx, due, begun time.Time, limit int) ([]Text, error) {
	return db.All(ctx, tx, intoText, `SELECT `+textColumns+` FROM casework_texts x WHERE x.due_at < $1 OR x.state = 'sending' AND x.sending_at < $2 ORDER BY x.queued_at, x.id LIMIT $3`, due, begun, limit)
}

func waitingTexts(ctx context.Context, tx *db.Tx, limit int) ([]Text, error) {
	return db.All(ctx, tx, intoText, `SELECT `+textColumns+` FROM casework_texts x WHERE x.due_at IS NOT NULL OR x.state = 'sending' ORDER BY x.queued_at, x.id LIMIT $1`, limit)
}

// The sorts of texts that did not go, as conditions that an index serves.
const (
	failedTexts  = "x.state IN ('refused', 'failed')"
	lateTexts    = "x.state IN ('deferred', 'uncertain')"
	lostOnTheWay = "x.state = 'accepted' AND x.undelivered_at IS NOT NULL"
	stuckTables  = "casework_texts x JOIN casework_mandates m ON m.id = x.mandate_id"
)

// stuckTexts are those of a sort whose mandates still wait for an answer, the newest first.
func stuckTexts(ctx context.Context, tx *db.Tx, sort string, limit int) ([]Stuck, error) {
	out, err := db.All(ctx, tx, func(t *Stuck) []any { return append(intoText(&t.Text), &t.Number) }, `SELECT `+textColumns+`, d.number FROM `+stuckTables+`
		JOIN casework_demands d ON d.id = m.demand_id WHERE `+sort+` AND m.state = 'asked' AND m.asked_at > $1 ORDER BY x.queued_at DESC, x.id LIMIT $2`, tx.Now().Add(-PendingFor), limit)
	if err != nil {
		return nil, fmt.Errorf("texts that did not go: %w", err)
	}
	for i := range out {
		out[i].Tries, out[i].sealed = out[i].tries-out[i].triesBefore, nil
	}
	return out, nil
}
