package boardweb

import (
	"net/http"
	"strconv"

	"preau/internal/kit/pdf"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// memberNeedsPDF is what one member wants over all lots.
func (h *Handler) memberNeedsPDF(w http.ResponseWriter, r *http.Request) error {
	p, err := h.memberNeedsPage(r)
	if err != nil {
		return err
	}
	if err := bounded(p.paperRows()); err != nil {
		return err
	}
	return h.sendPDF(w, r, p.paper())
}

func (p memberNeedsPage) paperRows() int {
	n := len(p.MemberNeeds.Lots)
	for _, l := range p.MemberNeeds.Lots {
		n += len(l.Quantities)
	}
	return n
}

func (p memberNeedsPage) paper() paper {
	t, m := p.T, p.MemberNeeds
	o := m.Membership.Org
	out := paper{
		title: t.S(msg.MemberNeedsTitle, "org", o.Name), name: t.S(msg.FileMember, "group", strconv.FormatInt(m.Group.Number, 10), "member", o.Ref),
		facts: append(
			groupFacts(t, m.Group, p.Phase),
			pdf.Fact{Term: t.S(msg.ColMember), Value: place(o.Name, o.Commune)},
			pdf.Fact{Term: t.S(msg.CountedTerm), Value: t.Number(int64(len(m.Lots) - m.Excluded))},
			pdf.Fact{Term: t.S(msg.ExcludedTerm), Value: t.Number(int64(m.Excluded))},
		),
		counted: list{cols: wantedCols(t)},
		others: list{
			title: t.S(msg.OtherLots), note: t.S(msg.OtherLotsSub),
			cols: []pdf.Col{{Title: t.S(msg.ColLot), Weight: 3}, {Title: t.S(msg.ColState)}},
		},
	}
	for _, l := range m.Lots {
		title := t.S(msg.LotIndex, "n", l.Position, "title", l.Title)
		if len(l.Quantities) == 0 {
			out.others.rows = append(out.others.rows, pdf.Row{Cells: pdf.Cells(title, t.S(l.View.Label()))})
			continue
		}
		out.counted.rows = append(out.counted.rows, wanted(t, l.Lot, title, func(x group.Line) int64 { return l.Quantities[x.Number] })...)
	}
	return out
}
