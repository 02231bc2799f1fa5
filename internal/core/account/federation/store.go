package federation

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/account/federation/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const columns = `id, account_id, provider, issuer, subject, label, linked_at, last_used_at`

func into(i *Identity) []any {
	return []any{&i.ID, &i.AccountID, &i.Provider, &i.Issuer, &i.Subject, &i.Label, &i.LinkedAt, &i.LastUsedAt}
}

// identityOf is an identity that is linked; the zero one when it is not.
func identityOf(ctx context.Context, tx *db.Tx, issuer, subject string) (Identity, error) {
	i, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM account_identities WHERE issuer = $1 AND subject = $2`, issuer, subject)
	if errors.Is(err, db.ErrNone) {
		return Identity{}, nil
	}
	if err != nil {
		return i, fmt.Errorf("identity: %w", err)
	}
	return i, nil
}

func identitiesOf(ctx context.Context, tx *db.Tx, accountID string) ([]Identity, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM account_identities WHERE account_id = $1 ORDER BY linked_at, id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("identities: %w", err)
	}
	return out, nil
}

// insertIdentity links. One that somebody else linked in this instant is theirs.
func insertIdentity(ctx context.Context, tx *db.Tx, i Identity) error {
	n, err := tx.Exec(ctx, `INSERT INTO account_identities (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (issuer, subject) DO NOTHING`,
		i.ID, i.AccountID, i.Provider, i.Issuer, i.Subject, i.Label, tx.Now())
	if err != nil {
		return fmt.Errorf("link an identity: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorNothingWaits))
	}
	return nil
}

func deleteIdentity(ctx context.Context, tx *db.Tx, i Identity) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_identities WHERE id = $1`, i.ID); err != nil {
		return fmt.Errorf("unlink an identity: %w", err)
	}
	return nil
}

func noteUse(ctx context.Context, tx *db.Tx, i Identity, label string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_identities SET last_used_at = $1, label = $2 WHERE id = $3`, tx.Now(), label, i.ID); err != nil {
		return fmt.Errorf("use an identity: %w", err)
	}
	return nil
}

// worksOf are the SIRET of the organisations that an account is of: its establishment, and where it holds a role now.
func worksOf(ctx context.Context, tx *db.Tx, accountID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT DISTINCT o.siret FROM org_organisations o
		WHERE o.siret <> '' AND (o.id = (SELECT a.org_id FROM account_accounts a WHERE a.id = $1) OR o.id IN (
			SELECT g.place_id FROM access_grants g WHERE g.account_id = $1 AND g.place_kind = 'organisation' AND g.starts_at <= $2 AND `+access.GrantStands+`))`,
		accountID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("organisations of an account: %w", err)
	}
	return out, nil
}

// DropAll takes all of an account away.
func DropAll(ctx context.Context, tx *db.Tx, accountID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_identities WHERE account_id = $1`, accountID); err != nil {
		return fmt.Errorf("drop identities: %w", err)
	}
	return nil
}
