package boardweb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type consolidationPage struct {
	groupweb.GroupPage
	board.Consolidation
	At ui.Address
}

// consolidation sums one lot for the coordinator: validated sheets only (R054).
func (h *Handler) consolidation(w http.ResponseWriter, r *http.Request) error {
	g, err := h.groups.OwnHeaded(r, groupweb.TabConsolidation)
	if err != nil {
		return err
	}
	p := consolidationPage{GroupPage: g, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}}
	p.Consolidation, err = h.consolidate(r, g)
	if err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, g.Frame(), consolidationHTML(p))
}

func (h *Handler) consolidate(r *http.Request, g groupweb.GroupPage) (board.Consolidation, error) {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return board.Consolidation{}, err
	}
	if g.GroupView.Group.LotCount == 0 && g.Is(group.AsCoordinator) {
		return board.Consolidation{Group: g.GroupView.Group}, nil
	}
	lot := int64(1)
	if r.URL.Query().Has("lot") {
		if lot, err = strconv.ParseInt(r.URL.Query().Get("lot"), 10, 64); err != nil {
			return board.Consolidation{}, apperr.NotFoundErr()
		}
	}
	return h.needs.Consolidate(r.Context(), who, g.GroupView.Group.Number, lot)
}

// consolidationCSV is the same figures as a file: a column a member, and how many sheets are left out.
func (h *Handler) consolidationCSV(w http.ResponseWriter, r *http.Request) error {
	g, err := h.groups.OwnHeaded(r, groupweb.TabConsolidation)
	if err != nil {
		return err
	}
	c, err := h.consolidate(r, g)
	if err != nil {
		return err
	}
	t := g.T
	name := t.S(msg.FileName, "group", strconv.FormatInt(c.Group.Number, 10), "lot", strconv.FormatInt(c.Lot.Position, 10))
	var b bytes.Buffer
	if err := writeConsolidation(&b, sheet.CSV, name, t, c); err != nil {
		return fmt.Errorf("consolidation of group %d: %w", c.Group.Number, err)
	}
	return web.Download(w, name+".csv", sheet.CSV.MediaType(), &b)
}

func writeConsolidation(to io.Writer, format sheet.Format, name string, t *i18n.T, c board.Consolidation) error {
	heads := []sheet.Head{
		{Title: t.S(msg.ColLine)}, {Title: t.S(msg.ColArticle), Width: 40}, {Title: t.S(msg.ColUnit)}, {Title: t.S(msg.ColTotal), Kind: sheet.Quantity},
	}
	for _, m := range c.Members {
		heads = append(heads, sheet.Head{Title: m.Name + ", " + m.Commune, Kind: sheet.Quantity})
	}
	out, err := sheet.New(format, to, t, name, heads...)
	if err != nil {
		return err
	}
	for _, row := range consolidationRows(t, c) {
		if err := out.Row(row...); err != nil {
			return errors.Join(err, out.Close())
		}
	}
	return out.Close()
}

func consolidationRows(t *i18n.T, c board.Consolidation) [][]sheet.Cell {
	var rows [][]sheet.Cell
	for _, l := range c.Lot.Lines {
		row := []sheet.Cell{
			sheet.Text(t.S(msg.LineRef, "lot", c.Lot.Position, "line", l.Number)), sheet.Text(l.Title), sheet.Text(l.Unit), sheet.Thousandths(c.Totals[l.Number]),
		}
		for _, n := range c.Cells[l.Number] {
			row = append(row, sheet.Thousandths(n))
		}
		rows = append(rows, row)
	}
	rows = append(rows, []sheet.Cell{},
		[]sheet.Cell{sheet.Text(t.S(msg.GroupTerm)), sheet.Text(c.Group.Title)},
		[]sheet.Cell{sheet.Text(t.S(msg.ColLot)), sheet.Text(t.S(msg.LotIndex, "n", c.Lot.Position, "title", c.Lot.Title))},
		[]sheet.Cell{sheet.Text(t.S(msg.CountedTerm)), sheet.Count(int64(c.Sheets.Done()))},
		[]sheet.Cell{sheet.Text(t.S(msg.ExcludedTerm)), sheet.Count(int64(c.Excluded))},
	)
	for _, l := range c.Leavers {
		rows = append(rows, []sheet.Cell{sheet.Text(t.S(msg.LeftTerm)), sheet.Text(l.Org.Name + ", " + l.Org.Commune)})
	}
	return rows
}

func (p consolidationPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LinesCaption, "lot", p.Lot.Title, "n", len(p.Lot.Lines)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColTotal), Num: true}, {Label: t.S(msg.ColUnit)}, {Label: t.S(msg.ColBuyers), Num: true},
	}}
	for _, l := range p.Lot.Lines {
		buyers := 0
		for _, n := range p.Cells[l.Number] {
			if n > 0 {
				buyers++
			}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Ref(t.S(msg.LineRef, "lot", p.Lot.Position, "line", l.Number)),
			ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)},
			ui.Strong(t.Quantity(p.Totals[l.Number])), ui.Text(l.Unit), ui.Text(t.Number(int64(buyers))),
		}})
	}
	return table
}

// members are who wants something of the lot; each leads to its sheet (R054: per member).
func (p consolidationPage) members() ui.Bullets {
	var out ui.Bullets
	for i, m := range p.Members {
		lines := 0
		for _, cells := range p.Cells {
			if cells[i] > 0 {
				lines++
			}
		}
		out = append(out, ui.Parts{
			ui.Link{Label: m.Name, Href: memberPath(p.Consolidation.Group, m.Ref, p.Lot.Position) + "#quantites"},
			ui.Text(" "), ui.Sub(p.T.S(msg.FilledLines, "n", lines, "lines", len(p.Lot.Lines))),
		})
	}
	return out
}

func (p consolidationPage) lotOptions() []ui.Option {
	var out []ui.Option
	for _, l := range p.Consolidation.Lots {
		out = append(out, ui.Option{Value: strconv.FormatInt(l.Position, 10), Label: p.T.S(msg.LotIndex, "n", l.Position, "title", l.Title)})
	}
	return out
}

func (p consolidationPage) tiles() ui.Tiles {
	t, s := p.T, p.Sheets
	return ui.Tiles{
		{Figure: t.Number(int64(s.Validated)), Label: t.S(msg.TileWith, "n", s.Validated)},
		{Figure: t.Number(int64(s.Empty)), Label: t.S(msg.TileEmpty, "n", s.Empty)},
		{Figure: t.Number(int64(p.Excluded)), Label: t.S(msg.TileExcluded, "n", p.Excluded)},
	}
}

// sub says what is counted; while nobody is a member, nothing is.
func (p consolidationPage) sub() string {
	if p.Sheets.Done()+p.Excluded == 0 {
		return p.T.S(msg.NoSheetYet)
	}
	return p.T.S(msg.ConsolidationSub, "n", p.Excluded)
}

func (p consolidationPage) csvPath() string {
	return groupweb.Path(p.Consolidation.Group.Number, "/consolidation.csv?lot="+strconv.FormatInt(p.Lot.Position, 10))
}

// leavers are who withdrew and had a sheet of the lot, each leading to it (R058).
func (p consolidationPage) leavers() ui.Bullets {
	out := make(ui.Bullets, len(p.Leavers))
	for i, l := range p.Leavers {
		out[i] = ui.Parts{
			ui.Link{Label: l.Org.Name, Href: memberPath(p.Consolidation.Group, l.Org.Ref, p.Lot.Position) + "#quantites"},
			ui.Text(" "), ui.Sub(p.T.S(msg.LeftOn, "date", p.T.Date(l.At), "name", l.Name)),
		}
	}
	return out
}
