// Package intake declares the sheet by which the adherents of a market come in: data for core/imports, which reads, compares and
// writes. Whoever may add adherents by hand may send one (R170).
//
// A line is an establishment or an authority, known by any of its numbers, and the days of its adhesion. What the sheet leaves empty
// stays as it is; a last day is taken away by saying so. Who adheres and is not in the sheet is told, and stays.
package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Of is the sort of places that these sheets are about: a market, by its id.
const Of = "catalog.market"

// most is how many lines a sheet may have: all schools of a region, several times over.
const most = 20_000

// Kinds are the sheets.
func Kinds() []imports.Kind { return []imports.Kind{imports.Of(adherents())} }

// line is an adherent as a sheet says it.
type line struct {
	UAI, FASE, BCE, SIRET, Ref string // what names it; at least one
	Name, Commune              string // for whoever reads the sheet
	From, To                   string // days; To may be the word for no end

	org string // whose line it is, once it is found
}

// The columns.
const (
	colUAI     = "uai"
	colFASE    = "fase"
	colBCE     = "bce"
	colSIRET   = "siret"
	colRef     = "ref"
	colName    = "name"
	colCommune = "commune"
	colFrom    = "from"
	colTo      = "to"
)

func adherents() imports.Spec[line] {
	text := func(key string, label i18n.Key, to func(*line) *string, names ...string) sheet.Column[line] {
		return sheet.Column[line]{Key: key, Label: label, Names: names, Text: to}
	}
	from, to := func(l *line) *string { return &l.From }, func(l *line) *string { return &l.To }
	return imports.Spec[line]{
		Key: "catalog.adherents", Slug: "adherents", Label: msg.SheetLabel, Hint: msg.SheetHint, Writes: "catalog.adherents", Most: most, Model: true,
		Space: imports.Space{Of: Of, InCharge: catalog.SeesImports, Why: catalog.WhyAdherents},
		Columns: sheet.Columns[line]{
			text(colUAI, msg.SheetUai, func(l *line) *string { return &l.UAI }, "UAI", "RNE", "Numéro UAI", "Code UAI"),
			text(colFASE, msg.SheetFase, func(l *line) *string { return &l.FASE }, "FASE", "Numéro FASE", "FASE number"),
			text(colBCE, msg.SheetBce, func(l *line) *string { return &l.BCE }, "BCE", "Numéro d'entreprise", "Belgian company number"),
			text(colSIRET, msg.SheetSiret, func(l *line) *string { return &l.SIRET }, "SIRET", "Numéro SIRET"),
			text(colRef, msg.SheetRef, func(l *line) *string { return &l.Ref }, "Référence", "Reference", "Réf."),
			text(colName, msg.SheetName, func(l *line) *string { return &l.Name }, "Nom", "Name", "Établissement", "Adhérent", "Dénomination"),
			text(colCommune, msg.SheetCommune, func(l *line) *string { return &l.Commune }, "Commune", "Town", "Ville", "Localité"),
			text(colFrom, msg.SheetFrom, from, "Du", "From", "Premier jour", "Début", "Date de début", "First day"),
			text(colTo, msg.SheetTo, to, "Au", "To", "Dernier jour", "Fin", "Date de fin", "Last day"),
		},
		Fields: []imports.Field[line]{
			{Key: colFrom, Label: msg.SheetFrom, At: from, Day: true},
			{Key: colTo, Label: msg.SheetTo, At: to, Day: true},
		},
		Check: check, Ident: line.ident, Title: line.label,
		Find: find, Begin: begin, Save: save, Absent: absent, AbsentHint: msg.SheetAbsentHint,
	}
}

// check puts a line in its normal form, and says what is wrong with it by itself.
func check(l *line, _ time.Time) []imports.Problem {
	var out []imports.Problem
	fail := func(column string, m i18n.Msg) { out = append(out, imports.Problem{Column: column, Reason: m}) }
	if l.UAI+l.FASE+l.BCE+l.SIRET+l.Ref == "" {
		fail("", i18n.M(msg.SheetWhich))
	}
	for _, f := range l.numbers() {
		fail(f.Column, f.Reason)
	}
	for column, day := range map[string]*string{colFrom: &l.From, colTo: &l.To} {
		if bad := l.day(column, day); bad.Key != "" {
			fail(column, bad)
		}
	}
	if len(out) == 0 && endsBefore(l.From, l.To) {
		fail(colTo, i18n.M(msg.FaultEndsBefore))
	}
	return out
}

// numbers puts the numbers in the form in which registers have them. One of an implantation names no adherent.
func (l *line) numbers() []imports.Problem {
	var out []imports.Problem
	take := func(column string, cell *string, parse func(string) (string, registers.Fault)) {
		if *cell == "" {
			return
		}
		n, fault := parse(*cell)
		if !fault.OK() {
			out = append(out, imports.Problem{Column: column, Reason: fault.Msg()})
			return
		}
		*cell = n
	}
	take(colUAI, &l.UAI, func(s string) (string, registers.Fault) { n, f := registers.ParseUAI(s); return string(n), f })
	take(colFASE, &l.FASE, func(s string) (string, registers.Fault) { n, f := registers.ParseFASE(s); return string(n), f })
	take(colBCE, &l.BCE, func(s string) (string, registers.Fault) { n, f := registers.ParseBCE(s); return string(n), f })
	take(colSIRET, &l.SIRET, func(s string) (string, registers.Fault) {
		n, f := registers.ParseSIRET(s, registers.Options{})
		return string(n), f
	})
	if _, site := registers.FASE(l.FASE).Parts(); site != "" {
		out = append(out, imports.Problem{Column: colFASE, Reason: i18n.M(msg.SheetSite)})
	}
	l.Ref = strings.ToLower(l.Ref)
	return out
}

// day puts a day in its normal form; a last one may be that there is none.
func (l *line) day(column string, day *string) i18n.Msg {
	if *day == "" {
		return i18n.Msg{}
	}
	if column == colTo && endless(*day) {
		*day = registers.Fold(*day)
		return i18n.Msg{}
	}
	d, bad := sheet.ParseDay(*day)
	if bad.Key == "" {
		*day = d
	}
	return bad
}

// endless says that a cell takes the last day away: an empty one leaves it.
func endless(cell string) bool {
	f := registers.Fold(cell)
	return f == "sans fin" || f == "no end"
}

// lastDay is what is kept of the cell.
func lastDay(to string) string {
	if endless(to) {
		return ""
	}
	return to
}

func endsBefore(from, to string) bool {
	last := lastDay(to)
	return from != "" && last != "" && last < from
}

// number is one by which an organisation is known, and in which column it stands.
type number struct{ column, said string }

// key is the number as what finds whose it is.
func (n number) key() string { return n.column + " " + n.said }

// known are the numbers that the line says: those that are nobody else's before those that several may share.
func (l line) known() []number {
	all := []number{{colRef, l.Ref}, {colUAI, l.UAI}, {colFASE, l.FASE}, {colBCE, l.BCE}, {colSIRET, l.SIRET}}
	return slices.DeleteFunc(all, func(n number) bool { return n.said == "" })
}

// ident is the first of its numbers.
func (l line) ident() string {
	if all := l.known(); len(all) > 0 {
		return all[0].key()
	}
	return ""
}

func (l line) label() string {
	_, number, _ := strings.Cut(l.ident(), " ")
	return cmp.Or(l.Name, number)
}

func begin(ctx context.Context, tx *db.Tx, w imports.Write) error {
	_, err := catalog.HoldAdherents(ctx, tx, w.Who, w.Place)
	return err
}

func save(ctx context.Context, tx *db.Tx, w imports.Write, l line) error {
	imported := int64(0)
	if w.First {
		imported = w.Import
	}
	return catalog.PutAdherent(ctx, tx, w.Who, w.Place, l.org, catalog.AdherentInput{StartsOn: l.From, EndsOn: lastDay(l.To)}, imported)
}
