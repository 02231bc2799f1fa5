package catalogweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const fieldVersion = "version"

type formPage struct {
	T         *i18n.T
	Key       string
	Form      *web.Form
	Faults    ui.Faults
	Suppliers []ui.Option
	Tops      []ui.Option // the markets that this one may be below
	Version   string
	Clash     bool
	Stored    ui.Summary // after a clash: what somebody else saved
	Back      string
	Submit    string
}

func (h *Handler) newMarket(w http.ResponseWriter, r *http.Request) error {
	return h.drawNew(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	if err := h.catalog.MayCreate(r.Context(), frame.Actor(r)); err != nil {
		return err
	}
	t := web.T(r)
	p := formPage{T: t, Form: f, Faults: ui.FaultsOf(t, fault), Back: path, Submit: t.S(msg.CreateMarket)}
	head := &ui.Head{T: t, Title: t.S(msg.NewMarket), Lead: t.S(msg.NewMarketLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.NewMarket)})}
	return h.drawForm(w, r, status, head, p, catalog.Market{})
}

// drawForm draws a market's form. Its supplier is among the choices even where it has ceased, and so is the market above it.
func (h *Handler) drawForm(w http.ResponseWriter, r *http.Request, status int, head *ui.Head, p formPage, m catalog.Market) error {
	suppliers, err := h.catalog.Suppliers(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	tops, err := h.catalog.Tops(r.Context(), frame.Actor(r), m.Number)
	if err != nil {
		return err
	}
	p.Tops = p.above(tops, m.Above)
	has := m.Supplier
	if has.ID != "" && !slices.ContainsFunc(suppliers, func(b catalog.Body) bool { return b.ID == has.ID }) {
		suppliers = append(suppliers, has)
	}
	p.Key = id.New()
	p.Suppliers = []ui.Option{{Label: p.T.S(msg.Choose)}}
	for _, b := range suppliers {
		p.Suppliers = append(p.Suppliers, ui.Option{Value: b.Ref, Label: named(b)})
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), formHTML(p))
}

// named is a body with where it is.
func named(b catalog.Body) string {
	if b.Commune == "" {
		return b.Name
	}
	return b.Name + ", " + b.Commune
}

func readMarket(f *web.Form, t *i18n.T) catalog.Input {
	return catalog.Input{
		TermsInput: readTerms(f, t),
		Title:      f.Line(catalog.FieldTitle, catalog.MaxTitle), Reference: f.Line(catalog.FieldReference, catalog.MaxReference),
		Summary: f.Text(catalog.FieldSummary, catalog.MaxSummary), SupplierRef: f.Value(catalog.FieldSupplier),
		StartsOn: f.Day(catalog.FieldStartsOn), EndsOn: f.Day(catalog.FieldEndsOn),
	}
}

func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in, n := readMarket(f, web.T(r)), int64(0)
	if err = f.Err(); err == nil {
		n, err = h.catalog.Create(r.Context(), frame.Actor(r), in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawNew(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, catalog.Market{Number: n}.Path(""), i18n.M(msg.Created))
}

// stored is the form of a market as it is.
func stored(t *i18n.T, m catalog.Market) *web.Form {
	fields := map[string]string{
		catalog.FieldTitle: m.Title, catalog.FieldReference: m.Reference, catalog.FieldSummary: m.Summary, catalog.FieldSupplier: m.Supplier.Ref,
		catalog.FieldStartsOn: m.StartsOn, catalog.FieldEndsOn: m.EndsOn, fieldVersion: strconv.FormatInt(m.Version, 10),
	}
	storedTerms(t, m, fields)
	return web.NewForm(fields)
}

func (h *Handler) editForm(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	return h.drawEdit(w, r, http.StatusOK, v, stored(web.T(r), v.Market), nil)
}

func (h *Handler) drawEdit(w http.ResponseWriter, r *http.Request, status int, v catalog.View, f *web.Form, fault error) error {
	if err := h.catalog.May(r.Context(), frame.Actor(r), v.Number, catalog.Edit); err != nil {
		return err
	}
	t := web.T(r)
	p := formPage{T: t, Form: f, Faults: ui.FaultsOf(t, fault), Back: v.Path(""), Submit: t.S(msg.Save), Version: f.Value(fieldVersion), Clash: apperr.Is(fault, apperr.Conflict)}
	if p.Clash {
		p.Version, p.Stored = strconv.FormatInt(v.Version, 10), differences(t, v.Market, f)
	}
	head := &ui.Head{T: t, Title: t.S(msg.EditTitle, "title", v.Title), Crumbs: crumbs(t, ui.Link{Label: v.Title, Href: v.Path("")}, ui.Link{Label: t.S(msg.CrumbEdit)})}
	return h.drawForm(w, r, status, head, p, v.Market)
}

// differences are the stored fields that differ from what was typed, as people read them.
func differences(t *i18n.T, m catalog.Market, typed *web.Form) ui.Summary {
	var out ui.Summary
	was := stored(t, m)
	for _, x := range append([]fact{
		{catalog.FieldTitle, m.Title},
		{catalog.FieldReference, m.Reference},
		{catalog.FieldSupplier, m.Supplier.Name},
		{catalog.FieldStartsOn, day(t, m.StartsOn)},
		{catalog.FieldEndsOn, day(t, m.EndsOn)},
		{catalog.FieldSummary, m.Summary},
	}, terms(t, m)...) {
		if was.Value(x.name) != typed.Value(x.name) {
			out = append(out, ui.Fact{Term: t.S(fields[x.name]), Value: ui.Text(cmp.Or(x.value, t.S(msg.Nothing)))})
		}
	}
	return out
}

// fact is a field of a market as people read it.
type fact struct{ name, value string }

// fields are what the fields of a market are called.
var fields = map[string]i18n.Key{
	catalog.FieldTitle: msg.Title, catalog.FieldReference: msg.Reference, catalog.FieldSupplier: msg.Supplier, catalog.FieldStartsOn: msg.StartsOn,
	catalog.FieldEndsOn: msg.EndsOn, catalog.FieldSummary: msg.Summary, catalog.FieldParent: msg.Parent, catalog.FieldFranco: msg.Franco,
	catalog.FieldCosts: msg.Costs, catalog.FieldDays: msg.Days, catalog.FieldGreen: msg.Green, catalog.FieldDetails: msg.Details,
	catalog.FieldSpecial: msg.Special, catalog.FieldProcedure: msg.Procedure, catalog.FieldArea: msg.Area, catalog.FieldReserved: msg.Reserved,
}

func (h *Handler) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := readMarket(f, web.T(r))
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err = f.Err(); err == nil {
		err = h.catalog.Edit(r.Context(), frame.Actor(r), v.Number, version, in)
	}
	switch {
	case apperr.Is(err, apperr.Invalid):
		return h.drawEdit(w, r, http.StatusUnprocessableEntity, v, f, err)
	case apperr.Is(err, apperr.Conflict) && v.Acts.May(catalog.Edit):
		return h.drawEdit(w, r, http.StatusConflict, v, f, err)
	case err != nil:
		return err
	}
	return web.SeeOther(w, r, v.Path(""), i18n.M(msg.Saved))
}
