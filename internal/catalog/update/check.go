package update

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// checked is a line with what is wrong with it, or to be told of it.
type checked struct {
	n       int64
	line    line
	known   bool  // the market has its reference
	alike   int64 // see sighting: told once the other one's reference is read
	refused bool
	faults  []Fault
}

// reader reads the lines of a sheet and checks them, the same way each time: what it says follows from the sheet and from the
// references that the market had when the update began.
type reader struct {
	table *sheet.Table[line]
	has   map[string]bool // columns that the sheet has
	usual usual
	mode  Mode
	rates []int64
	refs  *references
}

// usual is what holds for lines that do not say it.
type usual struct {
	category string
	vat      int64
}

// newReader finds the titles. A sheet without references is read by its EAN.
func newReader(f *sheet.File, u Update, rates []int64, refs *references) (*reader, error) {
	w := wants{mode: u.Mode, category: u.UsualCategory == "", vat: u.Mode != Prices && u.UsualVAT == NoRate}
	table, err := sheet.NewTable(f, w.columns())
	if err != nil && u.Mode != Prices {
		byEAN := w
		byEAN.byEAN = true
		if other, none := sheet.NewTable(f, byEAN.columns()); none == nil {
			table, err = other, nil
		}
	}
	if err != nil {
		return nil, err
	}
	r := &reader{table: table, has: map[string]bool{}, usual: usual{u.UsualCategory, u.UsualVAT}, mode: u.Mode, rates: rates, refs: refs}
	for _, t := range table.Header.Titles {
		r.has[t.Key] = true
	}
	return r, nil
}

// lines are all lines of the sheet, one after the other.
func (r *reader) lines() iter.Seq2[checked, error] {
	return func(yield func(checked, error) bool) {
		for rec, err := range r.table.Records() {
			if err != nil {
				yield(checked{}, err)
				return
			}
			if !yield(r.check(rec), nil) {
				return
			}
		}
	}
}

// check says what is wrong with a line. One reason a cell: the first.
func (r *reader) check(rec *sheet.Record[line]) checked {
	out := checked{n: int64(rec.Line)}
	refused := len(rec.Bad)
	l := &rec.Value
	if l.Reference != "" {
		seen := r.refs.line(l.Reference, out.n)
		out.known, out.alike = seen.known, seen.alike
		switch {
		case seen.twin > 0:
			rec.Fail(r.referenceColumn(), i18n.M(msg.LineTwin, "line", seen.twin))
		case !seen.known && r.mode == Prices:
			rec.Fail(colReference, i18n.M(msg.LineUnknown))
			out.alike = 0
		}
	}
	r.checkVAT(rec)
	if r.mode != Prices && l.Path[0] == "" && r.usual.category == "" && !told(rec, colCategory) {
		rec.Fail(colCategory, i18n.M(msg.LineCategory))
	}
	out.refused = refused < len(rec.Bad) || refused > 0
	wrong := len(rec.Bad)
	if !out.refused {
		r.remark(rec, out.known)
		if out.alike != 0 {
			rec.Fail(r.referenceColumn(), i18n.Msg{}) // see tellAlike
		}
	} else {
		out.alike = 0
	}
	for i, b := range rec.Bad {
		out.faults = append(out.faults, Fault{Line: out.n, Warning: i >= wrong, Letter: b.Letter, Header: b.Header, Value: b.Value, Reason: b.Reason})
	}
	out.line = *l
	return out
}

func (r *reader) referenceColumn() string {
	if r.has[colReference] {
		return colReference
	}
	return colEAN
}

// checkVAT holds a rate to those in force. A line of a known article may leave it out where the sheet has no such column.
func (r *reader) checkVAT(rec *sheet.Record[line]) {
	switch l := &rec.Value; {
	case told(rec, colVAT):
	case l.VAT > 0 && !slices.Contains(r.rates, l.VAT-1):
		rec.Fail(colVAT, i18n.M(msg.LineVatForce, "rates", ratesText(r.rates)))
	case l.VAT == 0 && r.mode != Prices && r.usual.vat == NoRate:
		rec.Fail(colVAT, i18n.M(msg.LineVatMissing))
	}
}

// told says whether something is wrong with a column's cell already.
func told(rec *sheet.Record[line], key string) bool {
	return len(rec.Bad) > 0 && slices.ContainsFunc(rec.Bad, func(b sheet.Bad) bool { return rec.Is(key, b) })
}

// remark tells what was left out of a line, or is to be known of it; it is taken all the same.
func (r *reader) remark(rec *sheet.Record[line], known bool) {
	l := &rec.Value
	if l.badEAN.Key != "" {
		rec.Fail(colEAN, i18n.M(msg.LineAside, "why", l.badEAN))
	}
	if l.badCPV.Key != "" {
		rec.Fail(colCPV, i18n.M(msg.LineAside, "why", l.badCPV))
	}
	if l.oddLabel != "" {
		rec.Fail(colGreen, i18n.M(msg.LineLabel, "label", l.oddLabel))
	}
	if l.Price == 0 && !l.Withdrawn && !l.Special && (r.has[colPrice] || !known) {
		rec.Fail(colPrice, i18n.M(msg.LinePriceless))
	}
}

// ratesText writes rates as an article's page does, whatever the language: they are told in one list.
func ratesText(rates []int64) string {
	out := make([]string, len(rates))
	for i, n := range rates {
		out[i] = strconv.FormatInt(n/100, 10)
		if rest := n % 100; rest != 0 {
			out[i] += "," + strings.TrimRight(strconv.FormatInt(rest+100, 10)[1:], "0")
		}
	}
	return strings.Join(out, " ; ")
}

// path is where a line's article stands in the tree.
func (r *reader) path(l line) [article.Depth]string {
	if l.Path[0] == "" {
		l.Path[0] = r.usual.category
	}
	return l.Path
}

// usualUnit is what is ordered of an article whose sheet names no unit.
const usualUnit = "pièce"

// data is what is said of an article by a line, on top of what was said of it. A column that the sheet has not leaves what
// is; an empty cell empties it.
func (r *reader) data(l line, was article.Data, known bool, category int64) article.Data {
	d := was
	if !known {
		d = article.Data{Unit: usualUnit, Pack: 1, Multiple: 1, Price: article.NoPrice, VAT: max(0, r.usual.vat)}
	}
	r.prices(&d, l, known)
	if r.mode == Prices {
		return d
	}
	d.Title = l.Title
	if !known || r.has[colCategory] {
		d.Category = category
	}
	set(r.has[colDescription], &d.Description, l.Description)
	set(r.has[colBrand], &d.Brand, l.Brand)
	set(r.has[colUnit], &d.Unit, or(l.Unit, usualUnit))
	set(r.has[colEAN], &d.EAN, l.EAN)
	set(r.has[colCPV], &d.CPV, l.CPV)
	set(r.has[colGreen], &d.Green, l.Green)
	set(r.has[colSpecial], &d.Special, l.Special)
	set(r.has[colEquivalents], &d.Equivalents, tidy(l.Equivalents))
	set(r.has[colPack], &d.Pack, max(1, l.Pack))
	set(r.has[colMultiple], &d.Multiple, max(1, l.Multiple))
	return d
}

// prices are what every mode says. What stands in a full sheet is in the catalogue.
func (r *reader) prices(d *article.Data, l line, known bool) {
	if r.has[colPrice] {
		d.Price = article.NoPrice
		if l.Price > 0 {
			d.Price = l.Price
		}
	}
	switch {
	case l.VAT > 0:
		d.VAT = l.VAT - 1
	case !known || r.has[colVAT] && r.mode != Prices:
		d.VAT = max(0, r.usual.vat)
	}
	set(r.has[colWithdrawn] || r.mode == Full, &d.Withdrawn, l.Withdrawn)
}

func set[T any](there bool, to *T, v T) {
	if there {
		*to = v
	}
}

func or(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

// tidy writes references with ; between them.
func tidy(s string) string {
	if s == "" {
		return ""
	}
	return strings.Join(article.Data{Equivalents: strings.ReplaceAll(s, "\n", ";")}.EquivalentsOf(), ";")
}
