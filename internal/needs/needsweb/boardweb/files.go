package boardweb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/needs/needsweb/msg"
)

// figures are what a page shows, as a file: its name without an ending, its columns and its rows.
type figures struct {
	name  string
	heads []sheet.Head
	rows  func(yield func(...sheet.Cell) bool)
}

// endings of the formats.
var endings = map[sheet.Format]string{sheet.CSV: ".csv", sheet.XLSX: ".xlsx"}

// send answers with the file. It is made as a whole first: one that breaks off is never taken for one that is complete.
func send(w http.ResponseWriter, t *i18n.T, format sheet.Format, f figures) error {
	var b bytes.Buffer
	if err := f.write(&b, t, format); err != nil {
		return fmt.Errorf("file %s: %w", f.name, err)
	}
	return web.Download(w, f.name+endings[format], format.MediaType(), &b)
}

func (f figures) write(to io.Writer, t *i18n.T, format sheet.Format) error {
	out, err := sheet.New(format, to, t, f.name, f.heads...)
	if err != nil {
		return err
	}
	f.rows(func(cells ...sheet.Cell) bool {
		err = out.Row(cells...)
		return err == nil
	})
	return errors.Join(err, out.Close())
}

// consolidationFile is what the page shows, with its filters, and how many sheets are left out.
func (h *Handler) consolidationFile(way string, format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := h.consolidationPage(r, way)
		if err != nil {
			return err
		}
		f := map[string]func() figures{byTotal: p.totalFigures, byMember: p.memberFigures, byPlace: p.placeFigures}[way]
		return send(w, p.T, format, f())
	}
}

func (p consolidationPage) number() string { return strconv.FormatInt(p.GroupView.Group.Number, 10) }

func (p consolidationPage) lotNumber() string { return strconv.FormatInt(p.Lot.Position, 10) }

func (p consolidationPage) totalFigures() figures {
	t := p.T
	heads := []sheet.Head{
		{Title: t.S(msg.ColLine)},
		{Title: t.S(msg.ColArticle), Width: 40},
		{Title: t.S(msg.ColUnit)},
		{Title: t.S(msg.ColTotal), Kind: sheet.Quantity},
		{Title: t.S(msg.ColBuyers), Kind: sheet.Whole},
		{Title: t.S(msg.ColSection)},
		{Title: t.S(msg.ColNote)},
	}
	return figures{name: t.S(msg.FileName, "group", p.number(), "lot", p.lotNumber()), heads: heads, rows: func(yield func(...sheet.Cell) bool) {
		for _, l := range p.lines() {
			if !yield(
				sheet.Text(lineRef(t, p.Lot, l)), sheet.Text(l.Title), sheet.Text(l.Unit), sheet.Thousandths(p.Totals[l.Number]),
				sheet.Count(int64(p.Buyers(l.Number))), sheet.Text(l.Section), sheet.Text(l.Note),
			) {
				return
			}
		}
		p.notes(yield)
	}}
}

// notes end a file: of what and when it is, what is counted and what is not.
func (p consolidationPage) notes(yield func(...sheet.Cell) bool) {
	t := p.T
	rows := [][]sheet.Cell{
		{},
		{sheet.Text(t.S(msg.GroupTerm)), sheet.Text(p.GroupView.Group.Title)},
		{sheet.Text(t.S(msg.ColLot)), sheet.Text(t.S(msg.LotIndex, "n", p.Lot.Position, "title", p.Lot.Title))},
		{sheet.Text(t.S(msg.CountedTerm)), sheet.Count(int64(p.Sheets.Done()))},
		{sheet.Text(t.S(msg.ExcludedTerm)), sheet.Count(int64(p.Excluded))},
	}
	for _, l := range p.Leavers {
		rows = append(rows, []sheet.Cell{sheet.Text(t.S(msg.LeftTerm)), sheet.Text(l.Org.Name + ", " + l.Org.Commune)})
	}
	if p.Text != "" {
		rows = append(rows, []sheet.Cell{sheet.Text(p.textLabel()), sheet.Text(p.Text)})
	}
	if p.Wanted && p.Way == byTotal {
		rows = append(rows, []sheet.Cell{sheet.Text(t.S(msg.FilterWanted))})
	}
	for _, r := range rows {
		if !yield(r...) {
			return
		}
	}
}
