// Package reportweb is « Signaler cette offre » and where moderators look at what was reported (O105).
package reportweb

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/reportweb/msg"
	"preau/internal/offers/public"
	"preau/internal/offers/report"
)

// Place is the key of the moderators' pages in the left column, and Label what it is called there.
const (
	Place = "reports"
	Label = msg.Reports
)

// Options are what the pages stand on.
type Options struct {
	Reports *report.Service
	Public  *public.Service
	Frame   *frame.Frame
	Clock   clock.Clock
}

// Handler answers for the pages.
type Handler struct {
	o      Options
	limits *web.Limiter
}

// reportsAnHour is how many reports a client's network sends in an hour: a whole school may be behind one.
const reportsAnHour = 10

// New makes the handler.
func New(o Options) *Handler { return &Handler{o, web.NewLimiter(o.Clock, reportsAnHour, time.Hour)} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(public.ListPath+"/{n}/signaler", h.form)
	m.Post(public.ListPath+"/{n}/signaler", h.send)
	m.Get(report.ListPath, h.list)
	m.Get(report.ListPath+"/{n}", h.show)
	m.Post(report.ListPath+"/{n}", h.move)
}

type formPage struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	public.View
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, web.NewForm(nil), nil)
}

// draw shows the form; of an offer that is not published there is nothing to report.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	n, err := numbered(r)
	if err != nil {
		return err
	}
	v, err := h.o.Public.Show(r.Context(), n)
	if err != nil {
		return absent(err)
	}
	t := web.T(r)
	p := formPage{t, f.Value(web.KeyField), f, ui.FaultsOf(t, fault), v}
	if p.Key == "" {
		p.Key = id.New()
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: v.Content.Name, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Offers), Href: public.ListPath}, {Label: n.String(), Href: public.Path(n)}, {Label: t.S(msg.Title)}}}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Bare: true, Wrong: len(p.Faults) > 0}, formHTML(p))
}

// send keeps the report.
func (h *Handler) send(w http.ResponseWriter, r *http.Request) error {
	n, err := numbered(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	const most = 4 * report.MaxWords // beyond it a fault of the form, below of the field
	in := report.Input{Kind: report.Kind(f.Value(report.FieldKind)), Words: f.Text(report.FieldWords, most), Email: f.Line(report.FieldEmail, 300), From: web.ClientNet(r)}
	if err = f.Err(); err == nil {
		err = h.limits.Check(in.From)
	}
	if err == nil {
		err = h.o.Reports.Send(r.Context(), frame.Actor(r), n, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return absent(err)
	}
	_ = h.limits.Take(in.From) // Check said that one was left; what is refused counts nothing
	return web.SeeOther(w, r, public.Path(n), i18n.M(msg.Sent))
}

func numbered(r *http.Request) (offer.Number, error) {
	n, ok := offer.ParseNumber(r.PathValue("n"))
	if !ok {
		return n, apperr.NotFoundErr()
	}
	return n, nil
}

func absent(err error) error {
	if errors.Is(err, public.ErrGone) {
		return apperr.NotFoundErr()
	}
	return err
}

func (p formPage) kinds() []ui.Option {
	var out []ui.Option
	for _, k := range report.Kinds() {
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(k.Label())})
	}
	return out
}

func version(f *web.Form) int64 {
	v, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	return v
}

const fieldVersion = "version"
