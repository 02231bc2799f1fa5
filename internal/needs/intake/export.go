package intake

import (
	"errors"
	"io"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/needs/group"
)

// Write makes a sheet of a group's lots in the columns in which it comes in again. A lot without lines has one of its own.
func Write(to io.Writer, t *i18n.T, format sheet.Format, name string, all []group.Lot) error {
	columns := lots().Columns
	heads := make([]sheet.Head, len(columns))
	for i, c := range columns {
		heads[i] = sheet.Head{Title: t.S(c.Label), Kind: kinds[c.Key], Width: widths[c.Key]}
	}
	out, err := sheet.New(format, to, t, name, heads...)
	if err != nil {
		return err
	}
	for _, l := range all {
		lot := []sheet.Cell{sheet.Count(l.Position), sheet.Text(l.Title), sheet.Text(l.Description)}
		if len(l.Lines) == 0 {
			err = errors.Join(err, out.Row(lot...))
		}
		for _, i := range l.Lines {
			err = errors.Join(err, out.Row(append(lot[:3:3],
				sheet.Count(i.Number), sheet.Text(i.Section), sheet.Text(i.Title), sheet.Text(i.Note), sheet.Text(i.Unit), sheet.Count(int64(i.Decimals)))...))
		}
	}
	return errors.Join(err, out.Close())
}

var (
	kinds  = map[string]sheet.Kind{colLot: sheet.Whole, colNumber: sheet.Whole, colDigits: sheet.Whole}
	widths = map[string]int{colTitle: 30, colDescription: 40, colArticle: 40, colNote: 30}
)
