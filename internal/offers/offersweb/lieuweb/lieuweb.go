// Package lieuweb is the pages of a structure's lieux: the list, and the form of one.
package lieuweb

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/lieu"
	"preau/internal/offers/offersweb/lieuweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Place is the key of these pages in the left column, under Label.
const (
	Place = "lieux"
	Label = msg.Title
	// placeModeration is where the operator's people come from.
	placeModeration = "moderation"
)

const (
	paramText  = "q"
	paramState = "etat"
	allStates  = "tous"
	usualSize  = 20
)

var sizes = []int{20, 50, 100}

// Handler answers for the pages.
type Handler struct {
	lieux *lieu.Service
	frame *frame.Frame
}

// New makes the handler.
func New(s *lieu.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes: those of one's own structure, and the same for the operator's people.
func (h *Handler) Mount(m *web.Mux) {
	for _, list := range []string{lieu.Path, structure.ModerationPath + "/{s}/lieux"} {
		m.Get(list, h.list)
		m.Get(list+"/nouveau", h.show)
		m.Post(list+"/nouveau", h.save)
		m.Get(list+"/{ref}", h.show)
		m.Post(list+"/{ref}", h.save)
		m.Post(list+"/{ref}/retrait", h.move(lieu.Withdraw, msg.Withdrawn))
		m.Post(list+"/{ref}/reprise", h.move(lieu.Restore, msg.Restored))
	}
}

// house is the structure whose lieux a page is about: one's own, or the one that the address names.
type house struct {
	of   int64
	list string
}

// at is who asks, and about which structure.
func at(r *http.Request) (access.Actor, house, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, house{}, apperr.UnauthenticatedErr()
	}
	if r.PathValue("s") == "" {
		return who, house{0, lieu.Path}, nil
	}
	n, err := web.Number(r, "s")
	return who, house{n, structure.Structure{Number: n}.Path() + "/lieux"}, err
}

func (x house) page(head *ui.Head) frame.Page {
	p := frame.Page{Head: head, Service: instance.Offers, Place: Place}
	if x.of != 0 {
		p.Place = placeModeration
	}
	return p
}

// bound are what a form about these lieux carries: one of one's own structure says which that was.
func (x house) bound(who access.Actor, more ...ui.Hidden) []ui.Hidden {
	if x.of != 0 {
		return more
	}
	return append(more, ui.Hidden{Name: role.FieldFor, Value: role.Structure(who)})
}

func (x house) crumbs(t *i18n.T, s structure.Structure, more ...ui.Link) []ui.Link {
	out := []ui.Link{{Label: t.S(msg.Home), Href: "/"}}
	if x.of != 0 {
		out = append(out, ui.Link{Label: s.Name, Href: s.Path()})
	}
	if len(more) == 0 {
		return append(out, ui.Link{Label: t.S(msg.Title)})
	}
	return append(append(out, ui.Link{Label: t.S(msg.Title), Href: x.list}), more...)
}

// ImportsOf is what stands around the pages of a structure's imports: they are another room's.
type ImportsOf struct {
	OrgID  string
	Frame  frame.Page
	Crumbs []ui.Link
	Hidden []ui.Hidden // what a form carries that begins one
	// Still refuses such a form where who asks acts for another structure since; nil: it is bound by its address.
	Still func(*web.Form) error
}

// Imports are those of the structure for which who asks acts.
func Imports(r *http.Request) (ImportsOf, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return ImportsOf{}, apperr.UnauthenticatedErr()
	}
	t := web.T(r)
	out := ImportsOf{OrgID: role.Structure(who), Frame: house{}.page(nil), Hidden: house{}.bound(who), Still: func(f *web.Form) error { return role.Still(who, f.Value(role.FieldFor)) }}
	out.Crumbs = []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: role.Name(who), Href: "/offreur/structure"}, {Label: t.S(msg.Title), Href: lieu.Path}}
	if out.OrgID == "" {
		return out, apperr.NotFoundErr()
	}
	return out, nil
}

// ModeratedImportsPath is where the operator's administrators find those of a structure.
const ModeratedImportsPath = structure.ModerationPath + "/{s}/lieux/imports"

// ModeratedImports are those of the structure that the address names, with the path of their list; to who does not see its lieux it is not there.
func (h *Handler) ModeratedImports(r *http.Request) (ImportsOf, string, error) {
	who, x, err := at(r)
	if err != nil {
		return ImportsOf{}, "", err
	}
	found, err := h.lieux.List(r.Context(), who, x.of, lieu.Filter{Page: 1, Size: 1})
	if err != nil {
		return ImportsOf{}, "", err
	}
	t := web.T(r)
	crumbs := x.crumbs(t, found.Structure)
	crumbs[len(crumbs)-1].Href = x.list
	return ImportsOf{OrgID: found.Structure.OrgID, Frame: x.page(nil), Crumbs: crumbs}, x.list + "/imports", nil
}

type listPage struct {
	T     *i18n.T
	House house
	At    ui.Address
	Form  *web.Form
	lieu.Listing
}

// list is the lieux of a structure, by name.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who, x, err := at(r)
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
	filter := lieu.Filter{Text: f.Line(paramText, 200), All: f.Value(paramState) == allStates, Page: f.Int("page", 1, 1_000_000), Size: size}
	if s := lieu.State(f.Value(paramState)); slices.Contains(lieu.States(), s) {
		filter.State = s
	}
	found, err := h.lieux.List(r.Context(), who, x.of, filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Crumbs: x.crumbs(t, found.Structure)}
	if found.Acts.May(structure.ManageSites) {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Add), Icon: ui.IconPlus, Look: ui.Main, Href: x.list + "/nouveau"}}
	}
	if len(head.Acts) > 0 && (x.of == 0 || who.IsAdmin()) {
		head.Acts = append(ui.Parts{ui.Button{Label: t.S(msg.Import), Icon: ui.IconUpload, Href: x.list + "/imports"}}, head.Acts...)
	}
	if x.of != 0 {
		head.Lead = found.Structure.Name
	}
	return h.frame.Render(w, r, http.StatusOK, x.page(head), listHTML(listPage{t, x, ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, f, found}))
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{}
	for _, s := range lieu.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return append(out, ui.Option{Value: allStates, Label: p.T.S(msg.AllStates)})
}

func (p listPage) pages() ui.Pages {
	return ui.Pages{T: p.T, At: p.At, Page: p.Page, Size: p.Size, Total: p.Total, Sizes: sizes}
}

func stateTag(t *i18n.T, s lieu.State) ui.Tag {
	color := ui.Success
	if s == lieu.Closed {
		color = ui.Neutral
	}
	return ui.Tag{Label: t.S(s.Label()), Color: color}
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Title)}
	for _, k := range []i18n.Key{msg.Name, msg.Uai, msg.Commune, msg.Managers, msg.Offers, msg.State, msg.Actions} {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(k)})
	}
	for _, l := range p.Rows {
		out.Rows = append(out.Rows, p.row(l))
	}
	return out
}

// shownNames bounds the names of a line.
const shownNames = 3

func (p listPage) row(l lieu.Row) ui.Row {
	t := p.T
	var managers ui.Parts
	for _, name := range l.Managers[:min(len(l.Managers), shownNames)] {
		managers = append(managers, ui.Sub(name))
	}
	if more := len(l.Managers) - shownNames; more > 0 {
		managers = append(managers, ui.Sub(t.S(msg.MoreManagers, "n", more)))
	}
	var offers templ.Component = ui.Text(strconv.Itoa(l.Offers))
	if p.House.of == 0 && l.Offers > 0 {
		offers = ui.Link{Label: t.S(msg.SeeOffers, "n", l.Offers), Href: "/offreur/offres?lieu=" + l.ID}
	}
	do := ui.Button{Label: t.S(msg.See), About: l.Name, Small: true, Href: p.House.list + "/" + l.Ref}
	if l.Acts.May(lieu.Edit) {
		do.Label = t.S(msg.Edit)
	}
	return ui.Row{Off: l.State() == lieu.Closed, Cells: ui.Parts{
		ui.Parts{ui.Text(l.Name), ui.Sub(l.Address)}, ui.Text(l.UAI), ui.Text(l.Town()), managers, offers, stateTag(t, l.State()), do,
	}}
}
