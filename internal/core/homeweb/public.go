package homeweb

import (
	"net/http"

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
}

// public is the home page of a visitor: what is offered here, and the way in.
func (h *Handler) public(w http.ResponseWriter, r *http.Request, s instance.Settings) error {
	t := web.T(r)
	p := publicPage{T: t, SignUp: s.OpenSignUp, Services: open(s)}
	page := frame.Page{Title: t.S(msg.Welcome), Hero: ui.With(p.hero(), ui.With(p.first(), p.steps()))}
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
	hero.Acts = append(hero.Acts, ui.Button{Label: t.S(msg.SignIn), Look: ui.Main, Href: pathSignIn})
	return hero
}

// first is what to do on a first visit, beside the words.
func (p publicPage) first() ui.Panel {
	return ui.Panel{Title: p.T.S(msg.FirstVisit), Foot: ui.Parts{ui.Link{Label: p.T.S(msg.ReadHelp), Href: pathHelp}}}
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
