package notify

import (
	"context"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// insertReturn says false for what was known.
func insertReturn(ctx context.Context, tx *db.Tx, mailID string, r Return) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO notify_returns (id, way, event, mail_id, news, status, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (way, event) DO NOTHING`, id.New(), r.Way, r.Event, mailID, r.News, r.Status, r.Detail, tx.Now())
	return n == 1, err
}

// forgetReturns wipes what is older than an instant, a number at once.
func forgetReturns(ctx context.Context, tx *db.Tx, before time.Time, limit int) error {
	_, err := tx.Exec(ctx, `DELETE FROM notify_returns WHERE id IN (SELECT id FROM notify_returns WHERE at < $1 ORDER BY at, id LIMIT $2)`, before, limit)
	return err
}

// Returned is news of a mail, as administrators see it.
type Returned struct {
	To     string // the address that the mail went to; empty: its mail left the log
	Kind   string
	News   string
	Status string
	Detail string
	At     time.Time
}

func returnedLately(ctx context.Context, tx *db.Tx, since time.Time, limit int) ([]Returned, error) {
	return db.All(ctx, tx, func(r *Returned) []any { return []any{&r.To, &r.Kind, &r.News, &r.Status, &r.Detail, &r.At} },
		`SELECT coalesce(m.address, ''), coalesce(m.kind, ''), r.news, r.status, r.detail, r.at
		FROM notify_returns r LEFT JOIN notify_mails m ON m.id = r.mail_id
		WHERE r.at >= $1 AND r.news = 'unreadable' ORDER BY r.at DESC, r.id DESC LIMIT $2`, since, limit)
}
