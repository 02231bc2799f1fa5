// Package delegationweb is the pages of « Gestion des accès »: where one gives accesses, who has which at a place, the form that gives
// one, and one person's.
package delegationweb

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// path is the address of the list of places.
const path = "/acces"

// Handler answers for the pages.
type Handler struct {
	accesses *delegation.Service
	frame    *frame.Frame
	roles    access.Roles
	beside   Beside
	help     func(ctx context.Context) string
}

// Beside is what a service says of a place, under its accesses; nil: nothing.
type Beside func(r *http.Request, ref string) (templ.Component, error)

// New makes the handler. roles are all of the instance: the history of a person names those of the platform, too. help is where giving
// accesses is told step by step.
func New(s *delegation.Service, roles access.Roles, f *frame.Frame, beside Beside, help func(ctx context.Context) string) *Handler {
	return &Handler{s, f, roles, beside, help}
}

// helpLink leads from an empty place to its answer (R275).
func (h *Handler) helpLink(ctx context.Context, t *i18n.T, about i18n.Key) ui.Link {
	return ui.Link{Label: t.S(msg.ReadHelp), About: t.S(about), Href: h.help(ctx)}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.list)
	m.Get(path+"/{ref}", h.show)
	m.Get(path+"/responsables.xlsx", h.heads(sheet.XLSX))
	m.Get(path+"/responsables.csv", h.heads(sheet.CSV))
	m.Get(path+"/{ref}/personnes/liste.xlsx", h.people(sheet.XLSX))
	m.Get(path+"/{ref}/personnes/liste.csv", h.people(sheet.CSV))
	m.Get(path+"/{ref}/personnes/nouvelle", h.giveForm)
	m.Post(path+"/{ref}/personnes/nouvelle", h.give)
	m.Get(path+"/{ref}/personnes/{n}", h.person)
	m.Post(path+"/{ref}/personnes/{n}", h.change)
	m.Get(path+"/{ref}/personnes/{n}/depart", h.leaveForm)
	m.Post(path+"/{ref}/personnes/{n}/depart", h.leave)
	m.Post(path+"/{ref}/personnes/{n}/renvoi", h.resend)
	m.Post(path+"/{ref}/personnes/{n}/adresse", h.correct)
}

// crumbs begin with the home page and the list.
func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Accesses), Href: path}}, more...)
}

// page is what all pages of the room say to their frame.
func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Place: "accesses", Wrong: wrong}
}

// roleTags are what somebody holds, as tags.
func (h *Handler) roleTags(t *i18n.T, held []delegation.Held, now time.Time) ui.Parts {
	var out ui.Parts
	for _, x := range held {
		tag := ui.Tag{Label: h.role(t, x.Role), Color: ui.Info}
		if x.From.After(now) {
			tag.Outline = true
		}
		out = append(out, tag)
	}
	return out
}

func (h *Handler) role(t *i18n.T, key access.RoleKey) string {
	r, ok := h.roles.ByKey(key)
	if !ok {
		return string(key)
	}
	return t.S(r.Label)
}

// dates are from when and until when somebody holds something.
func dates(t *i18n.T, from, to, now time.Time) string {
	key := msg.Since
	if from.After(now) {
		key = msg.From
	}
	if to.IsZero() {
		return t.S(key, "from", t.Date(from))
	}
	return t.S(msg.FromTo, "from", t.Date(from), "to", t.Date(to.Add(-time.Microsecond)))
}

// accountTag is the state of an account, as whoever gave it something needs to know it (R109, R110, R272).
func accountTag(t *i18n.T, p delegation.Person) ui.Parts {
	switch {
	case p.State == account.Suspended, p.State == account.Closed:
		return ui.Parts{ui.Tag{Label: t.S(p.State.StateLabel()), Color: ui.Danger, Outline: true}}
	case p.Refused:
		return ui.Parts{ui.Tag{Label: t.S(msg.Refused), Color: ui.Danger}, ui.Sub(t.S(msg.CameBack))}
	case p.Never():
		return ui.Parts{ui.Tag{Label: t.S(msg.Never), Color: ui.Warning}, ui.Sub(sent(t, p))}
	}
	return ui.Parts{ui.Tag{Label: t.S(msg.Active), Color: ui.Success}, ui.Sub(t.S(msg.ActivatedOn, "at", t.Date(p.ActivatedAt)))}
}

// sent says when the mail that opens the account left.
func sent(t *i18n.T, p delegation.Person) string {
	switch {
	case !p.ActivatedAt.IsZero():
		return t.S(msg.ActivatedOn, "at", t.Date(p.ActivatedAt))
	case p.SentAt.IsZero():
		return t.S(msg.NotSent)
	}
	return t.S(msg.SentOn, "at", t.DateTime(p.SentAt))
}

// known is by what a person is told from others of the same name: their address while they have not come, since who gave it
// checks it; afterwards the beginning of their user name.
func known(p delegation.Person) ui.Parts {
	if p.Never() {
		return ui.Parts{ui.SubMail(p.Address), ui.Sub(p.Function)}
	}
	return ui.Parts{ui.Sub(p.Masked()), ui.Sub(p.Function)}
}

// acts name the lines of the history, as the place's people read them and as the person concerned does.
var acts = map[string]struct{ place, own i18n.Key }{
	delegation.DidGive: {msg.DidGive, msg.OwnGive}, delegation.DidEnd: {msg.DidEnd, msg.OwnEnd}, delegation.DidKeep: {msg.DidKeep, msg.OwnKeep},
	delegation.DidLimit: {msg.DidLimit, msg.OwnLimit}, delegation.DidLeave: {msg.DidLeave, msg.OwnLeave}, delegation.DidResend: {msg.DidResend, msg.OwnResend}, delegation.DidRemind: {msg.DidRemind, msg.OwnRemind}, delegation.DidCorrect: {msg.DidCorrect, msg.OwnCorrect},
}

// onPlatform name the lines of the history about roles that are held at no place.
var onPlatform = map[string]i18n.Key{delegation.DidGive: msg.OwnGiveHere, delegation.DidEnd: msg.OwnEndHere}

// timeline tells lines of the history: who, to whom, what, what it was and is, when (R136).
func (h *Handler) timeline(t *i18n.T, lines []history.Line, own bool) ui.Timeline {
	var out ui.Timeline
	for _, l := range lines {
		key := acts[l.Act].place
		if own {
			key = acts[l.Act].own
		}
		if key == "" {
			continue
		}
		if own && l.Data["place"] == "" {
			key = onPlatform[l.Act]
		}
		what := t.S(key, "name", l.Data["name"], "role", h.role(t, access.RoleKey(l.Data["role"])), "place", l.Data["place"])
		out = append(out, ui.Moment{What: what, Text: h.details(t, l), When: t.S(msg.WhenBy, "at", t.DateTime(l.Done), "by", cmp.Or(l.Name, t.S(msg.TheProgram))), Done: true})
	}
	return out
}

func (h *Handler) details(t *i18n.T, l history.Line) string {
	before, after := l.Data["before"], l.Data["after"]
	from, to := delegation.When(l, "from"), delegation.When(l, "to")
	switch {
	case l.Act == delegation.DidLimit:
		return t.S(msg.BeforeAfter, "before", cmp.Or(before, t.S(msg.Nothing)), "after", cmp.Or(after, t.S(msg.Nothing)))
	case l.Act == delegation.DidEnd && to.After(l.Done):
		return t.S(msg.EndsOn, "to", t.Date(to.Add(-time.Microsecond)))
	case l.Act == delegation.DidGive && (!from.IsZero() || !to.IsZero()):
		return join(after, dates(t, latest(from, l.Done), to, l.Done))
	case l.Act == delegation.DidGive:
		return after
	case l.Act == delegation.DidLeave && after != "":
		return t.S(msg.EntrustedTo, "name", after)
	}
	return before
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// join puts texts side by side, without the empty ones.
func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p != "" && out != "" {
			out += " · "
		}
		out += p
	}
	return out
}
