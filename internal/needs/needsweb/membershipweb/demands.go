package membershipweb

import (
	"net/http"
	"net/url"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type demandsPage struct {
	groupweb.GroupPage
	membership.Demands
	Form   *web.Form
	Faults ui.Faults
	At     ui.Address
	Page   int // of those that were decided: the ones that wait are all shown, to be decided at once
	Size   int
}

// demands is « Demandes à traiter » of a group, then what was decided (R028).
func (h *Handler) demands(w http.ResponseWriter, r *http.Request) error {
	return h.drawDemands(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawDemands(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	g, err := h.groups.Headed(r, groupweb.TabDemands)
	if err != nil {
		return err
	}
	d, err := h.needs.Demands(r.Context(), who, g.GroupView.Group.Number)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	p := demandsPage{GroupPage: g, Demands: d, Form: f, Faults: ui.FaultsOf(g.T, fault), At: ui.Address{Path: r.URL.Path, Query: q}, Size: groupweb.PageSize(q.Get("parpage"))}
	p.Page = min(groupweb.Positive(q.Get("page"), 1), max(1, (len(d.Decided)+p.Size-1)/p.Size))
	p.pointAtPicks()
	page := g.Frame()
	page.Wrong = len(p.Faults) > 0
	return h.frame.Render(w, r, status, page, demandsHTML(p))
}

// pointAtPicks makes the fault of having picked nothing lead to the first box.
func (p demandsPage) pointAtPicks() {
	for i, one := range p.Faults {
		if one.Name != membership.FieldPicked {
			continue
		}
		p.Faults[i].Name = ""
		if len(p.Waiting) > 0 {
			p.Faults[i].Name = one.Name + "-" + p.Waiting[0].Org.Ref
		}
	}
}

// decide accepts or refuses the chosen demands.
func (h *Handler) decide(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	d := membership.Decision{Do: membership.Accept, Refs: f.Values(membership.FieldPicked), Reason: f.Text(membership.FieldReason, 1000), Block: f.Bool("definitif")}
	switch f.OneOf("acte", "accepter", "refuser") {
	case "refuser":
		d.Do = membership.Refuse
	case "":
		return &apperr.Error{Kind: apperr.Invalid} // no button of ours sends it: nobody is accepted by mistake
	}
	done, err := h.needs.Decide(r.Context(), who, n, d)
	if apperr.Is(err, apperr.Invalid) {
		return h.drawDemands(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, "/adhesions"), decidedWords(web.T(r), d, done)...)
}

// decidedWords say what was decided now, and who had decided the rest before (R028, R029).
func decidedWords(t *i18n.T, d membership.Decision, done membership.Decided) []i18n.Msg {
	var out []i18n.Msg
	switch {
	case done.Done > 0 && d.Do == membership.Refuse:
		out = append(out, i18n.M(msg.RefusedDone, "n", done.Done))
	case done.Done > 0:
		out = append(out, i18n.M(msg.AcceptedDone, "n", done.Done))
	}
	for _, m := range done.Already {
		out = append(out, i18n.M(msg.AlreadyDecided, "org", m.Org.Name, "state", m.State.Label(), "name", m.DecidedName, "date", t.DateTime(m.DecidedAt)))
	}
	return out
}

func (p demandsPage) picked(ref string) bool {
	for _, v := range p.Form.Values(membership.FieldPicked) {
		if v == ref {
			return true
		}
	}
	return len(p.Waiting) == 1
}

func (p demandsPage) waitingTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.DemandsCaption, "n", len(p.Waiting)), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColOrg)}, {Label: t.S(msg.ColAskedBy)}, {Label: t.S(msg.ColAsked)},
	}}
	if p.decides() {
		table.Head, table.Cols = 1, append([]ui.Col{{Label: t.S(msg.ColPick), Hidden: true}}, table.Cols...)
	}
	for _, m := range p.Waiting {
		var cells ui.Parts
		if p.decides() {
			cells = ui.Parts{ui.Pick{Name: membership.FieldPicked, Value: m.Org.Ref, Label: t.S(msg.PickOrg, "org", m.Org.Name), Checked: p.picked(m.Org.Ref)}}
		}
		cells = append(cells, ui.Parts{ui.Text(m.Org.Name), ui.Sub(m.Org.Commune)}, ui.Text(m.AskedName), ui.Text(t.DateTime(m.AskedAt)))
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// decides says whether the demands are the person's to decide; an administrator sees them (R030).
func (p demandsPage) decides() bool { return p.May(group.FollowGroup) }

// unread says whether an administrator is to name somebody, since no coordinator is told of demands by mail.
func (p demandsPage) unread() bool { return p.Is(group.AsAdmin) && !p.Reached }

// naming is the page where a coordinator of the support establishment is named, with that establishment found.
func (p demandsPage) naming() string {
	return "/administration/coordonnateurs?" + url.Values{"etablissement": {p.GroupView.Group.Support.Name}}.Encode()
}

func (p demandsPage) decidedTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.DecidedCaption, "n", len(p.Decided)), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColOrg)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColDecided)}, {Label: t.S(msg.ColReason)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	from := (p.Page - 1) * p.Size
	for _, m := range p.Decided[from:min(from+p.Size, len(p.Decided))] {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Text(m.Org.Name), ui.Sub(m.Org.Commune)},
			groupweb.MembershipTag(t, m.State),
			ui.Parts{ui.Text(t.DateTime(m.DecidedAt)), ui.Sub(m.DecidedName)},
			ui.Parts{ui.Text(m.Reason), ui.Sub(p.forGood(m))},
			ui.Parts{p.allowAct(m), p.removeAct(m)},
		}})
	}
	return table
}

// forGood says that an establishment may not ask again.
func (p demandsPage) forGood(m membership.Demand) string {
	if !m.Blocked {
		return ""
	}
	return p.T.S(msg.RefusedForGood)
}

// allowAct lifts a refusal for good, where the rules offer it (R027).
func (p demandsPage) allowAct(m membership.Demand) ui.Act {
	o, concerns := m.Acts.Of(membership.AllowAgain)
	return ui.Act{
		T: p.T, Label: p.T.S(msg.AllowAgain), About: m.Org.Name, Small: true, Post: groupweb.Path(p.GroupView.Group.Number, "/adhesions/autorisation"), Key: id.New(),
		Hidden: []ui.Hidden{{Name: "etablissement", Value: m.Org.Ref}}, Reasons: o.Reasons, Absent: !concerns,
	}
}

// allowAgain lets an establishment that was refused for good ask once more.
func (h *Handler) allowAgain(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.needs.AllowAgain(r.Context(), who, n, f.Value("etablissement")); err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, "/adhesions"), i18n.M(msg.AllowedAgain))
}
