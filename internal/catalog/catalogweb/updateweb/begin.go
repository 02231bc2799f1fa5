package updateweb

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type newPage struct {
	update.Card
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	Clash  string // why it was not taken, when not for what was sent
	Field  upload.Field
	In     upload.Received
}

func (h *Handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawNew(w, r, http.StatusOK, upload.Received{Form: web.NewForm(nil)}, nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, in upload.Received, fault error) error {
	market, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.updates.MayBegin(r.Context(), frame.Actor(r), market); err != nil {
		return err
	}
	c, err := h.updates.Card(r.Context(), frame.Actor(r), market, 0)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := newPage{Card: c, T: t, Key: id.New(), Form: in.Form, Faults: ui.FaultsOf(t, fault), Field: h.sheet(), In: in}
	if e, ok := apperr.As(fault); ok && e.Kind != apperr.Invalid {
		p.Clash, p.Faults = t.M(e.Msg), nil
	}
	head := &ui.Head{T: t, Title: t.S(msg.UpNewTitle, "title", c.Market.Title), Lead: t.S(msg.UpNewLead), Crumbs: crumbs(t, market, c.Market.Title, ui.Link{Label: t.S(msg.UpNew)})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), newHTML(p))
}

// begin takes a sheet in. Who may not is told so before a byte of it is taken.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) error {
	market, err := web.Number(r, "n")
	if err == nil {
		err = h.updates.MaySend(r.Context(), frame.Actor(r), market)
	}
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
	if err == nil {
		err = in.Form.Err()
	}
	if err == nil {
		n, err = h.updates.Begin(r.Context(), frame.Actor(r), market, update.Input{
			Mode: update.ModeOf(in.Form.Value(update.FieldMode)), FileID: in.File.ID, Category: in.Form.Line(update.FieldCategory, 200), VAT: in.Form.Value(update.FieldVAT),
		})
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawNew(w, r, http.StatusUnprocessableEntity, in, err) // with its file: it may be the kind that was chosen wrongly
	case apperr.Unavailable:
		return h.drawNew(w, r, http.StatusServiceUnavailable, in, err)
	default:
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, onePathOf(market, n), i18n.M(msg.UpBegun))
}

func onePathOf(market, n int64) string {
	return update.Update{Number: n, Market: update.Market{Number: market}}.Path("")
}

func (p newPage) modes() []ui.Option {
	var out []ui.Option
	for _, m := range update.Modes() {
		out = append(out, ui.Option{Value: m.Slug(), Label: p.T.S(m.Label()), Hint: p.T.S(m.Hint())})
	}
	return out
}

// rates are those in force, for lines that name none.
func (p newPage) rates() []ui.Option {
	return append([]ui.Option{{Label: p.T.S(msg.UpEachLine)}}, ratesOf(p.T, p.Rates)...)
}

func ratesOf(t *i18n.T, rates []int64) []ui.Option {
	var out []ui.Option
	for _, n := range rates {
		text := update.RateText(n)
		out = append(out, ui.Option{Value: text, Label: t.S(msg.UpPercent, "rate", text)})
	}
	return out
}

// models are empty sheets to be filled in.
func (p newPage) models() ui.Files {
	var out ui.Files
	for _, f := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		out = append(out, ui.File{Label: p.T.S(msg.UpModel, "format", strings.ToUpper(string(f))), Href: marketPath(p.Market.Number, "/catalogue/mises-a-jour/nouvelle/modele/"+string(f))})
	}
	return out
}

// formatOf is the format that an address names.
func formatOf(r *http.Request) (sheet.Format, error) {
	f := sheet.Format(r.PathValue("format"))
	if !slices.Contains([]sheet.Format{sheet.CSV, sheet.XLSX}, f) {
		return f, apperr.NotFoundErr()
	}
	return f, nil
}

// model is an empty sheet.
func (h *Handler) model(w http.ResponseWriter, r *http.Request) error {
	market, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := formatOf(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	var b bytes.Buffer
	if err := h.updates.Model(r.Context(), frame.Actor(r), market, f, &b, t); err != nil {
		return fmt.Errorf("model of a catalogue: %w", err)
	}
	return web.Download(w, t.S(msg.UpModelName)+"."+string(f), f.MediaType(), &b)
}
