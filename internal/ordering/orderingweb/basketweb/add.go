package basketweb

import (
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

const catalogue = "/catalogue"

// add puts an article in, from the catalogue's pages, and goes back there (R180).
func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := basket.Adding{OrgRef: f.Value("etablissement"), Quantity: int64(f.Int(basket.FieldQuantity, 1, amount.MaxQuantity))}
	in.Article, _ = strconv.ParseInt(f.Value("article"), 10, 64) // a forged one is not found
	in.Basket, _ = strconv.ParseInt(f.Value("panier"), 10, 64)   // a forged one is the newest
	n := int64(0)
	if err = f.Err(); err == nil {
		n, err = h.baskets.Add(r.Context(), frame.Actor(r), in)
	}
	back := local(f.Value("retour"), ordering.ArticlePath(in.Article))
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid && len(e.Fields) > 0 {
		err = h.notAdded(w, r, in, addPage{Back: back, Typed: f.Value(basket.FieldQuantity)}, e.Fields[0].Msg)
	}
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		return h.refused(w, r, addRefused{Why: e.Reasons, Article: ordering.ArticlePath(in.Article), Back: back})
	}
	if err != nil || n == 0 {
		return err
	}
	return web.SeeOther(w, r, told(back, n, in.Article), i18n.M(msg.Added, "number", n))
}

// told is an address to go back to that names a line: with what was added to which basket, so that the line says so.
func told(back string, basketNumber, article int64) string {
	u, err := url.Parse(back)
	if err != nil || u.Fragment == "" {
		return back
	}
	q := u.Query()
	q.Set("panier", strconv.FormatInt(basketNumber, 10))
	q.Set("ajoute", strconv.FormatInt(article, 10))
	u.RawQuery = q.Encode()
	return u.String()
}

// local is an address of the catalogue to go back to, else another.
func local(to, otherwise string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || path.Clean(u.Path) != u.Path || !inCatalogue(u.Path) {
		return otherwise
	}
	if u.Fragment != "" {
		return u.RequestURI() + "#" + u.EscapedFragment()
	}
	return u.RequestURI()
}

// inCatalogue says whether articles are added from a path.
func inCatalogue(p string) bool {
	return p == catalogue || strings.HasPrefix(p, catalogue+"/") || strings.HasPrefix(p, "/articles/") || strings.HasPrefix(p, list+"/")
}

type addPage struct {
	T       *i18n.T
	Key     string
	In      basket.Adding
	Article article.Article
	Back    string
	Typed   string
	Faults  ui.Faults
}

// notAdded asks for a quantity that can be ordered (R183).
func (h *Handler) notAdded(w http.ResponseWriter, r *http.Request, in basket.Adding, p addPage, why i18n.Msg) error {
	a, err := h.baskets.Wanted(r.Context(), frame.Actor(r), in)
	if err != nil {
		return err
	}
	t := web.T(r)
	p.T, p.Key, p.In, p.Article, p.Faults = t, newKey(), in, a, ui.FaultsOf(t, apperr.InvalidField(basket.FieldQuantity, why))
	head := &ui.Head{T: t, Title: t.S(msg.AddTitle), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.AddTitle)})}
	return h.frame.Render(w, r, http.StatusUnprocessableEntity, page(head, true), addHTML(p))
}

// facts say which article it is, and what it costs without VAT.
func (p addPage) facts() ui.Summary {
	t, a := p.T, p.Article
	return ui.Summary{
		{Term: t.S(msg.ColArticle), Value: ui.Parts{ui.Link{Label: a.Title, Href: ordering.ArticlePath(a.Number)}, ui.Sub(joined(t.S(msg.Reference, "reference", a.Reference), packed(t, a)))}},
		{Term: t.S(msg.NetPrice), Value: ui.Text(t.S(msg.NetPerUnit, "price", price(t, a.Price), "unit", a.Unit))},
	}
}

func (p addPage) hidden() []ui.Hidden {
	return []ui.Hidden{
		{Name: "etablissement", Value: p.In.OrgRef},
		{Name: "article", Value: strconv.FormatInt(p.In.Article, 10)},
		{Name: "panier", Value: strconv.FormatInt(p.In.Basket, 10)},
		{Name: "retour", Value: p.Back},
	}
}

// addRefused is why an article was not added, and where to go on.
type addRefused struct {
	T             *i18n.T
	Why           []apperr.Reason
	Article, Back string // addresses
}

func (h *Handler) refused(w http.ResponseWriter, r *http.Request, p addRefused) error {
	p.T = web.T(r)
	head := &ui.Head{T: p.T, Title: p.T.S(msg.NotAddedTitle), Crumbs: crumbs(p.T, ui.Link{Label: p.T.S(msg.NotAddedTitle)})}
	f := page(head, false)
	if len(p.Why) > 0 {
		f.Reason = p.Why[0].Code
	}
	return h.frame.Render(w, r, http.StatusForbidden, f, refusedHTML(p))
}

// ways are the list that one came from, and the article.
func (p addRefused) ways() ui.Acts {
	var out ui.Acts
	if strings.HasPrefix(p.Back, catalogue) {
		out = append(out, ui.Button{Label: p.T.S(msg.BackToList), Href: p.Back})
	}
	return append(out, ui.Button{Label: p.T.S(msg.SeeArticle), Href: p.Article})
}
