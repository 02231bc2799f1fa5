package team

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

const territoryColumns = `y.id, y.number, y.name, y.state, y.version, y.kind, y.code, y.region, y.department`

func territoryInto(t *Territory) []any {
	return append(thingInto(&t.Thing), &t.Kind, &t.Code, &t.Region, &t.Department)
}

// byKind puts larger territories first.
const byKind = `CASE y.kind WHEN 'country' THEN 1 WHEN 'region' THEN 2 WHEN 'department' THEN 3 ELSE 4 END, y.name_fold`

// TerritoryByNumber is a territory, open or closed.
func TerritoryByNumber(ctx context.Context, tx *db.Tx, n int64) (Territory, error) {
	return one(ctx, tx, territoryInto, `SELECT `+territoryColumns+` FROM casework_territories y WHERE y.number = $1`, n)
}

// TerritoryByID is a territory, open or closed.
func TerritoryByID(ctx context.Context, tx *db.Tx, id string) (Territory, error) {
	return one(ctx, tx, territoryInto, `SELECT `+territoryColumns+` FROM casework_territories y WHERE y.id = $1`, id)
}

func allTerritories(ctx context.Context, tx *db.Tx) ([]Territory, error) {
	return db.All(ctx, tx, territoryInto, `SELECT `+territoryColumns+` FROM casework_territories y ORDER BY y.state DESC, `+byKind)
}

// addTerritory writes a territory of the register, and says false when the service works there already.
func addTerritory(ctx context.Context, tx *db.Tx, t *Territory) (bool, error) {
	if err := create(ctx, tx, Territories, &t.Thing); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO casework_territories (id, number, kind, code, name, name_fold, region, department, state, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, 1) ON CONFLICT (kind, code) DO NOTHING`,
		t.ID, t.Number, t.Kind, t.Code, t.Name, registers.Fold(t.Name), t.Region, t.Department, tx.Now())
	if err != nil {
		return false, fmt.Errorf("add territory: %w", err)
	}
	return n == 1, nil
}

const (
	teamColumns = `t.id, t.number, t.name, t.state, t.version, t.note, t.mailbox, a.id, a.number, a.name, a.state, a.version`
	teamTables  = `casework_teams t JOIN casework_agencies a ON a.id = t.agency_id`
)

func teamInto(t *Team) []any {
	return append(append(thingInto(&t.Thing), &t.Note, &t.Mailbox), thingInto(&t.Agency)...)
}

// ByNumber is a team with its territories, whoever may see it.
func ByNumber(ctx context.Context, tx *db.Tx, n int64) (Team, error) {
	t, err := one(ctx, tx, teamInto, `SELECT `+teamColumns+` FROM `+teamTables+` WHERE t.number = $1`, n)
	if err != nil {
		return t, err
	}
	all := []Team{t}
	err = cover(ctx, tx, all)
	return all[0], err
}

// ByIDs are some teams with their territories, by organisme and name.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) ([]Team, error) {
	var w db.Where
	w.In("t.id", db.Any(ids)...)
	return teamsWhere(ctx, tx, w)
}

// teamsWhere are the teams of a condition, by organisme and name, with their territories.
func teamsWhere(ctx context.Context, tx *db.Tx, w db.Where) ([]Team, error) {
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, teamInto, `SELECT `+teamColumns+` FROM `+teamTables+` WHERE `+where+` ORDER BY t.state DESC, a.name_fold, t.name_fold`, args...)
	if err != nil {
		return nil, fmt.Errorf("teams: %w", err)
	}
	return out, cover(ctx, tx, out)
}

// cover reads the territories of some teams, at once.
func cover(ctx context.Context, tx *db.Tx, some []Team) error {
	type pair struct {
		team string
		Territory
	}
	at, ids := make(map[string]*Team, len(some)), make([]string, len(some))
	for i := range some {
		at[some[i].ID], ids[i] = &some[i], some[i].ID
	}
	var w db.Where
	w.In("x.team_id", db.Any(ids)...)
	where, args := w.SQL(1)
	pairs, err := db.All(ctx, tx, func(p *pair) []any { return append([]any{&p.team}, territoryInto(&p.Territory)...) },
		`SELECT x.team_id, `+territoryColumns+` FROM casework_team_territories x JOIN casework_territories y ON y.id = x.territory_id WHERE `+where+` ORDER BY `+byKind, args...)
	if err != nil {
		return fmt.Errorf("territories of teams: %w", err)
	}
	for _, p := range pairs {
		at[p.team].Territories = append(at[p.team].Territories, p.Territory)
	}
	return nil
}

func insertTeam(ctx context.Context, tx *db.Tx, t *Team) error {
	if err := create(ctx, tx, Teams, &t.Thing); err != nil {
		return err
	}
	return saved(tx.Exec(ctx, `INSERT INTO casework_teams (id, number, agency_id, name, name_fold, note, mailbox, state, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, 1)`, t.ID, t.Number, t.Agency.ID, t.Name, registers.Fold(t.Name), t.Note, t.Mailbox, tx.Now()))
}

func updateTeam(ctx context.Context, tx *db.Tx, t Team) error {
	return saved(tx.Exec(ctx, `UPDATE casework_teams SET name = $1, name_fold = $2, note = $3, mailbox = $4, version = version + 1 WHERE id = $5 AND version = $6`,
		t.Name, registers.Fold(t.Name), t.Note, t.Mailbox, t.ID, t.Version))
}

// Member is somebody with a role in a team.
type Member struct {
	access.Holder
	FirstName, LastName string
	Role                access.RoleKey
	Active              bool // has opened their account
	InTeam              string
}

// members are the people of some teams, by name.
func members(ctx context.Context, tx *db.Tx, teamIDs []string, roles ...access.RoleKey) ([]Member, error) {
	var w db.Where
	w.And("g.place_kind = 'group' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", tx.Now(), tx.Now())
	w.And("a.state IN ('created', 'invited', 'active')")
	w.In("g.place_id", db.Any(teamIDs)...)
	w.In("g.role", db.Any(roles)...)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(m *Member) []any {
		return []any{&m.AccountID, &m.Name, &m.Address, &m.Lang, &m.Since, &m.Role, &m.Active, &m.InTeam, &m.FirstName, &m.LastName}
	}, `SELECT a.id, a.display_name, a.email, a.lang, g.starts_at, g.role, a.state = 'active', g.place_id, a.first_name, a.last_name
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where+` ORDER BY a.display_name, a.id, g.role`, args...)
	if err != nil {
		return nil, fmt.Errorf("people of teams: %w", err)
	}
	return out, nil
}

// Choosable are the open teams, of open agencies, with at least one active référent (C021). All are read: an instance has
// some hundreds, and which cover a territory is a matter of values.
func Choosable(ctx context.Context, tx *db.Tx) ([]Team, error) {
	return choosable(ctx, tx, db.Where{})
}

// ChoosableOf are the Choosable ones among some numbers.
func ChoosableOf(ctx context.Context, tx *db.Tx, numbers []int64) ([]Team, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In("t.number", db.Any(numbers)...)
	return choosable(ctx, tx, w)
}

func choosable(ctx context.Context, tx *db.Tx, w db.Where) ([]Team, error) {
	w.And("t.state = 'open' AND a.state = 'open'")
	w.And(`EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts p ON p.id = g.account_id WHERE g.place_kind = 'group' AND g.place_id = t.id AND g.role = ?
		AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND p.state = 'active')`, Officer, tx.Now(), tx.Now())
	return teamsWhere(ctx, tx, w)
}

// option is a territory, or a theme with one of its usual organismes.
type option struct {
	theme    bool
	land     Territory
	agencyID string
	rank     int
	fold     string
}

// Chosen are the open territories, larger ones first, and the open themes with the ids of their usual organismes, to choose among: one statement
// for what the form of a draft offers.
func Chosen(ctx context.Context, tx *db.Tx) ([]Territory, []Theme, error) {
	all, err := db.All(ctx, tx, func(o *option) []any {
		y := &o.land
		return []any{&o.theme, &y.ID, &y.Number, &y.Name, &y.State, &y.Version, &y.Kind, &y.Code, &y.Region, &y.Department, &o.agencyID, &o.rank, &o.fold}
	}, `SELECT FALSE AS theme, y.id, y.number, y.name, y.state, y.version, y.kind, y.code, y.region, y.department, '' AS agency,
			CASE y.kind WHEN 'country' THEN 1 WHEN 'region' THEN 2 WHEN 'department' THEN 3 ELSE 4 END AS large, y.name_fold AS fold
		FROM casework_territories y WHERE y.state = 'open'
		UNION ALL SELECT TRUE, t.id, t.number, t.name, t.state, t.version, '', '', '', '', coalesce(x.agency_id, ''), 0, t.name_fold
		FROM casework_themes t LEFT JOIN casework_theme_agencies x ON x.theme_id = t.id WHERE t.state = 'open' ORDER BY 12, 13, 2`)
	if err != nil {
		return nil, nil, fmt.Errorf("territories and themes: %w", err)
	}
	var lands []Territory
	var themes []Theme
	for _, o := range all {
		if !o.theme {
			lands = append(lands, o.land)
			continue
		}
		if len(themes) == 0 || themes[len(themes)-1].ID != o.land.ID {
			themes = append(themes, Theme{Thing: o.land.Thing})
		}
		if last := &themes[len(themes)-1]; o.agencyID != "" {
			last.Agencies = append(last.Agencies, Thing{ID: o.agencyID})
		}
	}
	return lands, themes, nil
}

// OpenThing is a thing of a sort that can be chosen; what is closed is not found.
func OpenThing(ctx context.Context, tx *db.Tx, sort Sort, number int64) (Thing, error) {
	t, _, err := thingOf(ctx, tx, sort, number)
	if err == nil && t.State == Closed {
		err = apperr.NotFoundErr()
	}
	return t, err
}

// forget ends what somebody had by a role in a team that they no longer have: what a référent answered for, and that they had accepted it,
// so that who comes back accepts anew; what an aidant was invited into there; the days on which they stand for somebody of the team, or
// somebody for them, unless both still have one role there (C046, C071).
func forget(ctx context.Context, tx *db.Tx, accountID string, role access.RoleKey, teamID string) error {
	qs := []string{`UPDATE casework_absences SET to_at = $3 WHERE team_id = $2 AND (account_id = $1 OR deputy_id = $1) AND to_at > $3
		AND NOT EXISTS (SELECT 1 FROM access_grants g JOIN access_grants h ON h.place_kind = g.place_kind AND h.place_id = g.place_id AND h.role = g.role
			WHERE g.account_id = casework_absences.account_id AND h.account_id = casework_absences.deputy_id AND g.place_kind = 'group' AND g.place_id = $2
			AND g.role IN ('casework.helper', 'casework.officer') AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3)
			AND h.taken_at IS NULL AND h.starts_at <= $3 AND (h.ends_at IS NULL OR h.ends_at > $3))`}
	switch role {
	case Officer:
		qs = append(qs, `UPDATE casework_demand_teams SET taken_by = '', taken_name = '', taken_at = NULL WHERE taken_by = $1 AND team_id = $2
			AND EXISTS (SELECT 1 FROM casework_demands d WHERE d.id = demand_id AND d.state <> 'closed')`,
			`DELETE FROM casework_takeovers WHERE account_id = $1 AND team_id = $2`)
	case Helper:
		qs = append(qs, `DELETE FROM casework_demand_people WHERE account_id = $1 AND side = 'helper' AND (team_id = $2 OR demand_id IN (SELECT d.id FROM casework_demands d WHERE d.team_id = $2))`)
	default:
		return nil
	}
	for _, q := range qs {
		args := []any{accountID, teamID}
		if strings.Contains(q, "$3") {
			args = append(args, tx.Now())
		}
		if _, err := tx.Exec(ctx, q, args...); err != nil {
			return fmt.Errorf("what a leaver had: %w", err)
		}
	}
	return nil
}
