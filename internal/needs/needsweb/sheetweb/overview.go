package sheetweb

import (
	"net/http"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/sheet"
)

type overviewPage struct {
	groupweb.GroupPage
	sheet.NeedsView
	Refused []apperr.Reason // why the person has no sheets here
}

// overview is « Mes besoins »: all lots with their states; or where the membership stands, and what to do (R040).
func (h *Handler) overview(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	g, err := h.groups.Headed(r, groupweb.TabNeeds)
	if err != nil {
		return err
	}
	p := overviewPage{GroupPage: g}
	p.NeedsView, err = h.needs.ShowNeeds(r.Context(), who, g.GroupView.Group.Number)
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		p.Refused, err = e.Reasons, nil
	}
	if err != nil {
		return err
	}
	f := g.Frame()
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, http.StatusOK, f, overviewHTML(p))
}

func (p overviewPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.LotsMeta, "n", len(p.NeedsView.Lots)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLot)}, {Label: t.S(msg.ColTitle)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColFilled)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, l := range p.NeedsView.Lots {
		path := groupweb.LotPath(p.NeedsView.Group.Number, "besoins", l.Position, "")
		act := ui.Button{Label: t.S(msg.EnterLot), About: l.Title, Small: true, Href: path, Look: ui.Main}
		if l.View.Done() || len(p.Open) > 0 {
			act.Label, act.Look = t.S(msg.Show), ui.Outline
		}
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.Number(l.Position)),
			ui.Link{Label: l.Title, Href: path},
			ui.State{Shape: Shape(l.View), Label: t.S(l.View.Label())},
			ui.Text(t.S(msg.FilledLines, "n", l.Filled, "lines", l.LineCount)), act,
		}})
	}
	return table
}

func (p overviewPage) tiles() ui.Tiles {
	t, total := p.T, len(p.NeedsView.Lots)
	return ui.Tiles{{
		Figure: t.Number(int64(p.Done)), Unit: t.S(msg.OutOf, "n", total), Label: t.S(msg.LotsValidated, "n", p.Done),
		Progress: &ui.Progress{Value: p.Done, Max: max(total, 1), Label: t.S(msg.LotsValidated, "n", p.Done), Color: ui.Success},
	}, {
		Figure: t.Number(int64(total - p.Done)), Label: t.S(msg.LotsToDo, "n", total-p.Done),
	}}
}
