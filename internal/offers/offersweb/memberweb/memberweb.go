// Package memberweb is the pages of a structure's people: « Utilisateurs », and the page where an invitation is accepted.
package memberweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/member"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Path is the list of the structure's people; Place is its key in the left column.
const (
	Path        = "/offreur/utilisateurs"
	Place       = "members"
	invitations = "/offreur/invitations"
	// placeModeration is where the operator's administrators come from.
	placeModeration = "moderation"
)

const (
	paramName    = "nom"
	paramRole    = "permission"
	paramState   = "etat"
	fieldOn      = member.FieldActive
	fieldVersion = "version"
	usualSize    = 20
)

var sizes = []int{20, 50, 100}

// Handler answers for the pages.
type Handler struct {
	members *member.Service
	frame   *frame.Frame
	country func() registers.Country
}

// New makes the handler. Telephones are written as people of country do.
func New(s *member.Service, f *frame.Frame, country func() registers.Country) *Handler {
	return &Handler{s, f, country}
}

// Mount adds the routes: those of one's own structure, and the same for the operator's administrators (O72).
func (h *Handler) Mount(m *web.Mux) {
	for _, at := range []struct{ list, invited string }{{Path, invitations}, {structure.ModerationPath + "/{s}/utilisateurs", structure.ModerationPath + "/{s}/invitations"}} {
		m.Get(at.list, h.list)
		m.Get(at.list+"/nouveau", h.newPerson)
		m.Post(at.list+"/nouveau", h.add)
		m.Get(at.list+"/{n}", h.show)
		m.Post(at.list+"/{n}", h.save)
		m.Post(at.list+"/{n}/lien", h.sendLink)
		m.Post(at.list+"/{n}/adresse", h.correct)
		m.Get(at.invited+"/{n}", h.showInvitation)
		m.Post(at.invited+"/{n}", h.rectify)
		m.Post(at.invited+"/{n}/lien", h.sendAgain)
	}
	h.mountJoins(m)
	m.Get(AcrossPath, h.across)
	m.Get(member.InvitationPath+"{n}/{jeton}", h.open)
	m.Post(member.InvitationPath+"{n}/{jeton}", h.accept)
	m.Post(member.InvitationPath+"{n}/{jeton}/lien", h.renew)
}

// house is the structure whose people a page is about: one's own, or the one that the address names.
type house struct {
	of            int64
	list, invited string // addresses
}

// at is who asks, and about which structure.
func at(r *http.Request) (access.Actor, house, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, house{}, apperr.UnauthenticatedErr()
	}
	if r.PathValue("s") == "" {
		return who, house{member.Mine, Path, invitations}, nil
	}
	n, err := web.Number(r, "s")
	base := structure.Structure{Number: n}.Path()
	return who, house{n, base + "/utilisateurs", base + "/invitations"}, err
}

// page is a page about these people: it stands where its reader came from.
func (x house) page(head *ui.Head) frame.Page {
	p := frame.Page{Head: head, Service: instance.Offers, Place: Place}
	if x.of != member.Mine {
		p.Place = placeModeration
	}
	return p
}

// bound are what a form about these people carries: one of one's own structure says which that was.
func (x house) bound(who access.Actor, more ...ui.Hidden) []ui.Hidden {
	if x.of != member.Mine {
		return more
	}
	return append(more, ui.Hidden{Name: role.FieldFor, Value: role.Structure(who)})
}

func (x house) crumbs(t *i18n.T, s structure.Structure, more ...ui.Link) []ui.Link {
	out := []ui.Link{{Label: t.S(msg.Home), Href: "/"}}
	if x.of != member.Mine {
		out = append(out, ui.Link{Label: t.S(msg.Moderation), Href: structure.ModerationPath}, ui.Link{Label: s.Name, Href: s.Path()})
	}
	if len(more) == 0 {
		return append(out, ui.Link{Label: t.S(msg.Users)})
	}
	return append(append(out, ui.Link{Label: t.S(msg.Users), Href: x.list}), more...)
}

// of is the address of somebody's form.
func (x house) path(p member.Person) string {
	switch {
	case p.Asks:
		return x.joins() + "/" + strconv.FormatInt(p.Number, 10)
	case p.Invitation:
		return x.invited + "/" + strconv.FormatInt(p.Number, 10)
	}
	return x.list + "/" + strconv.FormatInt(p.Number, 10)
}

type listPage struct {
	T     *i18n.T
	House house
	At    ui.Address
	Form  *web.Form
	member.Listing
}

// list is the structure's people, by name (O57, O58, O61).
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
	filter := member.Filter{Name: f.Line(paramName, 200), Page: f.Int("page", 1, 1_000_000), Size: size}
	if k := access.RoleKey(f.Value(paramRole)); slices.Contains(role.InStructure(), k) {
		filter.Role = k
	}
	if s := member.State(f.Value(paramState)); slices.Contains(member.States(), s) {
		filter.State = s
	}
	found, err := h.members.List(r.Context(), who, x.of, filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Users), Lead: t.S(msg.UsersLead), Crumbs: x.crumbs(t, found.Structure), Acts: ui.Parts{ui.Button{Label: t.S(msg.JoinsTitle), Href: x.joins()}, ui.Button{Label: t.S(msg.CreateUser), Icon: ui.IconPlus, Look: ui.Main, Href: x.list + "/nouveau"}}}
	if x.of != member.Mine {
		head.Lead = found.Structure.Name
	}
	return h.frame.Render(w, r, http.StatusOK, x.page(head), listHTML(listPage{t, x, ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, f, found}))
}

func label(t *i18n.T, k access.RoleKey) string {
	declared, _ := role.All.ByKey(k)
	return t.S(declared.Label)
}

// said is a permission in words, with the lieux to which it is limited.
func (p listPage) said(x member.Person, k access.RoleKey) string {
	return limited(p.T, k, strings.Join(p.SiteNames(x), ", "))
}

// limited is a permission in words; « Gestionnaire d'offres » may be limited to lieux.
func limited(t *i18n.T, k access.RoleKey, lieux string) string {
	if k == role.Manager && lieux != "" {
		return t.S(msg.ManagerOf, "permission", label(t, k), "lieux", lieux)
	}
	return label(t, k)
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

func (p listPage) pages(id string) ui.Pages {
	return ui.Pages{T: p.T, ID: id, Slash: true, At: p.At, Page: p.Page, Size: p.Size, Total: p.Total, Sizes: sizes}
}

func stateTag(t *i18n.T, s member.State) ui.Tag {
	color := map[member.State]ui.Color{member.Active: ui.Success, member.Invited: ui.Info, member.Inactive: ui.Neutral}[s]
	return ui.Tag{Label: t.S(s.Label()), Color: color}
}

// opens is what one does with a line: who asks is answered.
func opens(x member.Person) i18n.Key {
	if x.Asks {
		return msg.Examine
	}
	return msg.Modify
}

// button opens somebody's page; nothing is changed any more of who closed their account.
func (x house) button(t *i18n.T, p member.Person, about string) ui.Button {
	b := ui.Button{Label: t.S(opens(p)), About: about, Small: true, Href: x.path(p)}
	if p.Gone() && len(p.Roles) == 0 {
		b.Label = t.S(msg.SeeUser)
	}
	return b
}

// stateCell is a state in a line. That of who asks is too long for a tag, which does not break.
func stateCell(t *i18n.T, s member.State) ui.Parts {
	if s == member.Pending {
		return ui.Parts{ui.Text(t.S(s.Label()))}
	}
	return ui.Parts{stateTag(t, s)}
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.Users)}
	for _, k := range []i18n.Key{msg.FirstName, msg.LastName, msg.Email, msg.ColStructure, msg.Permissions, msg.ColState, msg.Actions} {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(k)})
	}
	for _, x := range p.Rows {
		var held ui.Parts
		for _, k := range x.Roles {
			held = append(held, ui.Sub(p.said(x, k)))
		}
		state := stateCell(t, x.State())
		if x.Shared {
			state = append(state, ui.Sub(t.S(msg.SharedAccount)))
		}
		if x.Void {
			state = append(state, ui.Sub(t.S(msg.InvitationVoid)))
		}
		out.Rows = append(out.Rows, ui.Row{Off: x.State() == member.Inactive, Cells: ui.Parts{
			ui.Text(cmp.Or(x.FirstName, "–")), ui.Text(x.LastName), ui.Mail(x.Email), ui.Text(p.Structure.Name), held, state,
			p.House.button(t, x, x.Name()),
		}})
	}
	return out
}
