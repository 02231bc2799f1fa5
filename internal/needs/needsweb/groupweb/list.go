package groupweb

import (
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

type listPage struct {
	T        *i18n.T
	At       ui.Address
	Text     string
	Phase    string
	Rows     needs.Listing[needs.Row]
	SignedIn bool
	Now      time.Time
}

// list is « Liste des groupements d'achat », open to visitors (R020, R022).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	t, who := web.T(r), frame.Actor(r)
	f := needs.Filter{Text: q.Line("q", 200), Phase: group.Phase(q.Value("etat")), Page: Positive(q.Value("page"), 1), Size: PageSize(q.Value("parpage"))}
	rows, err := h.needs.Groups(r.Context(), who, f)
	if err != nil {
		return err
	}
	p := listPage{T: t, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Text: f.Text, Phase: string(f.Phase), Rows: rows, SignedIn: who.SignedIn(), Now: who.At}
	head := &ui.Head{T: t, Crumbs: Crumbs(t, ui.Link{Label: t.S(msg.List)}), Title: t.S(msg.List), Lead: t.S(msg.ListLead)}
	if len(who.Places(group.Coordinator, access.Organisation)) > 0 {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.NewGroup), Icon: ui.IconPlus, Look: ui.Main, Href: "/groupements/nouveau"}}
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Needs, Place: "list"}, listHTML(p))
}

func (p listPage) table() ui.Table {
	t := p.T
	table := ui.Table{
		Caption: t.S(msg.ListCaption, "n", p.Rows.Total), Top: true,
		Cols: []ui.Col{{Label: t.S(msg.ColGroup)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColSupport)}, {Label: t.S(msg.ColDeadline)}, {Label: t.S(msg.ColAct), Hidden: true}},
	}
	if p.SignedIn {
		table.Cols = append(table.Cols[:4:4], ui.Col{Label: t.S(msg.ColMembership)}, table.Cols[4])
	}
	for _, g := range p.Rows.Rows {
		table.Rows = append(table.Rows, p.row(g))
	}
	return table
}

func (p listPage) row(g needs.Row) ui.Row {
	t := p.T
	cells := ui.Parts{
		ui.Link{Label: g.Title, Href: Path(g.Number, "")},
		phaseTag(t, g.PhaseAt(p.Now)),
		ui.Parts{ui.Text(g.Support.Name), ui.Sub(g.Support.Commune)},
		ui.Text(t.DateTime(g.EntryUntil)),
	}
	if p.SignedIn {
		cells = append(cells, MembershipTag(t, g.Membership))
	}
	cells = append(cells, ui.Button{Label: t.S(msg.Show), About: g.Title, Small: true, Href: Path(g.Number, "")})
	return ui.Row{Cells: cells, Off: g.State == group.Abandoned}
}

// phases are the choices of the list's filter.
func (p listPage) phases() []ui.Option {
	out := []ui.Option{{Value: "", Label: p.T.S(msg.AllStates)}}
	for _, x := range []group.Phase{group.PhaseJoining, group.PhaseEntry, group.PhaseClosed, group.PhaseAbandoned} {
		out = append(out, ui.Option{Value: string(x), Label: p.T.S(x.Label())})
	}
	return out
}

// Crumbs begins with the home page and the service.
func Crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}}, more...)
}

// Positive reads a number from an address; what is none, or below 1, is the other.
func Positive(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		return otherwise
	}
	return n
}

// PageSize is how many lines of a list are shown: those that it offers, 20 when none is asked.
func PageSize(s string) int {
	if n := Positive(s, 20); n == 50 || n == 100 {
		return n
	}
	return 20
}
