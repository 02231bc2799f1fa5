package member

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
)

// unshared is the act by which an account is one person's again.
const unshared = "offers.member.unshare"

// manyKnow says why an account decides for no structure while several people know its password: it is shared, in any structure, or was so when
// that password was chosen (O78). Empty: nobody knows it but its owner.
func manyKnow(ctx context.Context, tx *db.Tx, accountID string) (i18n.Key, error) {
	marked, err := shared.Anywhere(ctx, tx, accountID)
	if err != nil || marked {
		return msg.FaultSharedElsewhere, err
	}
	last, err := sharedUntil(ctx, tx, accountID)
	if err != nil || last.IsZero() {
		return "", err
	}
	a, err := account.ByID(ctx, tx, accountID)
	if err != nil || a.PasswordAt.IsZero() || a.PasswordAt.After(last) {
		return "", err
	}
	return msg.FaultWasShared, nil
}

// sharedUntil is since when an account that was shared is one person's; zero: it never was.
func sharedUntil(ctx context.Context, tx *db.Tx, accountID string) (time.Time, error) {
	until, err := shared.Until(ctx, tx, accountID)
	if err != nil {
		return until, err
	}
	last, err := history.OfAct(ctx, tx, history.Object{Kind: "account", ID: accountID}, unshared, 1)
	if err == nil && len(last) > 0 && last[0].Done.After(until) {
		until = last[0].Done
	}
	return until, err
}

// decidesSomewhere says whether an account decides for any structure.
func decidesSomewhere(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM access_grants g WHERE g.account_id = $1 AND g.role IN ($2, $3) AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $4)`, accountID, role.Admin, role.Approver, tx.Now())
	if err != nil {
		return false, fmt.Errorf("who decides: %w", err)
	}
	return n > 0, nil
}
