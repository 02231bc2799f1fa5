package figuresweb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/orderingweb/figuresweb/msg"
)

// The page's tables, as an address names them.
const (
	byMonth    = "mois"
	bySchool   = "etablissements"
	bySupplier = "fournisseurs"
	byStage    = "attentes"
)

// table is one as a file.
type table struct {
	title i18n.Key // its name on the page, too
	name  i18n.Key // the file's
	heads func(t *i18n.T) []sheet.Head
	rows  func(ctx context.Context, h *Handler, who access.Actor, t *i18n.T, f figures.Filter) ([][]sheet.Cell, error)
}

var tables = map[string]table{
	byMonth:    {msg.MonthsTitle, msg.MonthsFile, monthHeads, monthRows},
	bySchool:   {msg.SchoolsTitle, msg.SchoolsFile, schoolHeads, schoolRows},
	bySupplier: {msg.SuppliersTitle, msg.SuppliersFile, supplierHeads, supplierRows},
	byStage:    {msg.WaitsTitle, msg.WaitsFile, stepHeads, stepRows},
}

// file gives a table out as it is filtered; without a name, what is bought by month.
func (h *Handler) file(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := r.URL.Query().Get(paramTable)
		if name == "" {
			name = byMonth
		}
		x, some := tables[name]
		if !some {
			return apperr.NotFoundErr()
		}
		t := web.T(r)
		rows, err := x.rows(r.Context(), h, frame.Actor(r), t, filterOf(r))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		file, err := sheet.New(format, &b, t, t.S(x.title), x.heads(t)...)
		if err != nil {
			return fmt.Errorf("sheet of figures: %w", err)
		}
		for _, row := range rows {
			err = errors.Join(err, file.Row(row...))
		}
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		return web.Download(w, t.S(x.name)+"."+string(format), format.MediaType(), &b)
	}
}

func whole(title string) sheet.Head { return sheet.Head{Title: title, Kind: sheet.Whole} }

func useHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{whole(t.S(msg.ColOrders)), {Title: t.S(msg.ColNet), Kind: sheet.Amount}}
}

// use is how many orders there were and what they cost: an empty cell where that is not seen.
func use(u figures.Use) []sheet.Cell {
	if !u.Priced {
		return []sheet.Cell{sheet.Count(u.Orders), sheet.Text("")}
	}
	return []sheet.Cell{sheet.Count(u.Orders), sheet.Cents(int64(u.Net))}
}

func monthHeads(t *i18n.T) []sheet.Head {
	return append([]sheet.Head{{Title: t.S(msg.ColMonth), Width: 20}}, useHeads(t)...)
}

func monthRows(ctx context.Context, h *Handler, who access.Actor, t *i18n.T, f figures.Filter) (out [][]sheet.Cell, err error) {
	all, err := h.figures.Months(ctx, who, f)
	for _, m := range all {
		out = append(out, append([]sheet.Cell{sheet.Text(t.Month(m.From))}, use(m.Use)...))
	}
	return out, err
}

func schoolHeads(t *i18n.T) []sheet.Head {
	return append([]sheet.Head{{Title: t.S(msg.ColOrg), Width: 40}}, useHeads(t)...)
}

func schoolRows(ctx context.Context, h *Handler, who access.Actor, _ *i18n.T, f figures.Filter) (out [][]sheet.Cell, err error) {
	all, err := h.figures.Schools(ctx, who, f)
	for _, s := range all {
		out = append(out, append([]sheet.Cell{sheet.Text(s.Name)}, use(s.Use)...))
	}
	return out, err
}

func supplierHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{
		{Title: t.S(msg.ColSupplier), Width: 34},
		whole(t.S(msg.FileFirstTimes)), whole(t.S(msg.ColFirstMedian)), whole(t.S(msg.ColFirstMost)),
		whole(t.S(msg.FileWholeTimes)), whole(t.S(msg.ColWholeMedian)), whole(t.S(msg.ColWholeMost)),
		whole(t.S(msg.FileTermLeast)), whole(t.S(msg.FileTermMost)), whole(t.S(msg.FileDue)), whole(t.S(msg.ColInTime)),
		whole(t.S(msg.FileLines)), whole(t.S(msg.ColConform)), whole(t.S(msg.ColShort)), whole(t.S(msg.ColClaimed)),
	}
}

func supplierRows(ctx context.Context, h *Handler, who access.Actor, _ *i18n.T, f figures.Filter) (out [][]sheet.Cell, err error) {
	all, err := h.figures.Suppliers(ctx, who, f)
	for _, s := range all {
		row := append([]sheet.Cell{sheet.Text(s.Name)}, spread(s.First)...)
		row = append(append(row, spread(s.Whole)...), said(s.Least), said(s.Most), sheet.Count(s.Due), sheet.Count(s.InTime),
			sheet.Count(s.Lines), sheet.Count(s.Conform), sheet.Count(s.Short), sheet.Count(s.Claimed))
		out = append(out, row)
	}
	return out, err
}

// spread is how often something took how long: empty cells where it never happened.
func spread(s figures.Spread) []sheet.Cell {
	if s.Times == 0 {
		return []sheet.Cell{sheet.Count(0), sheet.Text(""), sheet.Text("")}
	}
	return []sheet.Cell{sheet.Count(s.Times), sheet.Count(s.Median), sheet.Count(s.Most)}
}

// said is a delivery time, or an empty cell where none is said.
func said(days int64) sheet.Cell {
	if days == 0 {
		return sheet.Text("")
	}
	return sheet.Count(days)
}

func stepHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{{Title: t.S(msg.ColStage), Width: 44}, {Title: t.S(msg.ColRole), Width: 26}, whole(t.S(msg.ColOrders)), whole(t.S(msg.ColMedian)), whole(t.S(msg.ColMost))}
}

func stepRows(ctx context.Context, h *Handler, who access.Actor, t *i18n.T, f figures.Filter) (out [][]sheet.Cell, err error) {
	all, err := h.figures.Steps(ctx, who, f)
	for _, s := range all {
		out = append(out, append([]sheet.Cell{sheet.Text(t.S(s.Stage.Label())), sheet.Text(t.S(s.Stage.Role()))}, spread(s.Spread)...))
	}
	return out, err
}
