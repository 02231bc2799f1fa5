package groupweb

import (
	"context"
	"net/http"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// Establishments finds establishments by name, commune or register number.
type Establishments interface {
	// Find gives the best matches for what was typed.
	Find(ctx context.Context, text string, limit int) ([]group.Org, error)
}

type personForm struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	Back   string
}

// coordinators adds another coordinator to one group (R061).
func (h *Handler) coordinators(w http.ResponseWriter, r *http.Request) error {
	return h.drawCoordinators(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawCoordinators(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	g, err := h.OwnHeaded(r, TabContact)
	if err != nil {
		return err
	}
	if err := h.refuse(r, group.AddCoordinator); err != nil {
		return err
	}
	t := g.T
	p := personForm{T: t, Key: g.Key, Form: f, Faults: ui.FaultsOf(t, fault), Back: Path(g.Group.Number, "")}
	head := &ui.Head{T: t, Title: t.S(msg.AddCoordinator), Lead: t.S(msg.AddCoordinatorLead, "title", g.Group.Title), Crumbs: GroupCrumbs(t, g.Group, ui.Link{Label: t.S(msg.CrumbNewCoordinator)})}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}, addCoordinatorHTML(p))
}

func (h *Handler) addCoordinator(w http.ResponseWriter, r *http.Request) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	person := readPerson(f)
	if err = f.Err(); err == nil {
		err = h.needs.AddCoordinator(r.Context(), who, n, person)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawCoordinators(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path(n, ""), i18n.M(msg.CoordinatorAdded, "address", person.Address))
}

func readPerson(f *web.Form) group.Person {
	for _, x := range []struct {
		field   string
		missing i18n.Key
	}{{"email", msg.MissingEmail}, {"prenom", msg.MissingFirstName}, {"nom", msg.MissingLastName}} {
		if strings.TrimSpace(f.Value(x.field)) == "" {
			f.Fail(x.field, i18n.M(x.missing))
		}
	}
	return group.Person{Address: f.Line("email", 200), FirstName: f.Line("prenom", 80), LastName: f.Line("nom", 80)}
}

type namedPage struct {
	personForm
	Named []group.Named
	At    ui.Address
	Query string
	Found []group.Org
}

// named is where an administrator names the coordinators of support establishments (R061).
func (h *Handler) named(w http.ResponseWriter, r *http.Request) error {
	return h.drawNamed(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawNamed(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := SignedIn(r)
	if err != nil {
		return err
	}
	list, err := h.needs.Coordinators(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := namedPage{
		personForm: personForm{T: t, Key: id.New(), Form: f, Faults: ui.FaultsOf(t, fault)}, Named: list,
		At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Query: r.URL.Query().Get("etablissement"),
	}
	if p.Query == "" {
		p.Query = f.Value("etablissement")
	}
	if p.Query != "" {
		if p.Found, err = h.orgs.Find(r.Context(), p.Query, 12); err != nil {
			return err
		}
	}
	head := &ui.Head{T: t, Title: t.S(msg.Coordinators), Lead: t.S(msg.CoordinatorsLead), Crumbs: Crumbs(t, ui.Link{Label: t.S(msg.Administration), Href: "/administration"}, ui.Link{Label: t.S(msg.Coordinators)})}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: "coordinators", Wrong: len(p.Faults) > 0}, namedHTML(p))
}

func (h *Handler) name(w http.ResponseWriter, r *http.Request) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	person := readPerson(f)
	if f.Value(group.FieldSupport) == "" {
		f.Fail(group.FieldSupport, i18n.M(msg.MissingSupport))
	}
	if err = f.Err(); err == nil {
		err = h.needs.NameCoordinator(r.Context(), who, f.Value(group.FieldSupport), person)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawNamed(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/administration/coordonnateurs", i18n.M(msg.CoordinatorAdded, "address", person.Address))
}

func (h *Handler) endNamed(w http.ResponseWriter, r *http.Request) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.needs.EndCoordinator(r.Context(), who, f.Value("organisation"), f.Value("compte")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/administration/coordonnateurs", i18n.M(msg.CoordinatorEnded))
}

// admin is the administrator; to others the operator's space does not exist.
func admin(r *http.Request) (access.Actor, error) {
	who, err := SignedIn(r)
	if err == nil && !who.IsAdmin() {
		err = apperr.NotFoundErr()
	}
	return who, err
}

func (p namedPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.Coordinators), Cols: []ui.Col{
		{Label: t.S(msg.ColPerson)}, {Label: t.S(msg.ColSupport)}, {Label: t.S(msg.ColSince)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, n := range p.Named {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Text(n.Name), ui.SubMail(n.Address)},
			ui.Parts{ui.Text(n.Org.Name), ui.Sub(n.Org.Commune)},
			ui.Text(t.Date(n.Since)),
			ui.Act{
				T: t, Label: t.S(msg.EndRole), About: n.Name, Small: true, Look: ui.QuietStop, Post: "/administration/coordonnateurs/fin", Key: id.New(),
				Hidden: []ui.Hidden{{Name: "organisation", Value: n.Org.ID}, {Name: "compte", Value: n.AccountID}},
			},
		}})
	}
	return table
}

// support is the establishment that is chosen: the only one that was found, or what was chosen before.
func (p namedPage) support() string {
	if v := p.Form.Value(group.FieldSupport); v != "" || len(p.Found) != 1 {
		return v
	}
	return p.Found[0].ID
}

func (p namedPage) options() []ui.Option {
	var out []ui.Option
	for _, o := range p.Found {
		out = append(out, ui.Option{Value: o.ID, Label: o.Name, Hint: strings.Trim(o.Commune+" · "+o.Number, " ·")})
	}
	return out
}
