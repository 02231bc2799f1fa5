package sweeping

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// wipeStep is how many accounts one transaction wipes.
const wipeStep = 200

// unactivated are accounts that nobody has come to since an instant: no sign-up, no link, and nothing that anybody gave them. Who was
// given a role and never came stays, for whoever gave it to take it back.
const unactivated = `SELECT a.id FROM account_accounts a
	WHERE a.state IN ('created', 'invited') AND a.state_at < $1
	  AND NOT EXISTS (SELECT 1 FROM account_registrations r WHERE r.email_fold = a.email_fold AND r.created_at >= $1)
	  AND NOT EXISTS (SELECT 1 FROM account_tokens t WHERE t.account_id = a.id AND t.created_at >= $1)
	  AND NOT EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id)
	  AND NOT EXISTS (SELECT 1 FROM account_sessions s WHERE s.account_id = a.id)
	ORDER BY a.state_at, a.id LIMIT 200`

// WipeUnactivated forgets the sign-ups, and wipes the accounts, that were not activated for 60 days, with their links, a few at
// a time. Signing up again is then as if nobody had. It says how many accounts went.
func (s *Sweeper) WipeUnactivated(ctx context.Context, at time.Time) (int, error) {
	before, wiped := at.Add(-Hold), 0
	err := s.sweep(ctx, `DELETE FROM account_registrations WHERE id IN (SELECT id FROM account_registrations WHERE created_at < $1 LIMIT 1000)`, before)
	for err == nil {
		n := 0
		err = s.db.InTx(ctx, func(tx *db.Tx) error {
			var err error
			n, err = wipeSome(ctx, tx, before)
			return err
		})
		if wiped += n; n < wipeStep {
			break
		}
	}
	if err != nil {
		return wiped, fmt.Errorf("wipe accounts not activated: %w", err)
	}
	return wiped, nil
}

func wipeSome(ctx context.Context, tx *db.Tx, before time.Time) (int, error) {
	ids, err := db.All(ctx, tx, func(ref *string) []any { return []any{ref} }, unactivated, before)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	var tokens, accounts db.Where
	tokens.In("account_id", db.Any(ids)...)
	accounts.In("id", db.Any(ids)...)
	accounts.And("state IN ('created', 'invited')")
	where, args := tokens.SQL(1)
	if _, err := tx.Exec(ctx, `DELETE FROM account_tokens WHERE `+where, args...); err != nil {
		return 0, err
	}
	where, args = accounts.SQL(1)
	if _, err := tx.Exec(ctx, `DELETE FROM account_accounts WHERE `+where, args...); err != nil {
		return 0, err
	}
	return len(ids), nil
}
