// Package intake declares the sheets by which what administrators keep of « Demandes » comes in (C011), as data for core/imports, which
// reads, compares and writes: organismes, territories, themes, teams, and the people of teams with their roles; and that by which a responsable has the
// people of their own team come in (C006).
//
// Things are found by their names (territories by their codes), so a sheet sent again changes nothing, and what the program gives out comes
// in again. A cell that is left empty changes nothing; nothing is closed and no role is taken back by a sheet. Lines are written as by
// hand: by the use cases of casework/team, for who let them be written.
package intake

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// writes is what all of them change.
const writes = "casework.teams"

// most is how many lines a sheet may have: all are found by name.
const most = 10_000

// Kinds are the sheets, in the order in which one fills them.
func Kinds(s *team.Service) []imports.Kind {
	return []imports.Kind{imports.Of(agencies(s)), imports.Of(territories(s)), imports.Of(themes(s)), imports.Of(teams(s)), imports.Of(people(s)), members(s)}
}

// spec is what the sheets have in common: administrators send them, and they are written as by hand.
func spec[T any](key, slug string, label, hint i18n.Key, columns sheet.Columns[T]) imports.Spec[T] {
	return imports.Spec[T]{
		Key: "casework." + key, Slug: "demandes-" + slug, Label: label, Hint: hint, Writes: writes, Most: most, Model: true, ByHand: true, Columns: columns,
		Begin: func(_ context.Context, _ *db.Tx, w imports.Write) error {
			if !w.Who.IsAdmin() {
				return apperr.NotFoundErr()
			}
			return nil
		},
	}
}

func column[T any](key string, label i18n.Key, need sheet.Need, longest int, to func(*T) *string, names ...string) sheet.Column[T] {
	return sheet.Column[T]{Key: key, Label: label, Names: names, Need: need, Max: longest, Text: to}
}

func field[T any](key string, label i18n.Key, at func(*T) *string) imports.Field[T] {
	return imports.Field[T]{Key: key, Label: label, At: at}
}

// bad is a line that cannot be taken.
func bad[T any](column string, key i18n.Key, args ...any) imports.Found[T] {
	return imports.Found[T]{Problems: []imports.Problem{{Column: column, Reason: i18n.M(key, args...)}}}
}

// failed are the faults of a form in the columns of a sheet.
func failed(err error, columns map[string]string) []imports.Problem {
	e, is := apperr.As(err)
	if !is {
		return nil
	}
	var out []imports.Problem
	for _, x := range e.Fields {
		out = append(out, imports.Problem{Column: columns[x.Name], Reason: x.Msg})
	}
	return out
}

// line is a text of one line, without what cannot be seen and could deceive.
func line(s string) string { return strings.Join(strings.Fields(strings.Map(visible, s)), " ") }

// lines is a text of several.
func lines(s string) string {
	out := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
	for i := range out {
		out[i] = strings.TrimSpace(strings.Map(visible, out[i]))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func visible(r rune) rune {
	switch {
	case r == '\u200c', r == '\u200d':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return -1
	}
	return r
}

var between = regexp.MustCompile(`\s*[;\n]\s*`)

// several are the values of a cell, each once: names have commas, roles and elements none.
func several(cell string) []string {
	var out []string
	for _, s := range between.Split(cell, -1) {
		if s = line(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// joined are values of one cell, as several reads them, in the order of their letters.
func joined(values []string) string {
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b string) int { return strings.Compare(registers.Fold(a), registers.Fold(b)) })
	return strings.Join(values, " ; ")
}

func closed[T any](column, name string) imports.Found[T] {
	return bad[T](column, msg.SheetFaultClosed, "name", name)
}
