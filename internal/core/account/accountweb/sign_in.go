package accountweb

import (
	"cmp"
	"context"
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
)

// signInForm is « Connexion ».
func (h *Handler) signInForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	if frame.Actor(r).SignedIn() {
		return web.SeeOther(w, r, back(f))
	}
	return h.renderSignIn(w, r, f, refusal{Status: http.StatusOK})
}

// signIn opens a session, or brings the form back with the name that was typed, never the password.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	o, err := h.o.Accounts.SignIn(r.Context(), frame.Actor(r), account.Login{
		Name: f.Value(account.FieldUserName), Password: f.Value(account.FieldPassword), Remember: f.Bool(fieldRemember),
		Agent: answer.Family(r.UserAgent()), From: web.ClientNet(r),
	})
	if err != nil {
		x, ok := answer.Of(w, web.T(r), err)
		if !ok {
			return err
		}
		return h.renderSignIn(w, r, f, x)
	}
	if o.First != "" {
		return web.SeeOther(w, r, o.First, i18n.M(msg.TemporaryRight))
	}
	return h.enter(w, r, o, back(f))
}

// enter gives the browser its session, and leads on.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request, o session.Session, to string, said ...i18n.Msg) error {
	frame.Opened(w, r, o.Secret, o.Left(web.At(r)))
	to, err := h.after(r.Context(), o, to)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, to, said...)
}

// Enter is enter for the pages of other ways in.
func (h *Handler) Enter(w http.ResponseWriter, r *http.Request, o session.Session, to string, said ...i18n.Msg) error {
	return h.enter(w, r, o, to, said...)
}

// after is where one goes from signing in: « Mise en route » while it waits, else where one came from; the first time, to one's profile (R009).
func (h *Handler) after(ctx context.Context, o session.Session, to string) (string, error) {
	set, err := h.o.Settings(ctx)
	if err != nil {
		return to, err
	}
	who, ok, err := h.o.Identify(ctx, o.Secret)
	switch {
	case err != nil:
		return to, err
	case ok && h.o.SetUpPath != "" && set.WantsSetUp(who):
		return h.o.SetUpPath, nil
	case to == "/" && o.FirstTime:
		return ProfilePath, nil
	}
	return to, nil
}

// signOut ends the session and drops its cookie.
func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.o.Accounts.SignOut(r.Context(), frame.Actor(r)); err != nil {
		return err
	}
	frame.Closed(w, r)
	to := "/"
	if h.o.SignedOut != nil {
		to = cmp.Or(h.o.SignedOut(r), to)
	}
	return web.SeeOther(w, r, to)
}

// Door is the sign-in as the public home shows it.
func (h *Handler) Door(r *http.Request) (templ.Component, error) {
	p, err := h.signInPage(r, web.NewForm(nil))
	return door(p), err
}

func (h *Handler) signInPage(r *http.Request, f *web.Form) (signInPage, error) {
	set, err := h.o.Settings(r.Context())
	p := signInPage{
		T: web.T(r), Key: id.New(), Title: set.Title, Back: back(f), Login: f.Value(account.FieldUserName), Set: set, Remember: f.Bool(fieldRemember),
		Password: set.Allows(instance.Password), Link: set.Allows(instance.Link), SignUp: set.OpenSignUp, Demo: h.o.DemoPath,
	}
	if err == nil && h.o.Doors != nil {
		p.Doors = h.o.Doors(r, set, p.Back)
	}
	return p, err
}

func (h *Handler) renderSignIn(w http.ResponseWriter, r *http.Request, f *web.Form, x refusal) error {
	p, err := h.signInPage(r, f)
	if err != nil {
		return err
	}
	t := p.T
	p.refusal = x
	p.Resend = x.Code() == "account.not_activated" || x.Code() == "account.invited"
	return h.o.Frame.Render(w, r, x.Status, answer.Bare(t, t.S(msg.SignIn), x), signIn(p))
}
