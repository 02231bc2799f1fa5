package orderweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/phone"
)

// phonePage enters the telephone of a place of delivery, or asks who may (R210).
type phonePage struct {
	phone.View
	T      *i18n.T
	Key    string
	Typed  string
	Faults ui.Faults
}

func (h *Handler) phoneForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawPhone(w, r, http.StatusOK, phonePage{})
}

func (h *Handler) drawPhone(w http.ResponseWriter, r *http.Request, status int, p phonePage) error {
	v, err := h.phones.Of(r.Context(), frame.Actor(r), r.PathValue("ref"), r.PathValue("site"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p.View, p.T, p.Key = v, t, id.New()
	head := &ui.Head{T: t, Title: t.S(msg.PhoneTitle, "place", p.place()), Lead: t.S(msg.PhoneLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.PhoneCrumb)})}
	return h.frame.Render(w, r, status, page(head, "home", len(p.Faults) > 0), phoneHTML(p))
}

func (p phonePage) place() string { return joined(p.Site.Name, p.Org.Name) }

// names are who may enter it.
func (p phonePage) names() string {
	var out []string
	for _, l := range p.Lifters {
		if l.Name != "" {
			out = append(out, l.Name)
			continue
		}
		out = append(out, p.T.M(l.Said))
	}
	return p.T.And(out)
}

// setPhone enters the telephone, or asks for it.
func (h *Handler) setPhone(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, site, done := r.PathValue("ref"), r.PathValue("site"), msg.PhoneSaved
	typed := f.Line(phone.Field, mostPhone)
	if f.Value(fieldMode) == "demander" {
		done, err = msg.PhoneAsked, h.phones.Ask(r.Context(), frame.Actor(r), ref, site)
	} else if err = f.Err(); err == nil {
		err = h.phones.Set(r.Context(), frame.Actor(r), ref, site, typed)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawPhone(w, r, http.StatusUnprocessableEntity, phonePage{Typed: typed, Faults: ui.FaultsOf(web.T(r), err)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, home, i18n.M(done))
}

// mostPhone is how many characters a telephone has at most, as it is typed.
const mostPhone = 40
