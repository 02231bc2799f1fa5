// Package structureweb is the pages of who offers: the way in, the request for an account, its moderation, and « Ma structure ».
package structureweb

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// The addresses of the room.
const (
	EntryPath   = "/offreur" // where one signs in, or asks for an offreur's account
	RequestPath = EntryPath + "/demande"
	SentPath    = RequestPath + "/envoyee"
	OwnPath     = EntryPath + "/structure"
	logoPath    = EntryPath + "/logos/"
)

// What the sign-in of accounts is called, which the entry leads to.
const (
	signInPath    = "/connexion"
	linkPath      = "/connexion/lien"
	forgotPath    = "/mot-de-passe/oubli"
	fieldRemember = "rester"
)

// Options are what the pages stand on.
type Options struct {
	Offers   *offers.Service
	Files    *document.Service
	Frame    *frame.Frame
	Settings func(context.Context) (instance.Settings, error)
	Country  func() registers.Country
}

// Handler answers for the pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(EntryPath, h.enter)
	m.Get(RequestPath, h.request)
	m.Upload(RequestPath, h.logo().Limit(), h.sendRequest)
	m.Get(SentPath, h.sent)
	m.Get(RequestPath+"/{n}/{jeton}", h.correction)
	m.Upload(RequestPath+"/{n}/{jeton}", h.logo().Limit(), h.correct)
	m.Post(RequestPath+"/{n}/{jeton}/lien", h.renewLink)
	m.Get(OwnPath, h.own)
	m.Upload(OwnPath, h.logo().Limit(), h.saveOwn)
	m.Get(EntryPath+"/logos/{n}", h.openLogo)
	m.Get(structure.ModerationPath, h.list)
	m.Get(structure.ModerationPath+"/{n}", h.show)
	m.Post(structure.ModerationPath+"/{n}", h.moderate)
	m.Get(structure.ModerationPath+"/{n}/fiche", h.record)
	m.Upload(structure.ModerationPath+"/{n}/fiche", h.logo().Limit(), h.saveRecord)
}

// logo is the field of a structure's logo.
func (h *Handler) logo() upload.Field {
	return upload.Field{Files: h.o.Files, Use: structure.Logo, Name: structure.FieldLogo}
}

type entryPage struct {
	T              *i18n.T
	Password, Link bool   // the ways in that are open
	Who            string // who is signed in already, and in no structure; empty: a visitor
}

// title is that of the block of who has an account.
func (p entryPage) title() string {
	if p.Who != "" {
		return p.T.S(msg.SignedInAlready)
	}
	return p.T.S(msg.HaveAccount)
}

// enter is the public entry, in two blocks (O1). Who is in a structure, or moderates, goes on.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request) error {
	if who := frame.Actor(r); role.Structure(who) != "" {
		return web.SeeOther(w, r, OwnPath)
	} else if who.Holds(role.Moderator, access.Everywhere) {
		return web.SeeOther(w, r, structure.ModerationPath)
	}
	t := web.T(r)
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.Entry), Lead: t.S(msg.EntryLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry)}}}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Offers, Bare: true}, entryHTML(entryPage{t, set.Allows(instance.Password), set.Allows(instance.Link), frame.Actor(r).Name}))
}

// openLogo gives a structure's logo.
func (h *Handler) openLogo(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	p, err := h.o.Offers.Structures.OpenLogo(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	return web.Send(w, r, web.Content{Name: p.Name, MediaType: p.MediaType, Inline: true, Tag: p.SHA256, ReadSeeker: bytes.NewReader(p.Content)})
}

// logoOf shows a structure's logo, described by its name (O13, O14); nothing where there is none.
func logoOf(v structure.View) ui.Parts {
	if v.Logo.ID == "" {
		return nil
	}
	return ui.Parts{ui.Picture{Large: true, Src: fmt.Sprintf("%s%d?v=%s", logoPath, v.Number, v.Logo.SHA256[:min(12, len(v.Logo.SHA256))]), Alt: v.Name}}
}

// signedIn is who is signed in; who is not is led to do so.
func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

func version(f *web.Form) int64 {
	v, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	return v
}

const fieldVersion = "version"

// typed reads the nine fields.
func typed(f *web.Form) structure.Typed {
	const most = 4000 // beyond it a fault of the form, below of the field
	line := func(name string) string { return f.Line(name, most) }
	return structure.Typed{
		Name: line(structure.FieldName), SIREN: line(structure.FieldSIREN), UAI: line(structure.FieldUAI), Address: line(structure.FieldAddress),
		Complement: line(structure.FieldComplement), Commune: line(structure.FieldCommune), Type: line(structure.FieldType),
		Signatory: line(structure.FieldSignatory), SignatoryRole: line(structure.FieldSignatoryRole), About: f.Text(structure.FieldAbout, 2*most), NoLogo: f.Bool(structure.FieldNoLogo),
	}
}

// formOf are stored facts as the form shows them.
func formOf(f structure.Facts) *web.Form { return web.NewForm(formValues(f)) }

func formValues(f structure.Facts) map[string]string {
	x := structure.TypedOf(f)
	return map[string]string{
		structure.FieldName: x.Name, structure.FieldSIREN: x.SIREN, structure.FieldUAI: x.UAI, structure.FieldAddress: x.Address, structure.FieldComplement: x.Complement,
		structure.FieldCommune: x.Commune, structure.FieldType: x.Type, structure.FieldSignatory: x.Signatory, structure.FieldSignatoryRole: x.SignatoryRole, structure.FieldAbout: x.About,
	}
}

func stateTag(t *i18n.T, s structure.Structure) ui.Parts {
	color := map[structure.State]ui.Color{
		structure.Requested: ui.Info, structure.ToCorrect: ui.Warning, structure.Refused: ui.Danger, structure.Active: ui.Success, structure.Suspended: ui.Warning, structure.Closed: ui.Neutral,
	}[s.State]
	out := ui.Parts{ui.Tag{Label: t.S(s.State.Label()), Color: color}}
	if s.Flagged() {
		out = append(out, ui.Tag{Label: t.S(msg.Flagged), Color: ui.Warning, Outline: true})
	}
	return out
}

// statusOf is the answer that a form which is shown again comes with.
func statusOf(err error) int {
	switch apperr.KindOf(err) {
	case apperr.Conflict:
		return http.StatusConflict
	case apperr.Unavailable:
		return http.StatusServiceUnavailable
	default:
	}
	return http.StatusUnprocessableEntity
}
