package team

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/casework/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// create gives a new thing its id and number.
func create(ctx context.Context, tx *db.Tx, s Sort, t *Thing) error {
	_, counter := s.table()
	n, err := db.Value[int64](ctx, tx, `UPDATE casework_counters SET n = n + 1 WHERE name = $1 RETURNING n`, counter)
	if err != nil {
		return fmt.Errorf("number of a new %s: %w", counter, err)
	}
	t.ID, t.Number, t.State, t.Version = id.New(), n, Open, 1
	return nil
}

// saved says what a guarded update met: nobody else, or somebody who was faster; a name that is taken is a fault of its field.
func saved(n int64, err error) error {
	switch {
	case db.IsUnique(err):
		return apperr.InvalidField(FieldName, i18n.M(msg.FaultTaken))
	case err != nil:
		return fmt.Errorf("save: %w", err)
	case n == 0:
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return nil
}

func thingInto(t *Thing) []any { return []any{&t.ID, &t.Number, &t.Name, &t.State, &t.Version} }

// one reads a row; what is none is not found.
func one[T any](ctx context.Context, tx *db.Tx, into func(*T) []any, q string, args ...any) (T, error) {
	x, err := db.One(ctx, tx, into, q, args...)
	if errors.Is(err, db.ErrNone) {
		return x, apperr.NotFoundErr()
	}
	if err != nil {
		return x, fmt.Errorf("read: %w", err)
	}
	return x, nil
}

const agencyColumns = `a.id, a.number, a.name, a.state, a.version, a.about, a.elements, a.domains, a.first_days, a.follow_days,
	(SELECT count(*) FROM casework_teams t WHERE t.agency_id = a.id AND t.state = 'open')`

func agencyInto(a *Agency) []any {
	return append(thingInto(&a.Thing), &a.About, &a.Elements, &a.Domains, &a.FirstDays, &a.FollowDays, &a.Teams)
}

func agencyByNumber(ctx context.Context, tx *db.Tx, n int64) (Agency, error) {
	a, err := one(ctx, tx, agencyInto, `SELECT `+agencyColumns+` FROM casework_agencies a WHERE a.number = $1`, n)
	if err == nil {
		a.Closings, err = closingsOf(ctx, tx, a.ID)
	}
	return a, err
}

func allAgencies(ctx context.Context, tx *db.Tx) ([]Agency, error) {
	return db.All(ctx, tx, agencyInto, `SELECT `+agencyColumns+` FROM casework_agencies a ORDER BY a.state DESC, a.name_fold`)
}

func insertAgency(ctx context.Context, tx *db.Tx, a *Agency) error {
	if err := create(ctx, tx, Agencies, &a.Thing); err != nil {
		return err
	}
	return saved(tx.Exec(ctx, `INSERT INTO casework_agencies (id, number, name, name_fold, about, domains, first_days, follow_days, state, created_at, version, elements)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, 1, $10)`, a.ID, a.Number, a.Name, registers.Fold(a.Name), a.About, a.Domains, a.FirstDays, a.FollowDays, tx.Now(), a.Elements))
}

func updateAgency(ctx context.Context, tx *db.Tx, a Agency) error {
	return saved(tx.Exec(ctx, `UPDATE casework_agencies SET name = $1, name_fold = $2, about = $3, domains = $4, first_days = $5, follow_days = $6, elements = $7, version = version + 1
		WHERE id = $8 AND version = $9`, a.Name, registers.Fold(a.Name), a.About, a.Domains, a.FirstDays, a.FollowDays, a.Elements, a.ID, a.Version))
}

const themeColumns = `t.id, t.number, t.name, t.state, t.version`

func themeByNumber(ctx context.Context, tx *db.Tx, n int64) (Theme, error) {
	t, err := one(ctx, tx, func(t *Theme) []any { return thingInto(&t.Thing) }, `SELECT `+themeColumns+` FROM casework_themes t WHERE t.number = $1`, n)
	if err != nil {
		return t, err
	}
	all := []Theme{t}
	err = usual(ctx, tx, all)
	return all[0], err
}

func allThemes(ctx context.Context, tx *db.Tx) ([]Theme, error) {
	out, err := db.All(ctx, tx, func(t *Theme) []any { return thingInto(&t.Thing) }, `SELECT `+themeColumns+` FROM casework_themes t ORDER BY t.state DESC, t.name_fold`)
	if err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	return out, usual(ctx, tx, out)
}

// usual reads the usual agencies of some themes, at once.
func usual(ctx context.Context, tx *db.Tx, some []Theme) error {
	type pair struct {
		theme string
		Thing
	}
	at := make(map[string]*Theme, len(some))
	ids := make([]string, len(some))
	for i := range some {
		at[some[i].ID], ids[i] = &some[i], some[i].ID
	}
	var w db.Where
	w.In("x.theme_id", db.Any(ids)...)
	where, args := w.SQL(1)
	pairs, err := db.All(ctx, tx, func(p *pair) []any { return append([]any{&p.theme}, thingInto(&p.Thing)...) },
		`SELECT x.theme_id, a.id, a.number, a.name, a.state, a.version FROM casework_theme_agencies x JOIN casework_agencies a ON a.id = x.agency_id
		WHERE `+where+` ORDER BY a.name_fold`, args...)
	if err != nil {
		return fmt.Errorf("usual organismes: %w", err)
	}
	for _, p := range pairs {
		at[p.theme].Agencies = append(at[p.theme].Agencies, p.Thing)
	}
	return nil
}

func insertTheme(ctx context.Context, tx *db.Tx, t *Theme) error {
	if err := create(ctx, tx, Themes, &t.Thing); err != nil {
		return err
	}
	return saved(tx.Exec(ctx, `INSERT INTO casework_themes (id, number, name, name_fold, state, created_at, version) VALUES ($1, $2, $3, $4, 'open', $5, 1)`,
		t.ID, t.Number, t.Name, registers.Fold(t.Name), tx.Now()))
}

func updateTheme(ctx context.Context, tx *db.Tx, t Theme) error {
	return saved(tx.Exec(ctx, `UPDATE casework_themes SET name = $1, name_fold = $2, version = version + 1 WHERE id = $3 AND version = $4`,
		t.Name, registers.Fold(t.Name), t.ID, t.Version))
}

// replacePairs writes anew which things belong to one: a theme's agencies, a team's territories.
func replacePairs(ctx context.Context, tx *db.Tx, table, of, to, ofID string, toIDs []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE `+of+` = $1`, ofID); err != nil {
		return fmt.Errorf("replace %s: %w", table, err)
	}
	if len(toIDs) == 0 {
		return nil
	}
	rows := db.NewRows(`INSERT INTO `+table+` (`+of+`, `+to+`) VALUES `, 2)
	for _, x := range toIDs {
		rows.Add(ofID, x)
	}
	return rows.Write(ctx, tx)
}

// setState opens or closes a thing.
func setState(ctx context.Context, tx *db.Tx, s Sort, t Thing, to State) error {
	table, _ := s.table()
	return saved(tx.Exec(ctx, `UPDATE `+table+` SET state = $1, version = version + 1 WHERE id = $2 AND version = $3`, to, t.ID, t.Version))
}
