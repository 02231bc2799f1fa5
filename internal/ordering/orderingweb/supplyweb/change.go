package supplyweb

import (
	"net/http"
	"strconv"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/supply"
)

// changesPage is « J'accepte avec changements », line by line.
type changesPage struct {
	supply.View
	T      *i18n.T
	Key    string
	At     string
	Typed  *web.Form
	Faults ui.Faults
	Read   bool // from a file
}

func (h *Handler) changesForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawChanges(w, r, http.StatusOK, changesPage{})
}

func (h *Handler) drawChanges(w http.ResponseWriter, r *http.Request, status int, p changesPage) error {
	v, err := h.Opened(w, r)
	if err != nil {
		return err
	}
	if v.Standing != supply.Live {
		return h.dead(w, r, v.Standing, "")
	}
	if err := order.MaySupplier(order.Propose, v.Case); err != nil {
		return h.notDone(w, r, err, linkPage{})
	}
	t := web.T(r)
	p.View, p.T, p.Key, p.At = v, t, id.New(), path(r)
	if p.Typed == nil {
		p.Typed = web.NewForm(standing(t, v))
	}
	head := ui.Head{
		Title: t.S(msg.ChangesTitle), Lead: t.S(msg.ChangesLead),
		Crumbs: []ui.Link{{Label: t.S(msg.OrderTitle, "number", v.Number), Href: p.At}, {Label: t.S(msg.ChangesTitle)}},
	}
	return h.frame.Render(w, r, status, bare(t, head, len(p.Faults) > 0), changesHTML(p))
}

// standing is the form as the order stands.
func standing(t *i18n.T, v supply.View) map[string]string {
	out := map[string]string{supply.FieldVersion: strconv.FormatInt(v.Version, 10)}
	for _, l := range v.Lines {
		d := supply.DealOf(l)
		out[supply.LineField(supply.FieldQuantity, l.ID)] = strconv.FormatInt(d.Quantity, 10)
		out[supply.LineField(supply.FieldPrice, l.ID)] = priceField(t, d.Price)
		out[supply.LineField(supply.FieldReference, l.ID)] = d.Reference
		out[supply.LineField(supply.FieldTitle, l.ID)] = d.Title
		out[supply.LineField(supply.FieldDay, l.ID)] = d.PromisedOn
	}
	return out
}

// priceField is a price as a field shows it, to be typed over.
func priceField(t *i18n.T, price int64) string {
	return strings.NewReplacer("€", "", "\u00a0", "", "\u202f", "", ",", decimalSign(t)).Replace(strings.TrimSpace(t.UnitPrice(price)))
}

// decimalSign is what a field has where the language writes a comma: it groups thousands, and goes, where that is what it does.
func decimalSign(t *i18n.T) string {
	if t.GroupsByComma() {
		return ""
	}
	return ","
}

// propose reads the form; only what differs from the order as it stands is a change.
func (h *Handler) propose(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.Slow(r); err != nil {
		return err
	}
	in := supply.Proposal{Version: version(f), Text: f.Text(supply.FieldText, supply.MaxText), Lines: map[string]order.Deal{}}
	t := web.T(r)
	for _, name := range f.Names() {
		line, is := strings.CutPrefix(name, supply.FieldQuantity+".")
		if is {
			in.Lines[line] = dealOf(t, f, line)
		}
	}
	if err = f.Err(); err == nil {
		err = h.supply.Propose(r.Context(), frame.Actor(r), r.PathValue(fieldSecret), in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawChanges(w, r, http.StatusUnprocessableEntity, changesPage{Typed: f, Faults: ui.FaultsOf(t, err)})
	}
	if err != nil {
		return h.notDone(w, r, err, linkPage{})
	}
	return web.SeeOther(w, r, path(r), i18n.M(msg.SaidPropose))
}

func dealOf(t *i18n.T, f *web.Form, line string) order.Deal {
	of := func(what string) string { return supply.LineField(what, line) }
	d := order.Deal{
		Quantity: int64(f.Int(of(supply.FieldQuantity), 0, amount.MaxQuantity)), Reference: f.Line(of(supply.FieldReference), supply.MaxReference),
		Title: f.Line(of(supply.FieldTitle), supply.MaxTitle), PromisedOn: f.Day(of(supply.FieldDay)), Note: f.Line(of(supply.FieldNote), supply.MaxTitle),
	}
	f.Required(of(supply.FieldQuantity))
	text := f.Value(of(supply.FieldPrice))
	if t.GroupsByComma() {
		text = strings.ReplaceAll(text, ",", "")
	}
	var ok bool
	if d.Price, ok = amount.ParsePrice(text); !ok {
		f.Fail(of(supply.FieldPrice), i18n.M(msg.FaultPrice))
	}
	return d
}

// field is a field of a line.
func (p changesPage) field(what string, l order.Line, label i18n.Key, more ui.Field) ui.Field {
	more.Name = supply.LineField(what, l.ID)
	more.Label, more.Value, more.Error = p.T.S(label), p.Typed.Value(more.Name), p.Faults.Of(more.Name)
	return more
}

func (p changesPage) sub(l order.Line) string {
	return joined(p.T.S(msg.Reference, "reference", l.Article.Reference), p.T.S(msg.OrderedAt, "n", l.Quantity, "price", p.T.UnitPrice(l.Article.Price)))
}

// substituted says that a line's substitute is given: its fields are shown at once.
func (p changesPage) substituted(l order.Line) bool {
	for _, what := range []string{supply.FieldReference, supply.FieldTitle} {
		name := supply.LineField(what, l.ID)
		if p.Typed.Value(name) != "" || p.Faults.Of(name) != "" {
			return true
		}
	}
	return false
}

func (p changesPage) versioned() []ui.Hidden {
	return []ui.Hidden{{Name: supply.FieldVersion, Value: p.Typed.Value(supply.FieldVersion)}}
}

func day(t *i18n.T, s string) string { return orderweb.Day(t, s) }

func joined(texts ...string) string { return orderweb.Joined(texts...) }
