package handover

import (
	"context"
	"fmt"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// gone is the condition of a demand d whose creator is no aidant of its team any more.
const gone = `d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts p ON p.id = g.account_id WHERE g.account_id = d.creator_id AND g.role = $2
	AND g.place_kind = 'group' AND g.place_id = d.team_id AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3) AND p.state = 'active')`

func leavers(ctx context.Context, tx *db.Tx, teamID string) ([]Leaver, error) {
	out, err := db.All(ctx, tx, func(l *Leaver) []any { return []any{&l.AccountID, &l.Name, &l.Open, &l.All} }, `SELECT d.creator_id, max(d.creator_name),
		count(CASE WHEN d.state <> 'closed' THEN 1 END), count(*) FROM casework_demands d WHERE d.team_id = $1 AND `+gone+` GROUP BY d.creator_id ORDER BY max(d.creator_name), d.creator_id`,
		teamID, team.Helper, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("whose demands have nobody: %w", err)
	}
	return out, nil
}

// give makes a colleague the creator of a leaver's demands, and gives their ids. The colleague is no guest there any more.
func give(ctx context.Context, tx *db.Tx, teamID, fromID string, to access.Holder) ([]string, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `UPDATE casework_demands SET creator_id = $1, creator_name = $2, version = version + 1
		WHERE team_id = $3 AND creator_id = $4 AND state <> 'draft' RETURNING id`, to.AccountID, to.Name, teamID, fromID)
	if err != nil {
		return nil, fmt.Errorf("hand over: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM casework_demand_people WHERE account_id = $1 AND demand_id IN (SELECT id FROM casework_demands WHERE team_id = $2 AND creator_id = $1)`, to.AccountID, teamID); err != nil {
		return nil, fmt.Errorf("hand over: %w", err)
	}
	return ids, nil
}

// open are the demands that a team answers for, and how many of them are late.
func open(ctx context.Context, tx *db.Tx, teamID string) (n, late int, err error) {
	type counts struct{ n, late int }
	c, err := db.One(ctx, tx, func(c *counts) []any { return []any{&c.n, &c.late} }, `SELECT count(*), count(CASE WHEN x.due_at <= $1 THEN 1 END) FROM casework_demand_teams x
		JOIN casework_demands d ON d.id = x.demand_id WHERE x.team_id = $2 AND x.left_at IS NULL AND d.state IN ('sent', 'working', 'treated')`, tx.Now(), teamID)
	if err != nil {
		return 0, 0, fmt.Errorf("open demands of a team: %w", err)
	}
	return c.n, c.late, nil
}

// hasAccepted says whether a référent has said so.
func hasAccepted(ctx context.Context, tx *db.Tx, accountID, teamID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_takeovers WHERE account_id = $1 AND team_id = $2`, accountID, teamID)
	if err != nil {
		return false, fmt.Errorf("what somebody inherits: %w", err)
	}
	return n > 0, nil
}

func accept(ctx context.Context, tx *db.Tx, accountID, teamID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_takeovers (account_id, team_id, at) VALUES ($1, $2, $3) ON CONFLICT (account_id, team_id) DO NOTHING`, accountID, teamID, tx.Now())
	if err != nil {
		return fmt.Errorf("accept what is inherited: %w", err)
	}
	return nil
}
