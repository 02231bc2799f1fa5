// Package intake declares the sheet by which the lots of a purchasing group come in, with their lines: data for core/imports,
// which reads, compares and writes. Whoever may change the lots by hand may send one, and as long.
//
// A line of the sheet is a line of a lot, or a lot alone. A lot is known by its number, else by its title; a line in its lot by
// its number, else by its article. New ones take the next number, in the order of the sheet. What the sheet leaves empty stays
// as it is, and what it does not have is told and stays. Each line is held against the lots as the lines before it leave
// them, by the same steps when it is compared (plan) and when it is written.
package intake

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"preau/internal/core/imports"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Of is the sort of places that these sheets are about: a group, by its id.
const Of = "needs.group"

// most is how many lines a sheet may have: each is held against all before it.
const most = 10_000

// Kinds are the sheets.
func Kinds() []imports.Kind { return []imports.Kind{imports.Of(lots())} }

// line is a line of a lot as a sheet says it.
type line struct {
	LotCell, NumberCell                  string // as they are typed
	Lot, Number                          int64  // 0: not said
	Title, Description                   string // the lot's
	Section, Article, Note, Unit, Digits string

	at spot
}

// spot is what is there of a line.
type spot struct{ lot, line int64 } // 0: nothing

func lots() imports.Spec[line] {
	type at = func(*line) *string
	title, description := func(l *line) *string { return &l.Title }, func(l *line) *string { return &l.Description }
	section, article := func(l *line) *string { return &l.Section }, func(l *line) *string { return &l.Article }
	note, unit, digits := func(l *line) *string { return &l.Note }, func(l *line) *string { return &l.Unit }, func(l *line) *string { return &l.Digits }
	text := func(key string, label i18n.Key, need sheet.Need, to at, names ...string) sheet.Column[line] {
		return sheet.Column[line]{Key: key, Label: label, Names: names, Need: need, Text: to}
	}
	return imports.Spec[line]{
		Key: "needs.lots", Slug: "lots", Label: msg.LotsSheet, Hint: msg.LotsSheetHint, Writes: "needs.lots", Most: most, Model: true,
		Space: imports.Space{Of: Of, InCharge: group.SeesImports, Why: group.WhyLots},
		Columns: sheet.Columns[line]{
			text(colLot, msg.LotsColLot, sheet.Optional, func(l *line) *string { return &l.LotCell }, "Lot", "Numéro de lot", "N° de lot", "N° lot", "Lot number"),
			text(colTitle, msg.LotsColTitle, sheet.Optional, title, "Intitulé du lot", "Title of the lot", "Lot title", "Nom du lot"),
			text(colDescription, msg.LotsColDescription, sheet.Optional, description, "Description du lot", "Description of the lot", "Lot description"),
			text(colNumber, msg.LotsColNumber, sheet.Optional, func(l *line) *string { return &l.NumberCell }, "Ligne", "Line", "Numéro de ligne", "N° de ligne", "N°", "Numéro", "Line number"),
			text(colSection, msg.LotsColSection, sheet.Optional, section, "Rubrique", "Section"),
			text(colArticle, msg.LotsColArticle, sheet.Present, article, "Article", "Désignation", "Intitulé", "Libellé", "Item"),
			text(colNote, msg.LotsColNote, sheet.Optional, note, "Précision", "Note", "Précisions", "Remarque"),
			text(colUnit, msg.LotsColUnit, sheet.Optional, unit, "Unité", "Unit", "Unité de compte"),
			text(colDigits, msg.LotsColDecimals, sheet.Optional, digits, "Décimales", "Decimals", "Nombre de décimales"),
		},
		Fields: []imports.Field[line]{
			{Key: colTitle, Label: msg.LotsColTitle, At: title, Leads: true},
			{Key: colDescription, Label: msg.LotsColDescription, At: description, Leads: true},
			{Key: colSection, Label: msg.LotsColSection, At: section},
			{Key: colArticle, Label: msg.LotsColArticle, At: article},
			{Key: colNote, Label: msg.LotsColNote, At: note},
			{Key: colUnit, Label: msg.LotsColUnit, At: unit},
			{Key: colDigits, Label: msg.LotsColDecimals, At: digits},
		},
		Check: check, Ident: line.ident, Owner: line.owner, Title: line.label,
		Find: find, Begin: begin, Save: save, Absent: absent, AbsentHint: msg.LotsAbsentHint,
	}
}

// The columns.
const (
	colLot         = "lot"
	colTitle       = "title"
	colDescription = "description"
	colNumber      = "number"
	colSection     = "section"
	colArticle     = "article"
	colNote        = "note"
	colUnit        = "unit"
	colDigits      = "decimals"
)

// check puts a line in the form in which the lot's page keeps it, and holds it to the rules of that page, as far as they speak of
// what it says. What a new line lacks is told when it is compared.
func check(l *line, _ time.Time) []imports.Problem {
	var out []imports.Problem
	fail := func(column string, key i18n.Key) { out = append(out, *wrong(column, key)) }
	for _, s := range []*string{&l.LotCell, &l.NumberCell, &l.Title, &l.Section, &l.Article, &l.Note, &l.Unit, &l.Digits} {
		*s = strings.Join(strings.Fields(strings.Map(visible, *s)), " ")
	}
	l.Description = strings.TrimSpace(strings.Map(visible, l.Description))
	var ok bool
	if l.Lot, ok = positive(l.LotCell); !ok && l.Title == "" {
		l.Title, l.LotCell = l.LotCell, "" // people write the title where they have but one column for the lot
	} else if !ok {
		fail(colLot, msg.LotsNoNumber)
	}
	if l.Number, ok = positive(l.NumberCell); !ok {
		fail(colNumber, msg.LotsNoNumber)
	}
	if l.LotCell == "" && l.Title == "" {
		fail(colLot, msg.LotsWhichLot)
	}
	if l.Article == "" && l.Number == 0 && l.Section+l.Note+l.Unit+l.Digits != "" {
		fail(colArticle, msg.LotsNoArticle)
	}
	return append(out, l.heldToForm()...)
}

// heldToForm are the faults that the lot's form would find in what the line says.
func (l *line) heldToForm() []imports.Problem {
	const said = "x" // what is not said is no fault yet
	x := l.line()
	x.Title, x.Unit = cmp.Or(x.Title, said), cmp.Or(x.Unit, said)
	in := group.LotInput{Title: cmp.Or(l.Title, said), Description: l.Description, Lines: []group.Line{x}}
	e, wrong := apperr.As(in.Check())
	if !wrong {
		if l.Digits != "" {
			l.Digits = strconv.Itoa(x.Decimals)
		}
		return nil
	}
	columns := map[string]string{group.FieldTitle: colTitle, group.FieldDescription: colDescription}
	for name, column := range map[string]string{"article": colArticle, "unite": colUnit, "precision": colNote, "rubrique": colSection, "decimales": colDigits} {
		columns[group.LineField(name, 0)] = column
	}
	var out []imports.Problem
	for _, f := range e.Fields {
		p := imports.Problem{Column: columns[f.Name], Reason: f.Msg}
		if f.Msg.Key == msg.FaultDecimals {
			p.Reason = i18n.M(msg.LotsDecimals) // the form names the line, which is told beside here
		}
		out = append(out, p)
	}
	return out
}

// line is the line of the lot without its number.
func (l line) line() group.Line {
	decimals := 0
	if l.Digits != "" {
		var err error
		if decimals, err = strconv.Atoi(l.Digits); err != nil {
			decimals = -1 // which no line may have
		}
	}
	return group.Line{Section: l.Section, Title: l.Article, Note: l.Note, Unit: l.Unit, Decimals: decimals}
}

// lone says that a line of the sheet speaks of its lot alone.
func (l line) lone() bool { return l.Article == "" && l.Number == 0 }

// positive is a number from 1; 0 where nothing is said.
func positive(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 {
		return 0, false
	}
	return n, true
}

// visible drops what cannot be seen and could deceive, as forms do.
func visible(r rune) rune {
	switch {
	case r == '\n', r == '\u200c', r == '\u200d':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return -1
	}
	return r
}

// owner names the lot: by its number, else by its title.
func (l line) owner() string {
	if l.Lot != 0 {
		return strconv.FormatInt(l.Lot, 10)
	}
	return "/" + folded(l.Title)
}

// ident names the line in its lot; « 3.4 » where both numbers are said.
func (l line) ident() string {
	switch {
	case l.Number != 0:
		return l.owner() + "." + strconv.FormatInt(l.Number, 10)
	case l.Article != "":
		return l.owner() + "/" + folded(l.Article)
	}
	return l.owner()
}

// folded is the form in which names are compared; one of signs alone, as it is.
func folded(s string) string { return cmp.Or(registers.Fold(s), s) }

func (l line) label() string {
	said := []string{cmp.Or(l.Title, l.LotCell), cmp.Or(l.Article, l.NumberCell)}
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), " · ")
}

// find compares with the lots as the lines before leave them, and as they stand when a line is written.
func find(ctx context.Context, tx *db.Tx, at imports.At, ls []line) ([]imports.Found[line], error) {
	out := make([]imports.Found[line], len(ls))
	if at.Writing {
		for i, l := range ls {
			var err error
			if out[i], err = findNow(ctx, tx, at.Place, l); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	p, err := planned(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	for i, l := range ls {
		out[i] = p.found[l.ident()]
	}
	return out, nil
}

func planned(ctx context.Context, tx *db.Tx, at imports.At) (*plan, error) {
	lots, err := group.LotsWithLines(ctx, tx, at.Place)
	if err != nil {
		return nil, err
	}
	rows, err := imports.Rows[line](ctx, tx, at.Import)
	if err != nil {
		return nil, err
	}
	p := newPlan(lots)
	for _, r := range rows {
		p.take(r)
	}
	return p, nil
}

// findNow looks at the lot that a line is about, alone.
func findNow(ctx context.Context, tx *db.Tx, groupID string, l line) (imports.Found[line], error) {
	lots, err := group.LotsOf(ctx, tx, groupID)
	if err != nil {
		return imports.Found[line]{}, err
	}
	p := newPlan(lots)
	if at, _ := p.lotOf(l); at != nil {
		whole, err := group.LotAt(ctx, tx, group.Group{ID: groupID}, at.Position)
		if err != nil {
			return imports.Found[line]{}, err
		}
		at.Lot = whole
	}
	f, _ := p.meet(l)
	return f, nil
}

func begin(ctx context.Context, tx *db.Tx, w imports.Write) error {
	_, err := group.HoldLots(ctx, tx, w.Who, w.Place)
	return err
}

// save puts the line into its lot by the use case of the lot's page.
func save(ctx context.Context, tx *db.Tx, w imports.Write, l line) error {
	in := group.LineChange{Lot: cmp.Or(l.at.lot, l.Lot), NewLot: l.at.lot == 0, Title: l.Title, Description: l.Description, Number: l.Number}
	if !l.lone() {
		x := l.line()
		x.Number = l.at.line
		in.Line = &x
	}
	if w.First {
		in.Import = w.Import
	}
	return group.PutLine(ctx, tx, w.Who, w.Place, in)
}

// absent are the lines that no line of the sheet is about, and the lots without lines.
func absent(ctx context.Context, tx *db.Tx, at imports.At, after string, n int) ([]imports.Thing, string, error) {
	g, err := group.ByID(ctx, tx, at.Place)
	if err != nil {
		return nil, "", err
	}
	p, err := planned(ctx, tx, at)
	if err != nil {
		return nil, "", err
	}
	all := p.unseen(g)
	from, _ := strconv.Atoi(after)
	from = min(from, len(all))
	to := min(from+n, len(all))
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return all[from:to], next, nil
}
