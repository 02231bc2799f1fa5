package updateweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// fieldSeen is the edition of what is typed over.
const fieldSeen = "edition"

type articlePage struct {
	update.Card
	T      *i18n.T
	Key    string
	Form   *web.Form
	Green  []string
	Faults ui.Faults
	Clash  bool
	Seen   string
}

// known is whether the form is an article's that the market has.
func (p articlePage) known() bool { return p.Article.Number != 0 }

func (h *Handler) newArticle(w http.ResponseWriter, r *http.Request) error {
	return h.drawArticle(w, r, http.StatusOK, 0, nil, nil)
}

func (h *Handler) article(w http.ResponseWriter, r *http.Request) error {
	of, err := web.Number32(r, "article")
	if err != nil {
		return err
	}
	return h.drawArticle(w, r, http.StatusOK, of, nil, nil)
}

// drawArticle draws the form of an article, 0 for a new one, filled with what is or with what was typed.
func (h *Handler) drawArticle(w http.ResponseWriter, r *http.Request, status int, of int64, f *web.Form, fault error) error {
	market, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	c, err := h.updates.Card(r.Context(), frame.Actor(r), market, of)
	if err == nil && len(c.Reasons) > 0 {
		err = apperr.ForbiddenErr(c.Reasons...)
	}
	if err != nil {
		return err
	}
	t := web.T(r)
	p := articlePage{Card: c, T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault), Clash: apperr.Is(fault, apperr.Conflict), Seen: strconv.FormatInt(c.Article.From, 10)}
	if f == nil {
		p.Form, p.Green = stored(c)
	} else {
		p.Green = f.Values(update.FieldGreen)
	}
	title := t.S(msg.UpAddArticle)
	if p.known() {
		title = t.S(msg.UpArticleTitle, "reference", c.Article.Reference)
	}
	head := &ui.Head{T: t, Title: title, Lead: t.S(msg.UpArticleLead), Crumbs: crumbs(t, market, c.Market.Title, ui.Link{Label: title})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), articleHTML(p))
}

// stored is the form of an article as it is.
func stored(c update.Card) (*web.Form, []string) {
	a := c.Article
	if a.Number == 0 {
		return web.NewForm(map[string]string{update.FieldPack: "1", update.FieldMultiple: "1"}), nil
	}
	values := map[string]string{
		update.FieldReference: a.Reference, update.FieldTitle: a.Title, update.FieldDescription: a.Description, update.FieldBrand: a.Brand, update.FieldUnit: a.Unit,
		update.FieldPack: strconv.FormatInt(a.Pack, 10), update.FieldMultiple: strconv.FormatInt(a.Multiple, 10), update.FieldPrice: amount(a.Price), update.FieldVAT: update.RateText(a.VAT),
		update.FieldEAN: a.EAN, update.FieldCPV: a.CPV, update.FieldSpecial: box(a.Special), update.FieldWithdrawn: box(a.Withdrawn), update.FieldEquivalents: strings.ReplaceAll(a.Equivalents, ";", " ; "),
	}
	for i, name := range []string{update.FieldCategory, update.FieldFamily, update.FieldSub} {
		if i < len(c.Path) {
			values[name] = c.Path[i].Name
		}
	}
	var green []string
	for _, g := range article.Greens() {
		if a.Green.Has(g) {
			green = append(green, greenWord(g))
		}
	}
	return web.NewForm(values), green
}

func box(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// greenWord names a label in a form, as sheets may.
func greenWord(g article.Green) string {
	return map[article.Green]string{article.Organic: "bio", article.Ecolabel: "ecolabel", article.Recycled: "recycle", article.FairTrade: "equitable", article.Wood: "fsc"}[g]
}

func (p articlePage) greens() []ui.Option {
	var out []ui.Option
	for _, g := range article.Greens() {
		out = append(out, ui.Option{Value: greenWord(g), Label: p.T.S(g.Label())})
	}
	return out
}

func (p articlePage) rates() []ui.Option {
	return append([]ui.Option{{Label: p.T.S(msg.Choose)}}, ratesOf(p.T, p.Rates)...)
}

func (p articlePage) value(name string) string { return p.Form.Value(name) }

func (h *Handler) putNew(w http.ResponseWriter, r *http.Request) error { return h.save(w, r, 0) }

func (h *Handler) put(w http.ResponseWriter, r *http.Request) error {
	of, err := web.Number32(r, "article")
	if err != nil {
		return err
	}
	return h.save(w, r, of)
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request, of int64) error {
	market, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	var put update.Putting
	in := typedOf(f, of)
	if err = f.Err(); err == nil {
		put, err = h.updates.Put(r.Context(), frame.Actor(r), market, in)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawArticle(w, r, http.StatusUnprocessableEntity, of, f, err)
	case apperr.Conflict:
		return h.drawArticle(w, r, http.StatusConflict, of, f, err)
	default:
	}
	switch {
	case err != nil:
		return err
	case put.Update == 0:
		return web.SeeOther(w, r, marketPath(market, "/catalogue"), i18n.M(msg.UpNothingChanged))
	}
	return web.SeeOther(w, r, onePathOf(market, put.Update), i18n.M(msg.UpArticleSaved))
}

// typedOf is what was typed of an article.
func typedOf(f *web.Form, of int64) update.Typed {
	in := update.Typed{Number: of, Cells: map[string]string{}}
	in.Seen, _ = strconv.ParseInt(f.Value(fieldSeen), 10, 64) // a forged one is a stale one
	for _, name := range []string{
		update.FieldReference, update.FieldTitle, update.FieldCategory, update.FieldFamily, update.FieldSub, update.FieldBrand, update.FieldUnit, update.FieldPack, update.FieldMultiple,
		update.FieldPrice, update.FieldVAT, update.FieldEAN, update.FieldCPV,
	} {
		in.Cells[name] = f.Line(name, 300)
	}
	in.Cells[update.FieldDescription], in.Cells[update.FieldEquivalents] = f.Text(update.FieldDescription, update.MaxDescription), f.Line(update.FieldEquivalents, 600)
	in.Cells[update.FieldGreen] = strings.Join(f.Values(update.FieldGreen), ";")
	for _, name := range []string{update.FieldSpecial, update.FieldWithdrawn} {
		if f.Bool(name) {
			in.Cells[name] = "oui"
		}
	}
	return in
}

// Fields are those of an article's form that hold a line, with what each asks.
func (p articlePage) lines() []ui.Field {
	required := []string{update.FieldReference, update.FieldTitle, update.FieldCategory}
	var out []ui.Field
	for _, x := range []struct {
		name  string
		label i18n.Key
		hint  i18n.Key
		max   int
	}{
		{update.FieldReference, msg.UpColReference, "", update.MaxReference},
		{update.FieldTitle, msg.UpColTitle, "", update.MaxTitle},
		{update.FieldCategory, msg.UpCategory, "", update.MaxName},
		{update.FieldFamily, msg.UpFamily, "", update.MaxName},
		{update.FieldSub, msg.UpSub, "", update.MaxName},
		{update.FieldBrand, msg.UpBrand, "", update.MaxBrand},
		{update.FieldUnit, msg.UpUnit, msg.UpUnitHint, update.MaxUnit},
		{update.FieldPack, msg.UpPack, msg.UpPackHint, 7},
		{update.FieldMultiple, msg.UpMultiple, msg.UpMultipleHint, 7},
		{update.FieldPrice, msg.UpColPrice, msg.UpPriceHint, 20},
	} {
		if x.name == update.FieldReference && p.known() {
			continue
		}
		f := ui.Field{Name: x.name, Label: p.T.S(x.label), Value: p.value(x.name), Error: p.Faults.Of(x.name), Max: x.max, Required: slices.Contains(required, x.name), Wide: x.name == update.FieldTitle}
		if x.hint != "" {
			f.Hint = p.T.S(x.hint)
		}
		out = append(out, f)
	}
	return out
}
