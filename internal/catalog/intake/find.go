package intake

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// find looks whose line each is, and what is kept of its adhesion.
func find(ctx context.Context, tx *db.Tx, at imports.At, ls []line) ([]imports.Found[line], error) {
	who, err := named(ctx, tx, ls)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, w := range who {
		if w.bad == nil {
			ids = append(ids, w.org.ID)
		}
	}
	slices.Sort(ids)
	days, err := catalog.DaysAmong(ctx, tx, at.Place, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	m, err := catalog.DaysOf(ctx, tx, at.Place)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[line], len(ls))
	for i, l := range ls {
		if who[i].bad != nil {
			out[i].Problems = []imports.Problem{*who[i].bad}
			continue
		}
		d, adheres := days[who[i].org.ID]
		out[i] = l.meet(m, who[i].org, d, adheres)
	}
	return out, nil
}

// meet compares a line with what is kept of the organisation that it names. An adhesion whose days are over is one still: other
// days are a change of it. Days that are new are the market's.
func (l line) meet(m catalog.Market, o org.Organisation, d catalog.Days, adheres bool) imports.Found[line] {
	kept := l
	kept.org, kept.From, kept.To = o.ID, d.StartsOn, d.EndsOn
	if d.EndsOn == "" && endless(l.To) {
		kept.To = l.To // it has no end, and the line says so
	}
	var bad *imports.Problem
	switch {
	case !adheres && !catalog.MayAdhere(o):
		bad = l.wrong(msg.SheetNoAdherent, "org", o.Name)
	case !adheres && l.From == "":
		bad = &imports.Problem{Column: colFrom, Reason: i18n.M(msg.FaultFirstDay)}
	case endsBefore(cmp.Or(l.From, d.StartsOn), cmp.Or(l.To, d.EndsOn)):
		bad = &imports.Problem{Column: colTo, Reason: i18n.M(msg.FaultEndsBefore)}
	default:
		bad = l.outside(m, d)
	}
	if bad != nil {
		return imports.Found[line]{Problems: []imports.Problem{*bad}}
	}
	return imports.Found[line]{There: adheres, Part: true, Value: kept}
}

// outside is which of the line's days is none of the market's.
func (l line) outside(m catalog.Market, d catalog.Days) *imports.Problem {
	starts, ends := m.Outside(catalog.Days{StartsOn: l.From, EndsOn: lastDay(l.To)}, d)
	switch {
	case starts.Key != "":
		return &imports.Problem{Column: colFrom, Reason: starts}
	case ends.Key != "":
		return &imports.Problem{Column: colTo, Reason: ends}
	}
	return nil
}

// wrong is a fault of whom the line names, in the column that names it.
func (l line) wrong(k i18n.Key, args ...any) *imports.Problem {
	return &imports.Problem{Column: l.known()[0].column, Reason: i18n.M(k, args...)}
}

// meaning is whom a line names, or why that is not known.
type meaning struct {
	org org.Organisation
	bad *imports.Problem
}

// named finds whom lines name, all at once.
func named(ctx context.Context, tx *db.Tx, ls []line) ([]meaning, error) {
	said := map[string][]string{}
	for _, l := range ls {
		for _, n := range l.known() {
			said[n.column] = append(said[n.column], n.said)
		}
	}
	found, err := org.Find(ctx, tx, org.Known{UAI: said[colUAI], FASE: said[colFASE], BCE: said[colBCE], SIRET: said[colSIRET]})
	if err != nil {
		return nil, err
	}
	byRef, err := org.ByRefs(ctx, tx, said[colRef])
	if err != nil {
		return nil, err
	}
	all := numbered{}
	for _, o := range found {
		for _, n := range (line{UAI: o.UAI, FASE: o.FASE, BCE: o.BCE, SIRET: o.SIRET}).known() {
			all[n.key()] = append(all[n.key()], o)
		}
	}
	for ref, o := range byRef {
		n := number{colRef, ref}
		all[n.key()] = append(all[n.key()], o)
	}
	out := make([]meaning, len(ls))
	for i, l := range ls {
		out[i] = l.among(all)
	}
	return out, nil
}

// numbered are organisations by the keys of their numbers.
type numbered map[string][]org.Organisation

// among is whom the line names. Its other numbers must not be others' than that one's.
func (l line) among(all numbered) meaning {
	os := all[l.ident()]
	if len(os) == 0 {
		return meaning{bad: l.wrong(msg.SheetUnknown)}
	}
	alike := slices.DeleteFunc(slices.Clone(os), func(o org.Organisation) bool { return l.contradicts(o, all) })
	if len(alike) == 0 {
		return meaning{bad: l.wrong(msg.SheetContradicts, "org", os[0].Name)}
	}
	if able := slices.DeleteFunc(slices.Clone(alike), func(o org.Organisation) bool { return !catalog.MayAdhere(o) }); len(able) > 0 {
		alike = able
	}
	if len(alike) > 1 {
		return meaning{bad: l.wrong(msg.SheetSeveral, "n", len(alike), "first", alike[0].Name, "second", alike[1].Name)}
	}
	return meaning{org: alike[0]}
}

// contradicts says whether a number of the line is another than the organisation's own, or one that it lacks and others have.
func (l line) contradicts(o org.Organisation, all numbered) bool {
	kept := map[string]string{colRef: o.Ref, colUAI: o.UAI, colFASE: o.FASE, colBCE: o.BCE, colSIRET: o.SIRET}
	return slices.ContainsFunc(l.known(), func(n number) bool {
		return n.said != kept[n.column] && (kept[n.column] != "" || len(all[n.key()]) > 0)
	})
}

// absent are the adherents that no line names. Which day it is in the operator's zone is not known here; an adhesion that ends
// within these hours may be told or not.
func absent(ctx context.Context, tx *db.Tx, at imports.At, after string, n int) ([]imports.Thing, string, error) {
	rows, err := imports.Rows[line](ctx, tx, at.Import)
	if err != nil {
		return nil, "", err
	}
	ls := make([]line, len(rows))
	for i, r := range rows {
		ls[i] = r.Value
	}
	who, err := named(ctx, tx, ls)
	if err != nil {
		return nil, "", err
	}
	seen := map[string]bool{}
	for _, w := range who {
		seen[w.org.ID] = true
	}
	all, err := catalog.AdhesionsOf(ctx, tx, at.Place, tx.Now().UTC().Format(time.DateOnly))
	if err != nil {
		return nil, "", err
	}
	path, err := catalog.PathOf(ctx, tx, at.Place)
	if err != nil {
		return nil, "", err
	}
	var out []imports.Thing
	for _, a := range all {
		if !seen[a.Org.ID] {
			out = append(out, imports.Thing{Ident: "absent " + a.Org.Ref, Label: a.Org.Name, Path: path})
		}
	}
	from, _ := strconv.Atoi(after) // ours, or the beginning
	from = min(from, len(out))
	to := min(from+n, len(out))
	next := ""
	if to < len(out) {
		next = strconv.Itoa(to)
	}
	return out[from:to], next, nil
}
