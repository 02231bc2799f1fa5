package demandweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	perPage   = 20
	mostPages = 10_000
)

type listPage struct {
	T     *i18n.T
	At    ui.Address
	Rows  []demand.Row
	Page  int
	Total int
	New   bool // one may begin another
}

// list are the demands of one's own.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who := frame.Actor(r)
	t, p := web.T(r), listPage{Page: 1, At: ui.Address{Path: Path, Query: r.URL.Query()}, New: demand.WhyBegin(who) == nil}
	p.T = t
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 && n <= mostPages {
		p.Page = n
	}
	var err error
	if p.Rows, p.Total, err = h.demands.List(r.Context(), who, demand.Filter{Page: p.Page, Size: perPage}); err != nil {
		return err
	}
	head := ui.Head{Title: t.S(msg.Mine), Lead: t.S(msg.MineLead)}
	if p.New {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.New), Icon: ui.IconPlus, Look: ui.Main, Href: Path + "/nouvelle"}}
	}
	return h.frame.Render(w, r, http.StatusOK, page(t, head, "mine", false, ui.Link{Label: t.S(msg.Mine)}), listHTML(p))
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Mine), Cols: []ui.Col{{Label: t.S(msg.ColDemand)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColCreator)}, {Label: t.S(msg.ColMoved)}}}
	for _, d := range p.Rows {
		title := d.Title
		if title == "" {
			title = t.S(msg.NoTitle)
		}
		out.Rows = append(out.Rows, ui.Row{Off: d.State == demand.Closed, Cells: ui.Parts{
			ui.Parts{ui.Link{Label: title, Href: Path}, ui.Sub(d.Number)}, p.tags(d), ui.Text(d.CreatorName), ui.NoWrap(t.DateTime(d.MovedAt)),
		}})
	}
	return out
}

func (p listPage) tags(d demand.Row) ui.Line {
	out := ui.Line{stateTag(p.T, d.State)}
	if d.Urgent {
		out = append(out, ui.Tag{Label: p.T.S(msg.Urgent), Color: ui.Danger})
	}
	if d.Unread {
		out = append(out, ui.Tag{Label: p.T.S(msg.Unread), Color: ui.Accent})
	}
	return out
}
