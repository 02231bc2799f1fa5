// Package intake declares the sheets by which organisations come in: the register of French schools, that of the schools of
// Wallonia-Brussels with their sites, and a plain list that the operator fills in. Each is data for core/imports, which
// reads, compares and writes. What a file leaves empty stays as it is, and nothing is ever closed by a file.
package intake

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/directory"
	"preau/internal/core/history"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// writes is what all of them change: one at a time.
const writes = "org"

// Kinds are the sheets, the plain list first.
func Kinds() []imports.Kind {
	return []imports.Kind{imports.Of(list()), imports.Of(french()), imports.Of(belgian())}
}

// line is an organisation as a line says it.
type line struct {
	Kind, Country, Name, Nature, Sector, UAI, FASE, SIREN, SIRET, BCE, Address, Complement, PostalCode, Commune, CommuneCode, Phone, Email, Source string

	Typed string `json:",omitempty"` // the kind in the file's words, until it is understood
	was   org.Organisation
}

// texts are an organisation's texts and where a line has them, by the names of Clean's faults.
var texts = []struct {
	key  string
	line func(*line) *string
	org  func(*org.Organisation) *string
}{
	{"name", func(l *line) *string { return &l.Name }, func(o *org.Organisation) *string { return &o.Name }},
	{"nature", func(l *line) *string { return &l.Nature }, func(o *org.Organisation) *string { return &o.Nature }},
	{"sector", func(l *line) *string { return &l.Sector }, func(o *org.Organisation) *string { return &o.Sector }},
	{"uai", func(l *line) *string { return &l.UAI }, func(o *org.Organisation) *string { return &o.UAI }},
	{"fase", func(l *line) *string { return &l.FASE }, func(o *org.Organisation) *string { return &o.FASE }},
	{"siren", func(l *line) *string { return &l.SIREN }, func(o *org.Organisation) *string { return &o.SIREN }},
	{"siret", func(l *line) *string { return &l.SIRET }, func(o *org.Organisation) *string { return &o.SIRET }},
	{"bce", func(l *line) *string { return &l.BCE }, func(o *org.Organisation) *string { return &o.BCE }},
	{"address", func(l *line) *string { return &l.Address }, func(o *org.Organisation) *string { return &o.Address }},
	{"complement", func(l *line) *string { return &l.Complement }, func(o *org.Organisation) *string { return &o.Complement }},
	{"postal_code", func(l *line) *string { return &l.PostalCode }, func(o *org.Organisation) *string { return &o.PostalCode }},
	{"commune_code", func(l *line) *string { return &l.CommuneCode }, func(o *org.Organisation) *string { return &o.CommuneCode }},
	{"commune", func(l *line) *string { return &l.Commune }, func(o *org.Organisation) *string { return &o.Commune }},
	{"phone", func(l *line) *string { return &l.Phone }, func(o *org.Organisation) *string { return &o.Phone }},
	{"email", func(l *line) *string { return &l.Email }, func(o *org.Organisation) *string { return &o.Email }},
	{"source", func(l *line) *string { return &l.Source }, func(o *org.Organisation) *string { return &o.Source }},
}

// lineOf is an organisation as a line would say it.
func lineOf(o org.Organisation) line {
	l := line{Kind: string(o.Kind), Country: string(o.Country), was: o}
	for _, x := range texts {
		*x.line(&l) = *x.org(&o)
	}
	return l
}

// organisation is what a line says, on what was there.
func (l line) organisation() org.Organisation {
	o := l.was
	o.Kind, o.Country = org.Kind(l.Kind), registers.Country(l.Country)
	for _, x := range texts {
		*x.org(&o) = *x.line(&l)
	}
	return o
}

// clean puts a line in its normal form, and says what is wrong with it by column.
func (l *line) clean() []imports.Problem {
	o, err := org.Clean(l.organisation(), registers.Options{})
	*l = lineOf(o)
	l.was = org.Organisation{}
	return problems(err)
}

func problems(err error) []imports.Problem {
	e, ok := apperr.As(err)
	if !ok {
		return nil
	}
	var out []imports.Problem
	for _, f := range e.Fields {
		out = append(out, imports.Problem{Column: f.Name, Reason: f.Msg})
	}
	return out
}

// fields are those of the texts that are compared.
func fields(labels map[string]i18n.Key) []imports.Field[line] {
	var out []imports.Field[line]
	for _, x := range texts {
		if label, ok := labels[x.key]; ok {
			out = append(out, imports.Field[line]{Key: x.key, Label: label, At: x.line})
		}
	}
	return out
}

// column reads a text of a line.
func column(key string, label i18n.Key, need sheet.Need, names ...string) sheet.Column[line] {
	for _, x := range texts {
		if x.key == key {
			return sheet.Column[line]{Key: key, Label: label, Names: names, Need: need, Text: x.line}
		}
	}
	return sheet.Column[line]{}
}

// save adds an organisation or changes one; its history says by which import.
func save(ctx context.Context, tx *db.Tx, w imports.Write, l line) error {
	if w.New {
		o, err := org.Insert(ctx, tx, l.organisation())
		if err != nil {
			return err
		}
		return note(ctx, tx, w, o, "org.add")
	}
	o, err := org.Update(ctx, tx, l.organisation())
	if err != nil {
		return err
	}
	return note(ctx, tx, w, o, "org.edit")
}

func note(ctx context.Context, tx *db.Tx, w imports.Write, o org.Organisation, act string) error {
	return history.Write(ctx, tx, w.Who, history.Line{
		Object: history.Object{Kind: "org", ID: o.ID}, Act: act, Data: map[string]string{"name": o.Name, "import": strconv.FormatInt(w.Import, 10)},
	})
}

func path(o org.Organisation) string { return directory.Path + "/" + o.Ref }

// ofRegister lists the open organisations that came from a register.
func ofRegister(ctx context.Context, tx *db.Tx, source, after string, most int) ([]org.Organisation, string, error) {
	os, err := org.BySource(ctx, tx, source, after, most)
	if err != nil || len(os) < most {
		return os, "", err
	}
	return os, os[len(os)-1].ID, nil
}

// started says whether a day has come, in a form that compares.
func started(day string, now time.Time) bool { return day != "" && day <= now.Format(time.DateOnly) }
