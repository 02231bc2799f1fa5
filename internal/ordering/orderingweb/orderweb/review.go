package orderweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/before"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// reviewPage is a basket as who validates it looks at it before it is ordered (R214).
type reviewPage struct {
	order.Review
	T *i18n.T
}

func (h *Handler) review(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.orders.Review(r.Context(), frame.Actor(r), n)
	if err != nil {
		return h.moved(w, r, err)
	}
	t := web.T(r)
	p := reviewPage{v, t}
	head := &ui.Head{
		T: t, Title: t.S(msg.ReviewTitle, "number", v.Basket.Number, "name", v.Basket.Owner), Lead: t.S(msg.ReviewLead),
		Crumbs: crumbs(t, ui.Link{Label: t.S(msg.DeskTitle), Href: toCreate}, ui.Link{Label: t.S(msg.BasketNumber, "number", v.Basket.Number)}),
	}
	return h.frame.Render(w, r, http.StatusOK, page(head, "to-create", false), reviewHTML(p))
}

func (p reviewPage) facts() ui.Summary {
	t, b := p.T, p.Basket
	out := ui.Summary{
		{Term: t.S(msg.ColRequester), Value: ui.Text(b.Owner)},
		{Term: t.S(msg.FactPlace), Value: ui.Text(joined(b.Org.Name, b.Site.Name))},
		{Term: t.S(msg.ColConfirmed), Value: ui.Text(t.DateTime(b.ConfirmedAt))},
	}
	add := func(key i18n.Key, text string) {
		if text != "" {
			out = append(out, ui.Fact{Term: t.S(key), Value: ui.Text(text)})
		}
	}
	add(msg.BasketTitle, b.Title)
	add(msg.LabelWish, b.Label)
	add(msg.Remark, b.Remark)
	return out
}

// lines are the articles of one supplier that wait, each with who else asks for it, or had it lately.
func (p reviewPage) lines(w order.Waiting) ui.Table {
	t := p.T
	out := ui.Table{ID: "t-" + w.Supplier, Caption: t.S(msg.ParcelCaption, "supplier", w.Name), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColQuantity), Num: true}, {Label: t.S(msg.ColNetUnit), Num: true}, {Label: t.S(msg.ColNet), Num: true},
	}}
	for _, l := range w.Lines {
		a := l.Article
		name := ui.Parts{ui.Link{Label: a.Title, Href: ordering.ArticlePath(a.Number)}, ui.Sub(joined(t.S(msg.Reference, "reference", a.Reference), a.Unit))}
		if all := p.Doubles[a.Number]; len(all) > 0 {
			name = append(name, ui.Line{ui.Tag{Label: t.S(msg.DoubleTag), Color: ui.Warning, Outline: true}})
			for _, d := range all {
				name = append(name, ui.Sub(double(t, d)))
			}
		}
		quantity := ui.Parts{ui.Text(t.Number(l.Granted))}
		if l.Granted < l.Asked {
			quantity = append(quantity, ui.Sub(t.S(msg.AskedFor, "n", l.Asked)))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{name, quantity, ui.NoWrap(price(t, a.Price)), ui.NoWrap(t.Cents(int64(l.Net())))}})
	}
	return out
}

// double says who else asks for an article, or had it ordered: class, number, when.
func double(t *i18n.T, d before.Double) string {
	who := joined(d.Owner, d.Label)
	if d.Order == "" {
		return t.S(msg.DoubleWaits, "n", d.Units, "name", who, "number", d.Basket, "date", i18n.Day(d.At))
	}
	return t.S(msg.DoubleOrdered, "n", d.Units, "name", who, "order", d.Order, "date", i18n.Day(d.At))
}

// totals are what a supplier's part costs, without delivery.
func (p reviewPage) totals(w order.Waiting) ui.Totals {
	return planPage{T: p.T}.totals(order.Parcel{Total: w.Total})
}

// past is what was ordered on the basket's markets since the school year began: by the establishment, and by the demandeur.
func (p reviewPage) past() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.PastCaption), Head: 0, Top: true, Cols: []ui.Col{
		{Label: t.S(msg.FactMarket)}, {Label: t.S(msg.PastOrg), Num: true}, {Label: p.Basket.Owner, Num: true}, {Label: t.S(msg.PastLast)},
	}}
	for _, x := range p.Past {
		last := ui.Parts{}
		for _, o := range x.Last {
			last = append(last, ui.Line{ui.Link{Label: o.Number, Href: order.Order{Number: o.Number}.Path(), Ref: true}}, ui.Sub(joined(t.Date(o.At), t.S(msg.GrossOf, "amount", i18n.Amount(o.Gross)), t.S(order.State(o.State).Label()))))
		}
		if len(x.Last) == 0 {
			last = append(last, ui.Text(t.S(msg.PastNone)))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(x.Title),
			ui.Parts{ui.NoWrap(t.S(msg.NetOf, "amount", i18n.Amount(x.Net))), ui.Sub(t.S(msg.GrossOf, "amount", i18n.Amount(x.Gross))), ui.Sub(t.S(msg.PastOrders, "n", x.Orders))},
			ui.Parts{ui.NoWrap(t.S(msg.NetOf, "amount", i18n.Amount(x.Own.Net))), ui.Sub(t.S(msg.GrossOf, "amount", i18n.Amount(x.Own.Gross)))},
			last,
		}})
	}
	return out
}

// taken says that a demandeur has no right to a market any more, since when and by whom (R197).
func taken(t *i18n.T, market string, x ordering.Taken) string {
	switch {
	case x.At.IsZero():
		return t.S(msg.TakenNone, "market", market)
	case x.By == "":
		return t.S(msg.TakenEnded, "market", market, "date", i18n.Day(x.At))
	}
	return t.S(msg.TakenBy, "market", market, "date", i18n.Day(x.At), "name", x.By)
}

// lost are the rights that a basket's demandeur lost, for the cell that names them.
func lost(t *i18n.T, w order.Waiting) ui.Parts {
	if len(w.Lost) == 0 {
		return nil
	}
	out := ui.Parts{ui.Line{ui.Tag{Label: t.S(msg.TakenTag), Color: ui.Warning}}}
	for _, x := range w.Lost {
		out = append(out, ui.Sub(taken(t, x.Market, x.Taken)))
	}
	return out
}

// reviewPath is the page of a basket that waits.
func reviewPath(b basket.Basket) string { return toCreate + "/" + strconv.FormatInt(b.Number, 10) }
