package homeweb

import (
	"net/http"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type publicPage struct {
	T        *i18n.T
	SignUp   bool
	Services []service
	SignIn   templ.Component // nil: a button leads there
	Lists    ui.Parts
}

// public is the home page of a visitor: what is offered here, the way in, and what everybody may see.
func (h *Handler) public(w http.ResponseWriter, r *http.Request, s instance.Settings) error {
	t := web.T(r)
	p := publicPage{T: t, SignUp: s.OpenSignUp, Services: open(s)}
	var err error
	if h.o.SignIn != nil {
		if p.SignIn, err = h.o.SignIn(r); err != nil {
			return err
		}
	}
	for _, v := range p.Services {
		part, ok := h.o.Lists[v.key]
		if !ok {
			continue
		}
		list, err := part(r)
		if err != nil {
			return err
		}
		p.Lists = append(p.Lists, list)
	}
	page := frame.Page{Title: t.S(msg.Welcome), Hero: ui.With(p.hero(), ui.Parts{p.SignIn})}
	return h.o.Frame.Render(w, r, http.StatusOK, page, publicHTML(p))
}

func (p publicPage) hero() ui.Hero {
	t := p.T
	hero := ui.Hero{Title: t.S(msg.PromiseSeveral), Lead: t.S(msg.Lead)}
	if len(p.Services) == 1 {
		hero.Title = t.S(p.Services[0].promise)
	}
	if p.SignUp {
		hero.Acts = append(hero.Acts, ui.Button{Label: t.S(msg.SignUp), Href: pathSignUp})
	}
	if p.SignIn == nil {
		hero.Acts = append(hero.Acts, ui.Button{Label: t.S(msg.SignIn), Look: ui.Main, Href: pathSignIn})
	}
	return hero
}

func (p publicPage) steps() ui.Timeline {
	t := p.T
	steps := ui.Timeline{
		{What: t.S(msg.StepProfile), Text: t.S(msg.StepProfileText)},
		{What: t.S(msg.StepWork), Text: t.S(msg.StepWorkText)},
	}
	if p.SignUp {
		return append(ui.Timeline{{What: t.S(msg.StepSignUp), Text: t.S(msg.StepSignUpText)}}, steps...)
	}
	return append(ui.Timeline{{What: t.S(msg.StepInvited), Text: t.S(msg.StepInvitedText)}}, steps...)
}

func (p publicPage) doors() ui.Doors {
	out := make(ui.Doors, len(p.Services))
	for i, v := range p.Services {
		out[i] = ui.Door{Mark: v.mark, Title: p.T.S(v.label), Href: v.path, Text: p.T.S(v.does)}
	}
	return out
}
