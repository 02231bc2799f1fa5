package homeweb

import (
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/frame"
	"preau/internal/core/home"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type ownPage struct {
	T        *i18n.T
	Now      time.Time
	Who      access.Actor
	Services []service
	home.Own
}

// own is the home page of somebody signed in: what waits for them, what they wait for, the next dates and what they did.
func (h *Handler) own(w http.ResponseWriter, r *http.Request, s instance.Settings, who access.Actor) error {
	p := ownPage{T: web.T(r), Now: h.o.Clock.Now(), Who: who, Services: open(s)}
	var err error
	if p.Own, err = h.o.Home.Own(r.Context(), who); err != nil {
		return err
	}
	page := frame.Page{Head: &ui.Head{T: p.T, Title: p.greeting(), Lead: p.lead()}, Title: p.T.S(msg.Home), Place: "home", Waiting: &p.Waiting}
	return h.o.Frame.Render(w, r, http.StatusOK, page, ownHTML(p))
}

func (p ownPage) greeting() string {
	name := p.Me.FirstName
	if name == "" {
		name = p.Who.Name
	}
	return p.T.S(msg.Hello, "name", name)
}

func (p ownPage) lead() string {
	late := 0
	for _, i := range p.Waiting {
		if isLate(i, p.Now) {
			late++
		}
	}
	if late > 0 {
		return p.T.S(msg.WaitingLate, "n", len(p.Waiting), "late", late)
	}
	return p.T.S(msg.Waiting, "n", len(p.Waiting))
}

// starts are what one can do first: shown while the profile lacks something, or while nothing at all is going on.
func (p ownPage) starts() ui.Work {
	t := p.T
	var out ui.Work
	if p.Who.IsAdmin() {
		out = append(out, ui.WorkLine{Mark: ui.Mark{Icon: ui.IconKey}, Title: t.S(msg.StartAdmin), Href: pathAdmin, Line: t.S(msg.StartAdminText)})
	}
	missing := account.MissingProfile(p.Me)
	if len(missing) > 0 {
		keys := make(i18n.Keys, len(missing))
		for i, f := range missing {
			keys[i] = f.Msg.Key
		}
		out = append(out, ui.WorkLine{
			Mark: ui.Mark{Icon: ui.IconPencil}, Title: t.S(msg.StartProfile), Href: pathProfile + "?suite=/",
			Line: t.S(msg.StartProfileText, "fields", keys),
		})
	}
	if len(missing) == 0 && len(p.Waiting)+len(p.Awaited) > 0 {
		return nil
	}
	for _, v := range p.Services {
		out = append(out, ui.WorkLine{Mark: v.mark, Title: t.S(v.label), Href: v.path, Line: t.S(v.does)})
	}
	return append(out, ui.WorkLine{Mark: ui.Mark{Icon: ui.IconWhy}, Title: t.S(msg.ReadHelp), Href: pathHelp, Line: t.S(msg.StartHelpText)})
}
