// Package intake declares the sheets by which accesses come in, as data for core/imports, which reads, compares and writes: those with
// whom the chain begins, for any organisation, by who names them; and the people of one place, by who gives something there.
//
// A line is a person, with the roles that they get at a place from one day to another. It gives and adds: what somebody holds already
// stays as it is, and nothing is taken back but a role that one person holds, from who held it before. Whether a line
// may be written, and what follows from it, the same rules say as by hand, for who sent the sheet, and once more for who lets it be
// written (delegation.Foresee, delegation.GiveLine). Nobody but them reads a day of birth that a sheet says.
package intake

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/identifier"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sheet"
)

// Of is the sort of places that a sheet of people is about: an organisation, by its id.
const Of = "access.place"

// writes is what all of them change.
const writes = "access"

// The columns.
const (
	colOrg      = "org"
	colOrgName  = "org_name"
	colRoles    = "roles"
	colFirst    = "first_name"
	colLast     = "last_name"
	colAddress  = "address"
	colFunction = "function"
	colBorn     = "born"
	colMarkets  = "markets"
	colSites    = "sites"
	colFrom     = "from"
	colTo       = "to"
)

// columnOf is where a fault of the form by hand stands in a sheet.
var columnOf = map[string]string{
	delegation.FieldRoles: colRoles, delegation.FieldFrom: colFrom, delegation.FieldTo: colTo,
	account.FieldFirstName: colFirst, account.FieldLastName: colLast, account.FieldEmail: colAddress, account.FieldFunction: colFunction, account.FieldBorn: colBorn,
	delegation.FieldNames(access.Market): colMarkets, delegation.FieldNames(access.Site): colSites,
}

// line is a line of either sheet.
type line struct {
	Org, OrgName                                 string // by which the organisation is named; the second is for people alone
	FirstName, LastName, Address, Function, Born string
	RoleWords, Markets, Sites                    string
	Roles                                        []access.RoleKey
	From, To                                     string // days

	at org.Organisation // what Org means, once it was found
}

// taker takes the sheets of one instance in.
type taker struct {
	accesses *delegation.Service
	roles    map[string]access.RoleKey // by the words for them, folded
}

// Kinds are the sheets.
func Kinds(s *delegation.Service) []imports.Kind {
	t := taker{accesses: s, roles: map[string]access.RoleKey{}}
	for _, r := range s.Chain() {
		for _, w := range r.Words {
			t.roles[registers.Fold(w)] = r.Key
		}
	}
	return []imports.Kind{t.kind(t.heads()), t.kind(t.people())}
}

// kind also finds a role that a sheet could not name by its label.
func (t taker) kind(s imports.Spec[line]) imports.Kind {
	k := imports.Of(s)
	ofColumns := k.Faults
	k.Faults = func(c *i18n.Catalogue) []string {
		out := ofColumns(c)
		for _, r := range t.accesses.Chain() {
			for _, lang := range i18n.Langs {
				if label := c.For(lang, nil).S(r.Label); t.roles[registers.Fold(label)] != r.Key {
					out = append(out, s.Key+": "+label+" does not name "+string(r.Key))
				}
			}
		}
		return out
	}
	return k
}

// spec is what both sheets have in common. meant are the roles that a sheet is for, as its faults name them.
func (t taker) spec(key, slug string, columns sheet.Columns[line], meant access.Roles) imports.Spec[line] {
	return imports.Spec[line]{
		Key: key, Slug: slug, Writes: writes, Model: true, ByHand: true, Columns: columns, Private: []string{colBorn}, Title: line.title,
		Check: func(l *line, now time.Time) []imports.Problem { return t.check(l, now, meant) },
		Save: func(ctx context.Context, tx *db.Tx, w imports.Write, l line) error {
			return t.accesses.GiveLine(ctx, tx, w.Who, l.at.ID, l.given())
		},
	}
}

func text(key string, label i18n.Key, need sheet.Need, longest int, to func(*line) *string, names ...string) sheet.Column[line] {
	return sheet.Column[line]{Key: key, Label: label, Names: names, Need: need, Max: longest, Text: to}
}

// roleColumn and the others are columns of both sheets.
func roleColumn() sheet.Column[line] {
	return text(colRoles, msg.ColRoles, sheet.Filled, 300, func(l *line) *string { return &l.RoleWords }, "Rôles", "Roles", "Rôle", "Role", "Permissions", "Accès")
}

func personColumns() sheet.Columns[line] {
	return sheet.Columns[line]{
		text(colFirst, msg.ColFirstName, sheet.Present, account.MaxName, func(l *line) *string { return &l.FirstName }, "Prénom", "First name", "Prénoms"),
		text(colLast, msg.ColLastName, sheet.Present, account.MaxName, func(l *line) *string { return &l.LastName }, "Nom", "Last name", "Nom de famille", "Surname"),
		text(colAddress, msg.ColAddress, sheet.Filled, account.MaxEmail, func(l *line) *string { return &l.Address }, "Adresse mail", "Mail address", "Adresse électronique", "Adresse e-mail", "E-mail", "Mail", "Courriel", "Email address"),
		text(colFunction, msg.ColFunction, sheet.Optional, account.MaxFunction, func(l *line) *string { return &l.Function }, "Fonction", "Function", "Job"),
		text(colBorn, msg.ColBorn, sheet.Optional, account.MaxBorn, func(l *line) *string { return &l.Born }, "Date de naissance", "Date of birth", "Naissance", "Né le", "Née le", "Né(e) le", "Birth date"),
	}
}

func dayColumns() sheet.Columns[line] {
	return sheet.Columns[line]{
		text(colFrom, msg.ColFrom, sheet.Optional, 0, func(l *line) *string { return &l.From }, "Du", "From", "À partir du", "Début", "Depuis le"),
		text(colTo, msg.ColTo, sheet.Optional, 0, func(l *line) *string { return &l.To }, "Au", "To", "Jusqu'au", "Fin", "Until"),
	}
}

// apart is what stands between two roles of a cell.
var apart = regexp.MustCompile(`\s*[;,+/&\n]\s*|\s+(?i:et|and)\s+`)

// check puts a line in its normal form, and says what is wrong with it by itself.
func (t taker) check(l *line, now time.Time, meant access.Roles) []imports.Problem {
	var out []imports.Problem
	fail := func(column string, m i18n.Msg) { out = append(out, imports.Problem{Column: column, Reason: m}) }
	for _, s := range []*string{&l.Org, &l.OrgName, &l.FirstName, &l.LastName, &l.Address, &l.Function, &l.Born} {
		*s = strings.Join(strings.Fields(strings.Map(visible, *s)), " ")
	}
	if l.Address != "" { // an empty one is told already
		var err error
		if l.Address, err = mail.Address(l.Address); err != nil {
			fail(colAddress, i18n.M(accountmsg.FaultEmail))
		}
	}
	l.Roles = nil
	for _, word := range apart.Split(l.RoleWords, -1) {
		key, known := t.roles[registers.Fold(word)]
		switch {
		case strings.TrimSpace(word) == "":
		case !known:
			fail(colRoles, i18n.M(msg.SheetUnknownRole, "word", word, "roles", labels(meant)))
		case !slices.Contains(l.Roles, key):
			l.Roles = append(l.Roles, key)
		}
	}
	if len(l.Roles) == 0 && l.RoleWords != "" && len(out) == 0 {
		fail(colRoles, i18n.M(msg.SheetNoRole))
	}
	for _, x := range []struct {
		column string
		day    *string
	}{{colFrom, &l.From}, {colTo, &l.To}} {
		if *x.day == "" {
			continue
		}
		var bad i18n.Msg
		if *x.day, bad = sheet.ParseDay(*x.day); bad.Key != "" {
			fail(x.column, bad)
		}
	}
	if l.To != "" && l.To < l.From {
		fail(colTo, i18n.M(msg.SheetOrder))
	}
	if bad := t.birth(l, now); bad.Key != "" {
		fail(colBorn, bad)
	}
	return out
}

// birth reads the day of birth where it is of use; elsewhere it is not kept at all.
func (t taker) birth(l *line, now time.Time) (bad i18n.Msg) {
	if !t.accesses.Builds() {
		l.Born = ""
	}
	if l.Born != "" {
		l.Born, bad = identifier.Birthday(l.Born, t.accesses.Today(now))
	}
	return bad
}

// labels are what roles are called.
func labels(roles access.Roles) i18n.Keys {
	var out i18n.Keys
	for _, r := range roles {
		out = append(out, r.Label)
	}
	return out
}

// visible drops what cannot be seen and could deceive, as forms do.
func visible(r rune) rune {
	switch {
	case r == '\u200c', r == '\u200d':
		return r
	case r == '\t', r == '\n':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return -1
	}
	return r
}

// several are the values of a cell: markets have commas in their titles.
func several(cell string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '\n' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// given is what a line says that somebody shall hold.
func (l line) given() delegation.Line {
	return delegation.Line{
		Gift: delegation.Gift{
			Address: l.Address, FirstName: l.FirstName, LastName: l.LastName, Function: l.Function, Born: l.Born, Roles: l.Roles, From: l.From, To: l.To,
		},
		Names: map[access.LimitKind][]string{access.Market: several(l.Markets), access.Site: several(l.Sites)},
	}
}

// person names a line by whom it is about, and when.
func (l line) person() string { return account.Fold(l.Address) + "|" + l.From + "|" + l.To }

func (l line) title() string {
	name := strings.TrimSpace(l.FirstName + " " + l.LastName)
	said := []string{name, l.Address, l.RoleWords, l.OrgName}
	if l.OrgName == "" {
		said[3] = l.Org
	}
	if name != "" {
		said[1] = ""
	}
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), " · ")
}

// mostLines is how many lines a sheet may have about one person at one place.
const mostLines = 12

// byPerson are the lines of a sheet that are about somebody of whom there are several.
func byPerson(all []imports.Row[line], who func(line) string) map[string][]imports.Row[line] {
	out := map[string][]imports.Row[line]{}
	for _, r := range all {
		out[who(r.Value)] = append(out[who(r.Value)], r)
	}
	maps.DeleteFunc(out, func(_ string, rows []imports.Row[line]) bool { return len(rows) < 2 })
	return out
}

// after is what would come of a line once those before it about the same person are written: they make the account, and what they give
// is held by then.
func (t taker) after(ctx context.Context, tx *db.Tx, who access.Actor, l line, same []imports.Row[line], ident func(line) string) (imports.Found[line], error) {
	var earlier []delegation.Line
	var first int64
	for i, r := range same {
		if r.Ident == ident(l) {
			break
		}
		if i == mostLines {
			return problem(colAddress, msg.SheetTooMany, "n", mostLines), nil
		}
		given := r.Value.given()
		given.Earlier = earlier
		f, err := t.accesses.Foresee(ctx, tx, who, l.at.ID, given)
		switch {
		case apperr.Is(err, apperr.Invalid):
		case err != nil:
			return imports.Found[line]{}, err
		case f.Changes:
			if earlier = append(earlier, given); first == 0 {
				first = r.Line
			}
		}
	}
	out, err := t.foresee(ctx, tx, who, l, earlier)
	if len(earlier) > 0 {
		out.Notes = append([]i18n.Msg{i18n.M(msg.SheetSame, "line", first)}, out.Notes...)
	}
	return out, err
}

// foresee is what is there of a line, and what would come of it.
func (t taker) foresee(ctx context.Context, tx *db.Tx, who access.Actor, l line, earlier []delegation.Line) (imports.Found[line], error) {
	given := l.given()
	given.Earlier = earlier
	f, err := t.accesses.Foresee(ctx, tx, who, l.at.ID, given)
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
		var out imports.Found[line]
		for _, x := range e.Fields {
			out.Problems = append(out.Problems, imports.Problem{Column: columnOf[x.Name], Reason: x.Msg})
		}
		return out, nil
	}
	return imports.Found[line]{There: f.There, Changes: f.Changes, Value: l, Says: imports.Says{Notes: f.Notes, Then: f.Then}}, err
}

func problem(column string, key i18n.Key, args ...any) imports.Found[line] {
	return imports.Found[line]{Problems: []imports.Problem{{Column: column, Reason: i18n.M(key, args...)}}}
}
