package request

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// WithdrawAll withdraws what an account asked for and nobody decided: it is being closed.
func WithdrawAll(ctx context.Context, tx *db.Tx, who access.Actor, accountID string) error {
	var w db.Where
	w.And("q.account_id = ? AND q.state = 'open'", accountID)
	return withdraw(ctx, tx, who, w)
}

// withdraw withdraws some open requests for those who made them: no more than one may have open at once.
func withdraw(ctx context.Context, tx *db.Tx, who access.Actor, w db.Where) error {
	where, args := w.SQL(1)
	open, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY q.number`, args...)
	if err != nil {
		return fmt.Errorf("open requests: %w", err)
	}
	for i := range open {
		to, err := Moves.Next(Withdraw, open[i].State, []Relation{AsAsker}, open[i])
		if err != nil {
			return err
		}
		if err := save(ctx, tx, who, &open[i], Withdraw, to); err != nil {
			return err
		}
	}
	return nil
}
