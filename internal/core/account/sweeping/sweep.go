// Package sweeping forgets what of accounts has served its time: counters, held names, and accounts to which nobody came.
package sweeping

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// Hold is how long a user name asked for at sign-up stays taken, and a sign-up or an account that nobody activates is kept.
const Hold = 60 * 24 * time.Hour

// Sweeper sweeps.
type Sweeper struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Sweeper { return &Sweeper{d} }

// keepFailures is longer than any window of counting.
const keepFailures = 48 * time.Hour

// Sweep forgets what has served its time: counters of failures, user names held for sign-ups, and accounts not activated.
func (s *Sweeper) Sweep(ctx context.Context, at time.Time) error {
	for _, q := range []struct {
		sql    string
		before time.Time
	}{
		{`DELETE FROM account_failures WHERE subject IN (SELECT subject FROM account_failures WHERE since < $1 LIMIT 1000)`, at.Add(-keepFailures)},
		{`DELETE FROM account_tries WHERE id IN (SELECT id FROM account_tries WHERE until <= $1 LIMIT 1000)`, at},
		{`DELETE FROM account_name_holds WHERE user_name_fold IN (SELECT user_name_fold FROM account_name_holds WHERE until <= $1 LIMIT 1000)`, at},
	} {
		if err := s.sweep(ctx, q.sql, q.before); err != nil {
			return fmt.Errorf("sweep accounts: %w", err)
		}
	}
	_, err := s.WipeUnactivated(ctx, at)
	return err
}

// sweep deletes a thousand rows at a time, so that it never holds the writer.
func (s *Sweeper) sweep(ctx context.Context, sql string, before time.Time) error {
	for {
		n := int64(0)
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			var err error
			n, err = tx.Exec(ctx, sql, before)
			return err
		})
		if err != nil || n < 1000 {
			return err
		}
	}
}
