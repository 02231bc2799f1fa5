package account

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Missing names the empty fields of an account's profile, in words; none means that it is complete (R009, R010).
func (s *Service) Missing(ctx context.Context, tx *db.Tx, accountID string) ([]i18n.Key, error) {
	a, err := ProfileOf(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	return MissingWords(a), nil
}

// MissingWords names the empty fields of a profile that was read.
func MissingWords(a Account) []i18n.Key {
	var out []i18n.Key
	for _, f := range MissingProfile(a) {
		out = append(out, f.Msg.Key)
	}
	return out
}

// ProfileOf is what « Mon profil » holds of an account, and nothing else of it; empty for one that is not there.
func ProfileOf(ctx context.Context, tx *db.Tx, accountID string) (Account, error) {
	a, err := db.One(ctx, tx, func(a *Account) []any {
		return []any{&a.FirstName, &a.LastName, &a.Function, &a.Phone, &a.OrgID}
	}, `SELECT first_name, last_name, function, phone, org_id FROM account_accounts WHERE id = $1`, accountID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return a, fmt.Errorf("profile: %w", err)
	}
	return a, nil
}
