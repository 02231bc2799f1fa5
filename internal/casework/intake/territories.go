package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// The columns of territories.
const (
	colKind = "kind"
	colCode = "code"
	colName = "name"
)

// territory is one as a sheet says it.
type territory struct{ KindWord, Code, Name string }

func territoryColumns() sheet.Columns[territory] {
	return sheet.Columns[territory]{
		column(colKind, msg.SheetColKind, sheet.Filled, 0, func(y *territory) *string { return &y.KindWord }, "Sorte", "Kind", "Type", "Niveau"),
		column(colCode, msg.SheetColCode, sheet.Optional, 0, func(y *territory) *string { return &y.Code }, "Code", "Code INSEE"),
		column(colName, msg.SheetColName, sheet.Optional, 0, func(y *territory) *string { return &y.Name }, "Nom", "Name", "Territoire", "Territory"),
	}
}

// kindWords are what kinds of territories are called in sheets, their labels among them.
var kindWords = map[team.Kind][]string{
	team.Country: {"Pays", "Country"}, team.Region: {"Région", "Region"}, team.Department: {"Département", "Department"}, team.Commune: {"Commune", "Municipality"},
}

func kinds() []team.Kind {
	return []team.Kind{team.Country, team.Region, team.Department, team.Commune}
}

func territories(s *team.Service) imports.Spec[territory] {
	out := spec("territories", string(team.Territories), msg.SheetTerritories, msg.SheetTerritoriesHint, territoryColumns())
	out.Check = func(y *territory, _ time.Time) []imports.Problem { return y.check(s) }
	out.Ident = func(y territory) string { return string(y.kind()) + " " + y.Code }
	out.Title = func(y territory) string { return y.Name }
	out.Find = findTerritories
	out.Save = func(ctx context.Context, tx *db.Tx, w imports.Write, y territory) error {
		_, err := s.OpenTerritory(ctx, tx, w.Who, y.kind(), y.Code)
		return err
	}
	return out
}

func (y territory) kind() team.Kind {
	for _, k := range kinds() {
		if slices.ContainsFunc(kindWords[k], func(w string) bool { return registers.Fold(w) == registers.Fold(y.KindWord) }) {
			return k
		}
	}
	return ""
}

// check finds the territory in the register, by its code, or by its name where no code is said.
func (y *territory) check(s *team.Service) []imports.Problem {
	y.KindWord, y.Code, y.Name = line(y.KindWord), strings.ToUpper(line(y.Code)), line(y.Name)
	k := y.kind()
	switch {
	case y.KindWord == "": // told already
		return nil
	case k == "":
		var all i18n.Keys
		for _, k := range kinds() {
			all = append(all, k.Label())
		}
		return []imports.Problem{{Column: colKind, Reason: i18n.M(msg.SheetFaultKind, "word", y.KindWord, "kinds", all)}}
	}
	t, known := s.Registered(k, y.code(s, k))
	if !known {
		column := colCode
		if y.Code == "" {
			column = colName
		}
		return []imports.Problem{{Column: column, Reason: i18n.M(msg.SheetFaultPlace)}}
	}
	if (y.Code != "" || k == team.Country) && !y.isNamed(s, k, t) { // a country without a code is the one there is
		return []imports.Problem{{Column: colName, Reason: i18n.M(msg.SheetFaultOther, "name", y.Name, "code", t.Code, "other", t.Name)}}
	}
	y.Code, y.Name = t.Code, t.Name
	return nil
}

// isNamed says whether the name in a line is that of the territory of its code. No name is any's.
func (y territory) isNamed(s *team.Service, k team.Kind, t team.Territory) bool {
	return y.Name == "" || registers.Fold(y.Name) == registers.Fold(t.Name) || territory{Name: y.Name}.code(s, k) == t.Code && k != team.Country
}

// code is the territory's: spreadsheets eat the zeros at its beginning.
func (y territory) code(s *team.Service, k team.Kind) string {
	if y.Code != "" {
		width := map[team.Kind]int{team.Region: 2, team.Department: 2, team.Commune: 5}[k]
		return strings.Repeat("0", max(0, width-len(y.Code))) + y.Code
	}
	name := registers.Fold(y.Name)
	switch k {
	case team.Country:
		for _, c := range team.Countries() {
			if registers.Fold(c.Name) == name {
				return c.Code
			}
		}
		return team.France
	case team.Region:
		for _, r := range s.Regions() {
			if registers.Fold(r.Name) == name {
				return r.Code
			}
		}
	case team.Department:
		for _, d := range s.Departments() {
			if registers.Fold(d.Name) == name {
				return d.Code
			}
		}
	case team.Commune:
		code, _ := s.FindCommune(y.Name)
		return code
	}
	return ""
}

func findTerritories(ctx context.Context, tx *db.Tx, _ imports.At, ls []territory) ([]imports.Found[territory], error) {
	all, err := team.TerritoriesThere(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[territory], len(ls))
	for i, l := range ls {
		at := slices.IndexFunc(all, func(y team.Territory) bool { return y.Kind == l.kind() && y.Code == l.Code })
		switch {
		case at >= 0 && all[at].State == team.Closed:
			out[i] = closed[territory](colKind, all[at].Name)
		case at >= 0:
			out[i] = imports.Found[territory]{There: true, Value: l}
		}
	}
	return out, nil
}
