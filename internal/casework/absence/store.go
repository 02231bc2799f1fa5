package absence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

func insert(ctx context.Context, tx *db.Tx, a Absence, teamID string, from, to time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_absences (id, account_id, team_id, deputy_id, from_day, to_day, from_at, to_at, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.AccountID, teamID, a.DeputyID, a.From, a.To, from, to, tx.Now())
	if err != nil {
		return fmt.Errorf("insert absence: %w", err)
	}
	return nil
}

// said says whether this very absence is kept already: the same days and deputy.
func said(ctx context.Context, tx *db.Tx, a Absence, teamID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_absences WHERE account_id = $1 AND team_id = $2 AND deputy_id = $3 AND from_day = $4 AND to_day = $5`,
		a.AccountID, teamID, a.DeputyID, a.From, a.To)
	if err != nil {
		return false, fmt.Errorf("the same absence: %w", err)
	}
	return n > 0, nil
}

// remove says false for one that is not there, or is another's.
func remove(ctx context.Context, tx *db.Tx, absenceID, teamID, accountID string) (bool, error) {
	var w db.Where
	w.And("id = ? AND team_id = ?", absenceID, teamID)
	if accountID != "" {
		w.And("account_id = ?", accountID)
	}
	where, args := w.SQL(1)
	n, err := tx.Exec(ctx, `DELETE FROM casework_absences WHERE `+where, args...)
	if err != nil {
		return false, fmt.Errorf("end absence: %w", err)
	}
	return n == 1, nil
}

// deputyOf is a deputy as a mail reaches them; false where their account is not open.
func deputyOf(ctx context.Context, tx *db.Tx, accountID string) (notify.Recipient, bool, error) {
	some, err := db.All(ctx, tx, func(r *notify.Recipient) []any { return []any{&r.AccountID, &r.Address, &r.Name, &r.Lang} },
		`SELECT id, email, display_name, lang FROM account_accounts WHERE id = $1 AND state = 'active'`, accountID)
	if err != nil {
		return notify.Recipient{}, false, fmt.Errorf("the deputy of an absence: %w", err)
	}
	if len(some) == 0 {
		return notify.Recipient{}, false, nil
	}
	return some[0], true, nil
}

// ofTeam are the absences of a team that are not over.
func ofTeam(ctx context.Context, tx *db.Tx, teamID string) ([]Absence, error) {
	out, err := db.All(ctx, tx, func(a *Absence) []any {
		return []any{&a.ID, &a.AccountID, &a.Name, &a.DeputyID, &a.Deputy, &a.From, &a.To}
	},
		`SELECT x.id, x.account_id, a.display_name, x.deputy_id, d.display_name, x.from_day, x.to_day FROM casework_absences x
		JOIN account_accounts a ON a.id = x.account_id JOIN account_accounts d ON d.id = x.deputy_id WHERE x.team_id = $1 AND x.to_at > $2 ORDER BY x.from_at, x.id`, teamID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("absences of a team: %w", err)
	}
	return out, nil
}

// Stand is that somebody stands for somebody else in a team at this instant, as what both of them are there.
type Stand struct {
	AccountID, TeamID string
	Role              access.RoleKey
}

// Both is the condition in SQL, with a ? for each of its arguments, of an absence by its alias: that the absent person, whose account is open, and
// the deputy hold one of some roles in its team at an instant. By that alone somebody stands for somebody (C071).
func Both(alias string, now time.Time, as ...access.RoleKey) (string, []any) {
	return `EXISTS (SELECT 1 FROM access_grants g` + shared + ` WHERE g.account_id = ` + alias + `.account_id AND h.account_id = ` + alias + `.deputy_id AND g.place_id = ` + alias + `.team_id
		AND g.role IN (?` + strings.Repeat(", ?", len(as)-1) + `) AND ` + current("g") + ` AND ` + current("h") + `)`, append(db.Any(as), now, now, now, now)
}

// shared joins a grant g of somebody with an open account to one h of the same role in the same team.
const shared = ` JOIN account_accounts o ON o.id = g.account_id AND o.state = 'active'
		JOIN access_grants h ON h.place_kind = g.place_kind AND h.place_id = g.place_id AND h.role = g.role`

func current(g string) string {
	return g + `.place_kind = 'group' AND ` + g + `.taken_at IS NULL AND ` + g + `.starts_at <= ? AND (` + g + `.ends_at IS NULL OR ` + g + `.ends_at > ?)`
}

// StandsFor are those for whom somebody stands now.
func StandsFor(ctx context.Context, tx *db.Tx, deputyID string) ([]Stand, error) {
	if deputyID == "" {
		return nil, nil
	}
	var w db.Where
	w.And("x.deputy_id = ? AND x.from_at <= ? AND x.to_at > ?", deputyID, tx.Now(), tx.Now())
	w.And("h.account_id = x.deputy_id AND g.role IN (?, ?)", team.Helper, team.Officer)
	w.And(current("g")+" AND "+current("h"), tx.Now(), tx.Now(), tx.Now(), tx.Now())
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(s *Stand) []any { return []any{&s.AccountID, &s.TeamID, &s.Role} },
		`SELECT DISTINCT x.account_id, x.team_id, g.role FROM casework_absences x JOIN access_grants g ON g.account_id = x.account_id AND g.place_id = x.team_id`+shared+`
		WHERE `+where+` ORDER BY x.account_id, x.team_id, g.role`, args...)
	if err != nil {
		return nil, fmt.Errorf("for whom somebody stands: %w", err)
	}
	return out, nil
}

// Deputy is who stands for somebody, with what a mail to them needs.
type Deputy struct{ For, AccountID, Address, Name, Lang string }

// Standing are those who stand for an aidant now, in any team, each with the team.
func Standing(ctx context.Context, tx *db.Tx, accountID string) (map[string][]Deputy, error) {
	type row struct {
		Deputy
		teamID string
	}
	var w db.Where
	w.And("x.account_id = ? AND x.from_at <= ? AND x.to_at > ? AND a.state = 'active'", accountID, tx.Now(), tx.Now())
	cond, condArgs := Both("x", tx.Now(), team.Helper)
	w.And(cond, condArgs...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.teamID, &r.AccountID, &r.Address, &r.Name, &r.Lang} },
		`SELECT x.team_id, a.id, a.email, a.display_name, a.lang FROM casework_absences x JOIN account_accounts a ON a.id = x.deputy_id WHERE `+where+` ORDER BY x.from_at, x.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("who stands for somebody: %w", err)
	}
	out := map[string][]Deputy{}
	for _, r := range all {
		r.For = accountID
		out[r.teamID] = append(out[r.teamID], r.Deputy)
	}
	return out, nil
}

// helping is of a grant that it is an aidant's, now.
const helping = ` AND g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)`

// DeputiesOf are those who stand for some people now, in the teams that a demand is with or comes from; for an aidant of another team, who was
// invited, in whatever team both are aidants of.
func DeputiesOf(ctx context.Context, tx *db.Tx, accountIDs []string, demandID string) ([]Deputy, error) {
	if len(accountIDs) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("x.from_at <= ? AND x.to_at > ? AND a.state = 'active'", tx.Now(), tx.Now())
	w.In("x.account_id", db.Any(accountIDs)...)
	helpers, args := Both("x", tx.Now(), team.Helper)
	officers, more := Both("x", tx.Now(), team.Officer)
	w.And(`x.team_id IN (SELECT c.team_id FROM casework_demands c WHERE c.id = ?) AND `+helpers+`
		OR x.team_id IN (SELECT y.team_id FROM casework_demand_teams y WHERE y.demand_id = ?) AND `+officers+`
		OR EXISTS (SELECT 1 FROM casework_demand_people p JOIN casework_demands c ON c.id = p.demand_id WHERE p.demand_id = ? AND p.account_id = x.account_id AND p.side = 'helper'
			AND coalesce(p.team_id, x.team_id) = x.team_id
			AND NOT EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = p.account_id AND g.place_id = c.team_id`+helping+`)) AND `+helpers,
		slices.Concat([]any{demandID}, args, []any{demandID}, more, []any{demandID, team.Helper, tx.Now(), tx.Now()}, args)...)
	where, all := w.SQL(1)
	out, err := db.All(ctx, tx, func(d *Deputy) []any { return []any{&d.For, &d.AccountID, &d.Address, &d.Name, &d.Lang} },
		`SELECT x.account_id, a.id, a.email, a.display_name, a.lang FROM casework_absences x JOIN account_accounts a ON a.id = x.deputy_id WHERE `+where+` ORDER BY x.from_at, x.id`, all...)
	if err != nil {
		return nil, fmt.Errorf("deputies: %w", err)
	}
	return out, nil
}
