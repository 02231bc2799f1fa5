package boardweb

import (
	"net/http"
	"strconv"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/needsweb/sheetweb"
	"preau/internal/needs/sheet"
)

type memberPage struct {
	groupweb.GroupPage
	board.MemberView
	At ui.Address
}

// member is what one member entered, for the coordinator: each lot's state in words, and the quantities of one (R055).
func (h *Handler) member(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	g, err := h.groups.Headed(r, groupweb.TabBoard)
	if err != nil {
		return err
	}
	lot, err := lotAsked(r)
	if err != nil {
		return err
	}
	p := memberPage{GroupPage: g, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}}
	if p.MemberView, err = h.needs.ShowMember(r.Context(), who, g.GroupView.Group.Number, r.PathValue("ref"), lot); err != nil {
		return err
	}
	f := g.Frame()
	o := p.MemberView.Membership.Org
	f.Head.Title, f.Head.Lead = o.Name, o.Commune
	if s := p.MemberView.Membership.State; s != membership.Accepted {
		f.Head.Tags = append(f.Head.Tags, groupweb.MembershipTag(g.T, s))
	}
	f.Head.Crumbs = groupweb.GroupCrumbs(g.T, p.MemberView.Group, ui.Link{Label: g.T.S(msg.TabBoard), Href: groupweb.Path(p.MemberView.Group.Number, groupweb.TabBoard)}, ui.Link{Label: o.Name})
	return h.frame.Render(w, r, http.StatusOK, f, memberHTML(p))
}

// lotAsked is the position of the lot that the address names; 0 for none.
func lotAsked(r *http.Request) (int64, error) {
	f, err := web.ParseQuery(r)
	if err != nil || !f.Has("lot") {
		return 0, err
	}
	n, err := strconv.ParseInt(f.Value("lot"), 10, 64)
	if err != nil || n < 1 {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

func memberPath(g group.Group, ref string, lot int64) string {
	path := groupweb.Path(g.Number, groupweb.TabBoard+"/"+ref)
	if lot > 0 {
		path += "?lot=" + strconv.FormatInt(lot, 10)
	}
	return path
}

func (p memberPage) lotsTable() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LotsMeta, "n", len(p.MemberView.Lots)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLot), Num: true}, {Label: t.S(msg.ColTitle)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColFilled)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, l := range p.MemberView.Lots {
		path := memberPath(p.MemberView.Group, p.MemberView.Membership.Org.Ref, l.Position) + "#quantites"
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.Number(l.Position)),
			ui.Link{Label: l.Title, Href: path},
			ui.State{Shape: sheetweb.Shape(l.View), Label: t.S(l.View.Label())},
			ui.Text(t.S(msg.FilledLines, "n", l.Filled, "lines", l.LineCount)),
			ui.Button{Label: t.S(msg.Show), About: l.Title, Small: true, Href: path},
		}})
	}
	return table
}

// quantities is the sheet of one lot, to be read.
func (p memberPage) quantities() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LinesCaption, "lot", p.Lot.Title, "n", len(p.Lot.Lines)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}, {Label: t.S(msg.ColUnit)},
	}}
	for _, l := range p.Lot.Lines {
		shown := ui.Text("–")
		if n := p.Sheet.Quantities[l.Number]; n > 0 {
			shown = ui.Text(t.Quantity(n))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Ref(t.S(msg.LineRef, "lot", p.Lot.Position, "line", l.Number)), ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)}, shown, ui.Text(l.Unit),
		}})
	}
	return table
}

// saved says who entered it, and whether it counts.
func (p memberPage) saved() string {
	t, s := p.T, p.Sheet
	switch {
	case s.State == sheet.Validated:
		return t.S(msg.MemberValidated, "name", s.ValidatedName, "date", t.DateTime(s.ValidatedAt))
	case !s.SavedAt.IsZero():
		return t.S(msg.MemberSaved, "name", s.SavedName, "date", t.DateTime(s.SavedAt))
	}
	return t.S(msg.MemberNothing)
}
