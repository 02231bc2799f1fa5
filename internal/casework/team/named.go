package team

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Everything is what the service keeps, as its sheets give it out: open things, and who works in the open teams.
type Everything struct {
	Overview
	Members []Member
}

// ForSheet reads the open things of a sort, with the closing days of organismes; without a sort, the people of open teams (C011).
func (s *Service) ForSheet(ctx context.Context, who access.Actor, sort Sort) (Everything, error) {
	var all Everything
	if !who.IsAdmin() {
		return all, apperr.NotFoundErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		switch sort {
		case Agencies:
			if all.Agencies, err = allAgencies(ctx, tx); err == nil {
				err = closingsAmong(ctx, tx, all.Agencies)
			}
		case Themes:
			all.Themes, err = allThemes(ctx, tx)
		case Territories:
			all.Territories, err = allTerritories(ctx, tx)
		case Teams:
			all.Teams, err = teamsWhere(ctx, tx, db.Where{})
		default:
			all.Teams, all.Members, err = peopleOfOpen(ctx, tx)
		}
		all.Agencies = slices.DeleteFunc(all.Agencies, func(a Agency) bool { return a.State == Closed })
		all.Themes = slices.DeleteFunc(all.Themes, func(t Theme) bool { return t.State == Closed })
		all.Territories = slices.DeleteFunc(all.Territories, func(y Territory) bool { return y.State == Closed })
		all.Teams = slices.DeleteFunc(all.Teams, func(t Team) bool { return t.State == Closed || t.Agency.State == Closed })
		return err
	})
	return all, err
}

// peopleOfOpen are the open teams and their people.
func peopleOfOpen(ctx context.Context, tx *db.Tx) ([]Team, []Member, error) {
	teams, err := teamsWhere(ctx, tx, db.Where{})
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, t := range teams {
		if t.State == Open && t.Agency.State == Open {
			ids = append(ids, t.ID)
		}
	}
	people, err := members(ctx, tx, ids, InTeam()...)
	return teams, people, err
}

// folds are names in the form in which they are compared.
func folds(names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = registers.Fold(n)
	}
	return out
}

// AgenciesNamed are the organismes of some names, open or closed, with their closing days, by folded name.
func AgenciesNamed(ctx context.Context, tx *db.Tx, names []string) (map[string]Agency, error) {
	var w db.Where
	w.In("a.name_fold", folds(names)...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, agencyInto, `SELECT `+agencyColumns+` FROM casework_agencies a WHERE `+where, args...)
	if err == nil {
		err = closingsAmong(ctx, tx, all)
	}
	if err != nil {
		return nil, fmt.Errorf("organismes by name: %w", err)
	}
	out := make(map[string]Agency, len(all))
	for _, a := range all {
		out[registers.Fold(a.Name)] = a
	}
	return out, nil
}

// closingsAmong reads the closing days of some organismes, at once.
func closingsAmong(ctx context.Context, tx *db.Tx, some []Agency) error {
	type row struct {
		agency string
		Closing
	}
	at, ids := make(map[string]*Agency, len(some)), make([]any, len(some))
	for i := range some {
		at[some[i].ID], ids[i] = &some[i], some[i].ID
	}
	var w db.Where
	w.In("agency_id", ids...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.agency, &r.From, &r.To} },
		`SELECT agency_id, from_day, to_day FROM casework_agency_closings WHERE `+where+` ORDER BY agency_id, from_day`, args...)
	if err != nil {
		return fmt.Errorf("closing days: %w", err)
	}
	for _, r := range rows {
		at[r.agency].Closings = append(at[r.agency].Closings, r.Closing)
	}
	return nil
}

// ThemesNamed are the themes of some names, open or closed, by folded name.
func ThemesNamed(ctx context.Context, tx *db.Tx, names []string) (map[string]Theme, error) {
	var w db.Where
	w.In("t.name_fold", folds(names)...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(t *Theme) []any { return thingInto(&t.Thing) }, `SELECT `+themeColumns+` FROM casework_themes t WHERE `+where, args...)
	if err == nil {
		err = usual(ctx, tx, all)
	}
	if err != nil {
		return nil, fmt.Errorf("themes by name: %w", err)
	}
	out := make(map[string]Theme, len(all))
	for _, t := range all {
		out[registers.Fold(t.Name)] = t
	}
	return out, nil
}

// TeamsNamed are the teams of some names, open or closed, by the folded names of their organisme and their own, see NameKey.
func TeamsNamed(ctx context.Context, tx *db.Tx, names []string) (map[string]Team, error) {
	var w db.Where
	w.In("t.name_fold", folds(names)...)
	all, err := teamsWhere(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Team, len(all))
	for _, t := range all {
		out[NameKey(t.Agency.Name, t.Name)] = t
	}
	return out, nil
}

// NameKey names a team by its organisme and name.
func NameKey(agency, team string) string { return registers.Fold(agency) + "|" + registers.Fold(team) }

// TerritoriesThere are all territories, open or closed, the largest first.
func TerritoriesThere(ctx context.Context, tx *db.Tx) ([]Territory, error) {
	return allTerritories(ctx, tx)
}

// Foreseen is what giving somebody roles in a team would meet.
type Foreseen struct {
	Known   bool // there is an account with the address
	Invites bool // an invitation would be mailed
	Shut    bool // the account may not sign in
	Held    []access.RoleKey
	Faults  []i18n.Msg // of the address
}

// Foresee says what giving somebody roles would meet, and gives nothing.
func Foresee(ctx context.Context, tx *db.Tx, t Team, a Agency, address string) (Foreseen, error) {
	var out Foreseen
	var f apperr.Faults
	a.admits(&f, address)
	if e, bad := apperr.As(f.Err()); bad {
		for _, x := range e.Fields {
			out.Faults = append(out.Faults, x.Msg)
		}
	}
	p, err := account.ByAddress(ctx, tx, address)
	if err != nil || p.ID == "" {
		out.Invites = true
		return out, err
	}
	out.Known, out.Invites, out.Shut = true, p.State == account.Invited || p.State == account.Created, p.State == account.Suspended || p.State == account.Closed
	all, err := members(ctx, tx, []string{t.ID}, InTeam()...)
	for _, m := range all {
		if m.AccountID == p.ID {
			out.Held = append(out.Held, m.Role)
		}
	}
	return out, err
}
