// Package photoweb is the photos of articles: the form by which the purchasing body gives one, and the photo itself.
package photoweb

import (
	"net/http"
	"strconv"
	"strings"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/photo"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	formPath  = photo.Pattern + "/changer"
	fieldSeen = "vue"
)

// Handler answers for the pages.
type Handler struct {
	photos *photo.Service
	files  *document.Service
	frame  *frame.Frame
}

// New makes the handler.
func New(s *photo.Service, d *document.Service, f *frame.Frame) *Handler { return &Handler{s, d, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(photo.Pattern, h.photo)
	m.Get(formPath, h.form)
	m.Upload(formPath, h.field().Limit(), h.set)
	m.Post(photo.Pattern+"/retrait", h.remove)
}

func (h *Handler) field() upload.Field {
	return upload.Field{Files: h.files, Use: photo.Use, Name: photo.Field}
}

type page struct {
	photo.View
	T      *i18n.T
	Key    string
	Faults ui.Faults
	Clash  string
	Field  upload.Field
	In     upload.Received
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, upload.Received{}, nil)
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	n, err := web.Number32(r, "id")
	if err != nil {
		return err
	}
	v, err := h.photos.Show(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := page{View: v, T: t, Key: id.New(), Faults: ui.FaultsOf(t, fault), Field: h.field(), In: in}
	if e, ok := apperr.As(fault); ok && e.Kind == apperr.Conflict {
		p.Clash = t.M(e.Msg)
	}
	head := &ui.Head{T: t, Title: t.S(msg.PhotoOf, "title", v.Title), Lead: t.S(msg.PhotoLead), Crumbs: []ui.Link{
		{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Catalogue), Href: "/catalogue"}, {Label: v.Title, Href: p.back()}, {Label: t.S(msg.PhotoCrumb)},
	}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Ordering, Place: "catalogue", Wrong: len(p.Faults) > 0}, pageHTML(p))
}

// back is the article's page.
func (p page) back() string { return "/articles/" + strconv.FormatInt(p.Number, 10) }

func (p page) path(tail string) string {
	return "/articles/photos/" + strconv.FormatInt(p.Number, 10) + tail
}

func (p page) seen() []ui.Hidden { return []ui.Hidden{{Name: fieldSeen, Value: p.View.Seen}} }

func (h *Handler) set(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number32(r, "id")
	if err == nil {
		err = h.photos.Allow(r.Context(), frame.Actor(r)) // before ten megabytes are read
	}
	if err != nil {
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	field := h.field()
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		err = h.photos.Set(r.Context(), frame.Actor(r), n, in.Form.Value(fieldSeen), in.File.ID)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, in, err)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, in, err)
	case apperr.Unavailable:
		return h.draw(w, r, http.StatusServiceUnavailable, in, err)
	default:
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/articles/"+strconv.FormatInt(n, 10), i18n.M(msg.PhotoSaved))
}

func (h *Handler) remove(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number32(r, "id")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.photos.Remove(r.Context(), frame.Actor(r), n, f.Value(fieldSeen))
	if apperr.Is(err, apperr.Conflict) {
		return h.draw(w, r, http.StatusConflict, upload.Received{}, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/articles/"+strconv.FormatInt(n, 10), i18n.M(msg.PhotoRemoved))
}

// photo gives an article's photo to who sees the article.
func (h *Handler) photo(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number32(r, "id")
	if err != nil {
		return err
	}
	c, err := h.photos.Open(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	if v := r.URL.Query().Get("v"); v != "" && strings.HasPrefix(c.SHA256, v) {
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable") // another photo has another address
	}
	return upload.Send(w, r, c, true)
}
