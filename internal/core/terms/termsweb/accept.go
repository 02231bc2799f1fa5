package termsweb

import (
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/frame"
	"preau/internal/core/terms"
	"preau/internal/core/terms/termsweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// acceptPage is what is asked before anything else.
type acceptPage struct {
	T   *i18n.T
	Key string
	refusal
	terms.Asked
	Back string
}

// acceptForm is where the gate leads. Who owes nothing goes on to where they wanted.
func (h *Handler) acceptForm(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.ask(w, r, f, refusal{Status: http.StatusOK})
}

// accept keeps the consent, and leads on to where the person wanted.
func (h *Handler) accept(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Terms.Accept(r.Context(), frame.Actor(r), terms.Acceptance{
		Version: number(f.Value(fieldVersion)), Read: f.Bool(terms.FieldRead), Introduction: typed(f),
	})
	if err == nil {
		return web.SeeOther(w, r, back(f), i18n.M(msg.Thanks))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	return h.ask(w, r, f, x)
}

func typed(f *web.Form) account.Introduction {
	return account.Introduction{FirstName: f.Value(account.FieldFirstName), LastName: f.Value(account.FieldLastName), Function: f.Value(account.FieldFunction)}
}

// back is where one was going; never to this page again.
func back(f *web.Form) string {
	if to := web.LocalPath(f.Value(fieldBack)); !under(to, terms.AcceptPath) {
		return to
	}
	return "/"
}

func under(path, page string) bool {
	return path == page || len(path) > len(page) && path[:len(page)] == page && (path[len(page)] == '?' || path[len(page)] == '/')
}

func (h *Handler) ask(w http.ResponseWriter, r *http.Request, f *web.Form, x refusal) error {
	a, err := h.o.Terms.Ask(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	if !a.Consent && !a.Name && x.Status == http.StatusOK {
		return web.SeeOther(w, r, back(f))
	}
	if x.Status != http.StatusOK {
		a.Is = typed(f)
	}
	t := web.T(r)
	p := acceptPage{T: t, Key: id.New(), refusal: x, Asked: a, Back: back(f)}
	head := &ui.Head{T: t, Title: t.S(msg.Conditions), Lead: p.lead()}
	if !a.Consent && a.Name {
		head.Title = t.S(msg.WhoTitle)
	}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Bare: true, Wrong: x.wrong(), Reason: x.code()}, accept(p))
}
