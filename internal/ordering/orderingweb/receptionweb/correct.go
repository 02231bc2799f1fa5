package receptionweb

import (
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/orderingweb/receptionweb/msg"
	"preau/internal/ordering/reception"
)

// correctPage is a reception as it should have been noted (R252).
type correctPage struct {
	orderPage
	Of    reception.Reception
	Needs bool // who corrects it has to say why
}

const fieldEnded = "cloture"

func endedField(lineID string) string { return fieldEnded + "." + lineID }

func (h *Handler) correctForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawCorrect(w, r, http.StatusOK, correctPage{})
}

func (h *Handler) drawCorrect(w http.ResponseWriter, r *http.Request, status int, p correctPage) error {
	n, err := web.Number(r, "k")
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	v, of, err := h.receptions.ForCorrection(r.Context(), who, r.PathValue("n"), n)
	if apperr.Is(err, apperr.Conflict) {
		return h.draw(w, r, http.StatusConflict, orderPage{Clash: said(t, err)})
	}
	if err != nil {
		return err
	}
	p.View, p.Of, p.T, p.Key, p.Needs = v, of, t, id.New(), of.NeedsReason(who, web.At(r))
	back := ui.Link{Label: v.Number, Href: reception.PagePath(v.Number)}
	head := &ui.Head{
		T: t, Title: t.S(msg.CorrectTitle, "n", n), Lead: t.S(msg.CorrectLead),
		Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: desk}, back, ui.Link{Label: t.S(msg.Correct)}),
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), correctHTML(p))
}

func (h *Handler) correct(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "k")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := reception.Correcting{Reason: f.Line(reception.FieldReason, mostReason)}
	for _, line := range f.Values(reception.FieldLine) {
		f.Required(reception.CameField(line)) // an empty field is no zero
		in.Lines = append(in.Lines, reception.Recount{
			Line: line, Came: int64(f.Int(reception.CameField(line), 0, amount.MaxQuantity)), Fate: reception.Fate(f.Value(reception.ExcessField(line))),
			GivenUp: f.Bool(endedField(line)), Seen: whole(f, seenField(line)),
		})
	}
	made := int64(0)
	if err = f.Err(); err == nil {
		made, err = h.receptions.Correct(r.Context(), frame.Actor(r), r.PathValue("n"), n, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawCorrect(w, r, http.StatusUnprocessableEntity, correctPage{orderPage: orderPage{Typed: f, Faults: ui.FaultsOf(web.T(r), err)}})
	case apperr.Conflict:
		return h.drawCorrect(w, r, http.StatusConflict, correctPage{orderPage: orderPage{Typed: f, Clash: said(web.T(r), err)}})
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, reception.PagePath(r.PathValue("n")), i18n.M(msg.Corrected, "n", made))
}

// line is the order's line that a line of the reception is of.
func (p correctPage) line(x reception.Line) reception.LineView {
	i := slices.IndexFunc(p.Lines, func(l reception.LineView) bool { return l.ID == x.Line })
	if i < 0 {
		return reception.LineView{}
	}
	return p.Lines[i]
}

func (p correctPage) hidden() []ui.Hidden {
	var out []ui.Hidden
	for _, x := range p.Of.Lines {
		out = append(out, ui.Hidden{Name: reception.FieldLine, Value: x.Line}, ui.Hidden{Name: seenField(x.Line), Value: strconv.FormatInt(p.line(x).Version, 10)})
	}
	return out
}

// table lists what was noted, with fields for what should have been.
func (p correctPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.CorrectCaption), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColExpected), Num: true}, {Label: t.S(msg.ColNoted)}, {Label: t.S(msg.ColCame)}, {Label: t.S(msg.ColEnded)},
	}}
	for _, x := range p.Of.Lines {
		l := p.line(x)
		name, title := reception.CameField(x.Line), l.Article.Title
		noted := ui.Parts{ui.Text(t.Number(x.Conform)), ui.Sub(excess(t, x)), ui.Sub(p.meanwhile(l))}
		value, fate, ended := strconv.FormatInt(x.Conform+x.Excess, 10), string(x.Fate), x.Ended
		if p.Typed != nil {
			value, fate, ended = p.Typed.Value(name), p.Typed.Value(reception.ExcessField(x.Line)), p.Typed.Bool(endedField(x.Line))
		}
		came := ui.Parts{ui.Quantity{Name: name, Label: t.S(msg.CameOf, "article", title), Value: value, Unit: l.Article.Unit, Error: p.Faults.Of(name)}}
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > l.Expected()-l.Received+x.Conform {
			came = append(came, ui.Field{Kind: ui.InputSelect, Name: reception.ExcessField(x.Line), Label: t.S(msg.Excess), Value: fate, Options: fates(t)})
		}
		out.Rows = append(out.Rows, ui.Row{Warn: p.meanwhile(l) != "", Cells: ui.Parts{
			ui.Parts{ui.Text(title), ui.Sub(t.S(msg.Reference, "reference", l.Article.Reference))},
			ui.Text(t.Number(l.Expected())), noted, came,
			ui.Pick{Name: endedField(x.Line), Value: "1", Label: t.S(msg.CorrectEnded, "article", title), Checked: ended},
		}})
	}
	return out
}

func (p correctPage) reasonHint() string {
	if p.Needs {
		return p.T.S(msg.CorrectReasonHint)
	}
	return p.T.S(msg.CorrectFreeHint)
}
