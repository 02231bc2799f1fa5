package boardweb

import (
	"net/http"
	"strconv"

	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/needsweb/sheetweb"
)

type memberNeedsPage struct {
	groupweb.GroupPage
	board.MemberNeeds
}

// memberNeeds is all that one member wants, over all lots: validated sheets only (R054).
func (h *Handler) memberNeeds(w http.ResponseWriter, r *http.Request) error {
	p, err := h.memberNeedsPage(r)
	if err != nil {
		return err
	}
	f, t, n := p.Frame(), p.T, p.MemberNeeds.Group.Number
	o := p.MemberNeeds.Membership.Org
	f.Head.Title, f.Head.Lead = t.S(msg.MemberNeedsTitle, "org", o.Name), o.Commune
	f.Title = f.Head.Title
	f.Head.Crumbs = groupweb.GroupCrumbs(
		t, p.MemberNeeds.Group, ui.Link{Label: t.S(msg.TabConsolidation), Href: groupweb.Path(n, groupweb.TabConsolidation)},
		ui.Link{Label: t.S(msg.WayMembers), Href: groupweb.Path(n, groupweb.TabConsolidation+byMember)}, ui.Link{Label: o.Name},
	)
	return h.frame.Render(w, r, http.StatusOK, f, memberNeedsHTML(p))
}

func (h *Handler) memberNeedsPage(r *http.Request) (memberNeedsPage, error) {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return memberNeedsPage{}, err
	}
	p := memberNeedsPage{}
	if p.GroupPage, err = h.groups.Headed(r, groupweb.TabConsolidation); err != nil {
		return p, err
	}
	p.MemberNeeds, err = h.needs.ShowNeedsOf(r.Context(), who, p.GroupView.Group.Number, r.PathValue("ref"))
	return p, err
}

func (h *Handler) memberNeedsFile(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := h.memberNeedsPage(r)
		if err != nil {
			return err
		}
		return send(w, p.T, format, p.figures())
	}
}

func (p memberNeedsPage) fileActs() ui.Parts {
	return fileActs(p.T, groupweb.Path(p.MemberNeeds.Group.Number, groupweb.TabConsolidation+byMember+"/"+p.MemberNeeds.Membership.Org.Ref+"/besoins"), "", p.paperRows())
}

// sub says how many sheets are left out.
func (p memberNeedsPage) sub() string { return p.T.S(msg.MemberNeedsSub, "n", p.Excluded) }

// wants says whether any line has a quantity that is counted.
func (p memberNeedsPage) wants() bool {
	for _, l := range p.MemberNeeds.Lots {
		if len(l.Quantities) > 0 {
			return true
		}
	}
	return false
}

// table has the lines that are wanted, under their lots.
func (p memberNeedsPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.MemberNeedsTitle, "org", p.MemberNeeds.Membership.Org.Name), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}, {Label: t.S(msg.ColUnit)},
	}}
	for _, lot := range p.MemberNeeds.Lots {
		if len(lot.Quantities) == 0 {
			continue
		}
		table.Rows = append(table.Rows, ui.Row{Group: t.S(msg.LotIndex, "n", lot.Position, "title", lot.Title)})
		for _, l := range lot.Lines {
			if n := lot.Quantities[l.Number]; n > 0 {
				table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
					ui.Ref(lineRef(t, lot.Lot, l)), ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)}, ui.Strong(t.Quantity(n)), ui.Text(l.Unit),
				}})
			}
		}
	}
	return table
}

// others are the lots without a quantity that counts, and why: nothing is wanted, or the sheet is not validated.
func (p memberNeedsPage) others() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.OtherLots), Cols: []ui.Col{{Label: t.S(msg.ColLot)}, {Label: t.S(msg.ColState)}}}
	for _, l := range p.MemberNeeds.Lots {
		if len(l.Quantities) == 0 {
			table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
				ui.Link{Label: t.S(msg.LotIndex, "n", l.Position, "title", l.Title), Href: memberPath(p.MemberNeeds.Group, p.MemberNeeds.Membership.Org.Ref, l.Position)},
				ui.State{Shape: sheetweb.Shape(l.View), Label: t.S(l.View.Label())},
			}})
		}
	}
	return table
}

func (p memberNeedsPage) figures() figures {
	t, m := p.T, p.MemberNeeds
	heads := []sheet.Head{
		{Title: t.S(msg.ColLot), Width: 32},
		{Title: t.S(msg.ColLine), Width: 10},
		{Title: t.S(msg.ColArticle), Width: 40},
		{Title: t.S(msg.ColUnit), Width: 12},
		{Title: t.S(msg.ColQuantity), Kind: sheet.Quantity},
	}
	name := t.S(msg.FileMember, "group", strconv.FormatInt(m.Group.Number, 10), "member", m.Membership.Org.Ref)
	return figures{name: name, heads: heads, rows: func(yield func(...sheet.Cell) bool) {
		for _, lot := range m.Lots {
			for _, l := range lot.Lines {
				n := lot.Quantities[l.Number]
				if n > 0 && !yield(
					sheet.Text(t.S(msg.LotIndex, "n", lot.Position, "title", lot.Title)), sheet.Text(lineRef(t, lot.Lot, l)), sheet.Text(l.Title), sheet.Text(l.Unit), sheet.Thousandths(n),
				) {
					return
				}
			}
		}
		for _, row := range [][]sheet.Cell{
			{},
			{sheet.Text(t.S(msg.GroupTerm)), sheet.Text(m.Group.Title)},
			{sheet.Text(t.S(msg.ColMember)), sheet.Text(m.Membership.Org.Name + ", " + m.Membership.Org.Commune)},
			{sheet.Text(t.S(msg.CountedTerm)), sheet.Count(int64(len(m.Lots) - m.Excluded))},
			{sheet.Text(t.S(msg.ExcludedTerm)), sheet.Count(int64(m.Excluded))},
		} {
			if !yield(row...) {
				return
			}
		}
	}}
}
