// Package mandateweb is the pages of mandates: how a usager's authorisation is asked for, what became of it, the sheet to be signed
// and the proof.
package mandateweb

import (
	"net/http"
	"strconv"

	"preau/internal/casework/caseworkweb/mandateweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/mandate"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const pattern = "/mandats/{n}"

// Handler answers for the pages.
type Handler struct {
	mandates *mandate.Service
	files    *document.Service
	frame    *frame.Frame
	country  func() registers.Country
}

// New makes the handler.
func New(s *mandate.Service, d *document.Service, f *frame.Frame, country func() registers.Country) *Handler {
	return &Handler{mandates: s, files: d, frame: f, country: country}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(pattern, h.show)
	m.Get(pattern+"/feuille", h.sheet)
	m.Get(pattern+"/mandat.pdf", h.sheetPDF)
	m.Get(pattern+"/preuves/{k}", h.proof)
	m.Get(pattern+"/signes/{k}", h.scan)
	m.Post(pattern+"/sms", h.ask)
	m.Upload(pattern+"/signe", h.field(mandate.Scans).Limit(), h.sign)
	m.Post(pattern+"/detenu", h.hold)
	m.Post(pattern+"/fin", h.withdraw)
	m.Post(pattern+"/mauvais-numero", h.disown)
	m.Post(pattern+"/renvoi", h.resend)
	m.Get(mandate.TextsPath, h.texts)
	m.Post(mandate.TextsPath+"/{sms}/renvoi", h.retry)
}

func (h *Handler) field(u document.Use) upload.Field {
	return upload.Field{Files: h.files, Use: u, Name: mandate.FieldFile}
}

// page is what the page shows.
type page struct {
	mandate.View
	T       *i18n.T
	Key     string
	Typed   *web.Form
	Way     string // which of the forms was refused
	Faults  ui.Faults
	Clash   string
	Field   upload.Field
	In      upload.Received
	country registers.Country
}

// The ways to get a mandate, as their forms are named.
const (
	byText  = "sms"
	bySheet = "signe"
	byDay   = "detenu"
)

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, "", upload.Received{Form: web.NewForm(nil)}, nil)
}

// draw shows the page; after a refused form, with what was typed in it.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, way string, in upload.Received, fault error) error {
	v, err := h.mandates.Show(r.Context(), frame.Actor(r), r.PathValue("n"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := page{View: v, T: t, Key: id.New(), Typed: in.Form, Way: way, Faults: ui.FaultsOf(t, fault), Field: h.field(mandate.Scans), In: in, country: h.country()}
	if e, ok := apperr.As(fault); ok && e.Kind == apperr.Conflict {
		p.Clash = t.M(e.Msg)
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title, "number", v.Number), Lead: t.S(msg.Lead), Crumbs: crumbs(t, v.Demand, t.S(msg.Crumb))}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Casework, Place: p.place(), Wrong: len(p.Faults) > 0 || p.Clash != ""}, pageHTML(p))
}

func crumbs(t *i18n.T, d demand.Demand, last string) []ui.Link {
	return []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Demands), Href: "/demandes"}, {Label: d.Number, Href: d.Home()}, {Label: last}}
}

// act answers a form: shown again where it was refused, else told and led back.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, way string, in upload.Received, err error, done i18n.Key) error {
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, way, in, err)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, way, in, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, mandate.Path(r.PathValue("n")), i18n.M(done))
}

func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	phone := f.Line(mandate.FieldPhone, 40)
	if err = f.Err(); err == nil {
		err = h.mandates.Ask(r.Context(), frame.Actor(r), r.PathValue("n"), phone, nth(f.Value(mandate.FieldAlso)))
	}
	return h.act(w, r, byText, upload.Received{Form: f}, err, msg.Asked)
}

func (h *Handler) hold(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.mandates.Hold(r.Context(), frame.Actor(r), r.PathValue("n"), f.Line(mandate.FieldDay, 20), nth(f.Value(mandate.FieldAlso)))
	return h.act(w, r, byDay, upload.Received{Form: f}, err, msg.Held)
}

func (h *Handler) sign(w http.ResponseWriter, r *http.Request) error {
	n := r.PathValue("n")
	use, err := h.mandates.ScanUse(r.Context(), frame.Actor(r), n) // before ten megabytes are read
	if err != nil {
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	field := h.field(use)
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		err = h.mandates.Sign(r.Context(), frame.Actor(r), n, in.Form.Value(mandate.FieldDay), in.File.ID, nth(in.Form.Value(mandate.FieldAlso)))
	}
	if apperr.Is(err, apperr.Unavailable) {
		return h.draw(w, r, http.StatusServiceUnavailable, bySheet, in, err)
	}
	if err == nil {
		if err := field.Done(r, in); err != nil {
			return err
		}
	}
	return h.act(w, r, bySheet, in, err, msg.SignedKept)
}

// nth is the number of a mandate within its demand, or of an organisme, as a form or an address has it; what is none is 0, which nothing has.
func nth(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s {
		return 0
	}
	return n
}

const fieldNth = "mandat"

func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	e := mandate.Ending{How: mandate.How(f.Value(mandate.FieldHow)), Why: f.Line(mandate.FieldWhy, mandate.MaxWhy)}
	if err = f.Err(); err == nil {
		err = h.mandates.Withdraw(r.Context(), frame.Actor(r), r.PathValue("n"), nth(f.Value(fieldNth)), e)
	}
	return h.act(w, r, "fin-"+f.Value(fieldNth), upload.Received{Form: f}, err, msg.Withdrawn)
}

func (h *Handler) disown(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	why := f.Line(mandate.FieldWhy, mandate.MaxWhy)
	if err = f.Err(); err == nil {
		err = h.mandates.Disown(r.Context(), frame.Actor(r), r.PathValue("n"), nth(f.Value(fieldNth)), why)
	}
	return h.act(w, r, "mauvais-numero-"+f.Value(fieldNth), upload.Received{Form: f}, err, msg.Disowned)
}

func (h *Handler) resend(w http.ResponseWriter, r *http.Request) error {
	return h.one(w, r, h.mandates.Resend, msg.Resent)
}

func (h *Handler) one(w http.ResponseWriter, r *http.Request, do doing, done i18n.Key) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), frame.Actor(r), r.PathValue("n"), nth(f.Value(fieldNth)))
	return h.act(w, r, "", upload.Received{Form: f}, err, done)
}
