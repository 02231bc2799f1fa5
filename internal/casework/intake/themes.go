package intake

import (
	"context"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

// The columns of themes.
const (
	colTheme    = "theme"
	colAgencies = "agencies"
)

// theme is one as a sheet says it, with the names of its usual organismes.
type theme struct {
	Name, Agencies string

	at team.Theme
}

func themeColumns() sheet.Columns[theme] {
	return sheet.Columns[theme]{
		column(colTheme, msg.SheetColTheme, sheet.Filled, team.MaxName, func(x *theme) *string { return &x.Name }, "Thème", "Theme", "Nom du thème"),
		column(colAgencies, msg.SheetColAgencies, sheet.Optional, 20_000, func(x *theme) *string { return &x.Agencies }, "Organismes habituels", "Usual organisations", "Organismes", "Organisations"),
	}
}

func themes(s *team.Service) imports.Spec[theme] {
	out := spec("themes", string(team.Themes), msg.SheetThemes, msg.SheetThemesHint, themeColumns())
	out.Fields = []imports.Field[theme]{
		field(colTheme, msg.SheetColTheme, func(x *theme) *string { return &x.Name }), field(colAgencies, msg.SheetColAgencies, func(x *theme) *string { return &x.Agencies }),
	}
	out.Check = func(x *theme, _ time.Time) []imports.Problem {
		x.Name, x.Agencies = line(x.Name), joined(several(x.Agencies))
		return nil
	}
	out.Ident = func(x theme) string { return registers.Fold(x.Name) }
	out.Title = func(x theme) string { return x.Name }
	out.Find = findThemes
	out.Save = func(ctx context.Context, tx *db.Tx, w imports.Write, x theme) error {
		_, named, err := agenciesOf(ctx, tx, x.Agencies)
		if err != nil {
			return err
		}
		_, err = s.WriteTheme(ctx, tx, w.Who, x.at.Number, x.at.Version, team.ThemeInput{Name: x.Name, Agencies: numbers(named)})
		return err
	}
	return out
}

func numbers(all []team.Agency) []int64 {
	var out []int64
	for _, a := range all {
		out = append(out, a.Number)
	}
	return out
}

// agenciesOf are the organismes that a cell names, or the first word that names none.
func agenciesOf(ctx context.Context, tx *db.Tx, cell string) (unknown string, out []team.Agency, err error) {
	names := several(cell)
	there, err := team.AgenciesNamed(ctx, tx, names)
	for _, n := range names {
		a := there[registers.Fold(n)]
		if a.ID == "" && unknown == "" {
			unknown = n
		}
		out = append(out, a)
	}
	return unknown, out, err
}

func findThemes(ctx context.Context, tx *db.Tx, _ imports.At, ls []theme) ([]imports.Found[theme], error) {
	var names, said []string
	for _, l := range ls {
		names, said = append(names, l.Name), append(said, several(l.Agencies)...)
	}
	there, err := team.ThemesNamed(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	bodies, err := team.AgenciesNamed(ctx, tx, said)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[theme], len(ls))
	for i := range ls {
		out[i] = ls[i].meet(there[registers.Fold(ls[i].Name)], bodies)
	}
	return out, nil
}

// meet compares a line with what is kept of the theme, the organismes called as they are.
func (x *theme) meet(kept team.Theme, bodies map[string]team.Agency) imports.Found[theme] {
	if kept.State == team.Closed {
		return closed[theme](colTheme, kept.Name)
	}
	var said, had []string
	for _, n := range several(x.Agencies) {
		a := bodies[registers.Fold(n)]
		if a.ID == "" {
			return bad[theme](colAgencies, msg.SheetFaultNoAgency, "word", n)
		}
		said = append(said, a.Name)
	}
	for _, a := range kept.Agencies {
		had = append(had, a.Name)
	}
	x.Agencies = joined(said)
	return imports.Found[theme]{There: kept.ID != "", Value: theme{Name: kept.Name, Agencies: joined(had), at: kept}}
}
