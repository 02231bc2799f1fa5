package supplyweb

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/supply"
)

// readFile is the act of the form that brings a file, on the page of a link.
const readFile order.Act = "read a file"

// responsePage is what a file of the supplier's program says, before it counts.
type responsePage struct {
	supply.View
	supply.Response
	T   *i18n.T
	Key string
	At  string
}

// read reads the file of the supplier's program and shows what it says: a change is shown as the form that proposes it. Nothing is kept.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) error {
	if err := h.Slow(r); err != nil {
		return err
	}
	v, err := h.Opened(w, r)
	if err != nil {
		return err
	}
	if v.Standing != supply.Live {
		return h.dead(w, r, v.Standing, "")
	}
	var body []byte
	_, err = web.ParseUpload(r, func(f web.File) error {
		if f.Field != supply.FieldFile || body != nil {
			return nil
		}
		var err error
		if body, err = io.ReadAll(io.LimitReader(f, supply.MaxResponse+1)); err == nil && len(body) > supply.MaxResponse {
			return web.ErrEnough // which is refused by its size, in words, however large it is
		}
		return err
	})
	if err != nil {
		return err
	}
	in, err := supply.ReadResponse(v, body)
	if err == nil {
		err = order.MaySupplier(in.Do, v.Case)
	}
	if err != nil {
		return h.notDone(w, r, err, linkPage{Act: readFile})
	}
	if in.Do == order.Propose {
		return h.drawChanges(w, r, http.StatusOK, changesPage{Typed: proposed(web.T(r), v, in), Read: true})
	}
	t := web.T(r)
	in.Text = shipped(t, in)
	p := responsePage{v, in, t, id.New(), path(r)}
	head := ui.Head{Title: t.S(msg.ResponseTitle), Lead: t.S(msg.ResponseLead), Crumbs: []ui.Link{{Label: t.S(msg.OrderTitle, "number", v.Number), Href: p.At}, {Label: t.S(msg.ResponseTitle)}}}
	return h.frame.Render(w, r, http.StatusOK, bare(t, head, false), responseHTML(p))
}

// proposed is the form of changes as a file says it.
func proposed(t *i18n.T, v supply.View, in supply.Response) *web.Form {
	out := standing(t, v)
	out[supply.FieldText] = in.Text
	for line, d := range in.Lines {
		for what, value := range map[string]string{
			supply.FieldQuantity: strconv.FormatInt(d.Quantity, 10), supply.FieldPrice: priceField(t, d.Price), supply.FieldReference: d.Reference,
			supply.FieldTitle: d.Title, supply.FieldDay: d.PromisedOn, supply.FieldNote: d.Note,
		} {
			out[supply.LineField(what, line)] = value
		}
	}
	return web.NewForm(out)
}

// shipped is what a file says in its own words, with what of the lines is not on its way yet: the acheteur reads both.
func shipped(t *i18n.T, in supply.Response) string {
	if len(in.Partly) == 0 {
		return in.Text
	}
	all := make([]string, len(in.Partly))
	for i, x := range in.Partly {
		all[i] = t.S(msg.ShippedOf, "n", x.Sent, "of", x.Line.Missing(), "article", x.Line.Article.Title)
	}
	said := strings.TrimSpace(in.Text + " " + t.S(msg.ShippedPartly, "lines", strings.Join(all, "; ")))
	if utf8.RuneCountInString(said) > supply.MaxText {
		said = strings.TrimSpace(in.Text + " " + t.S(msg.ShippedPartlyMany, "n", len(all)))
	}
	if utf8.RuneCountInString(said) > supply.MaxText {
		return t.S(msg.ShippedPartlyMany, "n", len(all))
	}
	return said
}

// says is what the file says, in words.
func (p responsePage) says() string {
	return p.T.S(map[order.Act]i18n.Key{
		order.Acknowledge: msg.Acknowledge, order.Accept: msg.AcceptOrder, order.Decline: msg.Decline, order.Ship: msg.Ship,
	}[p.Do])
}

// hidden carries what the file says to the page's own button.
func (p responsePage) hidden() []ui.Hidden {
	out := append(versioned(p.Version), ui.Hidden{Name: supply.FieldPromised, Value: p.Response.PromisedOn})
	for name, a := range acts {
		if a.do == p.Do {
			out = append(out, ui.Hidden{Name: fieldAct, Value: name})
			if a.words != "" {
				out = append(out, ui.Hidden{Name: a.words, Value: p.Text})
			}
		}
	}
	return out
}

func (p responsePage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{{Term: t.S(msg.ResponseSays), Value: ui.Strong(p.says())}}
	if on := p.Response.PromisedOn; on != "" {
		out = append(out, ui.Fact{Term: t.S(msg.FactPromised), Value: ui.Text(day(t, on))})
	}
	if p.Text != "" {
		out = append(out, ui.Fact{Term: t.S(msg.YourWords), Value: ui.Text(p.Text)})
	}
	return out
}

// wordless says that a refusal without a reason cannot be sent as it is.
func (p responsePage) wordless() bool { return p.Do == order.Decline && p.Text == "" }
