package orderweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// files lead to all orders as sheets, as they are filtered: the page's number apart. Nothing to give out, no file.
func (p ordersPage) files() ui.Parts {
	q := url.Values{}
	if p.State != "" {
		q.Set(paramState, p.State)
	}
	if p.Free {
		q.Set(order.FieldFree, yes)
	}
	tail := ""
	if len(q) > 0 {
		tail = "?" + q.Encode()
	}
	return sheets(p.T, follow, tail, p.Total)
}

// followFile gives all orders out that who sees with their amounts, as they are filtered (R207).
func (h *Handler) followFile(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t := web.T(r)
		return give(w, t, format, msg.FollowTitle, msg.OrdersFile, followHeads(t), func(row func(...sheet.Cell) error) error {
			return h.orders.Export(r.Context(), frame.Actor(r), filterOf(r), func(o order.Row) error { return row(followCells(t, o)...) })
		})
	}
}

func followHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{
		{Title: t.S(msg.ColOrder), Width: 22},
		{Title: t.S(msg.ColStatus)},
		{Title: t.S(msg.ColSupplier), Width: 30},
		{Title: t.S(msg.FactMarket), Width: 30},
		{Title: t.S(msg.ColMarketReference)},
		{Title: t.S(msg.ColOrg), Width: 30},
		{Title: t.S(msg.SiteLabel), Width: 24},
		{Title: t.S(msg.ColCreated), Kind: sheet.Moment},
		{Title: t.S(msg.ColMaker), Width: 24},
		{Title: t.S(msg.FactSent), Kind: sheet.Moment},
		{Title: t.S(msg.ColSender), Width: 24},
		{Title: t.S(msg.Label), Width: 30},
		{Title: t.S(msg.Free)},
		{Title: t.S(msg.RemarkSupplier), Width: 40},
		{Title: t.S(msg.ColArticles), Kind: sheet.Whole},
		{Title: t.S(msg.ColNet), Kind: sheet.Amount},
		{Title: t.S(msg.ColGross), Kind: sheet.Amount},
	}
}

func followCells(t *i18n.T, o order.Row) []sheet.Cell {
	free := msg.No
	if o.Free {
		free = msg.Yes
	}
	return []sheet.Cell{
		sheet.Text(o.Number), sheet.Text(t.S(o.State.Label())), sheet.Text(o.Supplier.Name), sheet.Text(o.Market.Title), sheet.Text(o.Market.Reference),
		sheet.Text(o.Org.Name), sheet.Text(o.Site.Name), sheet.Instant(o.CreatedAt), sheet.Text(o.CreatedBy), sheet.Instant(o.SentAt), sheet.Text(o.SentBy),
		sheet.Text(o.Label), sheet.Text(t.S(free)), sheet.Text(o.Remark), sheet.Count(int64(o.Lines)), sheet.Cents(int64(o.Net)), sheet.Cents(int64(o.Gross)),
	}
}
