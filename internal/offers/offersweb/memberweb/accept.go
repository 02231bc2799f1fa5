package memberweb

import (
	"cmp"
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/member"
	"preau/internal/offers/offersweb/msg"
)

// entry is where people of « Offres » sign in.
const entry = "/offreur"

// openPage is an invitation, opened by the link of its mail. The link does nothing before its button is pressed.
type openPage struct {
	T      *i18n.T
	Key    string
	Faults ui.Faults
	Path   string
	member.Opened
}

func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	return h.drawOpen(w, r, http.StatusOK, nil)
}

func (h *Handler) drawOpen(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	x, err := h.members.Open(r.Context(), n, r.PathValue("jeton"))
	if err != nil {
		return cmp.Or(fault, err) // accepted by this very form, which says now something else
	}
	if x.Gone != "" {
		if fault == nil {
			status = http.StatusGone
		}
		return h.drawGone(w, r, status, x.Gone)
	}
	if !apperr.Is(fault, apperr.Invalid) {
		fault = nil // the page says it
	}
	t := web.T(r)
	p := openPage{t, id.New(), ui.FaultsOf(t, fault), member.InvitationPath + strconv.FormatInt(n, 10) + "/" + r.PathValue("jeton"), x}
	head := &ui.Head{T: t, Title: t.S(msg.JoinTitle, "name", x.Structure.Name), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry), Href: entry}, {Label: t.S(msg.JoinTitle, "name", x.Structure.Name)}}}
	fp := frame.Page{Head: head, Service: instance.Offers, Bare: true, Wrong: len(p.Faults) > 0}
	if len(x.Reasons) > 0 {
		fp.Reason = x.Reasons[0].Code
	}
	return h.frame.Render(w, r, status, fp, openHTML(p))
}

// drawGone says what became of the link.
func (h *Handler) drawGone(w http.ResponseWriter, r *http.Request, status int, gone member.Gone) error {
	t := web.T(r)
	title := t.S(msg.LinkGone)
	head := &ui.Head{T: t, Title: title, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry), Href: entry}, {Label: title}}}
	say := map[member.Gone]i18n.Key{member.Used: msg.LinkUsed, member.Replaced: msg.LinkReplaced, member.TakenOff: msg.LinkTakenOff}[gone]
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Bare: true}, goneHTML(t, say, gone == member.Used && !frame.Actor(r).SignedIn()))
}

// accept gives the permissions, and leads to where one goes on.
func (h *Handler) accept(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	to, err := h.members.Accept(r.Context(), frame.Actor(r), n, r.PathValue("jeton"))
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawOpen(w, r, http.StatusUnprocessableEntity, err)
	case apperr.Conflict:
		return h.drawOpen(w, r, http.StatusConflict, err) // it expired meanwhile: the page offers another link
	case apperr.Forbidden:
		return h.drawOpen(w, r, http.StatusForbidden, err)
	default:
	}
	if err != nil {
		return err
	}
	if to == "" && frame.Actor(r).SignedIn() {
		return web.SeeOther(w, r, entry, i18n.M(msg.JoinDoneHere))
	}
	if to == "" {
		return web.SeeOther(w, r, entry, i18n.M(msg.JoinDone))
	}
	return web.SeeOther(w, r, to)
}

// renew mails another link to the same address.
func (h *Handler) renew(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.members.Renew(r.Context(), frame.Actor(r), n, r.PathValue("jeton"), web.ClientNet(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, entry, i18n.M(msg.LinkSent))
}

// offered is what the invitation speaks of.
func (p openPage) offered() ui.Summary {
	var held ui.Parts
	for _, k := range p.Roles {
		held = append(held, ui.Sub(limited(p.T, k, p.SiteNames)))
	}
	return ui.Summary{
		{Term: p.T.S(msg.JoinStructure), Value: ui.Text(p.Structure.Name)},
		{Term: p.T.S(msg.JoinBy), Value: ui.Text(p.SentName)},
		{Term: p.T.S(msg.JoinAddress), Value: ui.Text(p.Email)},
		{Term: p.T.S(msg.Permissions), Value: held},
	}
}
