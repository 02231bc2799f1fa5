package accountweb

import (
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// security is « Sécurité »: the password, and the browsers that are signed in.
func (h *Handler) security(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	return h.renderSecurity(w, r, who, refusal{Status: http.StatusOK})
}

// changePassword sets a new password; the other browsers are signed out.
func (h *Handler) changePassword(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Accounts.ChangePassword(r.Context(), who, account.NewPassword{
		Current: f.Value(account.FieldCurrent), Password: f.Value(account.FieldPassword), Again: f.Value(account.FieldAgain), From: web.ClientNet(r),
	})
	if err == nil {
		if err := answer.Renew(w, r, h.o.Accounts.Service); err != nil {
			return err
		}
		return web.SeeOther(w, r, securityPath, i18n.M(msg.PasswordChanged))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderSecurity(w, r, who, x)
}

// endSession signs one browser out.
func (h *Handler) endSession(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.o.Accounts.EndSession(r.Context(), frame.Actor(r), f.Value(fieldSession)); err != nil {
		return err
	}
	return web.SeeOther(w, r, securityPath, i18n.M(msg.SessionEnded))
}

// endOtherSessions signs all browsers out but this one.
func (h *Handler) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	if err := h.o.Accounts.EndOtherSessions(r.Context(), frame.Actor(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, securityPath, i18n.M(msg.SessionsEnded))
}

func (h *Handler) renderSecurity(w http.ResponseWriter, r *http.Request, who access.Actor, x refusal) error {
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	open, err := h.o.Accounts.Sessions(r.Context(), who, web.ClientNet(r))
	if err != nil {
		return err
	}
	looks, err := h.o.Help.Looks(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := securityPage{
		Looks: historyLines(t, looks),
		T:     t, Key: id.New(), refusal: x, UserName: who.UserName, Password: set.Allows(instance.Password), Link: set.Allows(instance.Link),
		Sessions: open, Now: web.At(r),
	}
	for _, make := range h.o.Parts {
		part, err := make(r, who, set)
		if err != nil {
			return err
		}
		if part != nil {
			p.Parts = append(p.Parts, part)
		}
	}
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.Security), Lead: t.S(msg.SecurityLead)}, Place: "security", Wrong: x.Wrong(), Reason: x.Code()}
	return h.o.Frame.Render(w, r, x.Status, page, security(p))
}
