package lateness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/casework/team"
	"preau/internal/kit/db"
)

// agency is an organisme whose demands have to be counted anew.
type agency struct {
	ID      string
	Version int64
}

func changedAgencies(ctx context.Context, tx *db.Tx) ([]agency, error) {
	out, err := db.All(ctx, tx, func(a *agency) []any { return []any{&a.ID, &a.Version} },
		`SELECT id, version FROM casework_agencies WHERE version <> counted_version ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("organismes whose delays changed: %w", err)
	}
	return out, nil
}

// counted leaves one that changed again meanwhile for the next turn.
func counted(ctx context.Context, tx *db.Tx, a agency) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_agencies SET counted_version = $1 WHERE id = $2`, a.Version, a.ID); err != nil {
		return fmt.Errorf("organisme counted: %w", err)
	}
	return nil
}

// waitingFor are demands that wait for an organisme, after one of them.
func waitingFor(ctx context.Context, tx *db.Tx, agencyID, after string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT DISTINCT x.demand_id FROM casework_teams t JOIN casework_demand_teams x ON x.team_id = t.id
		WHERE t.agency_id = $1 AND x.due_at IS NOT NULL AND x.demand_id > $2 ORDER BY x.demand_id LIMIT 50`, agencyID, after)
	if err != nil {
		return nil, fmt.Errorf("demands that wait: %w", err)
	}
	return out, nil
}

// late is a team that is late in a demand.
type late struct {
	DemandID, Number, TeamID, AgencyID string
	DueAt                              time.Time
}

func lateInto(l *late) []any {
	return []any{&l.DemandID, &l.Number, &l.TeamID, &l.AgencyID, &l.DueAt}
}

func find(ctx context.Context, tx *db.Tx, after late, cond string) ([]late, error) {
	out, err := db.All(ctx, tx, lateInto, `SELECT d.id, d.number, x.team_id, t.agency_id, x.due_at FROM casework_demand_teams x
		JOIN casework_demands d ON d.id = x.demand_id JOIN casework_teams t ON t.id = x.team_id
		WHERE x.due_at IS NOT NULL AND x.lead_told_at IS NULL AND x.due_at <= $1 AND `+cond+` AND (x.due_at, x.demand_id, x.team_id) > ($2, $3, $4)
		ORDER BY x.due_at, x.demand_id, x.team_id LIMIT $5`, tx.Now(), after.DueAt.UnixMicro(), after.DemandID, after.TeamID, atOnce)
	if err != nil {
		return nil, fmt.Errorf("late demands: %w", err)
	}
	return out, nil
}

func untold(ctx context.Context, tx *db.Tx, after late) ([]late, error) {
	return find(ctx, tx, after, `x.told_at IS NULL`)
}

func unledBy(ctx context.Context, tx *db.Tx, after late) ([]late, error) {
	return find(ctx, tx, after, `x.told_at IS NOT NULL`)
}

// noteTold says false when the team answered meanwhile, or another node was faster.
func noteTold(ctx context.Context, tx *db.Tx, l late) (bool, error) {
	return one(tx.Exec(ctx, `UPDATE casework_demand_teams SET told_at = $1 WHERE demand_id = $2 AND team_id = $3 AND due_at <= $1 AND told_at IS NULL`, tx.Now(), l.DemandID, l.TeamID))
}

func noteLeadTold(ctx context.Context, tx *db.Tx, l late) (bool, error) {
	return one(tx.Exec(ctx, `UPDATE casework_demand_teams SET lead_told_at = $1 WHERE demand_id = $2 AND team_id = $3 AND due_at = $4 AND told_at IS NOT NULL AND lead_told_at IS NULL`,
		tx.Now(), l.DemandID, l.TeamID, l.DueAt))
}

func one(n int64, err error) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("note who was told: %w", err)
	}
	return n == 1, nil
}

// silent are demands in which nobody answers.
func silent(ctx context.Context, tx *db.Tx) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} },
		`SELECT id FROM casework_demands WHERE call_at IS NOT NULL AND call_at <= $1 ORDER BY call_at, id LIMIT $2`, tx.Now(), atOnce)
	if err != nil {
		return nil, fmt.Errorf("silent demands: %w", err)
	}
	return out, nil
}

func noteCalled(ctx context.Context, tx *db.Tx, demandID string) (bool, error) {
	return one(tx.Exec(ctx, `UPDATE casework_demands SET called_at = $1, call_at = NULL WHERE id = $2 AND call_at <= $1`, tx.Now(), demandID))
}

// moderator is a modérateur; In says that one is in the demand already.
type moderator struct {
	AccountID, Name string
	In              bool
}

// freest is a modérateur who is in the demand, else the one who has the fewest open demands, and has no other part in this one; zero
// where there is none.
func freest(ctx context.Context, tx *db.Tx, demandID string) (moderator, error) {
	m, err := db.One(ctx, tx, func(m *moderator) []any { return []any{&m.AccountID, &m.Name, &m.In} }, `SELECT a.id, a.display_name,
		EXISTS (SELECT 1 FROM casework_demand_people p WHERE p.demand_id = $1 AND p.account_id = a.id AND p.side = 'moderator') AS inside
		FROM account_accounts a WHERE a.state = 'active'
			AND NOT EXISTS (SELECT 1 FROM casework_demands d WHERE d.id = $1 AND d.creator_id = a.id)
			AND NOT EXISTS (SELECT 1 FROM casework_demand_people p WHERE p.demand_id = $1 AND p.account_id = a.id AND p.side <> 'moderator') AND EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id AND g.role = $2 AND g.place_kind = 'platform'
			AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3))
		ORDER BY inside DESC, (SELECT count(*) FROM casework_demand_people p JOIN casework_demands d ON d.id = p.demand_id
			WHERE p.account_id = a.id AND p.side = 'moderator' AND d.state <> 'closed'), a.display_name, a.id LIMIT 1`, demandID, team.Moderator, tx.Now())
	if errors.Is(err, db.ErrNone) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("modérateur: %w", err)
	}
	return m, nil
}
