package accountweb

import (
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/password"
	"preau/internal/core/frame"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// signUpForm is « Inscription ».
func (h *Handler) signUpForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	if frame.Actor(r).SignedIn() {
		return web.SeeOther(w, r, back(f))
	}
	return h.renderSignUp(w, r, f, refusal{Status: http.StatusOK})
}

// signUp opens an account. The page that follows is the same whether or not the address had one (R016).
func (h *Handler) signUp(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Accounts.SignUp(r.Context(), frame.Actor(r), account.Registration{
		UserName: f.Value(account.FieldUserName), Identity: identityOf(f), Email: f.Value(account.FieldEmail),
		Password: f.Value(account.FieldPassword), Again: f.Value(account.FieldAgain),
		Lang: web.T(r).Lang(), Back: kept(f), From: web.ClientNet(r),
	})
	if err == nil {
		return web.SeeOther(w, r, leading(signUpSent, kept(f)))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderSignUp(w, r, f, x)
}

func (h *Handler) renderSignUp(w http.ResponseWriter, r *http.Request, f *web.Form, x refusal) error {
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := signUpPage{
		T: t, Key: id.New(), refusal: x, Title: set.Title, Open: set.OpenSignUp, Back: back(f),
		UserName: f.Value(account.FieldUserName), Email: f.Value(account.FieldEmail), Built: built(set), Identity: identityOf(f),
	}
	if h.o.Terms != nil && p.Open {
		if p.Terms, err = h.o.Terms(r.Context()); err != nil {
			return err
		}
	}
	page := answer.Bare(t, t.S(msg.SignUp), x)
	if p.Open {
		page.Head.Lead = t.S(msg.SignUpLead)
	}
	return h.o.Frame.Render(w, r, x.Status, page, signUp(p))
}

// passwordFields are a new password and the same again, empty each time they are shown.
func passwordFields(p passwordPair) ui.Parts {
	return ui.Parts{
		ui.Field{
			Name: account.FieldPassword, Kind: ui.InputPassword, Label: p.Label, Hint: p.T.S(msg.PasswordHint, "min", password.MinLength),
			Required: true, Autocomplete: "new-password", Error: p.Faults.Of(account.FieldPassword),
		},
		ui.Field{
			Name: account.FieldAgain, Kind: ui.InputPassword, Label: p.T.S(msg.PasswordAgain), Required: true, Autocomplete: "new-password",
			Error: p.Faults.Of(account.FieldAgain),
		},
	}
}
