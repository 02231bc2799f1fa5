package homeweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

// wherePage says where to order, and what who reads it is there.
type wherePage struct {
	booklet
	Steps   []i18n.Key
	State   templ.Component // nil: a visitor
	SignIn  string
	Version string
}

// where answers « Je ne trouve pas où commander »: one place, one account, and one's own roles there or why there are none
// (R277).
func (h *Handler) where(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	if !s.Has(instance.Ordering) || h.o.Where == nil {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	p := wherePage{
		booklet: newBooklet(t, s, nil), Steps: keys{msg.Where1, msg.Where2, msg.Where3}, Version: version(t),
		SignIn: pathSignIn + "?" + url.Values{"suite": {pathWhere}}.Encode(),
	}
	if frame.Actor(r).SignedIn() {
		if p.State, err = h.o.Where(r); err != nil {
			return err
		}
	}
	f := frame.Page{Head: p.head(t.S(msg.Where), t.S(msg.WhereLead)), Service: instance.Ordering, Place: "where"}
	return h.o.Frame.Render(w, r, http.StatusOK, f, whereHTML(p))
}
