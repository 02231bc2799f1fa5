package importsweb

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/imports"
	"preau/internal/core/imports/importsweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type newPage struct {
	Seat   Seat
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	Clash  string // why it was not taken, when not for what was sent
	Field  upload.Field
	In     upload.Received
	Kinds  []imports.Kind
}

func (h *Handler) newForm(w http.ResponseWriter, r *http.Request) error {
	seat, err := h.newAt(r)
	if err != nil {
		return err
	}
	return h.drawNew(w, r, seat, http.StatusOK, upload.Received{Form: web.NewForm(nil)}, nil)
}

// newAt is where an import is to begin, for whoever may.
func (h *Handler) newAt(r *http.Request) (Seat, error) {
	seat, err := h.space.Seat(r)
	if err != nil {
		return seat, err
	}
	return seat, h.imports.AllowNew(r.Context(), frame.Actor(r), seat.Place)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, seat Seat, status int, in upload.Received, fault error) error {
	t := web.T(r)
	p := newPage{Seat: seat, T: t, Key: id.New(), Form: in.Form, Faults: ui.FaultsOf(t, fault), Field: h.sheet(), In: in, Kinds: h.imports.Kinds(h.space.Of)}
	if e, ok := apperr.As(fault); ok && e.Kind != apperr.Invalid {
		p.Clash, p.Faults = t.M(e.Msg), nil
	}
	head := &ui.Head{T: t, Title: t.S(msg.New), Lead: t.S(msg.NewLead), Crumbs: seat.crumbs(t, t.S(msg.New))}
	page := seat.page(head)
	page.Wrong = len(p.Faults) > 0
	return h.frame.Render(w, r, status, page, newHTML(p))
}

// start takes a sheet in. Who may not is told so before a byte of it is taken.
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	seat, err := h.newAt(r)
	if err != nil {
		_ = upload.Typed(r) // the refusal is the fault to tell
		return err
	}
	field := h.sheet()
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	n := int64(0)
	if seat.Still != nil { // first: the page is drawn again for where one is now
		if other := seat.Still(in.Form); other != nil {
			err = other
		}
	}
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		n, err = h.imports.Start(r.Context(), frame.Actor(r), seat.Place, in.Form.Value(imports.FieldKind), in.File.ID)
	}
	if status := redrawn(err); status != 0 {
		return h.drawNew(w, r, seat, status, in, err) // with its file: it may be the kind that was chosen wrongly
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, seat.path(n, ""), i18n.M(msg.Started))
}

// redrawn is the status of a refusal after which the form is shown again; 0 for any other answer.
func redrawn(err error) int {
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return http.StatusUnprocessableEntity
	case apperr.Conflict:
		return http.StatusConflict
	case apperr.Unavailable:
		return http.StatusServiceUnavailable
	default:
	}
	return 0
}

// hidden are what the form carries unseen: the kind, too, where there is no choice.
func (p newPage) hidden() []ui.Hidden {
	out := append(p.Field.Hidden(p.In), p.Seat.Hidden...)
	if len(p.Kinds) == 1 {
		out = append(out, ui.Hidden{Name: imports.FieldKind, Value: p.Kinds[0].Slug})
	}
	return out
}

// sub says what the models are for.
func (p newPage) sub() string {
	if p.Seat.Filled != "" {
		return p.Seat.Filled
	}
	return p.T.S(msg.ModelsSub)
}

func (p newPage) kinds() []ui.Option {
	out := make([]ui.Option, len(p.Kinds))
	for i, k := range p.Kinds {
		out[i] = ui.Option{Value: k.Slug, Label: p.T.S(k.Label), Hint: p.T.S(k.Hint)}
	}
	return out
}

// models are the empty sheets that people fill in.
func (p newPage) models() ui.Files {
	var out ui.Files
	for _, k := range p.Kinds {
		if !k.HasModel {
			continue
		}
		for _, f := range []sheet.Format{sheet.XLSX, sheet.CSV} {
			out = append(out, ui.File{
				Label: p.T.S(msg.Model, "kind", k.Label, "format", strings.ToUpper(string(f))), Href: p.Seat.Path + "/nouveau/modeles/" + k.Slug + "." + string(f),
			})
		}
	}
	return append(out, p.Seat.Files...)
}

// model is an empty sheet of a kind.
func (h *Handler) model(w http.ResponseWriter, r *http.Request) error {
	seat, err := h.space.Seat(r)
	if err != nil {
		return err
	}
	if err := h.imports.Allow(r.Context(), frame.Actor(r), seat.Place); err != nil {
		return err
	}
	slug, format, _ := strings.Cut(r.PathValue("modele"), ".")
	k, known := h.imports.KindBySlug(h.space.Of, slug)
	if !known || !k.HasModel || format != string(sheet.CSV) && format != string(sheet.XLSX) {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	var b bytes.Buffer
	if err := k.Model(sheet.Format(format), &b, t, t.S(k.Label)); err != nil {
		return fmt.Errorf("model of %s: %w", slug, err)
	}
	return web.Download(w, t.S(msg.ModelName, "kind", k.Label)+"."+format, sheet.Format(format).MediaType(), &b)
}
