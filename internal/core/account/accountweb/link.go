package accountweb

import (
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/links"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
)

// opened is what a one-time link's page is made of.
type opened struct {
	purpose links.Purpose
	title   i18n.Key
	renew   string // where a new link is asked for
}

var (
	openActivation = opened{links.ForActivation, msg.ActivateTitle, resendPath}
	openInvitation = opened{links.ForInvitation, msg.InvitationTitle, renewInvite}
	openReset      = opened{links.ForReset, msg.ResetTitle, forgotPath}
	openSignIn     = opened{links.ForSignIn, msg.LinkTitle, AskLinkPath}
)

// fieldOther says that the link's holder knows no password of that sign-up.
const fieldOther = "autre"

// activation shows the button that activates. Like all pages of links it changes nothing.
func (h *Handler) activation(w http.ResponseWriter, r *http.Request) error {
	return h.renderLink(w, r, openActivation, web.NewForm(nil), refusal{Status: http.StatusOK})
}

// activate proves the address and the password, and signs in (R003).
func (h *Handler) activate(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if f.Has(fieldOther) {
		return h.otherPassword(w, r, f)
	}
	o, err := h.o.Accounts.Activate(r.Context(), frame.Actor(r), r.PathValue(fieldToken), account.Proof{
		Password: f.Value(account.FieldPassword), From: web.ClientNet(r), Browser: browser(r, f),
	})
	if err != nil {
		return h.refuseLink(w, r, openActivation, err)
	}
	said, err := h.identified(r.Context(), o.Secret)
	if err != nil {
		return err
	}
	return h.enter(w, r, o, local(o.Back), append([]i18n.Msg{i18n.M(msg.Activated)}, said...)...)
}

// otherPassword mails a link to choose a password oneself: whoever holds this one reads the mailbox, and the sign-up may be a stranger's.
func (h *Handler) otherPassword(w http.ResponseWriter, r *http.Request, f *web.Form) error {
	err := h.o.Accounts.RenewLink(r.Context(), frame.Actor(r), r.PathValue(fieldToken), web.ClientNet(r), links.ForReset, links.ForActivation)
	if err != nil {
		return h.refuseLink(w, r, openActivation, err)
	}
	return web.SeeOther(w, r, leading(forgotSent, kept(f)))
}

// signInLink shows the button that signs in.
func (h *Handler) signInLink(w http.ResponseWriter, r *http.Request) error {
	return h.renderLink(w, r, openSignIn, web.NewForm(nil), refusal{Status: http.StatusOK})
}

// signInByLink opens a session without a password.
func (h *Handler) signInByLink(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	o, err := h.o.Accounts.SignInByLink(r.Context(), frame.Actor(r), r.PathValue(fieldToken), browser(r, f))
	if err != nil {
		return h.refuseLink(w, r, openSignIn, err)
	}
	return h.enter(w, r, o, local(o.Back))
}

// reset asks for a new password.
func (h *Handler) reset(w http.ResponseWriter, r *http.Request) error {
	return h.renderLink(w, r, openReset, web.NewForm(nil), refusal{Status: http.StatusOK})
}

// resetPassword sets it (R011, R012). All sessions end, this browser's too.
func (h *Handler) resetPassword(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	to, err := h.o.Accounts.ResetPassword(r.Context(), frame.Actor(r), r.PathValue(fieldToken), account.Reset{
		UserName: f.Value(account.FieldUserName), Identity: identityOf(f), Password: f.Value(account.FieldPassword), Again: f.Value(account.FieldAgain),
	})
	if err != nil {
		return h.refuseLink(w, r, openReset, err)
	}
	return web.SeeOther(w, r, leading(SignInPath, local(to)), i18n.M(msg.PasswordSet))
}

// invitation asks an invited person for a user name and a password.
func (h *Handler) invitation(w http.ResponseWriter, r *http.Request) error {
	return h.renderLink(w, r, openInvitation, web.NewForm(nil), refusal{Status: http.StatusOK})
}

// accept opens the account and signs in.
func (h *Handler) accept(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	o, err := h.o.Accounts.AcceptInvitation(r.Context(), frame.Actor(r), r.PathValue(fieldToken), account.Acceptance{
		UserName: f.Value(account.FieldUserName), Identity: identityOf(f), Password: f.Value(account.FieldPassword), Again: f.Value(account.FieldAgain),
		Browser: browser(r, f),
	})
	if err != nil {
		return h.refuseLink(w, r, openInvitation, err)
	}
	said, err := h.identified(r.Context(), o.Secret)
	if err != nil {
		return err
	}
	return h.enter(w, r, o, "/", said...)
}

// BrowserOf is where a session is opened that nobody asked to be remembered.
func BrowserOf(r *http.Request) account.Browser {
	return account.Browser{Agent: answer.Family(r.UserAgent()), Net: web.ClientNet(r)}
}

func browser(r *http.Request, f *web.Form) account.Browser {
	return account.Browser{Remember: f.Bool(fieldRemember), Agent: answer.Family(r.UserAgent()), Net: web.ClientNet(r)}
}

// refuseLink shows the link's page again: as its GET would when the link died, or with what is wrong with what was typed.
func (h *Handler) refuseLink(w http.ResponseWriter, r *http.Request, o opened, err error) error {
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	if apperr.Is(err, apperr.Conflict) {
		x.Faults = nil // the page says it
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	return h.renderLink(w, r, o, f, x)
}

// renderLink draws the page of a link: its button or form while it lives, else why not, and a new one.
func (h *Handler) renderLink(w http.ResponseWriter, r *http.Request, o opened, f *web.Form, x refusal) error {
	web.HideAddress(w)
	secret := r.PathValue(fieldToken)
	l, err := h.o.Accounts.Link(r.Context(), web.At(r), secret, o.purpose)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := linkPage{T: t, Key: id.New(), OtherKey: id.New(), refusal: x, Purpose: o.purpose, Link: l, Secret: secret, Renew: o.renew, UserName: l.UserName}
	if f.Has(account.FieldUserName) {
		p.UserName = f.Value(account.FieldUserName)
	}
	p.Identity = account.Identity{FirstName: l.FirstName, LastName: l.LastName}
	if f.Has(account.FieldBorn) {
		p.Identity = identityOf(f)
	}
	page := answer.Bare(t, t.S(o.title), x)
	if l.Standing != links.Live {
		page.Head.Title = t.S(p.deadTitle())
		if x.Status != http.StatusTooManyRequests && x.Status != http.StatusServiceUnavailable { // a repeated form is answered later
			x.Status = p.deadStatus()
		}
	}
	return h.o.Frame.Render(w, r, x.Status, page, link(p))
}

// deadStatus is the answer's status for a link that serves no more.
func (p linkPage) deadStatus() int {
	switch {
	case p.Link.Standing == links.Unknown:
		return http.StatusNotFound
	case p.already():
		return http.StatusOK
	}
	return http.StatusGone
}
