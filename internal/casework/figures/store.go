package figures

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/kit/db"
)

// part is one organisme's part in a demand.
type part struct {
	agency, theme, territory string
	sent                     time.Time
	ended, solved            bool
	days                     int64 // of its first answer; none: -1
}

// parts are the organismes' parts in the demands of a condition. One that said that it was the wrong one has none.
func parts(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]part, error) {
	out, err := db.All(ctx, tx, func(p *part) []any {
		return []any{&p.agency, &p.theme, &p.territory, &p.sent, &p.ended, &p.solved, &p.days}
	}, `SELECT t.agency_id, coalesce(d.theme_id, ''), coalesce(d.territory_id, ''), d.sent_at, d.state IN ('treated', 'closed'), max(x.solved_at) IS NOT NULL, coalesce(min(x.answer_days), -1)
		FROM casework_demands d JOIN casework_demand_teams x ON x.demand_id = d.id JOIN casework_teams t ON t.id = x.team_id
		WHERE d.sent_at IS NOT NULL AND x.left_at IS NULL AND `+cond+` GROUP BY d.id, t.agency_id, d.theme_id, d.territory_id, d.sent_at, d.state`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands that are counted: %w", err)
	}
	return out, nil
}

// cell is one counter.
type cell struct{ agency, theme, territory, month, measure string }

// cells are the counters that a part adds to.
func (p part) cells(zone *time.Location) []cell {
	c := cell{p.agency, p.theme, p.territory, p.sent.In(zone).Format("2006-01"), measureSent}
	out := []cell{c}
	with := func(measure string) {
		c.measure = measure
		out = append(out, c)
	}
	if p.ended {
		with(measureEnded)
	}
	if p.ended && p.solved {
		with(measureSolved)
	}
	if p.days >= 0 {
		with(fmt.Sprintf("d%02d", min(p.days, MostDays)))
	}
	return out
}

// errWiped says that a demand was wiped between what was read and what was to be written.
var errWiped = errors.New("figures: a demand was wiped meanwhile")

// recountTries are more than there are nights with so many wipes at once.
const recountTries = 20

// recount counts the living demands anew. Reading holds nobody; what is written are the counters alone. A wipe meanwhile has moved its
// demand to the counters of what is gone: then it is read again, for else it would count twice.
func (s *Service) recount(ctx context.Context, _ time.Time) error {
	err := errWiped
	for range recountTries {
		if err = s.recountOnce(ctx); !errors.Is(err, errWiped) {
			break
		}
	}
	return err
}

func (s *Service) recountOnce(ctx context.Context) error {
	var all []part
	var turn int64
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if turn, err = db.Value[int64](ctx, tx, `SELECT n FROM casework_count_turns WHERE id = 1`); err == nil {
			all, err = parts(ctx, tx, `1 = 1`)
		}
		return err
	}); err != nil {
		return err
	}
	n := map[cell]int64{}
	for _, p := range all {
		for _, c := range p.cells(s.zone()) {
			n[c]++
		}
	}
	rows := db.NewRows(`INSERT INTO casework_counts (agency_id, theme_id, territory_id, month, wiped, measure, n) VALUES `, 7)
	for c, count := range n {
		rows.Add(c.agency, c.theme, c.territory, c.month, false, c.measure, count)
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		now, err := nextTurn(ctx, tx)
		if err != nil {
			return err
		}
		if now != turn+1 {
			return errWiped
		}
		if _, err := tx.Exec(ctx, `DELETE FROM casework_counts WHERE NOT wiped`); err != nil {
			return fmt.Errorf("count anew: %w", err)
		}
		if len(n) == 0 {
			return nil
		}
		return rows.Write(ctx, tx)
	})
}

// nextTurn counts who writes counters of living demands. Its row is held until the transaction ends, so that they write one after the other.
func nextTurn(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE casework_count_turns SET n = n + 1 WHERE id = 1 RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("turn of the counters: %w", err)
	}
	return n, nil
}

// Keep takes a demand that is about to be wiped from the living and adds it to those that are gone, in the transaction of the wipe.
func (s *Service) Keep(ctx context.Context, tx *db.Tx, demandID string) error {
	if _, err := nextTurn(ctx, tx); err != nil {
		return err
	}
	all, err := parts(ctx, tx, `d.id = $1`, demandID)
	if err != nil {
		return err
	}
	for _, p := range all {
		for _, c := range p.cells(s.zone()) {
			if _, err := tx.Exec(ctx, `UPDATE casework_counts SET n = n - 1 WHERE agency_id = $1 AND theme_id = $2 AND territory_id = $3 AND month = $4 AND NOT wiped AND measure = $5 AND n > 0`,
				c.agency, c.theme, c.territory, c.month, c.measure); err != nil {
				return fmt.Errorf("count what is wiped: %w", err)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO casework_counts (agency_id, theme_id, territory_id, month, wiped, measure, n) VALUES ($1, $2, $3, $4, TRUE, $5, 1)
				ON CONFLICT (agency_id, theme_id, territory_id, month, wiped, measure) DO UPDATE SET n = casework_counts.n + 1`, c.agency, c.theme, c.territory, c.month, c.measure); err != nil {
				return fmt.Errorf("count what is wiped: %w", err)
			}
		}
	}
	return nil
}

// agencies are the figures by organisme since a month, by name.
func agencies(ctx context.Context, tx *db.Tx, since string) ([]Agency, error) {
	type row struct {
		id, name, measure string
		n                 int64
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.name, &r.measure, &r.n} }, `SELECT a.id, a.name, c.measure, CAST(sum(c.n) AS BIGINT)
		FROM casework_counts c JOIN casework_agencies a ON a.id = c.agency_id WHERE c.month >= $1 GROUP BY a.id, a.name, a.name_fold, c.measure ORDER BY a.name_fold, a.id`, since)
	if err != nil {
		return nil, fmt.Errorf("figures by organisme: %w", err)
	}
	var out []Agency
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].ID != r.id {
			out = append(out, Agency{ID: r.id, Name: r.name})
		}
		out[len(out)-1].add(r.measure, r.n)
	}
	return out, nil
}

// lines are the figures by organisme, theme, territory and month.
func lines(ctx context.Context, tx *db.Tx) ([]Line, error) {
	type row struct {
		Line
		measure string
		n       int64
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Agency, &r.Theme, &r.Territory, &r.Month, &r.measure, &r.n}
	}, `SELECT a.name, coalesce(h.name, ''), coalesce(y.name, ''), c.month, c.measure, CAST(sum(c.n) AS BIGINT) FROM casework_counts c
		JOIN casework_agencies a ON a.id = c.agency_id LEFT JOIN casework_themes h ON h.id = c.theme_id LEFT JOIN casework_territories y ON y.id = c.territory_id
		GROUP BY a.name_fold, a.name, h.name, y.name, c.month, c.measure HAVING sum(c.n) > 0 ORDER BY a.name_fold, c.month, coalesce(h.name, ''), coalesce(y.name, '')`)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	var out []Line
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].Agency != r.Agency || out[n-1].Theme != r.Theme || out[n-1].Territory != r.Territory || out[n-1].Month != r.Month {
			out = append(out, r.Line)
		}
		out[len(out)-1].add(r.measure, r.n)
	}
	return out, nil
}

// Own is what somebody is told of the demands of one groupe.
type Own struct {
	TeamID, Title               string
	Open, Late, Treated, Closed int64
}
