package matrix

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/needs/sheet"
)

const columns = `id, group_id, state, lang, asked_by, asked_name, asked_at, done, lots, coalesce(file_id, ''), size, excluded, ready_at, expires_at`

func into(m *Matrix) []any {
	return []any{
		&m.ID, &m.GroupID, &m.State, &m.Lang, &m.AskedBy, &m.AskedName, &m.AskedAt, &m.Done, &m.Lots, &m.FileID, &m.Size, &m.Excluded,
		&m.ReadyAt, &m.ExpiresAt,
	}
}

func byID(ctx context.Context, tx *db.Tx, matrixID string) (Matrix, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM needs_matrices WHERE id = $1`, matrixID)
	m.At = tx.Now()
	return m, err
}

// live is a group's matrix that is not gone, in the state None when there is none.
func live(ctx context.Context, tx *db.Tx, groupID string, at time.Time) (Matrix, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM needs_matrices WHERE group_id = $1 AND state <> 'gone'`, groupID)
	if errors.Is(err, db.ErrNone) {
		return Matrix{State: None, At: at}, nil
	}
	if err != nil {
		return m, fmt.Errorf("matrix: %w", err)
	}
	m.At = at
	return m, nil
}

// insert says false when another coordinator asked at the same instant.
func insert(ctx context.Context, tx *db.Tx, m Matrix) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO needs_matrices (id, group_id, state, lang, asked_by, asked_name, asked_at, done, lots, size, excluded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 0, 0) ON CONFLICT (group_id) WHERE state <> 'gone' DO NOTHING`,
		m.ID, m.GroupID, m.State, m.Lang, m.AskedBy, m.AskedName, m.AskedAt, m.Lots)
	if err != nil {
		return false, fmt.Errorf("ask for a matrix: %w", err)
	}
	return n == 1, nil
}

// saveProgress says false when the matrix is no longer being made.
func saveProgress(ctx context.Context, tx *db.Tx, matrixID string, done int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE needs_matrices SET done = $1 WHERE id = $2 AND state = 'asked'`, done, matrixID)
	if err != nil {
		return false, fmt.Errorf("progress of a matrix: %w", err)
	}
	return n == 1, nil
}

func saveReady(ctx context.Context, tx *db.Tx, m Matrix, to State) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE needs_matrices SET state = $1, done = lots, file_id = $2, size = $3, excluded = $4, ready_at = $5, expires_at = $6
		WHERE id = $7 AND state = $8`, to, m.FileID, m.Size, m.Excluded, m.ReadyAt, m.ExpiresAt, m.ID, m.State)
	if err != nil {
		return false, fmt.Errorf("finish a matrix: %w", err)
	}
	return n == 1, nil
}

func saveGone(ctx context.Context, tx *db.Tx, m Matrix, to State) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE needs_matrices SET state = $1, gone_at = $2 WHERE id = $3 AND state = $4`, to, tx.Now(), m.ID, m.State)
	if err != nil {
		return false, fmt.Errorf("end a matrix: %w", err)
	}
	return n == 1, nil
}

func overdue(ctx context.Context, tx *db.Tx) ([]string, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} },
		`SELECT id FROM needs_matrices WHERE state = 'ready' AND expires_at < $1 ORDER BY expires_at LIMIT 50`, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("matrices whose time is over: %w", err)
	}
	return ids, nil
}

func members(ctx context.Context, tx *db.Tx, groupID string) ([]member, error) {
	ms, err := db.All(ctx, tx, func(m *member) []any { return []any{&m.id, &m.name, &m.commune} },
		`SELECT m.id, o.name, o.commune FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id
		WHERE m.group_id = $1 AND m.state = 'accepted' ORDER BY o.name, o.id`, groupID)
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	return ms, nil
}

type storedSheet struct {
	lot, member string
	state       sheet.State
	filled      int
	packed      []byte
}

func eachSheet(ctx context.Context, tx *db.Tx, groupID string, fn func(storedSheet)) error {
	return db.Each(ctx, tx, func(s *storedSheet) []any { return []any{&s.lot, &s.member, &s.state, &s.filled, &s.packed} },
		`SELECT s.lot_id, s.membership_id, s.state, s.filled, s.quantities FROM needs_lots l JOIN needs_sheets s ON s.lot_id = l.id
		WHERE l.group_id = $1`, []any{groupID}, func(s storedSheet) error {
			fn(s)
			return nil
		})
}
