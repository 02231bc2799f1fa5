package figures

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/kit/db"
)

// A demand counts for each groupe that it was sent to and that has not left, and for the one of its creator. asked and made are its rows.
const (
	asked = `SELECT x.team_id AS team_id, x.demand_id AS demand, 1 AS side, x.state AS state, CASE WHEN x.due_at <= ? THEN 1 ELSE 0 END AS late FROM casework_demand_teams x WHERE x.left_at IS NULL AND x.state <> 'draft' AND `
	made  = `SELECT d.team_id, d.id, 2, d.state, CASE WHEN d.late_at <= ? THEN 1 ELSE 0 END FROM casework_demands d WHERE d.state <> 'draft' AND `
)

// parted are demands of which somebody is told: some rows of them, each way by an index. A row that comes twice counts once.
type parted struct {
	ways []string
	args []any
}

func (p *parted) asked(tx *db.Tx, cond string, args ...any) {
	p.ways, p.args = append(p.ways, asked+cond), append(append(p.args, tx.Now()), args...)
}

func (p *parted) made(tx *db.Tx, cond string, args ...any) {
	p.ways, p.args = append(p.ways, made+cond), append(append(p.args, tx.Now()), args...)
}

// of somebody's own: what they created, and what they took charge of in a groupe.
func (p *parted) mine(tx *db.Tx, accountID string) {
	p.asked(tx, `x.demand_id IN (SELECT c.id FROM casework_demands c WHERE c.creator_id = ?)`, accountID)
	p.asked(tx, `x.taken_by <> '' AND x.taken_by = ?`, accountID)
	p.made(tx, `d.creator_id = ?`, accountID)
}

// of a groupe.
func (p *parted) team(tx *db.Tx, teamID string) {
	p.asked(tx, `x.team_id = ?`, teamID)
	p.made(tx, `d.team_id = ?`, teamID)
}

// into which a modérateur was called.
func (p *parted) called(tx *db.Tx, accountID string) {
	const in = ` IN (SELECT p.demand_id FROM casework_demand_people p WHERE p.account_id = ? AND p.side = 'moderator')`
	p.asked(tx, `x.demand_id`+in, accountID)
	p.made(tx, `d.id`+in, accountID)
}

// tallied are the counts of rows u by groupe, in the order of their names.
const tallied = `SELECT t.id, a.name || ' · ' || t.name,
	CAST(sum(CASE WHEN u.state IN ('sent', 'working') THEN u.n ELSE 0 END) AS BIGINT), CAST(sum(u.late) AS BIGINT),
	CAST(sum(CASE WHEN u.state = 'treated' THEN u.n ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN u.state = 'closed' THEN u.n ELSE 0 END) AS BIGINT)
	FROM %s u JOIN casework_teams t ON t.id = u.team_id JOIN casework_agencies a ON a.id = t.agency_id GROUP BY t.id, a.name, t.name, a.name_fold, t.name_fold ORDER BY a.name_fold, t.name_fold`

func tally(ctx context.Context, tx *db.Tx, rows string, args ...any) ([]Own, error) {
	out, err := db.All(ctx, tx, func(o *Own) []any { return []any{&o.TeamID, &o.Title, &o.Open, &o.Late, &o.Treated, &o.Closed} }, fmt.Sprintf(tallied, rows), args...)
	if err != nil {
		return nil, fmt.Errorf("figures of groupes: %w", err)
	}
	return out, nil
}

// own are the figures of somebody's demands by groupe.
func (p *parted) own(ctx context.Context, tx *db.Tx) ([]Own, error) {
	var w db.Where
	w.And(`SELECT r.team_id AS team_id, r.state AS state, 1 AS n, r.late AS late FROM (`+strings.Join(p.ways, " UNION ")+`) AS r`, p.args...)
	rows, args := w.SQL(1)
	return tally(ctx, tx, rows, args...)
}

// everybodys are the figures of all groupes, counted in three indexes without a demand's row, but for those of their own that are late. The plus keeps SQLite, which thinks that to look for
// an empty left_at narrows much, on the index that has due_at, too.
func everybodys(ctx context.Context, tx *db.Tx) ([]Own, error) {
	return tally(ctx, tx, `(SELECT x.team_id AS team_id, x.state AS state, count(*) AS n, 0 AS late FROM casework_demand_teams x WHERE x.left_at IS NULL AND x.state <> 'draft' GROUP BY x.team_id, x.state
		UNION ALL SELECT d.team_id, d.state, count(*), 0 FROM casework_demands d WHERE d.state <> 'draft' GROUP BY d.team_id, d.state
		UNION ALL SELECT x.team_id, '', 0, count(*) FROM casework_demand_teams x WHERE x.due_at IS NOT NULL AND x.due_at <= $1 AND +x.left_at IS NULL GROUP BY x.team_id
		UNION ALL SELECT d.team_id, '', 0, count(*) FROM casework_demands d WHERE d.late_at IS NOT NULL AND d.late_at <= $1 GROUP BY d.team_id)`, tx.Now())
}
