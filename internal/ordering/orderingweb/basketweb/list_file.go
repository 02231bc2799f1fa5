package basketweb

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

// files lead to all of who's baskets as sheets, as they are filtered; no basket, no file.
func (p listPage) files() ui.Parts {
	if p.Total == 0 {
		return nil
	}
	tail := ""
	if p.State != "" {
		tail = "?" + url.Values{paramState: {p.State}}.Encode()
	}
	var out ui.Parts
	for _, x := range []struct {
		label  i18n.Key
		ending string
	}{{msg.ExportCsv, ".csv"}, {msg.ExportXlsx, ".xlsx"}} {
		out = append(out, ui.Button{Label: p.T.S(x.label), Icon: ui.IconDownload, Href: list + x.ending + tail, Extra: true})
	}
	return out
}

// listFile gives « mes paniers » out: without VAT, as all that a demandeur reads (R182).
func (h *Handler) listFile(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t := web.T(r)
		var b bytes.Buffer
		file, err := sheet.New(format, &b, t, t.S(msg.MyBaskets), listHeads(t)...)
		if err != nil {
			return fmt.Errorf("sheet of baskets: %w", err)
		}
		err = h.baskets.Export(r.Context(), frame.Actor(r), filterOf(r), func(x basket.Row) error { return file.Row(listCells(t, x)...) })
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		return web.Download(w, t.S(msg.BasketsFile)+"."+string(format), format.MediaType(), &b)
	}
}

func listHeads(t *i18n.T) []sheet.Head {
	return []sheet.Head{
		{Title: t.S(msg.ColBasket), Kind: sheet.Whole},
		{Title: t.S(msg.BasketTitle), Width: 24},
		{Title: t.S(msg.ColStatus), Width: 20},
		{Title: t.S(msg.ColOrg), Width: 30},
		{Title: t.S(msg.SiteLabel), Width: 24},
		{Title: t.S(msg.LabelWish), Width: 24},
		{Title: t.S(msg.Remark), Width: 40},
		{Title: t.S(msg.ColOpened), Kind: sheet.Moment},
		{Title: t.S(msg.ColConfirmed), Kind: sheet.Moment},
		{Title: t.S(msg.ColArticles), Kind: sheet.Whole},
		{Title: t.S(msg.TotalNet), Kind: sheet.Amount},
	}
}

func listCells(t *i18n.T, x basket.Row) []sheet.Cell {
	return []sheet.Cell{
		sheet.Count(x.Number), sheet.Text(x.Title), sheet.Text(t.S(x.State.Label())), sheet.Text(x.Org.Name), sheet.Text(x.Site.Name), sheet.Text(x.Label), sheet.Text(x.Remark),
		sheet.Instant(x.OpenedAt), sheet.Instant(x.ConfirmedAt), sheet.Count(int64(x.Lines)), sheet.Cents(int64(x.Total)),
	}
}
