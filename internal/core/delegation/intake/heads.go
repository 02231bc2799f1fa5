package intake

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/sheet"
)

// mostHeads is how many lines a sheet may have: all are held against one another.
const mostHeads = 10_000

// heads is the sheet of those with whom the chain begins (R113), at any organisation.
func (t taker) heads() imports.Spec[line] {
	columns := append(sheet.Columns[line]{
		text(colOrg, msg.ColOrg, sheet.Filled, 100, func(l *line) *string { return &l.Org }, "Organisation", "Numéro de l'organisation", "UAI", "RNE", "SIRET", "FASE", "BCE", "P.O.", "Pouvoir organisateur", "Référence", "Organisation number"),
		text(colOrgName, msg.ColOrgName, sheet.Optional, 0, func(l *line) *string { return &l.OrgName }, "Nom de l'organisation", "Name of the organisation", "Nom du P.O.", "Dénomination"),
		roleColumn(),
	}, personColumns()...)
	s := t.spec("access.heads", "responsables", append(columns, dayColumns()...), t.accesses.Tops())
	s.Label, s.Hint, s.Most = msg.SheetHeads, msg.SheetHeadsHint, mostHeads
	s.Ident = line.head
	s.Find = t.findHeads
	s.Begin = func(_ context.Context, _ *db.Tx, w imports.Write) error { return t.accesses.NamesHeads(w.Who) }
	return s
}

// head names a line by whom it is about, where, and as what.
func (l line) head() string {
	roles := make([]string, len(l.Roles))
	for i, r := range l.Roles {
		roles[i] = string(r)
	}
	slices.Sort(roles)
	return cell(l.Org) + "|" + strings.Join(roles, "+") + "|" + l.person()
}

// cell is the form in which what names an organisation is compared.
func cell(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

func (t taker) findHeads(ctx context.Context, tx *db.Tx, at imports.At, ls []line) ([]imports.Found[line], error) {
	all := []imports.Row[line]{}
	if !at.Writing {
		var err error
		if all, err = imports.Rows[line](ctx, tx, at.Import); err != nil {
			return nil, err
		}
	}
	meant, err := known(ctx, tx, ls, all)
	if err != nil {
		return nil, err
	}
	seats := t.seats(meant, all)
	who := func(l line) string {
		o, _ := t.pick(l, meant)
		return o.ID + " " + account.Fold(l.Address)
	}
	before := byPerson(all, who)
	out := make([]imports.Found[line], len(ls))
	for i := range ls {
		if out[i], err = t.findHead(ctx, tx, at.Who, &ls[i], meant, seats, before[who(ls[i])]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t taker) findHead(ctx context.Context, tx *db.Tx, who access.Actor, l *line, meant map[string][]org.Organisation, seats map[seat][]imports.Row[line], before []imports.Row[line]) (imports.Found[line], error) {
	o, wrong := t.pick(*l, meant)
	if len(wrong.Problems) > 0 {
		return wrong, nil
	}
	l.at, l.OrgName = o, o.Name
	for _, key := range l.Roles {
		if n := l.late(seats[seat{o.ID, key}]); n > 0 {
			role, _ := t.accesses.Chain().ByKey(key)
			return problem(colRoles, msg.SheetTaken, "line", n, "role", role.Label), nil
		}
	}
	return t.after(ctx, tx, who, *l, before, line.head)
}

// seat is a role that one person holds at an organisation.
type seat struct {
	org  string
	role access.RoleKey
}

// late is the line before this one that gives a seat to somebody else at the same time; 0: none does. One may follow the other.
func (l line) late(seat []imports.Row[line]) int64 {
	for _, r := range seat {
		switch {
		case r.Ident == l.head():
			return 0
		case account.Fold(r.Value.Address) != account.Fold(l.Address) && !r.Value.endsBefore(l) && !l.endsBefore(r.Value):
			return r.Line
		}
	}
	return 0
}

// endsBefore says that a line ends before the other begins.
func (l line) endsBefore(other line) bool { return l.To != "" && l.To < other.From }

// seats are the lines of a sheet that give each of them, in order.
func (t taker) seats(meant map[string][]org.Organisation, all []imports.Row[line]) map[seat][]imports.Row[line] {
	out := map[seat][]imports.Row[line]{}
	for _, r := range all {
		o, wrong := t.pick(r.Value, meant)
		if len(wrong.Problems) > 0 {
			continue
		}
		for _, key := range r.Value.Roles {
			role, _ := t.accesses.Chain().ByKey(key)
			if at := (seat{o.ID, key}); role.Single {
				out[at] = append(out[at], r)
			}
		}
	}
	return out
}

// pick is the organisation that a line names. Of several with one number, it is the one where its roles are held.
func (t taker) pick(l line, meant map[string][]org.Organisation) (org.Organisation, imports.Found[line]) {
	all := meant[cell(l.Org)]
	here := slices.DeleteFunc(slices.Clone(all), org.Organisation.Closed)
	if len(here) > 1 {
		fits := slices.DeleteFunc(slices.Clone(here), func(o org.Organisation) bool { return !t.fits(l.Roles, o) })
		if len(fits) > 0 {
			here = fits
		}
	}
	switch {
	case len(all) == 0:
		return org.Organisation{}, problem(colOrg, msg.SheetNoOrg)
	case len(here) == 0:
		return org.Organisation{}, problem(colOrg, msg.SheetClosed)
	case len(here) > 1:
		return org.Organisation{}, problem(colOrg, msg.SheetSeveralOrgs, "n", len(here))
	}
	return here[0], imports.Found[line]{}
}

// fits says whether some roles are held in such an organisation. An authority is meant rather than a school of the same number: where
// the roles reach down, they are held above.
func (t taker) fits(roles []access.RoleKey, o org.Organisation) bool {
	for _, key := range roles {
		r, _ := t.accesses.Chain().ByKey(key)
		if len(r.Bodies) > 0 && !slices.Contains(r.Bodies, string(o.Kind)) || r.ReachesDown && len(r.Bodies) > 0 && r.Bodies[0] != string(o.Kind) {
			return false
		}
	}
	return true
}

// known finds the organisations that lines name, by the cells that name them: a reference of the platform means one, a number
// whatever has it.
func known(ctx context.Context, tx *db.Tx, ls []line, all []imports.Row[line]) (map[string][]org.Organisation, error) {
	cells := map[string]bool{}
	for _, l := range ls {
		cells[cell(l.Org)] = true
	}
	for _, r := range all {
		cells[cell(r.Value.Org)] = true
	}
	var refs []string
	var k org.Known
	numbers := map[string][]string{} // of each cell, with what they are
	for c := range cells {
		refs = append(refs, strings.ToLower(c))
		if n, bad := registers.ParseUAI(c); bad.OK() {
			k.UAI, numbers[c] = append(k.UAI, string(n)), append(numbers[c], "uai "+string(n))
		}
		if n, bad := registers.ParseFASE(c); bad.OK() {
			k.FASE, numbers[c] = append(k.FASE, string(n)), append(numbers[c], "fase "+string(n))
		}
		if n, bad := registers.ParseSIRET(c, registers.Options{}); bad.OK() {
			k.SIRET, numbers[c] = append(k.SIRET, string(n)), append(numbers[c], "siret "+string(n))
		}
		if n, bad := registers.ParseBCE(c); bad.OK() {
			k.BCE, numbers[c] = append(k.BCE, string(n)), append(numbers[c], "bce "+string(n))
		}
	}
	byRef, err := org.ByRefs(ctx, tx, refs)
	if err != nil {
		return nil, err
	}
	found, err := org.Find(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	byNumber := map[string][]org.Organisation{}
	for _, o := range found {
		for what, n := range map[string]string{"uai": o.UAI, "fase": o.FASE, "siret": o.SIRET, "bce": o.BCE} {
			if n != "" {
				byNumber[what+" "+n] = append(byNumber[what+" "+n], o)
			}
		}
	}
	out := map[string][]org.Organisation{}
	for c := range cells {
		if o, ok := byRef[strings.ToLower(c)]; ok {
			out[c] = []org.Organisation{o}
			continue
		}
		for _, n := range numbers[c] {
			out[c] = append(out[c], byNumber[n]...)
		}
	}
	return out, nil
}
