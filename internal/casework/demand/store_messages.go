package demand

import (
	"context"
	"fmt"
	"time"

	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// Message is one message of a demand's thread.
type Message struct {
	ID        string
	N         int64 // within the demand
	No        int64 // among those that its reader sees, in addresses: what is between operators leaves no gap
	AccountID string
	Name      string
	Side      Side
	Between   bool // entre opérateurs
	Text      string
	At        time.Time
	EditedAt  time.Time // by its author; zero: never
	First     string    // the text before
	Files     []Attached

	sealed, first []byte
	words         seal.Words
}

func messagePlace(id string) seal.Place {
	return seal.Place{Table: "casework_messages", Column: "text", Row: id}
}

const messageColumns = `m.id, m.n, m.account_id, m.name, m.side, m.confined, m.text, m.at, m.edited_at, m.first`

func messageInto(m *Message) []any {
	return []any{&m.ID, &m.N, &m.AccountID, &m.Name, &m.Side, &m.Between, &m.sealed, &m.At, &m.EditedAt, &m.first}
}

// messages are the messages of a demand in their order; those between operators only for who may read them.
func messages(ctx context.Context, tx *db.Tx, demandID string, between bool) ([]Message, error) {
	var w db.Where
	w.And("m.demand_id = ?", demandID)
	if !between {
		w.And("NOT m.confined")
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, messageInto, `SELECT `+messageColumns+` FROM casework_messages m WHERE `+where+` ORDER BY m.n`, args...)
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	for i := range out {
		out[i].No = int64(i) + 1
	}
	return out, nil
}

func insertMessage(ctx context.Context, tx *db.Tx, demandID string, m Message) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_messages (id, demand_id, n, account_id, name, side, confined, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.ID, demandID, m.N, m.AccountID, m.Name, m.Side, m.Between, m.sealed, tx.Now())
	if err != nil {
		return fmt.Errorf("insert message: %w", err)
	}
	return nil
}

// correctMessage writes a message anew, keeping its first text, if nobody did meanwhile. The demand has another version, as after all that
// changes the words by which it is found.
func correctMessage(ctx context.Context, tx *db.Tx, demandID string, m Message) error {
	n, err := tx.Exec(ctx, `UPDATE casework_messages SET text = $1, first = coalesce(first, $2), edited_at = $3 WHERE id = $4 AND text = $5`,
		m.sealed, m.first, tx.Now(), m.ID, m.first)
	if err != nil {
		return fmt.Errorf("correct message: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	if _, err := tx.Exec(ctx, `UPDATE casework_demands SET version = version + 1 WHERE id = $1`, demandID); err != nil {
		return fmt.Errorf("correct message: %w", err)
	}
	return list(ctx, tx, demandID)
}
