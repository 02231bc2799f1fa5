package keeper

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/retention"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// watched is how long a closing is looked at again each night after its name was gone from everywhere: a request that
// was under way when the account was closed may have written it once more.
const watched = 3 * 24 * time.Hour

// Closed is told, in the transaction that closes an account, that its person's name is to go from wherever it stands.
// A job does it, step by step; what cannot change yet, such as a mail under way, is done in the nights that follow.
func (s *Service) Closed(ctx context.Context, tx *db.Tx, accountID, label string) error {
	if err := insertClosing(ctx, tx, retention.Closing{AccountID: accountID, Label: label}); err != nil {
		return err
	}
	if err := s.endExportsOf(ctx, tx, accountID); err != nil {
		return err
	}
	return s.o.Jobs.Add(ctx, tx, jobErase, eraseArgs{accountID}, jobs.Options{Unique: accountID})
}

type eraseArgs struct {
	Account string `json:"account"`
}

func (s *Service) erase(ctx context.Context, _ jobs.Job, a eraseArgs) error {
	var c retention.Closing
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		c, err = closingOf(ctx, tx, a.Account)
		return err
	})
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.eraseAll(ctx, c)
}

// finishClosings takes up the closings that are not done, and those of the last days.
func (s *Service) finishClosings(ctx context.Context) error {
	var open []retention.Closing
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		open, err = openClosings(ctx, tx, tx.Now().Add(-watched))
		return err
	})
	if err != nil {
		return err
	}
	var failures []error
	for _, c := range open {
		failures = append(failures, s.eraseAll(ctx, c))
	}
	return errors.Join(failures...)
}

// eraseAll follows every trace of a closed account. Done again it finds nothing.
func (s *Service) eraseAll(ctx context.Context, c retention.Closing) error {
	waits := false
	for _, h := range s.o.Holdings {
		for _, t := range h.Traces {
			x := trace{Trace: t, table: h.Table, closing: c}
			if err := s.follow(ctx, x); err != nil {
				return fmt.Errorf("erase from %s: %w", h.Table, err)
			}
			left, err := s.left(ctx, x)
			if err != nil {
				return fmt.Errorf("erase from %s: %w", h.Table, err)
			}
			waits = waits || left
		}
	}
	if waits {
		return nil
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return endClosing(ctx, tx, c) })
}

// trace is a trace of one closed account.
type trace struct {
	retention.Trace
	table   string
	closing retention.Closing
}

// follow changes a trace's rows, a few at a time, until there are none.
func (s *Service) follow(ctx context.Context, x trace) error {
	step := s.followRows
	if x.Do != nil {
		step = s.followAct
	}
	for {
		more, err := step(ctx, x)
		if err != nil || !more {
			return err
		}
	}
}

func (s *Service) followAct(ctx context.Context, x trace) (bool, error) {
	var n int64
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		n, err = x.Do(ctx, tx, x.closing, perStep)
		return err
	})
	return n > 0, err
}

// followRows finds rows without holding the writer, then changes them.
func (s *Service) followRows(ctx context.Context, x trace) (bool, error) {
	var rows []foundRow
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		rows, err = findTrace(ctx, tx, x, found)
		return err
	})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	for len(rows) > 0 {
		n := min(len(rows), perStep)
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return changeTrace(ctx, tx, x, rows[:n]) })
		if err != nil {
			return false, err
		}
		rows = rows[n:]
	}
	return true, nil
}

// left says whether rows stay that could not be changed yet.
func (s *Service) left(ctx context.Context, x trace) (bool, error) {
	if x.Only == "" {
		return false, nil
	}
	var n int64
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		x.of(&w)
		w.And("NOT (" + x.Only + ")")
		where, args := w.SQL(1)
		var err error
		n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM `+x.table+` WHERE `+where, args...)
		return err
	})
	return n > 0, err
}

// of adds which rows the trace is about; those that are done already are none.
func (x trace) of(w *db.Where) {
	ofAccount(w, x.Of, x.closing.AccountID)
	if !x.Gone {
		named(w, x.Named, x.Empty, x.closing.Label)
	}
}

// ofAccount adds a declared condition on an account's id.
func ofAccount(w *db.Where, cond, accountID string) {
	args := make([]any, strings.Count(cond, "$1"))
	for i := range args {
		args[i] = accountID
	}
	w.And(strings.ReplaceAll(cond, "$1", "?"), args...)
}
