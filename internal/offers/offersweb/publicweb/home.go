package publicweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// homeShown is how many offers the public home names.
const homeShown = 5

// Home is what the public home shows of the service: the offers that were published last.
func (h *Handler) Home(r *http.Request) (templ.Component, error) {
	found, err := h.o.Public.Find(r.Context(), public.Query{Size: homeShown, Bare: true})
	if err != nil {
		return nil, err
	}
	return homeHTML(listPage{Found: found, T: web.T(r)}), nil
}

// latest are they, a line each.
func (p listPage) latest() ui.Work {
	var out ui.Work
	for i := range p.Cards {
		c := &p.Cards[i]
		path := public.Path(c.Number)
		out = append(out, ui.WorkLine{
			Mark: mark(c), Title: c.Name, Href: path, Line: joined(", ", who(p.T, c), c.Place.Commune), Due: p.when(c),
			Acts: ui.Parts{ui.Button{Label: p.T.S(msg.See), About: c.Name, Href: path, Small: true}},
		})
	}
	return out
}
