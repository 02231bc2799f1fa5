package passkey

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/account/passkey/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const columns = `id, account_id, credential, public_key, counter, aaguid, synced, name, state, state_at, added_at, last_used_at`

func into(k *Key) []any {
	return []any{&k.ID, &k.AccountID, &k.Credential, &k.public, &k.counter, &k.aaguid, &k.Synced, &k.Name, &k.State, &k.StateAt, &k.AddedAt, &k.LastUsedAt}
}

// keyBy is a key by its own id; db.ErrNone when no account has it.
func keyBy(ctx context.Context, tx *db.Tx, credential string) (Key, error) {
	return db.One(ctx, tx, into, `SELECT `+columns+` FROM account_passkeys WHERE credential = $1`, credential)
}

func keysOf(ctx context.Context, tx *db.Tx, accountID string) ([]Key, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM account_passkeys WHERE account_id = $1 ORDER BY added_at, id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return out, nil
}

func insertKey(ctx context.Context, tx *db.Tx, k Key) error {
	n, err := tx.Exec(ctx, `INSERT INTO account_passkeys (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, NULL) ON CONFLICT (credential) DO NOTHING`,
		k.ID, k.AccountID, k.Credential, k.public, k.counter, k.aaguid, k.Synced, k.Name, k.State, tx.Now())
	if err != nil {
		return fmt.Errorf("add a passkey: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorThere))
	}
	return nil
}

func deleteKey(ctx context.Context, tx *db.Tx, k Key) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_passkeys WHERE id = $1`, k.ID); err != nil {
		return fmt.Errorf("remove a passkey: %w", err)
	}
	return nil
}

func saveState(ctx context.Context, tx *db.Tx, k Key) error {
	if _, err := tx.Exec(ctx, `UPDATE account_passkeys SET state = $1, state_at = $2 WHERE id = $3`, k.State, k.StateAt, k.ID); err != nil {
		return fmt.Errorf("state of a passkey: %w", err)
	}
	return nil
}

func saveName(ctx context.Context, tx *db.Tx, k Key, name string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_passkeys SET name = $1 WHERE id = $2`, name, k.ID); err != nil {
		return fmt.Errorf("name of a passkey: %w", err)
	}
	return nil
}

// noteUse keeps the counter and the instant of a use. A challenge that was drawn before the last use has served, or another was answered since.
func noteUse(ctx context.Context, tx *db.Tx, k Key, counter int64, drawn time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE account_passkeys SET counter = $1, last_used_at = $2 WHERE id = $3 AND (last_used_at IS NULL OR last_used_at < $4)`,
		counter, tx.Now(), k.ID, drawn)
	if err != nil {
		return fmt.Errorf("use of a passkey: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorLate))
	}
	return nil
}

// DropAll takes all of an account away.
func DropAll(ctx context.Context, tx *db.Tx, accountID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_passkeys WHERE account_id = $1`, accountID); err != nil {
		return fmt.Errorf("drop passkeys: %w", err)
	}
	return nil
}
