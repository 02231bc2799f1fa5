package updateweb

import (
	"net/http"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// paramBegins is the beginning of the references that are looked for.
const paramBegins = "reference"

type shelfPage struct {
	update.Shelf
	T      *i18n.T
	Begins string
	At     ui.Address
}

// shelf is what a market sells, with its latest updates.
func (h *Handler) shelf(w http.ResponseWriter, r *http.Request) error {
	market, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page0, size := paged(f)
	p := shelfPage{T: web.T(r), Begins: f.Line(paramBegins, update.MaxReference), At: ui.Address{Path: marketPath(market, "/catalogue"), Query: r.URL.Query()}}
	if p.Shelf, err = h.updates.Shelf(r.Context(), frame.Actor(r), market, p.Begins, page0, size); err != nil {
		return err
	}
	t := p.T
	head := &ui.Head{T: t, Title: t.S(msg.UpCatalogueOf, "title", p.Market.Title), Crumbs: crumbs(t, market, p.Market.Title), Acts: p.acts()}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), shelfHTML(p))
}

// acts begin an update, by hand or by sheet. Why none can be is told once.
func (p shelfPage) acts() ui.Parts {
	if !p.May {
		return nil
	}
	t := p.T
	return ui.Parts{
		ui.Act{T: t, Label: t.S(msg.UpAddArticle), Icon: ui.IconPlus, Href: marketPath(p.Market.Number, "/catalogue/articles/nouveau"), Absent: len(p.Busy) > 0},
		ui.Act{T: t, Label: t.S(msg.UpNew), Icon: ui.IconUpload, Look: ui.Main, Href: marketPath(p.Market.Number, "/catalogue/mises-a-jour/nouvelle"), Reasons: p.Busy},
	}
}

func (p shelfPage) articles() ui.Table {
	t := p.T
	table := ui.Table{Caption: p.caption(), Top: true, Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.UpColReference)}, {Label: t.S(msg.UpColTitle)}, {Label: t.S(msg.UpColPrice), Num: true}, {Label: t.S(msg.UpColVat), Num: true}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, a := range p.Articles {
		act := ui.Parts(nil)
		if p.May && len(p.Busy) == 0 {
			act = ui.Parts{ui.Button{Label: t.S(msg.EditMarket), About: a.Title, Small: true, Href: marketPath(p.Market.Number, "/catalogue/articles/"+strconv.FormatInt(a.Number, 10))}}
		}
		table.Rows = append(table.Rows, ui.Row{Off: a.Withdrawn, Cells: ui.Parts{
			ui.Ref(a.Reference), ui.Parts{ui.Text(a.Title), ui.Sub(a.Brand), remarks(t, a)}, ui.Text(price(t, a.Price)), ui.Text(t.S(msg.UpPercent, "rate", update.RateText(a.VAT))), act,
		}})
	}
	return table
}

func (p shelfPage) caption() string {
	if p.Total >= update.ShelfMost {
		return p.T.S(msg.UpFirstArticles, "n", p.Total)
	}
	return p.T.S(msg.UpArticles, "n", p.Total)
}

// remarks are why an article cannot be ordered.
func remarks(t *i18n.T, a article.Article) ui.Parts {
	var out ui.Parts
	if a.Withdrawn {
		out = append(out, ui.Tag{Label: t.S(msg.UpWithdrawn), Color: ui.Neutral, Outline: true})
	}
	if a.Special {
		out = append(out, ui.Tag{Label: t.S(msg.UpSpecial), Color: ui.Info, Outline: true})
	}
	return out
}
