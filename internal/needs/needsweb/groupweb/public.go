package groupweb

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs"
	"preau/internal/needs/needsweb/msg"
)

// publicShown is how many groups the public home names.
const publicShown = 5

type publicPart struct {
	T    *i18n.T
	Rows []needs.Row
	Now  time.Time
}

// Public is what the public home shows of the service: the groups that are open, the nearest deadline first (R020).
func (h *Handler) Public(r *http.Request) (templ.Component, error) {
	who := frame.Actor(r)
	l, err := h.needs.Groups(r.Context(), who, needs.Filter{Live: true, Size: publicShown})
	if err != nil {
		return nil, err
	}
	return publicHTML(publicPart{T: web.T(r), Rows: l.Rows, Now: who.At}), nil
}

func (p publicPart) work() ui.Work {
	out := make(ui.Work, len(p.Rows))
	for i, g := range p.Rows {
		path := Path(g.Number, "")
		out[i] = ui.WorkLine{
			Mark: ui.Mark{Icon: ui.IconPeople, Color: ui.Accent}, Title: g.Title, Href: path,
			Line: g.Support.Name + ", " + g.Support.Commune, Due: p.joining(g),
			Acts: ui.Parts{ui.Button{Label: p.T.S(msg.Show), About: g.Title, Href: path, Small: true}},
		}
	}
	return out
}

// joining says until when one may still ask to join.
func (p publicPart) joining(g needs.Row) string {
	if p.Now.After(g.JoinUntil) {
		return p.T.S(msg.PublicClosed)
	}
	return p.T.S(msg.PublicUntil, "date", p.T.Date(g.JoinUntil))
}
