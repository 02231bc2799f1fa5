package sheetweb

import (
	"context"
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/sheet"
)

type sheetMove func(ctx context.Context, who access.Actor, number, lot, version int64) error

// moveSheet does an act on a sheet that takes no quantities, and goes on to the group's page tail, or to the lot.
func (h *Handler) moveSheet(w http.ResponseWriter, r *http.Request, do sheetMove, said i18n.Key, tail string) error {
	p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	err = do(r.Context(), frame.Actor(r), p.Group.Number, p.Lot.Position, version)
	if apperr.Is(err, apperr.Conflict) {
		return h.clash(w, r, p) // nothing was typed: the lot as it is now
	}
	if err != nil {
		return err
	}
	back := groupweb.LotPath(p.Group.Number, "besoins", p.Lot.Position, "")
	if tail != "" {
		back = groupweb.Path(p.Group.Number, tail)
	}
	return web.SeeOther(w, r, back, i18n.M(said, "lot", p.Lot.Title))
}

// canEnter says whether the fields are open: the rules offer to save.
func (p sheetPage) canEnter() bool { return p.Acts.May(sheet.Save) }

// reopenAct is « Rouvrir », with the reasons when the rules refuse it.
func (p sheetPage) reopenAct() ui.Act {
	o, concerns := p.Acts.Of(sheet.Reopen)
	return ui.Act{
		T: p.T, Label: p.T.S(msg.Reopen), Key: p.Key, Reasons: o.Reasons, Absent: !concerns,
		Post:   groupweb.LotPath(p.Group.Number, "besoins", p.Lot.Position, "/rouvrir"),
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(p.Sheet.Version, 10)}},
	}
}

func (p sheetPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LinesCaption, "lot", p.Lot.Title, "n", len(p.Lot.Lines)), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColQuantity)},
	}}
	section := ""
	for _, l := range p.Lot.Lines {
		if l.Section != section {
			section = l.Section
			table.Rows = append(table.Rows, ui.Row{Group: section})
		}
		table.Rows = append(table.Rows, p.row(l))
	}
	return table
}

func (p sheetPage) row(l group.Line) ui.Row {
	ref := ui.Ref(p.T.S(msg.LineRef, "lot", p.Lot.Position, "line", l.Number))
	row := ui.Row{Cells: ui.Parts{ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)}, ref, p.cell(l)}}
	row.Warn = p.Faults.Of(lineField(l)) != "" || p.canEnter() && p.doubted(l.Number, p.Sheet.Quantities[l.Number]) > group.Unlikely
	return row
}

// cell is the field of a line, or its figure when the lot cannot be entered.
func (p sheetPage) cell(l group.Line) ui.Parts {
	t, n := p.T, p.Sheet.Quantities[l.Number]
	shown, field := "", ""
	if n > 0 {
		shown, field = t.Quantity(n), t.QuantityField(n)
	}
	if !p.canEnter() && p.Typed == nil {
		if n == 0 {
			return ui.Parts{ui.Text("–")}
		}
		return ui.Parts{ui.Text(shown + " " + l.Unit)}
	}
	q := ui.Quantity{
		Name: lineField(l), Label: t.S(msg.QuantityOf, "article", l.Title, "unit", l.Unit), Unit: l.Unit,
		Decimal: l.Decimals > 0, Value: field, Error: p.Faults.Of(lineField(l)), Note: p.note(l, n),
	}
	if p.Typed != nil {
		q.Value = p.Typed[l.Number]
	}
	parts := ui.Parts{q}
	if doubted := p.doubted(l.Number, n); doubted > group.Unlikely {
		parts = append(parts, ui.Hidden{Name: seenField(l.Number), Value: strconv.FormatInt(doubted, 10)})
	}
	return parts
}

// note stands under a field: the doubt about an unlikely quantity, what somebody else saved, or that decimals are taken.
func (p sheetPage) note(l group.Line, n int64) string {
	t := p.T
	switch {
	case p.Clash && p.Typed != nil && t.QuantityField(p.Others[l.Number]) != p.Typed[l.Number] && (p.Others[l.Number] > 0 || p.Typed[l.Number] != ""):
		if p.Mine {
			return t.S(msg.OwnSaved, "n", t.Quantity(p.Others[l.Number]))
		}
		return t.S(msg.OtherSaved, "name", p.Sheet.SavedName, "n", t.Quantity(p.Others[l.Number]))
	case p.doubted(l.Number, n) > group.Unlikely:
		return t.S(msg.Unlikely, "n", t.Quantity(p.doubted(l.Number, n)), "unit", l.Unit)
	case l.Decimals > 0:
		return t.S(msg.DecimalsAllowed)
	}
	return ""
}

func (p sheetPage) index() ui.Index {
	var out ui.Index
	for _, l := range p.Lots {
		out = append(out, ui.IndexLine{
			Label: p.T.S(msg.LotIndex, "n", l.Position, "title", l.Title), Href: groupweb.LotPath(p.Group.Number, "besoins", l.Position, ""),
			State: ui.State{Shape: Shape(l.View), Label: p.T.S(l.View.Label())}, Current: l.Position == p.Lot.Position,
		})
	}
	return out
}

func (p sheetPage) done() int {
	n := 0
	for _, l := range p.Lots {
		if l.View.Done() {
			n++
		}
	}
	return n
}

// clashTitle says who saved meanwhile; one's own other tab is nobody else.
func (p sheetPage) clashTitle() string {
	if p.Mine {
		return p.T.S(msg.ClashTitleOwn)
	}
	return p.T.S(msg.ClashTitle)
}

// clashText says what to do about it: what was typed is still there, or there was nothing to type.
func (p sheetPage) clashText() string {
	if p.Typed == nil {
		return p.T.S(msg.ClashMoved)
	}
	return p.T.S(msg.ClashText)
}

// path is the lot's own page, where its form goes from wherever it is shown.
func (p sheetPage) path() string {
	return groupweb.LotPath(p.Group.Number, "besoins", p.Lot.Position, "")
}

func (p sheetPage) savedLine() string {
	if p.Sheet.Version == 0 {
		return p.T.S(msg.EmptyMeansNothing)
	}
	return p.T.S(msg.SavedBy, "name", p.Sheet.SavedName, "date", p.T.DateTime(p.Sheet.SavedAt))
}

func (p sheetPage) history() ui.Timeline {
	var out ui.Timeline
	for i, l := range p.History {
		out = append(out, ui.Moment{What: p.T.S(actWords(l.Act)), Text: l.Name, When: p.T.DateTime(l.Done), Now: i == 0})
	}
	return out
}

// actWords says an act of the history.
func actWords(act string) i18n.Key {
	switch act {
	case "needs.sheet.validate":
		return msg.DidValidate
	case "needs.sheet.validate empty":
		return msg.DidValidateEmpty
	case "needs.sheet.reopen":
		return msg.DidReopen
	}
	return msg.DidSave
}
