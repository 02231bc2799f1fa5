package askedweb

import (
	"net/http"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type askPage struct {
	T        *i18n.T
	Key      string
	Draft    asked.Draft
	Quantity string // as it was typed
	Works    []access.Work
	There    []article.Article // of the catalogue, that have the reference
	Alike    []asked.Row
	Differs  bool // the form may say that the article is another than those
	Faults   ui.Faults
}

// askForm reports a missing article; what was searched for fills it in (R154, R156).
func (h *Handler) askForm(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	words := web.CleanLine(q.Value(paramWords))
	return h.drawAsk(w, r, http.StatusOK, askPage{Draft: asked.Guess(words)}, nil)
}

func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	d := asked.Draft{
		Title: f.Line(asked.FieldTitle, asked.MaxTitle), Reference: f.Line(asked.FieldReference, asked.MaxReference), Brand: f.Line(asked.FieldBrand, asked.MaxBrand),
		Need: needOf(f), Differs: f.Bool(asked.FieldDiffers),
	}
	n := int64(0)
	if err = f.Err(); err == nil {
		n, err = h.asked.Ask(r.Context(), frame.Actor(r), d)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawAsk(w, r, http.StatusUnprocessableEntity, askPage{Draft: d, Quantity: f.Value(asked.FieldQuantity)}, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, asked.Request{Number: n}.Path(""), i18n.M(msg.RequestSent, "number", strconv.FormatInt(n, 10)))
}

// needOf is what a form says of the establishment's need.
func needOf(f *web.Form) asked.Need {
	return asked.Need{
		OrgRef: f.Value(asked.FieldOrg), Quantity: int64(f.Int(asked.FieldQuantity, 1, asked.MostAYear)), Reason: f.Text(asked.FieldReason, asked.MaxText),
	}
}

func (h *Handler) drawAsk(w http.ResponseWriter, r *http.Request, status int, p askPage, cause error) error {
	t, who := web.T(r), frame.Actor(r)
	p.T, p.Key, p.Works, p.Faults = t, id.New(), who.Works, ui.FaultsOf(t, cause)
	if p.Draft.OrgRef == "" {
		p.Draft.OrgRef = who.Acting.Ref
	}
	var err error
	if p.There, err = h.asked.InCatalogue(r.Context(), who, p.Draft); err != nil {
		return err
	}
	if p.Alike, err = h.asked.Alike(r.Context(), who, p.Draft); err != nil {
		return err
	}
	p.Differs = len(p.Alike)+len(p.There) > 0
	head := &ui.Head{T: t, Title: t.S(msg.AskArticle), Lead: t.S(msg.RequestLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.RequestNew)})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), askHTML(p))
}

// there are the articles of the catalogue that have the reference, each with a way to its page.
func (p askPage) there() ui.Items {
	out := make(ui.Items, len(p.There))
	for i, a := range p.There {
		out[i] = ui.Item{Icon: ui.IconBox, Title: a.Title, Href: "/articles/" + strconv.FormatInt(a.Number, 10), Ref: p.T.S(msg.RefIs, "ref", a.Reference), Facts: a.Brand}
		if a.Price != article.NoPrice {
			out[i].Price, out[i].Per = p.T.UnitPrice(a.Price), p.T.S(msg.PerUnit, "unit", a.Unit)
		}
	}
	return out
}

// differs is what who asks confirms: that none of the articles is theirs, nor any of the requests.
func (p askPage) differs() string {
	if len(p.Alike) == 0 {
		return p.T.S(msg.RequestNotThat, "n", len(p.There))
	}
	return p.T.S(msg.RequestDiffers)
}

// alike are the requests that look like the one that is typed, each with a click that adds this need to it.
func (p askPage) alike() ui.Table {
	return table(p.T, p.T.S(msg.RequestsCaption, "n", len(p.Alike)), p.Alike, false, true, p.need()...)
}

// need is what was typed of the need, for a vote instead.
func (p askPage) need() []ui.Hidden {
	return []ui.Hidden{{Name: asked.FieldOrg, Value: p.Draft.OrgRef}, {Name: asked.FieldQuantity, Value: p.Quantity}, {Name: asked.FieldReason, Value: p.Draft.Reason}}
}

func orgs(works []access.Work) []ui.Option {
	out := make([]ui.Option, len(works))
	for i, w := range works {
		out[i] = ui.Option{Value: w.Ref, Label: w.Name}
	}
	return out
}
