package directoryweb

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/directory"
	"preau/internal/core/directory/directoryweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// field is a text of an organisation: its column, in which faults come, and how people know it.
type field struct {
	column, name string
	label, hint  i18n.Key
	max          int
	at           func(*org.Organisation) *string
}

// fields are in the order of the form.
var fields = []field{
	{"name", "nom", msg.Name, "", org.MaxName, func(o *org.Organisation) *string { return &o.Name }},
	{"nature", "nature", msg.Nature, msg.NatureHint, 200, func(o *org.Organisation) *string { return &o.Nature }},
	{"sector", "secteur", msg.Sector, msg.SectorHint, 200, func(o *org.Organisation) *string { return &o.Sector }},
	{"uai", "uai", msg.Uai, msg.UaiHint, 20, func(o *org.Organisation) *string { return &o.UAI }},
	{"fase", "fase", msg.Fase, msg.FaseHint, 20, func(o *org.Organisation) *string { return &o.FASE }},
	{"siret", "siret", msg.Siret, msg.SiretHint, 30, func(o *org.Organisation) *string { return &o.SIRET }},
	{"siren", "siren", msg.Siren, msg.SirenHint, 30, func(o *org.Organisation) *string { return &o.SIREN }},
	{"bce", "bce", msg.Bce, msg.BceHint, 30, func(o *org.Organisation) *string { return &o.BCE }},
	{"address", "adresse", msg.Address, "", 200, func(o *org.Organisation) *string { return &o.Address }},
	{"complement", "complement", msg.Complement, msg.ComplementHint, 200, func(o *org.Organisation) *string { return &o.Complement }},
	{"postal_code", "code_postal", msg.PostalCode, "", 12, func(o *org.Organisation) *string { return &o.PostalCode }},
	{"commune", "commune", msg.Commune, "", 200, func(o *org.Organisation) *string { return &o.Commune }},
	{"phone", "telephone", msg.Phone, msg.PhoneHint, 40, func(o *org.Organisation) *string { return &o.Phone }},
	{"email", "email", msg.Email, msg.EmailHint, 254, func(o *org.Organisation) *string { return &o.Email }},
}

// The other fields of the form.
const (
	fieldKind    = "sorte"
	fieldCountry = "pays"
	fieldVersion = "version"
)

// read is the organisation that a form tells.
func read(f *web.Form) org.Organisation {
	o := org.Organisation{Kind: kindOf(f.Value(fieldKind)), Country: registers.Country(f.OneOf(fieldCountry, "FR", "BE"))}
	for _, x := range fields {
		*x.at(&o) = f.Line(x.name, x.max)
	}
	o.Version, _ = strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	return o
}

// stored is the form of an organisation as it is.
func stored(o org.Organisation) *web.Form {
	values := map[string]string{fieldVersion: strconv.FormatInt(o.Version, 10)}
	for _, x := range fields {
		values[x.name] = *x.at(&o)
	}
	values["telephone"] = registers.Phone(o.Phone).Shown(o.Country)
	return web.NewForm(values)
}

// faultsOf are the faults by the names of the form's fields.
func faultsOf(t *i18n.T, err error) ui.Faults {
	out := ui.FaultsOf(t, err)
	for i := range out {
		for _, x := range fields {
			if out[i].Name == x.column {
				out[i].Name = x.name
			}
		}
		switch out[i].Name {
		case "kind":
			out[i].Name = fieldKind
		case "country":
			out[i].Name = fieldCountry
		}
	}
	return out
}

func (h *Handler) newForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.directory.List(r.Context(), frame.Actor(r), directory.Filter{Size: 1}); err != nil {
		return err
	}
	return h.drawNew(w, r, http.StatusOK, web.NewForm(map[string]string{fieldKind: kindSlugs[org.School], fieldCountry: "FR"}), nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	t := web.T(r)
	p := formPage{T: t, Key: id.New(), Form: f, Faults: faultsOf(t, fault), Clash: clash(t, fault), Back: directory.Path, New: true, Submit: t.S(msg.Add)}
	head := &ui.Head{T: t, Title: t.S(msg.New), Lead: t.S(msg.NewLead), Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: directory.Path}, {Label: t.S(msg.NewCrumb)}}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: place, Wrong: len(p.Faults) > 0}, formHTML(p))
}

func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	o, ref := read(f), ""
	if err = f.Err(); err == nil {
		ref, err = h.directory.Add(r.Context(), frame.Actor(r), o)
	}
	if status := redrawn(err); status != 0 && frame.Actor(r).IsAdmin() {
		return h.drawNew(w, r, status, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, directory.Path+"/"+ref, i18n.M(msg.Added, "name", o.Name))
}

// redrawn is the status of a refusal after which the form is shown again; 0 for any other answer.
func redrawn(err error) int {
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return http.StatusUnprocessableEntity
	case apperr.Conflict:
		return http.StatusConflict
	default:
	}
	return 0
}

// clash is what a conflict says: another organisation has the number, or somebody was faster.
func clash(t *i18n.T, err error) string {
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Conflict {
		return t.M(e.Msg)
	}
	return ""
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	rec, err := h.directory.Show(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	return h.drawRecord(w, r, http.StatusOK, rec, stored(rec.Organisation), nil)
}

func (h *Handler) drawRecord(w http.ResponseWriter, r *http.Request, status int, rec directory.Record, f *web.Form, fault error) error {
	t := web.T(r)
	p := recordPage{
		formPage: formPage{
			T: t, Key: id.New(), Form: f, Faults: faultsOf(t, fault), Clash: clash(t, fault), Back: directory.Path, Submit: t.S(msg.Save),
			Version: strconv.FormatInt(rec.Version, 10),
		},
		Record: rec,
	}
	if p.Clash != "" {
		p.Stored = differences(t, rec.Organisation, f)
	}
	head := &ui.Head{
		T: t, Title: rec.Name, Tags: p.tags(), Meta: p.meta(),
		Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: directory.Path}, {Label: rec.Name}},
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: place, Wrong: len(p.Faults) > 0}, recordHTML(p))
}

// differences are the stored texts that differ from what was typed.
func differences(t *i18n.T, o org.Organisation, typed *web.Form) ui.Summary {
	var out ui.Summary
	was := stored(o)
	for _, x := range fields {
		if was.Value(x.name) != typed.Value(x.name) {
			out = append(out, ui.Fact{Term: t.S(x.label), Value: ui.Text(cmp.Or(was.Value(x.name), t.S(msg.NothingStored)))})
		}
	}
	return out
}

func (h *Handler) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	o, ref := read(f), r.PathValue("ref")
	if err = f.Err(); err == nil {
		err = h.directory.Edit(r.Context(), frame.Actor(r), ref, o)
	}
	if status := redrawn(err); status != 0 {
		rec, again := h.directory.Show(r.Context(), frame.Actor(r), ref)
		if again != nil {
			return again
		}
		return h.drawRecord(w, r, status, rec, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, directory.Path+"/"+ref, i18n.M(msg.Saved))
}

func (h *Handler) close(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.directory.Close, msg.Closed)
}

func (h *Handler) reopen(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.directory.Reopen, msg.Reopened)
}

func (h *Handler) move(w http.ResponseWriter, r *http.Request, do move, said i18n.Key) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err := do(r.Context(), frame.Actor(r), r.PathValue("ref"), version); err != nil {
		return err
	}
	return web.SeeOther(w, r, directory.Path+"/"+r.PathValue("ref"), i18n.M(said))
}

type move func(ctx context.Context, who access.Actor, ref string, version int64) error
