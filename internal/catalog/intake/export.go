package intake

import (
	"errors"
	"io"

	"preau/internal/catalog"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Write makes a sheet of a market's adherents in the columns in which it comes in again.
func Write(to io.Writer, t *i18n.T, format sheet.Format, name string, all []catalog.Adhesion) error {
	columns := adherents().Columns
	heads := make([]sheet.Head, len(columns))
	for i, c := range columns {
		heads[i] = sheet.Head{Title: t.S(c.Label), Kind: kinds[c.Key], Width: widths[c.Key]}
	}
	out, err := sheet.New(format, to, t, name, heads...)
	if err != nil {
		return err
	}
	for _, a := range all {
		o := a.Org
		err = errors.Join(err, out.Row(
			sheet.Text(o.UAI), sheet.Text(o.FASE), sheet.Text(o.BCE), sheet.Text(o.SIRET), sheet.Text(o.Ref),
			sheet.Text(o.Name), sheet.Text(o.Commune), sheet.Day(a.StartsOn), sheet.Day(a.EndsOn),
		))
	}
	return errors.Join(err, out.Close())
}

var (
	kinds  = map[string]sheet.Kind{colFrom: sheet.Date, colTo: sheet.Date}
	widths = map[string]int{colRef: 24, colName: 40, colCommune: 24}
)
