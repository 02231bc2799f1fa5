package terms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// object is what the history calls the conditions.
var object = history.Object{Kind: "terms", ID: "1"}

const columns = `number, text, changes, starts_at, published_at, published_name`

func into(v *Version) []any {
	return []any{&v.Number, &v.Text, &v.Changes, &v.StartsAt, &v.PublishedAt, &v.PublishedName}
}

// versionWhere is one version; the zero one when there is none.
func versionWhere(ctx context.Context, tx *db.Tx, cond string, args ...any) (Version, error) {
	v, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM terms_versions WHERE `+cond+` ORDER BY number DESC LIMIT 1`, args...)
	if errors.Is(err, db.ErrNone) {
		return Version{}, nil
	}
	if err != nil {
		return v, fmt.Errorf("conditions: %w", err)
	}
	return v, nil
}

// inForce is the newest version whose day has come; the zero one while there is none.
func inForce(ctx context.Context, tx *db.Tx, at time.Time) (Version, error) {
	return versionWhere(ctx, tx, `starts_at <= $1`, at)
}

// last is the version published last, whether its day has come or not.
func last(ctx context.Context, tx *db.Tx) (Version, error) { return versionWhere(ctx, tx, `1 = 1`) }

// heads are all versions without their texts, the newest first.
func heads(ctx context.Context, tx *db.Tx) ([]Version, error) {
	return db.All(ctx, tx, func(v *Version) []any {
		return []any{&v.Number, &v.Changes, &v.StartsAt, &v.PublishedAt, &v.PublishedName}
	}, `SELECT number, changes, starts_at, published_at, published_name FROM terms_versions ORDER BY number DESC`)
}

// accepted is how many people accepted each version.
func accepted(ctx context.Context, tx *db.Tx) (map[int64]int64, error) {
	type row struct{ version, n int64 }
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.version, &r.n} },
		`SELECT version, count(*) FROM terms_acceptances GROUP BY version`)
	out := map[int64]int64{}
	for _, r := range rows {
		out[r.version] = r.n
	}
	return out, err
}

// people is how many may sign in, each of whom a new version asks.
func people(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM account_accounts WHERE state = 'active'`)
}

// draft is what is written; the zero one while nothing was ever saved.
func draft(ctx context.Context, tx *db.Tx) (Draft, error) {
	d, err := db.One(ctx, tx, func(d *Draft) []any {
		return []any{&d.Text, &d.Changes, &d.Day, &d.Version, &d.SavedAt, &d.SavedName}
	}, `SELECT text, changes, day, version, saved_at, saved_name FROM terms_drafts WHERE id = 1`)
	if errors.Is(err, db.ErrNone) {
		return Draft{}, nil
	}
	if err != nil {
		return d, fmt.Errorf("draft of the conditions: %w", err)
	}
	return d, nil
}

// saveDraft replaces the draft that the person saw.
func saveDraft(ctx context.Context, tx *db.Tx, who access.Actor, d Draft, seen int64) error {
	var (
		n   int64
		err error
	)
	if seen == 0 {
		n, err = tx.Exec(ctx, `INSERT INTO terms_drafts (id, text, changes, day, version, saved_at, saved_by, saved_name)
			VALUES (1, $1, $2, $3, 1, $4, $5, $6) ON CONFLICT (id) DO NOTHING`, d.Text, d.Changes, d.Day, tx.Now(), who.ID, who.Name)
	} else {
		n, err = tx.Exec(ctx, `UPDATE terms_drafts SET text = $1, changes = $2, day = $3, version = version + 1, saved_at = $4, saved_by = $5, saved_name = $6
			WHERE id = 1 AND version = $7`, d.Text, d.Changes, d.Day, tx.Now(), who.ID, who.Name, seen)
	}
	if err != nil {
		return fmt.Errorf("draft of the conditions: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorStale))
	}
	return nil
}

func insertVersion(ctx context.Context, tx *db.Tx, who access.Actor, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO terms_versions (number, text, changes, starts_at, published_at, published_by, published_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, v.Number, v.Text, v.Changes, v.StartsAt, v.PublishedAt, who.ID, v.PublishedName)
	if err != nil {
		return fmt.Errorf("publish the conditions: %w", err)
	}
	return nil
}

// noteAcceptance says whether it is the first: another tab, or a double click, adds nothing.
func noteAcceptance(ctx context.Context, tx *db.Tx, accountID string, version int64) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO terms_acceptances (account_id, version, accepted_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, version) DO NOTHING`, accountID, version, tx.Now())
	if err != nil {
		return false, fmt.Errorf("accept the conditions: %w", err)
	}
	return n == 1, nil
}
