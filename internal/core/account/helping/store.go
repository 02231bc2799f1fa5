package helping

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// savePhone enters a telephone where there is none; somebody who was faster keeps theirs.
func savePhone(ctx context.Context, tx *db.Tx, a account.Account, phone string) error {
	n, err := tx.Exec(ctx, `UPDATE account_accounts SET phone = $1, version = version + 1 WHERE id = $2 AND version = $3 AND phone = ''`, phone, a.ID, a.Version)
	if err != nil {
		return fmt.Errorf("enter a telephone: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorPhoneThere))
	}
	return nil
}

// colleaguesAt are the first of the people who name an organisation as theirs, those who are confirmed there before the others.
func colleaguesAt(ctx context.Context, tx *db.Tx, orgID string) ([]Colleague, error) {
	found, err := db.All(ctx, tx, func(c *Colleague) []any { return []any{&c.Number, &c.Name, &c.Function, &c.Confirmed} },
		`SELECT a.number, a.display_name, a.function, EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id AND g.role = $1
			AND g.place_kind = $2 AND g.place_id = a.org_id AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3)) AS confirmed
		FROM account_accounts a WHERE a.org_id = $4 AND a.state <> 'closed' ORDER BY confirmed DESC, a.sort_fold, a.id LIMIT $5`,
		access.Member, access.Organisation, tx.Now(), orgID, mostColleagues)
	if err != nil {
		return nil, fmt.Errorf("people of an establishment: %w", err)
	}
	return found, nil
}
