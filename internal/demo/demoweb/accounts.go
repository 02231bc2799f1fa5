package demoweb

import (
	"net/http"
	"slices"

	"preau/internal/core/account"
	"preau/internal/core/frame"
	"preau/internal/demo"
	"preau/internal/demo/demoweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// fieldAccount is the field that says whom one enters as: a user name.
const fieldAccount = "compte"

type accountsPage struct {
	T       *i18n.T
	Cards   []Card
	Me      string // the name of who is signed in
	Changed string // the name of an account whose password was changed meanwhile
}

// accounts is « Essayer comme… ».
func (h *Handler) accounts(w http.ResponseWriter, r *http.Request) error {
	return h.drawAccounts(w, r, http.StatusOK, "")
}

func (h *Handler) drawAccounts(w http.ResponseWriter, r *http.Request, status int, changed string) error {
	t := web.T(r)
	p := accountsPage{T: t, Cards: Cards(t, h.o.People), Me: frame.Actor(r).Name, Changed: changed}
	head := &ui.Head{T: t, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.Accounts)}), Title: t.S(msg.Accounts), Lead: t.S(msg.AccountsLead), Tags: demoTag(t)}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Bare: true}, accountsHTML(p))
}

// accountsJSON is the same for scripts.
func (h *Handler) accountsJSON(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, Cards(web.T(r), h.o.People))
}

// enter signs in as one of the demonstration's accounts, by its password as anybody would; no other account is known here.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(h.o.People, func(a demo.Account) bool { return a.UserName == f.Value(fieldAccount) })
	if i < 0 {
		return apperr.NotFoundErr()
	}
	who := h.o.People[i]
	o, err := h.o.Accounts.SignIn(r.Context(), frame.Actor(r), account.Login{Name: who.UserName, Password: demo.Password})
	if apperr.Is(err, apperr.Invalid) {
		return h.drawAccounts(w, r, http.StatusConflict, who.Name)
	}
	if err != nil {
		return err
	}
	frame.Opened(w, r, o.Secret, 0)
	to := "/"
	if o.FirstTime || who.Role == demo.Incomplete {
		to = "/compte/profil" // as the first time does
	}
	return web.SeeOther(w, r, to, i18n.M(msg.SignedInAs, "name", who.Name))
}

func (c Card) enter(t *i18n.T) ui.Act {
	return ui.Act{
		T: t, Label: t.S(msg.Enter), About: t.S(msg.EnterAs, "name", c.Name), Icon: ui.IconKey, Look: ui.Main, Post: enterPath, Key: id.New(),
		Hidden: []ui.Hidden{{Name: fieldAccount, Value: c.SignIn}},
	}
}

func (c Card) mails(t *i18n.T) ui.Link {
	return ui.Link{Label: t.S(msg.TheirMails), About: t.S(msg.MailsOf, "name", c.Name), Href: boxOf(c.Email)}
}
