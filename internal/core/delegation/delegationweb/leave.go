package delegationweb

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// otherHeir is the choice of somebody who has no access at the place yet.
const otherHeir = "autre"

type leavePage struct {
	delegation.LeaveView
	T      *i18n.T
	H      *Handler
	Key    string
	Now    time.Time
	Typed  *web.Form
	Fresh  bool // nothing was typed yet
	Clash  bool
	Faults ui.Faults
	Unseen delegation.Unseen
}

// leaveForm is the form of somebody's going from a place (R132).
func (h *Handler) leaveForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawLeave(w, r, http.StatusOK, func(p *leavePage) { p.Fresh = true })
}

func (h *Handler) drawLeave(w http.ResponseWriter, r *http.Request, status int, with func(p *leavePage)) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.accesses.LeaveForm(r.Context(), frame.Actor(r), r.PathValue("ref"), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := leavePage{LeaveView: v, T: t, H: h, Key: id.New(), Now: frame.Actor(r).At, Typed: web.NewForm(nil)}
	with(&p)
	head := &ui.Head{
		T: t, Title: t.S(msg.LeaveTitle, "name", v.Name), Lead: t.S(msg.LeaveLead, "place", v.Org.Name),
		Crumbs: crumbs(t, ui.Link{Label: v.Org.Name, Href: delegation.Path(v.Org.Ref)}, ui.Link{Label: v.Name, Href: delegation.PersonPath(v.Org.Ref, v.Number)}, ui.Link{Label: t.S(msg.LeaveCrumb)}),
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), leaveHTML(p))
}

// facts are what ends, and what stays.
func (p leavePage) facts() ui.Summary {
	var out ui.Summary
	for _, x := range p.Ends {
		out = append(out, ui.Fact{Term: p.H.role(p.T, x.Role), Value: ui.Text(join(dates(p.T, x.From, x.To, p.Now), p.limits(x)))})
	}
	for _, x := range p.Stays {
		out = append(out, ui.Fact{Term: p.H.role(p.T, x.Role), Value: ui.Text(p.T.S(msg.LeaveStays))})
	}
	return out
}

// limits are what a role is limited to, in words.
func (p leavePage) limits(x delegation.Held) string {
	names, _ := p.Names.Of(x)
	return strings.Join(names, ", ")
}

// roles are what may be entrusted.
func (p leavePage) roles() []ui.Option {
	var out []ui.Option
	for _, x := range p.Ends {
		out = append(out, ui.Option{Value: string(x.Role), Label: p.H.role(p.T, x.Role), Hint: p.limits(x)})
	}
	return out
}

// ticked are the roles that the form shows ticked: all, until somebody chose.
func (p leavePage) ticked() []string {
	if !p.Fresh {
		return p.Typed.Values(delegation.FieldRoles)
	}
	var out []string
	for _, x := range p.Ends {
		out = append(out, string(x.Role))
	}
	return out
}

// heirs are to whom it may be entrusted: to nobody, to somebody who has an access here, to anybody else.
func (p leavePage) heirs() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.HeirNone)}, {Value: otherHeir, Label: p.T.S(msg.HeirNew)}}
	for _, x := range p.Heirs {
		out = append(out, ui.Option{Value: strconv.FormatInt(x.Number, 10), Label: join(x.FirstName, x.Function)})
	}
	return out
}

func (h *Handler) leave(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := delegation.Leaving{
		End: f.Day(delegation.FieldEnd), Roles: readRoles(f, delegation.FieldRoles), Heir: readHeir(f), Standing: f.Value(fieldStanding), Seen: f.Value(fieldSeen),
	}
	if err = f.Err(); err == nil {
		err = h.accesses.Leave(r.Context(), frame.Actor(r), r.PathValue("ref"), n, in)
	}
	unseen := delegation.Unseen{}
	switch {
	case errors.As(err, &unseen):
		return h.drawLeave(w, r, http.StatusUnprocessableEntity, func(p *leavePage) { p.Typed, p.Unseen = f, unseen })
	case apperr.Is(err, apperr.Invalid):
		return h.drawLeave(w, r, http.StatusUnprocessableEntity, func(p *leavePage) { p.Typed, p.Faults = f, ui.FaultsOf(p.T, err) })
	case apperr.Is(err, apperr.Conflict):
		return h.drawLeave(w, r, http.StatusConflict, func(p *leavePage) { p.Fresh, p.Clash = true, true })
	case err != nil:
		return err
	}
	return web.SeeOther(w, r, delegation.Path(r.PathValue("ref")), i18n.M(msg.Left))
}

// readHeir reads who goes on; what is no choice is somebody who has no access here.
func readHeir(f *web.Form) delegation.Heir {
	switch chosen := f.Value(delegation.FieldHeir); chosen {
	case "":
		return delegation.Heir{}
	case otherHeir:
		return delegation.Heir{
			New: true, Address: f.Value(account.FieldEmail), FirstName: f.Line(account.FieldFirstName, account.MaxName),
			LastName: f.Line(account.FieldLastName, account.MaxName), Function: f.Line(account.FieldFunction, account.MaxFunction),
		}
	default:
		n, err := strconv.ParseInt(chosen, 10, 64)
		if err != nil || n < 1 {
			n = -1
		}
		return delegation.Heir{Number: n}
	}
}
