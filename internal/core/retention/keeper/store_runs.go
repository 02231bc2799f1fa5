package keeper

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// longestFault is how much of a fault the report keeps, in bytes.
const longestFault = 500

// beginRun writes the rule's line of the night, and says whether the rule was applied to its end before.
func beginRun(ctx context.Context, tx *db.Tx, x run) (bool, error) {
	ended, err := db.Value[bool](ctx, tx, `INSERT INTO retention_runs (rule, night, before_at, began_at, wiped, worked, fault)
		VALUES ($1, $2, $3, $4, 0, 0, '') ON CONFLICT (rule, night) DO UPDATE SET fault = '' RETURNING ended_at IS NOT NULL`,
		x.Key, x.night, x.before, tx.Now())
	if err != nil {
		return false, fmt.Errorf("begin %s: %w", x.Key, err)
	}
	return ended, nil
}

// count adds to the night's line what a step did.
func count(ctx context.Context, tx *db.Tx, x run, n int64, took time.Duration) error {
	_, err := tx.Exec(ctx, `UPDATE retention_runs SET wiped = wiped + $1, worked = worked + $2 WHERE rule = $3 AND night = $4`,
		n, took.Microseconds(), x.Key, x.night)
	if err != nil {
		return fmt.Errorf("count %s: %w", x.Key, err)
	}
	return nil
}

func endRun(ctx context.Context, tx *db.Tx, x run, oldest time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE retention_runs SET ended_at = $1, oldest_at = $2 WHERE rule = $3 AND night = $4 AND ended_at IS NULL`,
		tx.Now(), oldest, x.Key, x.night)
	if err != nil {
		return fmt.Errorf("end %s: %w", x.Key, err)
	}
	return nil
}

func saveFault(ctx context.Context, tx *db.Tx, r rule, night time.Time, cause error) error {
	text := cause.Error()
	_, err := tx.Exec(ctx, `UPDATE retention_runs SET fault = $1 WHERE rule = $2 AND night = $3`, text[:min(len(text), longestFault)], r.Key, night)
	if err != nil {
		return fmt.Errorf("fault of %s: %w", r.Key, err)
	}
	return nil
}

// keepRuns is how long the report itself is kept.
const keepRuns = 24 // months

func forgetRuns(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM retention_runs WHERE night < $1`, tx.Now().AddDate(0, -keepRuns, 0)); err != nil {
		return fmt.Errorf("forget old reports: %w", err)
	}
	return nil
}

// Run is what a rule did in one night.
type Run struct {
	Rule   string
	Night  time.Time
	Before time.Time // what happened before was over
	Began  time.Time
	Ended  time.Time // zero: under way, or cut
	Wiped  int64
	Worked time.Duration // in its steps
	Oldest time.Time     // of what stays; zero: nothing
	Fault  string
}

// lastRuns are the last line of each rule.
func lastRuns(ctx context.Context, tx *db.Tx) (map[string]Run, error) {
	type row struct {
		Run
		worked int64
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Rule, &r.Night, &r.Before, &r.Began, &r.Ended, &r.Wiped, &r.worked, &r.Oldest, &r.Fault}
	}, `SELECT r.rule, r.night, r.before_at, r.began_at, r.ended_at, r.wiped, r.worked, r.oldest_at, r.fault FROM retention_runs r
		WHERE r.night = (SELECT max(n.night) FROM retention_runs n WHERE n.rule = r.rule)`)
	if err != nil {
		return nil, fmt.Errorf("last runs: %w", err)
	}
	out := map[string]Run{}
	for _, r := range rows {
		r.Worked = time.Duration(r.worked) * time.Microsecond
		out[r.Rule] = r.Run
	}
	return out, nil
}

// Night is what all rules did in one night.
type Night struct {
	Night  time.Time
	Began  time.Time
	Ended  time.Time // of the last that ended; zero while none has
	Rules  int
	Done   int // rules that ended
	Wiped  int64
	Worked time.Duration
	Faults int
}

// lastNights are the newest nights, the newest first.
func lastNights(ctx context.Context, tx *db.Tx, limit int) ([]Night, error) {
	type row struct {
		Night
		worked int64
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Night.Night, &r.Began, &r.Ended, &r.Rules, &r.Done, &r.Wiped, &r.worked, &r.Faults}
	}, `SELECT night, min(began_at), max(ended_at), count(*), count(ended_at), CAST(sum(wiped) AS BIGINT), CAST(sum(worked) AS BIGINT),
		count(*) FILTER (WHERE fault <> '') FROM retention_runs GROUP BY night ORDER BY night DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("last nights: %w", err)
	}
	out := make([]Night, len(rows))
	for i, r := range rows {
		r.Worked = time.Duration(r.worked) * time.Microsecond
		out[i] = r.Night
	}
	return out, nil
}
