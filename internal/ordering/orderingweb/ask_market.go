package orderingweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

type askPage struct {
	ordering.MarketView
	T      *i18n.T
	Key    string
	Said   string
	Faults ui.Faults
}

// askForm is where a demandeur asks for a market of the establishment (R137).
func (h *Handler) askForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawAsk(w, r, http.StatusOK, "", nil)
}

func (h *Handler) drawAsk(w http.ResponseWriter, r *http.Request, status int, said string, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.ordering.Market(r.Context(), frame.Actor(r), r.PathValue("ref"), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := askPage{MarketView: v, T: t, Key: id.New(), Said: said, Faults: ui.FaultsOf(t, fault)}
	head := &ui.Head{
		T: t, Title: t.S(msg.AskTitle), Lead: t.S(msg.AskLead, "org", v.Org.Name),
		Crumbs: []ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: path}, {Label: t.S(msg.AskTitle)}},
	}
	f := frame.Page{Head: head, Service: instance.Ordering, Place: "home", Wrong: len(p.Faults) > 0}
	if why := p.refusal(); len(why) > 0 {
		f.Reason = why[0].Code
	}
	return h.frame.Render(w, r, status, f, askHTML(p))
}

// refusal is why the market may not be used, or not be asked for.
func (p askPage) refusal() []apperr.Reason {
	if o, there := p.Acts.Of(ordering.AskMarket); there && !o.OK() {
		return o.Reasons
	}
	return nil
}

// refused says that it was asked for and refused before, and why.
func (p askPage) refused() string {
	if p.Refused().IsZero() {
		return ""
	}
	return p.T.S(msg.RefusedBefore, "date", i18n.When(p.Refused()), "name", p.Asked.DecidedName, "reason", p.Asked.Reason)
}

// ask asks for a market.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	said := f.Text(request.FieldSaid, mostTyped)
	if err = f.Err(); err == nil {
		_, err = h.ordering.AskFor(r.Context(), frame.Actor(r), r.PathValue("ref"), n, said)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawAsk(w, r, http.StatusUnprocessableEntity, f.Value(request.FieldSaid), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, path, i18n.M(msg.MarketAsked))
}

// mostTyped is what is read of a text at most; what is too long for the use case is given back to be shortened.
const mostTyped = 5000

// offers are the markets of an establishment: those of the demandeur, and the others in grey, each with why and a way to ask for it.
func (p homePage) offers(post ordering.Post) ui.Table {
	t := p.T
	table := ui.Table{
		ID: "marches-" + post.Org.Ref, Caption: t.S(msg.MarketsOf, "org", post.Org.Name),
		Cols: []ui.Col{{Label: t.S(msg.ColMarket)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColAct), Hidden: true}},
	}
	for _, m := range post.Markets {
		table.Rows = append(table.Rows, ui.Row{Off: m.State != ordering.MarketGiven, Cells: ui.Parts{
			ui.Parts{ui.Text(m.Market.Title), ui.Sub(m.Market.Supplier.Name)}, p.marketTag(m), p.marketActs(m),
		}})
	}
	return table
}

func (p homePage) marketTag(m ordering.MarketView) ui.Parts {
	t := p.T
	switch {
	case m.State == ordering.MarketGiven:
		return ui.Parts{ui.Tag{Label: t.S(msg.TagGiven), Color: ui.Success}}
	case m.State == ordering.MarketAsked:
		return ui.Parts{ui.Tag{Label: t.S(msg.TagAsked), Color: ui.Warning, Outline: true}}
	case !m.Refused().IsZero():
		return ui.Parts{ui.Tag{Label: t.S(msg.TagRefused), Color: ui.Danger, Outline: true}}
	}
	return ui.Parts{ui.Tag{Label: t.S(msg.TagNotGiven), Outline: true}}
}

// marketActs are why a market may not be used, and the way to ask for it.
func (p homePage) marketActs(m ordering.MarketView) ui.Parts {
	var out ui.Parts
	if o, there := m.Acts.Of(ordering.UseMarket); there && !o.OK() {
		reasons := o.Reasons
		if m.Acts.May(ordering.AskMarket) { // the button beside it asks
			reasons = append([]apperr.Reason(nil), reasons...)
			reasons[0].Ask = nil
		}
		out = append(out, ui.Reason{T: p.T, Act: p.T.S(msg.UseMarket), About: m.Market.Title, Short: true, Reasons: reasons})
	}
	if m.Acts.May(ordering.AskMarket) {
		out = append(out, ui.Button{Label: p.T.S(msg.AskMarket), About: m.Market.Title, Small: true, Href: ordering.AskMarketPath(m.Org.Ref, m.Market.Number)})
	}
	return out
}
