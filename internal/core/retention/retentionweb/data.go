package retentionweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/retentionweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// data is « Mes données ».
func (h *Handler) data(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	e, err := h.o.Keeper.Export(r.Context(), who)
	if err != nil {
		return err
	}
	known, err := h.o.Keeper.Known(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := dataPage{T: t, Key: id.New(), Export: e, Known: known}
	head := &ui.Head{T: t, Title: t.S(msg.MyData), Lead: t.S(msg.MyDataLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Place: placeData}, data(p))
}

// askExport has the archive prepared; the page then shows how far it is.
func (h *Handler) askExport(w http.ResponseWriter, r *http.Request) error {
	if err := h.o.Keeper.AskExport(r.Context(), frame.Actor(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, keeper.DataPath, i18n.M(msg.ExportAsked))
}

// download gives the archive to the person it is about.
func (h *Handler) download(w http.ResponseWriter, r *http.Request) error {
	c, err := h.o.Keeper.OpenExport(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // it was only read
	if r.Method != http.MethodHead {
		if err := h.o.Keeper.NoteTaken(r.Context(), frame.Actor(r)); err != nil {
			return err
		}
	}
	return web.Download(w, c.Name, c.MediaType, c)
}

type dataPage struct {
	T      *i18n.T
	Key    string
	Export keeper.Export
	Known  []keeper.Line
}

// known are what the platform may know of a person, a row a table.
func (p dataPage) known() ui.Table {
	t := ui.Table{Caption: p.T.S(msg.Known), Top: true, Cols: []ui.Col{{Label: p.T.S(msg.ColWhat)}, {Label: p.T.S(msg.ColWhy)}, {Label: p.T.S(msg.ColKept)}}}
	for i, l := range p.Known {
		kept := kept(p.T, l)
		if i > 0 && p.Known[i-1].Holding.Table == l.Holding.Table {
			last := &t.Rows[len(t.Rows)-1]
			last.Cells[2] = ui.Parts{last.Cells[2], ui.Sub(kept)}
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Parts{ui.Text(p.T.S(l.Holding.What)), ui.Text(p.T.S(l.Holding.Why)), ui.Text(kept)}})
	}
	return t
}

// kept is how long something stays, in words.
func kept(t *i18n.T, l keeper.Line) string {
	if l.Key == "" {
		return t.S(l.Holding.Stays)
	}
	return t.M(keeper.Said(t, l.Rule))
}
