// Package supplyweb is the pages between an order's supplier and who buys: those that a supplier opens by a link, without an account, and
// those on which an acheteur answers them.
package supplyweb

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/supply"
)

const (
	fieldSecret = "jeton"
	fieldAct    = "acte"

	link = order.SupplierPath + "/{" + fieldSecret + "}"

	agreePath   = "/commandes/accord/"
	cancelPath  = "/commandes/annulation/"
	specifyPath = "/commandes/precisions/"
	remindPath  = "/commandes/relance/"
	cutPath     = "/commandes/liens/"
)

// A link is 43 characters that nobody guesses. Who tries is slowed down all the same, and so is a link that is pressed again and again.
const (
	strangeLinks = 60  // that lead nowhere, of one network
	answersOften = 200 // of one link
	limitPeriod  = 10 * time.Minute
)

// Handler answers for the pages.
type Handler struct {
	supply  *supply.Service
	sending *sending.Service
	frame   *frame.Frame
	strange *web.Limiter
	often   *web.Limiter
	parts   []Part
	order   OrderPage
}

// OrderPage draws an order, as it is now, for who came too late with an act, or may not do it for some reasons, with what they wrote for it.
type OrderPage func(w http.ResponseWriter, r *http.Request, clash, wrote string, why []apperr.Reason) error

// Shows has a page of another room be what who came too late sees.
func (h *Handler) Shows(p OrderPage) { h.order = p }

// Part is what another room shows on the page of a link, whose address is at; nil: nothing.
type Part func(r *http.Request, v supply.View, at string) (templ.Component, error)

// With has another room show something on the page of a link.
func (h *Handler) With(p Part) { h.parts = append(h.parts, p) }

// New makes the handler.
func New(s *supply.Service, files *sending.Service, f *frame.Frame, c clock.Clock) *Handler {
	return &Handler{supply: s, sending: files, frame: f, strange: web.NewLimiter(c, strangeLinks, limitPeriod), often: web.NewLimiter(c, answersOften, limitPeriod)}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(link, h.show)
	m.Post(link, h.answer)
	m.Get(link+"/changements", h.changesForm)
	m.Post(link+"/changements", h.propose)
	m.Post(link+"/nouveau-lien", h.renew)
	m.Upload(link+"/fichier", 2*supply.MaxResponse, h.read)
	m.Get(link+"/bon", h.file(true))
	m.Get(link+"/ubl", h.file(false))

	m.Get(agreePath+"{n}", h.agreeForm)
	m.Post(agreePath+"{n}", h.agree)
	m.Get(cancelPath+"{n}", h.askForm(order.AskCancel))
	m.Post(cancelPath+"{n}", h.ask(order.AskCancel))
	m.Get(specifyPath+"{n}", h.askForm(order.Specify))
	m.Post(specifyPath+"{n}", h.ask(order.Specify))
	m.Post(remindPath+"{n}", h.remind)
	m.Post(cutPath+"{n}", h.cut)
}

// bare is the frame of a page for who comes by a link.
func bare(t *i18n.T, head ui.Head, wrong bool) frame.Page {
	head.T = t
	return frame.Page{Head: &head, Service: instance.Ordering, Bare: true, Wrong: wrong}
}

// page is the frame of the acheteur's pages.
func page(t *i18n.T, title, lead, number string, wrong bool) frame.Page {
	return frame.Page{Head: &ui.Head{T: t, Title: title, Lead: lead, Crumbs: []ui.Link{
		{Label: t.S(msg.Crumb), Href: "/"},
		{Label: t.S(msg.Home), Href: "/commandes"},
		{Label: number, Href: order.Order{Number: number}.Path()},
		{Label: title},
	}}, Service: instance.Ordering, Place: "follow", Wrong: wrong}
}

func path(r *http.Request) string {
	return order.SupplierPath + "/" + r.PathValue(fieldSecret)
}

// version is the one that a form was made from; a forged one is a stale one.
func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value(supply.FieldVersion), 10, 64)
	return n
}

func versioned(n int64) []ui.Hidden {
	return []ui.Hidden{{Name: supply.FieldVersion, Value: strconv.FormatInt(n, 10)}}
}

// Opened is what a link leads to; of who tries many that lead nowhere, nothing more is looked up.
func (h *Handler) Opened(w http.ResponseWriter, r *http.Request) (supply.View, error) {
	web.HideAddress(w)
	client := web.ClientNet(r)
	if err := h.strange.Check(client); err != nil {
		return supply.View{}, err
	}
	v, err := h.supply.Opened(r.Context(), web.At(r), r.PathValue(fieldSecret))
	if err == nil && v.Standing == supply.Unknown {
		_ = h.strange.Take(client) // counted, and looked at the next time
	}
	return v, err
}

// Standing is what a link is worth, by the same limits as Opened: for pages below it that show no order.
func (h *Handler) Standing(w http.ResponseWriter, r *http.Request) (supply.Standing, error) {
	web.HideAddress(w)
	client := web.ClientNet(r)
	if err := h.strange.Check(client); err != nil {
		return supply.Unknown, err
	}
	st, err := h.supply.Standing(r.Context(), web.At(r), r.PathValue(fieldSecret))
	if err == nil && st == supply.Unknown {
		_ = h.strange.Take(client) // counted, and looked at the next time
	}
	return st, err
}

// Slow holds back who presses a link's buttons again and again, or tries many links.
func (h *Handler) Slow(r *http.Request) error {
	if err := h.strange.Check(web.ClientNet(r)); err != nil {
		return err
	}
	return h.often.Take(r.PathValue(fieldSecret))
}

// Dead is the page of a link that is worth nothing.
func (h *Handler) Dead(w http.ResponseWriter, r *http.Request, st supply.Standing) error {
	return h.dead(w, r, st, "")
}

// Bare is the frame of a page for who comes by a link.
func (h *Handler) Bare(t *i18n.T, head ui.Head, wrong bool) frame.Page { return bare(t, head, wrong) }

// file gives the order out as it was sent: on paper or for programs.
func (h *Handler) file(paper bool) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := h.Opened(w, r)
		if err != nil {
			return err
		}
		if v.Standing != supply.Live {
			return h.dead(w, r, v.Standing, "")
		}
		pdf, xml, err := h.sending.ForSupplier(r.Context(), v.Order)
		if err != nil {
			return err
		}
		if !paper {
			pdf = xml
		}
		return web.Download(w, pdf.Name, pdf.Media, bytes.NewReader(pdf.Body))
	}
}
