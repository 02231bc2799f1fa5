package intake

import (
	"errors"
	"io"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// WritePeople makes a sheet of the people of a place in the columns in which it comes in again. It says nobody's day of birth.
func WritePeople(to io.Writer, t *i18n.T, format sheet.Format, name string, s *delegation.Service, all []delegation.Entry) error {
	return write(to, t, format, name, taker{accesses: s}.people().Columns, all)
}

// WriteHeads makes a sheet of those with whom the chain begins, likewise.
func WriteHeads(to io.Writer, t *i18n.T, format sheet.Format, name string, s *delegation.Service, all []delegation.Entry) error {
	return write(to, t, format, name, taker{accesses: s}.heads().Columns, all)
}

func write(to io.Writer, t *i18n.T, format sheet.Format, name string, columns sheet.Columns[line], all []delegation.Entry) error {
	heads := make([]sheet.Head, len(columns))
	for i, c := range columns {
		heads[i] = sheet.Head{Title: t.S(c.Label), Width: widths[c.Key]}
		if c.Key == colFrom || c.Key == colTo {
			heads[i].Kind = sheet.Date
		}
	}
	out, err := sheet.New(format, to, t, name, heads...)
	if err != nil {
		return err
	}
	for _, e := range all {
		cells := make([]sheet.Cell, len(columns))
		for i, c := range columns {
			cells[i] = cellOf(t, c.Key, e)
		}
		err = errors.Join(err, out.Row(cells...))
	}
	return errors.Join(err, out.Close())
}

var widths = map[string]int{colOrg: 20, colOrgName: 35, colRoles: 40, colAddress: 35, colFunction: 25, colMarkets: 40, colSites: 30}

func cellOf(t *i18n.T, key string, e delegation.Entry) sheet.Cell {
	switch key {
	case colOrg:
		return sheet.Text(e.Org.Ref)
	case colOrgName:
		return sheet.Text(e.Org.Name)
	case colRoles:
		var names []string
		for _, r := range e.Roles {
			names = append(names, t.S(r.Label))
		}
		return sheet.Text(joined(names))
	case colFirst:
		return sheet.Text(e.Person.FirstName)
	case colLast:
		return sheet.Text(e.Person.LastName)
	case colAddress:
		return sheet.Text(e.Person.Address)
	case colFunction:
		return sheet.Text(e.Person.Function)
	case colMarkets:
		return sheet.Text(joined(e.Limits[access.Market]))
	case colSites:
		return sheet.Text(joined(e.Limits[access.Site]))
	case colFrom:
		return sheet.Day(e.From)
	case colTo:
		return sheet.Day(e.To)
	}
	return sheet.Text("")
}

// joined are values of one cell, as several reads them.
func joined(values []string) string { return strings.Join(values, " ; ") }
