package membershipweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type membershipsPage struct {
	T      *i18n.T
	Rows   []needs.MembershipRow
	HasOrg bool
	Org    string
}

// memberships is « Mes adhésions »: those of the establishment that the person acts for, each with its state (R025).
func (h *Handler) memberships(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	rows, err := h.needs.Memberships(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := membershipsPage{T: t, Rows: rows, HasOrg: who.OrgID != "", Org: who.OrgName}
	head := &ui.Head{T: t, Crumbs: groupweb.Crumbs(t, ui.Link{Label: t.S(msg.Memberships)}), Title: t.S(msg.Memberships), Lead: who.OrgName}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Needs, Place: "memberships"}, membershipsHTML(p))
}

func (p membershipsPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.Memberships), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColGroup)},
		{Label: t.S(msg.ColMembership)},
		{Label: t.S(msg.ColAsked)},
		{Label: t.S(msg.ColProgress)},
		{Label: t.S(msg.ColDeadline)},
		{Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, m := range p.Rows {
		table.Rows = append(table.Rows, p.row(m))
	}
	return table
}

func (p membershipsPage) row(m needs.MembershipRow) ui.Row {
	t, g := p.T, m.Group
	var progress ui.Parts
	act := ui.Button{Label: t.S(msg.Show), About: g.Title, Small: true, Href: groupweb.Path(g.Number, "")}
	if m.State == membership.Accepted {
		progress = ui.Parts{ui.NoWrap(t.S(msg.LotsDone, "done", m.Validated, "lots", g.LotCount))}
		act = ui.Button{Label: t.S(msg.TabNeeds), About: g.Title, Small: true, Href: groupweb.Path(g.Number, "/besoins")}
	}
	return ui.Row{Cells: ui.Parts{
		ui.Link{Label: g.Title, Href: groupweb.Path(g.Number, "")},
		ui.Parts{groupweb.MembershipTag(t, m.State), ui.Sub(m.Reason)},
		ui.Parts{ui.Text(t.Date(m.AskedAt)), ui.Sub(m.AskedName)},
		progress,
		ui.Text(t.DateTime(g.EntryUntil)),
		act,
	}}
}
