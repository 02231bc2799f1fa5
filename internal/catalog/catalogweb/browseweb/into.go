package browseweb

import (
	"net/http"
	"net/url"
	"strings"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/browse"
)

// into are the open baskets among which the reader chooses, where there are several, and the one that articles go into.
type into struct {
	open   []browse.Basket
	chosen int64 // its number; 0: there is nothing to choose
}

// intoOf reads which of their baskets the address names: else it is the newest.
func (h *Handler) intoOf(r *http.Request, at ordering.Body, named int64) (into, error) {
	open, err := h.browse.Baskets(r.Context(), frame.Actor(r), at)
	if err != nil || len(open) < 2 {
		return into{}, err
	}
	out := into{open, open[0].Number}
	for _, b := range open {
		if b.Number == named {
			out.chosen = named
		}
	}
	return out, nil
}

// in is an address that goes on with the basket that was chosen.
func (x into) in(at ui.Address) ui.Address {
	if x.chosen != 0 {
		at.Query.Set(paramBasket, num(x.chosen))
	}
	return at
}

// at is the address of another page, that goes on with the basket that was chosen.
func (x into) at(path string) string {
	if x.chosen == 0 {
		return path
	}
	sep := "?"
	if strings.Contains(path, sep) {
		sep = "&"
	}
	return path + sep + url.Values{paramBasket: {num(x.chosen)}}.Encode()
}

// hidden says into which basket an article goes.
func (x into) hidden() []ui.Hidden {
	if x.chosen == 0 {
		return nil
	}
	return []ui.Hidden{{Name: paramBasket, Value: num(x.chosen)}}
}

func named(t *i18n.T, b browse.Basket) string {
	number := t.S(msg.IntoNumbered, "number", b.Number)
	if b.Title == "" {
		return number
	}
	return b.Title + " (" + number + ")"
}

// chips choose another basket, on the same page.
func (x into) chips(t *i18n.T, at ui.Address) ui.Chips {
	out := ui.Chips{T: t, Label: t.S(msg.IntoBasket)}
	for _, b := range x.open {
		out.Items = append(out.Items, ui.Chip{Label: named(t, b), Href: at.With(paramBasket, num(b.Number)), Current: b.Number == x.chosen})
	}
	return out
}

func (x into) options(t *i18n.T) []ui.Option {
	var out []ui.Option
	for _, b := range x.open {
		out = append(out, ui.Option{Value: num(b.Number), Label: named(t, b)})
	}
	return out
}
