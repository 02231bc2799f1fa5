package keeper

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/retention"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

const (
	// found is how many rows a search brings at a time.
	found = 2000
	// perStep is how many rows one transaction deletes or renames: it takes a few milliseconds. A room's own act has each row in a transaction of
	// its own: it is several statements, and one that fails keeps no other from being done.
	perStep = 100
	perAct  = 1
	// mostTold bounds how many faults of rows one night's line tells.
	mostTold = 3
	// perCall is how many steps one run of the job makes before it lets others have the worker.
	perCall = 2000
	pause   = time.Second
)

// Night applies all rules, each once a night. A rule that fails keeps no other from being applied; the job is then tried
// again, and goes on with what is not done.
func (s *Service) Night(ctx context.Context, night time.Time) error {
	terms, err := s.terms(ctx)
	if err != nil {
		return err
	}
	var failures []error
	budget := perCall
	for _, r := range rulesOf(s.o.Holdings) {
		if r.Job != "" {
			continue
		}
		r.Term = terms[r.Key]
		if err := s.apply(ctx, r, night, &budget); err != nil {
			failures = append(failures, s.fail(ctx, r, night, err))
		}
		if budget <= 0 {
			return errors.Join(append(failures, jobs.Later(s.o.Clock.Now().Add(pause)))...)
		}
	}
	failures = append(failures, s.finishClosings(ctx), s.expireOverdue(ctx), s.o.DB.InTx(ctx, func(tx *db.Tx) error { return forgetRuns(ctx, tx) }))
	return errors.Join(failures...)
}

// fail keeps the fault in the report.
func (s *Service) fail(ctx context.Context, r rule, night time.Time, cause error) error {
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return saveFault(ctx, tx, r, night, cause) })
	return errors.Join(fmt.Errorf("apply %s: %w", r.Key, cause), err)
}

// run is one rule in one night.
type run struct {
	rule
	night  time.Time
	before time.Time // by the event: what is over
	from   time.Time // by the event: what is looked at, the rule's lead being added
	erased string
	last   [3]string // the key of the last row that was looked at
}

// apply applies a rule for the night, unless that was done.
func (s *Service) apply(ctx context.Context, r rule, night time.Time, budget *int) error {
	x := run{rule: r, night: night, erased: s.erased()}
	ended := false
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		x.before = r.Term.Before(tx.Now())
		x.from = r.Term.Before(tx.Now().Add(r.Lead))
		var err error
		ended, err = beginRun(ctx, tx, x)
		return err
	})
	if err != nil || ended {
		return err
	}
	var failures faults
	for {
		rows, err := s.look(ctx, x)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			if failures.n > 0 { // it is not ended: the job is tried again, and finds what is left
				return failures.err()
			}
			return s.end(ctx, x)
		}
		for len(rows) > 0 {
			if *budget <= 0 {
				return failures.err()
			}
			*budget--
			n := min(len(rows), x.step())
			if err := s.step(ctx, x, rows[:n]); err != nil && !failures.take(ctx, x, rows[0], err) {
				return err
			}
			x.last, rows = rows[n-1].id, rows[n:]
		}
	}
}

// faults are those of single rows in one go.
type faults struct {
	n    int
	told []error
}

// take keeps the fault of one row, and says whether the others can be gone on with: not where it is no row's own, as of a database that is away.
func (f *faults) take(ctx context.Context, x run, r foundRow, cause error) bool {
	if x.step() > perAct || ctx.Err() != nil || apperr.Is(cause, apperr.Unavailable) {
		return false
	}
	if f.n++; f.n <= mostTold {
		f.told = append(f.told, fmt.Errorf("%s: %w", strings.Join(r.id[:len(x.ID)], " "), cause))
	}
	return true
}

// err is nil where there is none.
func (f *faults) err() error {
	if f.n == 0 {
		return nil
	}
	return fmt.Errorf("%d failed: %w", f.n, errors.Join(f.told...))
}

// step is how many rows one transaction of the rule takes.
func (x run) step() int {
	if x.Do != nil || x.Own || x.Along != nil {
		return perAct
	}
	return perStep
}

// look finds rows whose term is over, after the last that was looked at.
func (s *Service) look(ctx context.Context, x run) ([]foundRow, error) {
	var out []foundRow
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = find(ctx, tx, x, found)
		return err
	})
	return out, err
}

// step does to some rows what the rule says, and counts it, in one transaction.
func (s *Service) step(ctx context.Context, x run, rows []foundRow) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		begun := s.o.Clock.Now()
		n, err := s.wipe(ctx, tx, x, rows)
		if err != nil {
			return err
		}
		return count(ctx, tx, x, n, s.o.Clock.Now().Sub(begun))
	})
}

func (s *Service) wipe(ctx context.Context, tx *db.Tx, x run, rows []foundRow) (int64, error) {
	do := x.Do
	if x.Own {
		do = s.o.Acts[x.Key]
	}
	if x.Along != nil {
		if _, err := each(ctx, tx, x, rows, x.Along); err != nil {
			return 0, err
		}
	}
	switch {
	case do != nil:
		return each(ctx, tx, x, rows, do)
	case x.Then == retention.Pseudonymised:
		return rename(ctx, tx, x, rows)
	}
	return remove(ctx, tx, x, rows)
}

// each hands the rows that are still over to an act.
func each(ctx context.Context, tx *db.Tx, x run, rows []foundRow, do retention.Act) (int64, error) {
	var n int64
	for _, r := range rows {
		now, still, err := again(ctx, tx, x, r)
		if err != nil {
			return n, err
		}
		if !still {
			continue
		}
		did, err := do(ctx, tx, retention.Row{ID: r.id[:len(x.ID)], Over: x.Term.After(now.event), Now: tx.Now()})
		if err != nil {
			return n, err
		}
		if did {
			n++
		}
	}
	return n, nil
}

// end notes that the rule was applied, and what is next.
func (s *Service) end(ctx context.Context, x run) error {
	var oldest time.Time
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		oldest, err = oldestOf(ctx, tx, x)
		return err
	})
	if err != nil {
		return err
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return endRun(ctx, tx, x, oldest) })
}
