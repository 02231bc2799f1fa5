package orderweb

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// sheets lead to the files of a list, as it is filtered; nothing in it, no file.
func sheets(t *i18n.T, path, tail string, total int) ui.Parts {
	if total == 0 {
		return nil
	}
	var out ui.Parts
	for _, x := range []struct {
		label  i18n.Key
		ending string
	}{{msg.ExportCsv, ".csv"}, {msg.ExportXlsx, ".xlsx"}} {
		out = append(out, ui.Button{Label: t.S(x.label), Icon: ui.IconDownload, Href: path + x.ending + tail, Extra: true})
	}
	return out
}

// give sends a sheet of what fill puts into it.
func give(w http.ResponseWriter, t *i18n.T, format sheet.Format, title, file i18n.Key, heads []sheet.Head, fill func(row func(...sheet.Cell) error) error) error {
	var b bytes.Buffer
	f, err := sheet.New(format, &b, t, t.S(title), heads...)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", file, err)
	}
	if err := errors.Join(fill(f.Row), f.Close()); err != nil {
		return err
	}
	return web.Download(w, t.S(file)+"."+string(format), format.MediaType(), &b)
}

// sendFile gives « Commandes à passer » out.
func (h *Handler) sendFile(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t := web.T(r)
		return give(w, t, format, msg.SendTitle, msg.SendFile, followHeads(t), func(row func(...sheet.Cell) error) error {
			return h.orders.ExportToSend(r.Context(), frame.Actor(r), func(o order.Row) error { return row(followCells(t, o)...) })
		})
	}
}

// deskFile gives « Commandes à créer » out.
func (h *Handler) deskFile(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t := web.T(r)
		return give(w, t, format, msg.DeskTitle, msg.DeskFile, deskHeads(t), func(row func(...sheet.Cell) error) error {
			return h.orders.ExportToCreate(r.Context(), frame.Actor(r), func(x order.Waiting) error { return row(deskCells(x)...) })
		})
	}
}

func deskHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{
		{Title: t.S(msg.ColBasket), Kind: sheet.Whole},
		{Title: t.S(msg.BasketTitle), Width: 24},
		{Title: t.S(msg.ColSupplier), Width: 30},
		{Title: t.S(msg.ColRequester), Width: 24},
		{Title: t.S(msg.LabelWish), Width: 24},
		{Title: t.S(msg.Remark), Width: 40},
		{Title: t.S(msg.ColOrg), Width: 30},
		{Title: t.S(msg.SiteLabel), Width: 24},
		{Title: t.S(msg.ColConfirmed), Kind: sheet.Moment},
		{Title: t.S(msg.ColArticles), Kind: sheet.Whole},
		{Title: t.S(msg.ColNetAlone), Kind: sheet.Amount},
		{Title: t.S(msg.ColGrossAlone), Kind: sheet.Amount},
	}
}

func deskCells(x order.Waiting) []sheet.Cell {
	b := x.Basket
	return []sheet.Cell{
		sheet.Count(b.Number), sheet.Text(b.Title), sheet.Text(x.Name), sheet.Text(b.Owner), sheet.Text(b.Label), sheet.Text(b.Remark), sheet.Text(b.Org.Name), sheet.Text(b.Site.Name),
		sheet.Instant(b.ConfirmedAt), sheet.Count(int64(len(x.Lines))), sheet.Cents(int64(x.Total.Net)), sheet.Cents(int64(x.Total.Gross)),
	}
}
