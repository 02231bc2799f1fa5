package boardweb

import (
	"net/http"

	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/needsweb/sheetweb"
	"preau/internal/needs/sheet"
)

type boardPage struct {
	groupweb.GroupPage
	board.Board
	At   ui.Address
	Page int
	Size int
}

// board is « Suivi de la saisie »: members × lots (R052).
func (h *Handler) board(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	g, err := h.groups.Headed(r, groupweb.TabBoard)
	if err != nil {
		return err
	}
	b, err := h.needs.ShowBoard(r.Context(), who, g.GroupView.Group.Number)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	p := boardPage{GroupPage: g, Board: b, At: ui.Address{Path: r.URL.Path, Query: q}, Size: groupweb.PageSize(q.Get("parpage"))}
	p.Page = min(groupweb.Positive(q.Get("page"), 1), max(1, (len(b.Members)+p.Size-1)/p.Size))
	return h.frame.Render(w, r, http.StatusOK, g.Frame(), boardHTML(p))
}

func (p boardPage) tiles() ui.Tiles {
	t := p.T
	percent := 0
	if n := p.Total.Sum(); n > 0 {
		percent = p.Total.Done() * 100 / n
	}
	tiles := ui.Tiles{
		{Figure: t.Number(int64(percent)), Unit: "%", Label: t.S(msg.TileValidated), Progress: &ui.Progress{Value: percent, Max: 100, Label: t.S(msg.TileValidated), Color: ui.Success}},
		{Figure: t.Number(int64(p.AllDone)), Unit: t.S(msg.OutOf, "n", len(p.Members)), Label: t.S(msg.TileAllDone, "n", p.AllDone)},
		{Figure: t.Number(int64(p.Nothing)), Label: t.S(msg.TileNothing, "n", p.Nothing)},
	}
	if p.Left != "" {
		g := p.Board.Group
		left := ui.Tile{Figure: t.Number(int64(p.Days)), Unit: t.S(msg.DaysUnit, "n", p.Days), Label: t.S(msg.Until, "date", t.DateTimeZone(g.EntryUntil))}
		if p.Days == 0 {
			left.Figure, left.Unit = t.S(msg.LastDay), ""
		}
		tiles = append(tiles, left)
	}
	return tiles
}

func shapes(views []sheet.View) []ui.Shape {
	out := make([]ui.Shape, len(views))
	for i, v := range views {
		out[i] = sheetweb.Shape(v)
	}
	return out
}

func (p boardPage) counts(c board.Counts) string {
	return p.T.S(msg.CountsInWords, "validated", c.Validated, "empty", c.Empty, "entry", c.Entry, "none", c.None)
}

// memberTable has a row a member, the least advanced first: one cell a lot, and the count beside it.
func (p boardPage) memberTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.MembersCaption, "n", len(p.Members)), Matrix: true, Cols: []ui.Col{
		{Label: t.S(msg.ColMember)}, {Label: t.S(msg.ColLots, "n", len(p.Board.Lots))}, {Label: t.S(msg.ColValidated)},
	}}
	from := (p.Page - 1) * p.Size
	for _, m := range p.Members[from:min(from+p.Size, len(p.Members))] {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: m.Org.Name, Href: memberPath(p.Board.Group, m.Org.Ref, 0)}, ui.Sub(m.Org.Commune)},
			ui.Strip{Shapes: shapes(m.States), Label: p.counts(m.Counts), Gaps: true},
			ui.Text(t.S(msg.LotsDone, "done", m.Done(), "lots", len(p.Board.Lots))),
		}})
	}
	return table
}

// lotTable has a row a lot: one stroke a member, in the members' order, and the four counts in words.
func (p boardPage) lotTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LotsMeta, "n", len(p.Board.Lots)), Matrix: true, Cols: []ui.Col{
		{Label: t.S(msg.ColLot)},
		{Label: t.S(msg.ColMembers, "n", len(p.Members))},
		{Label: t.S(msg.ColWith), Num: true},
		{Label: t.S(msg.ColEmpty), Num: true},
		{Label: t.S(msg.ColEntry), Num: true},
		{Label: t.S(msg.ColNone), Num: true},
	}}
	for _, l := range p.Board.Lots {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.S(msg.LotIndex, "n", l.Position, "title", l.Title)),
			ui.Strip{Shapes: shapes(l.States), Label: p.counts(l.Counts)},
			p.figure(l.Validated), p.figure(l.Empty), p.figure(l.Entry), p.figure(l.None),
		}})
	}
	return table
}

func (p boardPage) figure(n int) ui.Text { return ui.Text(p.T.Number(int64(n))) }

func (p boardPage) legend() ui.Legend {
	var out ui.Legend
	for _, v := range []sheet.View{sheet.ViewValidated, sheet.ViewEmpty, sheet.ViewEntry, sheet.ViewNone} {
		out = append(out, ui.State{Shape: sheetweb.Shape(v), Label: p.T.S(v.Label())})
	}
	return out
}
