package delegationweb

import (
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// paramText is what was typed to find a place or somebody.
const paramText = "q"

type listPage struct {
	delegation.Listing
	T    *i18n.T
	H    *Handler
	At   ui.Address
	Text string
	Size int
	Now  time.Time
}

// list is where one gives accesses, and the accesses that one has oneself.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	t, who := web.T(r), frame.Actor(r)
	f := delegation.Filter{Text: q.Line(paramText, 200), Page: positive(q.Value("page")), Size: sizeOf(q)}
	l, err := h.accesses.Places(r.Context(), who, f)
	if err != nil {
		return err
	}
	p := listPage{Listing: l, T: t, H: h, At: ui.Address{Path: path, Query: r.URL.Query()}, Text: f.Text, Size: f.Size, Now: who.At}
	head := &ui.Head{T: t, Title: t.S(msg.Accesses), Lead: t.S(msg.AccessesLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Accesses)}}}
	if l.Searches {
		head.Acts = headsActs(t)
	}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), listHTML(p))
}

// positive is a number of a page; what is none is the first.
func positive(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1_000_000)
}

func sizeOf(q *web.Form) int {
	if n, _ := strconv.Atoi(q.Value(ui.SizeParam)); n == 50 || n == 100 {
		return n
	}
	return 20
}

func (p listPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.PlacesCaption, "n", p.Total), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColPlace)}, {Label: t.S(msg.ColPeople), Num: true}, {Label: t.S(msg.ColMissing)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, x := range p.Rows {
		href := delegation.Path(x.Org.Ref)
		var missing ui.Parts
		for _, r := range x.Missing {
			missing = append(missing, ui.Tag{Label: t.S(r.Label), Color: ui.Warning})
		}
		table.Rows = append(table.Rows, ui.Row{Warn: len(x.Missing) > 0, Cells: ui.Parts{
			ui.Parts{ui.Link{Label: x.Org.Name, Href: href}, closed(t, x.Org), ui.Sub(join(t.M(x.Org.Kind.Label()), x.Org.Commune, x.Above))},
			ui.Text(t.Number(int64(x.People))), missing,
			ui.Button{Label: t.S(msg.Manage), About: x.Org.Name, Small: true, Href: href},
		}})
	}
	return table
}

// own are the reader's roles.
func (p listPage) own() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.YourRoles), Cols: []ui.Col{{Label: t.S(msg.ColRole)}, {Label: t.S(msg.ColPlace)}, {Label: t.S(msg.ColFor)}, {Label: t.S(msg.ColDates)}}}
	for _, x := range p.Own {
		limits := ""
		if x.Limited || x.Role.Limit != "" && x.Role.Unlimited == "" {
			limits = t.S(msg.LimitedTo, "limits", x.Role.Limit.Label(), "n", x.Reach)
		}
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.S(x.Role.Label)), ui.Parts{ui.Text(x.Org.Name), ui.Sub(x.Org.Commune)}, ui.Text(limits), ui.Text(dates(t, x.From, x.To, p.Now)),
		}})
	}
	return table
}
