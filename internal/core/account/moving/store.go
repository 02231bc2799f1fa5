package moving

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const columns = `id, account_id, state, old_email, new_email, reason, proof, message_number, asked_by, asked_name, asked_at, object_until, lapses_at,
	moved_at, moved_name, note, version`

func into(m *Move) []any {
	return []any{
		&m.ID, &m.AccountID, &m.State, &m.Old, &m.New, &m.Reason, &m.Proof, &m.Message, &m.AskedBy, &m.AskedName, &m.AskedAt, &m.Until, &m.LapsesAt,
		&m.MovedAt, &m.MovedName, &m.Note, &m.Version,
	}
}

// one is the change of a condition on one argument; none is in the state None.
func one(ctx context.Context, tx *db.Tx, cond string, arg any) (Move, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM account_moves WHERE `+cond, arg)
	if errors.Is(err, db.ErrNone) {
		return Move{State: None}, nil
	}
	if err != nil {
		return m, fmt.Errorf("change of address: %w", err)
	}
	return m, nil
}

func byID(ctx context.Context, tx *db.Tx, id string) (Move, error) {
	return one(ctx, tx, `id = $1`, id)
}

func bySecret(ctx context.Context, tx *db.Tx, side Side, secret string) (Move, error) {
	column := "confirm_hash"
	if side == OldSide {
		column = "object_hash"
	}
	return one(ctx, tx, column+` = $1`, notify.HashSecret(secret))
}

// openMove is the change that is under way, or that guards the account.
func openMove(ctx context.Context, tx *db.Tx, accountID string) (Move, error) {
	return one(ctx, tx, `state IN ('asked', 'confirmed', 'objected') AND account_id = $1`, accountID)
}

// movesOf are the changes of an account that are over, the newest first.
func movesOf(ctx context.Context, tx *db.Tx, accountID string, limit int) ([]Move, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM account_moves
		WHERE account_id = $1 AND state NOT IN ('asked', 'confirmed', 'objected') ORDER BY asked_at DESC, id DESC LIMIT $2`, accountID, limit)
	if err != nil {
		return nil, fmt.Errorf("changes of address: %w", err)
	}
	return out, nil
}

func insertMove(ctx context.Context, tx *db.Tx, m Move, confirmHash, objectHash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_moves (`+columns+`, confirm_hash, object_hash)
		VALUES ($1, $2, 'asked', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		m.ID, m.AccountID, m.Old, m.New, m.Reason, m.Proof, m.Message, m.AskedBy, m.AskedName, m.AskedAt, m.Until, m.LapsesAt,
		m.AskedAt, m.AskedName, m.Note, m.Version, confirmHash, objectHash)
	if err != nil {
		return fmt.Errorf("change of address: %w", err)
	}
	return nil
}

func saveMove(ctx context.Context, tx *db.Tx, m *Move) error {
	n, err := tx.Exec(ctx, `UPDATE account_moves SET state = $1, moved_at = $2, moved_name = $3, note = $4, version = version + 1
		WHERE id = $5 AND version = $6`, m.State, m.MovedAt, m.MovedName, m.Note, m.ID, m.Version)
	if err != nil {
		return fmt.Errorf("change of address: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	m.Version++
	return nil
}

// Taken says whether an account has an address.
func Taken(ctx context.Context, tx *db.Tx, address string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_accounts WHERE email_fold = $1`, account.Fold(address))
	if err != nil {
		return false, fmt.Errorf("whose address: %w", err)
	}
	return n > 0, nil
}

// SaveAddress writes an account's new address over the version that was read.
func SaveAddress(ctx context.Context, tx *db.Tx, a *account.Account, address string) error {
	a.Email = address
	n, err := tx.Exec(ctx, `UPDATE account_accounts SET email = $1, email_fold = $2, search_fold = $3, display_name = $6, version = version + 1
		WHERE id = $4 AND version = $5`, a.Email, account.Fold(a.Email), a.SearchFold(), a.ID, a.Version, a.DisplayName())
	if err != nil {
		return fmt.Errorf("new address: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	a.Version++
	return nil
}
