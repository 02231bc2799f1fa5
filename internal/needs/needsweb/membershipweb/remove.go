package membershipweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

type removePage struct {
	T          *i18n.T
	Key        string
	Group      group.Group
	Membership membership.Membership
	Form       *web.Form
	Faults     ui.Faults
}

// removeForm asks for the reason for which a member is taken out of its group, and says what follows (R058).
func (h *Handler) removeForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawRemove(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawRemove(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	g, m, err := h.needs.ToRemove(r.Context(), who, n, r.PathValue("ref"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := removePage{T: t, Key: id.New(), Group: g, Membership: m, Form: f, Faults: ui.FaultsOf(t, fault)}
	head := &ui.Head{T: t, Title: t.S(msg.RemoveMemberTitle, "org", m.Org.Name), Crumbs: groupweb.GroupCrumbs(
		t, g, ui.Link{Label: t.S(msg.TabDemands), Href: groupweb.Path(n, groupweb.TabDemands)}, ui.Link{Label: t.S(msg.CrumbRemoveMember)},
	)}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Needs, Place: "list", Wrong: len(p.Faults) > 0}, removeHTML(p))
}

func (h *Handler) remove(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
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
	reason := f.Text(membership.FieldReason, 1000)
	if err = f.Err(); err == nil {
		err = h.needs.Remove(r.Context(), who, n, r.PathValue("ref"), reason)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawRemove(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, groupweb.TabDemands), i18n.M(msg.MemberRemoved))
}

// removeAct leads to the form that takes a member out, where the rules offer it.
func (p demandsPage) removeAct(m membership.Demand) ui.Act {
	o, concerns := m.Acts.Of(membership.Remove)
	return ui.Act{
		T: p.T, Label: p.T.S(msg.RemoveMember), About: m.Org.Name, Small: true, Look: ui.QuietStop, Reasons: o.Reasons, Absent: !concerns,
		Href: groupweb.Path(p.GroupView.Group.Number, groupweb.TabDemands+"/"+m.Org.Ref+"/retirer"),
	}
}
