package sheet

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// bookWriter writes XLSX. Rows wait in a temporary file past 16 MB; Close compresses them.
type bookWriter struct {
	to     io.Writer
	file   *excelize.File
	rows   *excelize.StreamWriter
	line   int
	zone   *time.Location
	styles map[string]int // by number format
	format formats
	values []any
}

// formats are how numbers are shown, by language; the spreadsheet puts its own separators into them.
type formats struct{ amount, price, day, moment string }

var formatsOf = map[i18n.Lang]formats{
	i18n.French:  {`#,##0.00\ "€"`, `#,##0.00##\ "€"`, "dd/mm/yyyy", "dd/mm/yyyy hh:mm"},
	i18n.English: {`"€"#,##0.00`, `"€"#,##0.00##`, "yyyy-mm-dd", "yyyy-mm-dd hh:mm"},
}

func newBookWriter(w io.Writer, t *i18n.T, name string, heads []Head) (Writer, error) {
	b := &bookWriter{to: w, file: excelize.NewFile(), zone: t.Zone(), styles: map[string]int{}, format: formatsOf[t.Lang()]}
	err := b.allStyles()
	if err == nil {
		err = b.begin(Name(name), heads)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("xlsx: %w", err), b.file.Close())
	}
	return b, nil
}

// begin writes the titles, which stay in sight when the rows move.
func (b *bookWriter) begin(name string, heads []Head) (err error) {
	if name != "" {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else {
		name = "Sheet1"
	}
	if err := b.file.SetSheetDimension(name, ""); err != nil { // it would say A1, and some programs read no further
		return err
	}
	if b.rows, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	for i, h := range heads {
		style, err := b.file.NewStyle(h.style())
		if err != nil {
			return err
		}
		b.values = append(b.values, excelize.Cell{StyleID: style, Value: cut(h.Title)})
		if err := b.rows.SetColWidth(i+1, i+1, h.width()); err != nil {
			return err
		}
	}
	if err := b.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	b.line = 1
	return b.rows.SetRow("A1", b.values)
}

// style is bold, above the numbers where there are numbers below.
func (h Head) style() *excelize.Style {
	side := "right"
	if h.Kind == Words {
		side = "left"
	}
	return &excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: side}}
}

// widths of the kinds, in characters.
var widths = map[Kind]int{Words: 24, Quantity: 12, Whole: 12, Amount: 14, UnitPrice: 14, Date: 12, Moment: 18}

func (h Head) width() float64 {
	if h.Width > 0 {
		return float64(min(h.Width, excelize.MaxColumnWidth))
	}
	return float64(max(widths[h.Kind], min(len([]rune(h.Title))+2, 30)))
}

// Row adds a line.
func (b *bookWriter) Row(cells ...Cell) error {
	if b.line == maxRows {
		return fault(msg.XlsxFull, "max", maxRows)
	}
	b.line++
	b.values = b.values[:0]
	for _, c := range cells {
		v, err := b.value(c)
		if err != nil {
			return fmt.Errorf("xlsx: %w", err)
		}
		b.values = append(b.values, v)
	}
	if len(cells) == 0 {
		return nil
	}
	if err := b.rows.SetRow(cellName(0, b.line), b.values); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// Close writes the file, and takes the temporary one away.
func (b *bookWriter) Close() error {
	err := b.rows.Flush()
	if err == nil {
		err = b.file.Write(b.to)
	}
	if err = errors.Join(err, b.file.Close()); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// value makes what excelize writes, nil for an empty cell. A string is a text for it, whatever it begins with.
func (b *bookWriter) value(c Cell) (any, error) {
	switch c.kind {
	case Words:
		if c.text == "" {
			return nil, nil
		}
		return cut(c.text), nil
	case Date:
		day, err := time.Parse(time.DateOnly, c.text)
		if err != nil { // "", or what is no day
			return b.value(Text(c.text))
		}
		return b.styled(b.format.day, day)
	case Moment:
		if c.at.IsZero() {
			return nil, nil
		}
		return b.styled(b.format.moment, c.at.In(b.zone).Truncate(time.Minute))
	case Quantity:
		_, frac, _ := strings.Cut(c.number(), ".")
		return b.styled(quantityFormats[len(frac)], c.float())
	case Amount:
		return b.styled(b.format.amount, c.float())
	case UnitPrice:
		return b.styled(b.format.price, c.float())
	default:
		return b.styled(quantityFormats[0], c.n)
	}
}

// quantityFormats are those of numbers with so many decimals.
var quantityFormats = []string{"#,##0", "#,##0.0", "#,##0.00", "#,##0.000"}

// float is the number that an XLSX holds: the nearest to the exact one, which is written with the same digits again.
func (c Cell) float() float64 { return float64(c.n) / math.Pow10(places[c.kind].held) }

func (b *bookWriter) styled(format string, v any) (any, error) {
	return excelize.Cell{StyleID: b.styles[format], Value: v}, nil
}

// allStyles makes all styles that a sheet may use, always in one order: sheets of several files then go into one.
func (b *bookWriter) allStyles() error {
	for _, k := range []Kind{Words, Quantity} {
		if _, err := b.file.NewStyle(Head{Kind: k}.style()); err != nil {
			return err
		}
	}
	for _, f := range append(slices.Clone(quantityFormats), b.format.amount, b.format.price, b.format.day, b.format.moment) {
		style, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &f})
		if err != nil {
			return err
		}
		b.styles[f] = style
	}
	return nil
}

// cut shortens a text to what a cell holds, counted as spreadsheets do (UTF-16); the end is lost, and a … says so.
func cut(s string) string {
	if len(s) <= maxCell {
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) <= maxCell {
		return s
	}
	units = units[:maxCell-1]
	if utf16.IsSurrogate(rune(units[len(units)-1])) && rune(units[len(units)-1]) < 0xdc00 {
		units = units[:len(units)-1]
	}
	return string(utf16.Decode(units)) + "…"
}

// Name makes a name that a sheet may have: 31 characters, without some signs.
func Name(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, s)
	s = strings.Trim(strings.Join(strings.Fields(s), " "), "'")
	for len(utf16.Encode([]rune(s))) > 31 {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimRight(s, " '")
}
