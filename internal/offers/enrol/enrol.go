// Package enrol declares the sheet by which an inspection's schools come in, with who manages the offers of each (O75, O78), as data for
// core/imports, which reads and compares it. Twelve lines are written at once, or not at all; the same sheet again changes nothing, and
// nothing is withdrawn by one.
package enrol

import (
	"cmp"
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sheet"
	"preau/internal/offers/enrol/msg"
	"preau/internal/offers/lieu"
	"preau/internal/offers/member"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Of is the sort of places that a sheet is about: a structure, by its organisation's id.
const Of = "offers.structure"

// Path is where a structure's imports stand.
const Path = lieu.Path + "/imports"

// most is how many lines a sheet may have: one transaction writes them.
const most = 100

// The columns.
const (
	colUAI    = "uai"
	colSchool = "school"
	colEmail  = "email"
	colFirst  = "first_name"
	colLast   = "last_name"
)

// line is a school with somebody who manages its offers.
type line struct{ UAI, School, Email, FirstName, LastName string }

// Kinds are the sheets of « Offres ».
func Kinds(members *member.Service) []imports.Kind {
	return []imports.Kind{imports.Of(schools(members))}
}

func schools(members *member.Service) imports.Spec[line] {
	return imports.Spec[line]{
		Key: "offers.schools", Slug: "ecoles", Label: msg.Sheet, Hint: msg.SheetHint, Writes: Of, Most: most, Model: true, Whole: true,
		Space: imports.Space{Of: Of, InCharge: inCharge, Why: open},
		Columns: sheet.Columns[line]{
			column(colUAI, msg.Uai, sheet.Filled, 20, func(l *line) *string { return &l.UAI }, "UAI", "Numéro UAI", "Code UAI"),
			column(colSchool, msg.School, sheet.Filled, structure.MaxLine, func(l *line) *string { return &l.School }, "École", "School", "Nom de l'école", "Lieu", "Établissement"),
			column(colEmail, msg.Email, sheet.Filled, 254, func(l *line) *string { return &l.Email }, "E-mail", "Email", "Mail", "Adresse mail", "Courriel"),
			column(colFirst, msg.FirstName, sheet.Optional, structure.MaxLine, func(l *line) *string { return &l.FirstName }, "Prénom", "First name"),
			column(colLast, msg.LastName, sheet.Optional, structure.MaxLine, func(l *line) *string { return &l.LastName }, "Nom", "Last name"),
		},
		Fields: []imports.Field[line]{{Key: colSchool, Label: msg.School, At: func(l *line) *string { return &l.School }}},
		Check:  check,
		Ident:  func(l line) string { return l.UAI + " " + account.Fold(l.Email) },
		Title:  func(l line) string { return l.School },
		Find:   find,
		Begin: func(ctx context.Context, tx *db.Tx, w imports.Write) error {
			return open(ctx, tx, w.Who, w.Place)
		},
		Save: func(ctx context.Context, tx *db.Tx, w imports.Write, l line) error {
			return save(ctx, tx, members, w, l)
		},
	}
}

func column(key string, label i18n.Key, need sheet.Need, longest int, to func(*line) *string, names ...string) sheet.Column[line] {
	return sheet.Column[line]{Key: key, Label: label, Names: names, Need: need, Max: longest, Text: to}
}

// inCharge is nil for who administers the structure, and for the platform's administrators, who manage its lieux and its people as they do (1.3); to
// others its imports do not exist.
func inCharge(_ context.Context, _ *db.Tx, who access.Actor, orgID string) error {
	if role.Holds(who, orgID, role.Admin) || who.IsAdmin() {
		return nil
	}
	return apperr.NotFoundErr()
}

// open says why no lieux or people come in now.
func open(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) error {
	x, err := structure.ByOrg(ctx, tx, orgID)
	if err != nil {
		return err
	}
	for _, do := range []structure.Act{structure.ManageSites, structure.ManagePeople} {
		if _, err := structure.Next(ctx, tx, who, do, x); err != nil {
			return err
		}
	}
	return nil
}

// check puts a line in its normal form, and says what is wrong with it.
func check(l *line, _ time.Time) []imports.Problem {
	var out []imports.Problem
	fail := func(column string, m i18n.Msg) { out = append(out, imports.Problem{Column: column, Reason: m}) }
	switch uai, fault := registers.ParseUAI(l.UAI); {
	case fault.OK():
		l.UAI = string(uai)
	case fault.Kind == registers.Missing:
		fail(colUAI, i18n.M(msg.FaultUai))
	default:
		fail(colUAI, fault.Msg())
	}
	if address, err := mail.Address(strings.ToLower(strings.TrimSpace(l.Email))); err != nil {
		fail(colEmail, i18n.M(msg.FaultEmail))
	} else {
		l.Email = address
	}
	site, err := org.CleanSite(org.Site{Name: l.School}, registers.France)
	if e, ok := apperr.As(err); ok {
		for _, f := range e.Fields {
			fail(colSchool, f.Msg)
		}
	}
	l.School, l.FirstName, l.LastName = site.Name, strings.TrimSpace(l.FirstName), strings.TrimSpace(l.LastName)
	return out
}

// find looks which schools are lieux already, and who manages their offers.
func find(ctx context.Context, tx *db.Tx, at imports.At, ls []line) ([]imports.Found[line], error) {
	sites, err := org.Sites(ctx, tx, at.Place)
	if err != nil {
		return nil, err
	}
	byUAI := map[string]org.Site{}
	for _, s := range sites {
		byUAI[s.UAI] = s
	}
	addresses := make([]string, len(ls))
	for i, l := range ls {
		addresses[i] = l.Email
	}
	held, err := member.ManagersAmong(ctx, tx, at.Place, addresses)
	if err != nil {
		return nil, err
	}
	named, err := firstNames(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	out := make([]imports.Found[line], len(ls))
	for i, l := range ls {
		if first, other := named[l.UAI]; other && first.Value.School != l.School {
			out[i].Problems = []imports.Problem{{Column: colSchool, Reason: i18n.M(msg.FaultName, "line", first.Line, "name", first.Value.School)}}
			continue
		}
		out[i] = l.meet(byUAI[l.UAI], held[account.Fold(l.Email)])
	}
	return out, nil
}

// firstNames are the first lines of each school, of a sheet that is compared: what comes after calls it as they do.
func firstNames(ctx context.Context, tx *db.Tx, at imports.At) (map[string]imports.Row[line], error) {
	if at.Writing {
		return nil, nil
	}
	rows, err := imports.Rows[line](ctx, tx, at.Import)
	out := map[string]imports.Row[line]{}
	for _, r := range rows {
		if _, there := out[r.Value.UAI]; !there {
			out[r.Value.UAI] = r
		}
	}
	return out, err
}

// meet compares a line with what is kept of its school and its person.
func (l line) meet(site org.Site, held member.Held) imports.Found[line] {
	kept := l
	kept.School = cmp.Or(site.Name, l.School)
	f := imports.Found[line]{There: site.ID != "" && held.For(site.ID), Value: kept}
	if f.There {
		return f
	}
	say := msg.ThenInvite
	if held.Known() {
		say = msg.ThenWiden
	}
	f.Notes = []i18n.Msg{i18n.M(say, "email", l.Email)}
	if kept.School != l.School { // of a line that is new, no field is shown to change
		f.Notes = append(f.Notes, i18n.M(msg.ThenRename, "was", kept.School, "name", l.School))
	}
	return f
}

// save makes the lieu where it is not there yet, and lets its person manage it.
func save(ctx context.Context, tx *db.Tx, members *member.Service, w imports.Write, l line) error {
	x, err := structure.ByOrg(ctx, tx, w.Place)
	if err != nil {
		return err
	}
	site, err := siteOf(ctx, tx, w.Who, x, l)
	if err != nil {
		return err
	}
	return members.Entrust(ctx, tx, w.Who, x, structure.Applicant{
		FirstName: l.FirstName, LastName: l.LastName, Email: l.Email, Lang: cmp.Or(w.Who.Lang, i18n.French),
	}, site.ID)
}

// siteOf is the lieu of a line, under the name that the line gives it.
func siteOf(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, l line) (org.Site, error) {
	site, err := org.SiteByUAI(ctx, tx, x.OrgID, l.UAI)
	switch {
	case apperr.Is(err, apperr.NotFound):
		return lieu.Add(ctx, tx, who, x, org.Site{Name: l.School, UAI: l.UAI})
	case err != nil:
		return site, err
	}
	to := site
	to.Name = l.School
	return site, lieu.Change(ctx, tx, who, x, site, to)
}
