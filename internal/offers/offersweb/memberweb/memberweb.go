// Package memberweb is the pages of a structure's people: « Utilisateurs ».
package memberweb

import (
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/member"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Path is the list of the structure's people; Place is its key in the left column.
const (
	Path  = "/offreur/utilisateurs"
	Place = "members"
)

const (
	paramName  = "nom"
	paramRole  = "permission"
	paramState = "etat"
	fieldOn    = "active"
	usualSize  = 20
)

var sizes = []int{20, 50, 100}

// Handler answers for the pages.
type Handler struct {
	members *member.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *member.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.list)
	m.Get(Path+"/nouveau", h.newPerson)
	m.Post(Path+"/nouveau", h.add)
	m.Get(Path+"/{n}", h.show)
	m.Post(Path+"/{n}", h.save)
	m.Post(Path+"/{n}/lien", h.sendLink)
}

func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

type listPage struct {
	T    *i18n.T
	At   ui.Address
	Form *web.Form
	member.Listing
}

// list is the structure's people, by name (O57, O58, O61).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	size, _ := strconv.Atoi(f.Value(ui.SizeParam)) // what is none is the usual one
	if !slices.Contains(sizes, size) {
		size = usualSize
	}
	filter := member.Filter{Name: f.Line(paramName, 200), Page: f.Int("page", 1, 1_000_000), Size: size}
	if k := access.RoleKey(f.Value(paramRole)); slices.Contains(role.InStructure(), k) {
		filter.Role = k
	}
	if s := member.State(f.Value(paramState)); slices.Contains(member.States(), s) {
		filter.State = s
	}
	found, err := h.members.List(r.Context(), who, filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Users), Lead: t.S(msg.UsersLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Users)}}, Acts: ui.Parts{ui.Button{Label: t.S(msg.CreateUser), Icon: ui.IconPlus, Look: ui.Main, Href: Path + "/nouveau"}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Place: Place}, listHTML(listPage{t, ui.Address{Path: Path, Query: r.URL.Query()}, f, found}))
}

func label(t *i18n.T, k access.RoleKey) string {
	declared, _ := role.All.ByKey(k)
	return t.S(declared.Label)
}

func (p listPage) roles() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllPermissions)}}
	for _, k := range role.InStructure() {
		out = append(out, ui.Option{Value: string(k), Label: label(p.T, k)})
	}
	return out
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllStates)}}
	for _, s := range member.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) pages() ui.Pages {
	return ui.Pages{T: p.T, At: p.At, Page: p.Page, Size: p.Size, Total: p.Total, Sizes: sizes}
}

func stateTag(t *i18n.T, s member.State) ui.Tag {
	color := map[member.State]ui.Color{member.Active: ui.Success, member.Invited: ui.Info, member.Inactive: ui.Neutral}[s]
	return ui.Tag{Label: t.S(s.Label()), Color: color}
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Users)}
	for _, k := range []i18n.Key{msg.FirstName, msg.LastName, msg.Email, msg.ColStructure, msg.Permissions, msg.State, msg.Actions} {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(k)})
	}
	for _, x := range p.Rows {
		var held ui.Parts
		for _, k := range x.Roles {
			held = append(held, ui.Sub(label(t, k)))
		}
		out.Rows = append(out.Rows, ui.Row{Off: x.State() == member.Inactive, Cells: ui.Parts{
			ui.Text(x.FirstName), ui.Text(x.LastName), ui.Mail(x.Email), ui.Text(p.Structure), held, stateTag(t, x.State()),
			ui.Button{Label: t.S(msg.Modify), About: x.Name(), Small: true, Href: Path + "/" + strconv.FormatInt(x.Number, 10)},
		}})
	}
	return out
}

type userPage struct {
	T      *i18n.T
	Key    string
	Form   *web.Form
	Faults ui.Faults
	New    bool
	member.View
}

func (h *Handler) newPerson(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, web.NewForm(map[string]string{fieldOn: "1"}), nil)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n := int64(0)
	if r.PathValue("n") != "" {
		if n, err = web.Number(r, "n"); err != nil {
			return err
		}
	}
	v, err := h.members.Show(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := userPage{t, id.New(), f, ui.FaultsOf(t, fault), n == 0, v}
	head := &ui.Head{T: t, Title: t.S(msg.NewUser), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Users), Href: Path}, {Label: t.S(msg.NewUser)}}}
	if n > 0 {
		head.Title, head.Lead, head.Tags = v.Name(), v.Email, ui.Parts{stateTag(t, v.State())}
		head.Crumbs[2].Label = v.Name()
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Place: Place, Wrong: len(p.Faults) > 0}, userHTML(p))
}

// inputOf is what was typed.
func inputOf(r *http.Request, f *web.Form) member.Input {
	const most = 4000
	in := member.Input{Active: f.Bool(fieldOn), Applicant: structure.Applicant{
		FirstName: f.Line(structure.FieldFirstName, most), LastName: f.Line(structure.FieldLastName, most), Function: f.Line(structure.FieldFunction, most),
		Email: f.Line(structure.FieldEmail, most), Phone: f.Line(structure.FieldPhone, most), Lang: web.T(r).Lang(),
	}}
	for _, k := range f.Values(member.FieldRoles) {
		in.Roles = append(in.Roles, access.RoleKey(k))
	}
	return in
}

func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if _, err = h.members.Show(r.Context(), who, 0); err == nil {
		err = h.members.Add(r.Context(), who, inputOf(r, f))
	}
	return h.answer(w, r, f, err)
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
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
	return h.answer(w, r, f, h.members.Save(r.Context(), who, n, inputOf(r, f)))
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request, f *web.Form, err error) error {
	if apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, Path, i18n.M(msg.Saved))
}

func (h *Handler) sendLink(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.members.SendLink(r.Context(), who, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, Path+"/"+r.PathValue("n"), i18n.M(msg.LinkSent))
}

// value is what the form has of a field.
func (p userPage) value(name string) string {
	if p.Form == nil {
		return ""
	}
	return p.Form.Value(name)
}

// chosen are the permissions that are ticked.
func (p userPage) chosen() []string {
	if p.Form != nil {
		return p.Form.Values(member.FieldRoles)
	}
	var out []string
	for _, k := range p.Roles {
		out = append(out, string(k))
	}
	return out
}

func (p userPage) on() bool {
	if p.Form != nil {
		return p.Form.Bool(fieldOn)
	}
	return p.State() != member.Inactive
}

func (p userPage) permissions() []ui.Option {
	var out []ui.Option
	for _, k := range role.InStructure() {
		declared, _ := role.All.ByKey(k)
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(declared.Label), Hint: p.T.S(declared.Hint)})
	}
	return out
}

func (p userPage) field(name string, label i18n.Key, required bool) ui.Field {
	return ui.Field{Name: name, Label: p.T.S(label), Value: p.value(name), Error: p.Faults.Of(name), Required: required, Max: structure.MaxLine}
}

// identity is the person's own, which the structure reads (O69).
func (p userPage) identity() ui.Summary {
	out := ui.Summary{{Term: p.T.S(msg.Name), Value: ui.Text(p.Name())}, {Term: p.T.S(msg.Email), Value: ui.Mail(p.Email)}}
	if p.Function != "" {
		out = append(out, ui.Fact{Term: p.T.S(msg.Function), Value: ui.Text(p.Function)})
	}
	return out
}

func (p userPage) link() ui.Act {
	o, there := p.Acts.Of(member.SendLink)
	return ui.Act{T: p.T, Label: p.T.S(msg.SendPasswordLink), Icon: ui.IconMail, Post: Path + "/" + strconv.FormatInt(p.Number, 10) + "/lien", Key: p.Key, Reasons: o.Reasons, Absent: !there}
}
