package accountweb

import (
	"context"
	"net/http"

	"preau/internal/core/access"
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

// asking is a page that asks for a user name or an address, and has a link mailed to it. It answers alike for everybody.
type asking struct {
	path, sent          string
	title, lead, button i18n.Key
	purpose             links.Purpose
	send                func(s *account.Service, ctx context.Context, who access.Actor, in account.Asking) error // nil: only dead links are renewed
}

var (
	askActivation = asking{
		path: resendPath, sent: signUpSent, title: msg.ResendTitle, lead: msg.ResendLead, button: msg.SendAgain, purpose: links.ForActivation,
		send: (*account.Service).ResendActivation,
	}
	askReset = asking{
		path: forgotPath, sent: forgotSent, title: msg.Forgot, lead: msg.ForgotLead, button: msg.SendReset, purpose: links.ForReset,
		send: (*account.Service).AskReset,
	}
	askSignIn = asking{
		path: AskLinkPath, sent: linkSent, title: msg.ByLink, lead: msg.ByLinkLead, button: msg.SendLink, purpose: links.ForSignIn,
		send: (*account.Service).AskSignInLink,
	}
	askInvitation = asking{path: renewInvite, sent: signUpSent, title: msg.ResendTitle, lead: msg.ResendLead, button: msg.SendAgain, purpose: links.ForInvitation}
)

// askForm shows the form.
func (h *Handler) askForm(a asking) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseQuery(r)
		if err != nil {
			return err
		}
		return h.renderAsk(w, r, a, f, refusal{Status: http.StatusOK})
	}
}

// ask has a link sent: to who was named, or to whom a dead link belongs.
func (h *Handler) ask(a asking) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseForm(r)
		if err != nil {
			return err
		}
		switch who := frame.Actor(r); {
		case f.Has(fieldToken):
			err = h.o.Accounts.RenewLink(r.Context(), who, f.Value(fieldToken), web.ClientNet(r), a.purpose)
		case a.send == nil:
			return apperr.NotFoundErr()
		default:
			err = a.send(h.o.Accounts, r.Context(), who, account.Asking{Login: f.Value(account.FieldUserName), Back: kept(f), From: web.ClientNet(r)})
		}
		if err == nil {
			return web.SeeOther(w, r, leading(a.sent, kept(f)))
		}
		x, ok := answer.Of(w, web.T(r), err)
		if !ok || a.send == nil {
			return err
		}
		return h.renderAsk(w, r, a, f, x)
	}
}

func (h *Handler) renderAsk(w http.ResponseWriter, r *http.Request, a asking, f *web.Form, x refusal) error {
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := askPage{T: t, Key: id.New(), refusal: x, Path: a.path, Button: t.S(a.button), Login: loginField(t, set, f.Value(account.FieldUserName)), Back: back(f)}
	p.Login.Error = x.Faults.Of(account.FieldUserName)
	page := answer.Bare(t, t.S(a.title), x)
	page.Head.Lead = t.S(a.lead)
	return h.o.Frame.Render(w, r, x.Status, page, ask(p))
}

// sentence is what the page after asking says, besides what to do when nothing comes.
type sentence struct {
	title, text i18n.Key
	again       string
}

var (
	sentSignUp = sentence{msg.SentTitle, msg.SentSignUp, resendPath}
	sentReset  = sentence{msg.SentTitle, msg.SentReset, forgotPath}
	sentSignIn = sentence{msg.SentTitle, msg.SentLink, AskLinkPath}
)

// sent says where to look for the mail. It does not know whether one went out.
func (h *Handler) sent(s sentence) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseQuery(r)
		if err != nil {
			return err
		}
		t := web.T(r)
		p := sentPage{T: t, Text: t.S(s.text), Again: leading(s.again, back(f)), Back: back(f)}
		return h.o.Frame.Render(w, r, http.StatusOK, answer.Bare(t, t.S(s.title), refusal{}), sent(p))
	}
}
