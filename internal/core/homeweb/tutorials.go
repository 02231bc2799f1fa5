package homeweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// tutorialsPage is the operator's films and what the help tells step by step, by role (R275).
type tutorialsPage struct {
	booklet
	Films   ui.Bullets
	Parts   []tutorials
	Version string
}

// tutorials are those of one role.
type tutorials struct {
	Title string
	Links ui.Bullets
}

func (h *Handler) tutorials(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := tutorialsPage{booklet: newBooklet(t, s, helpChapters), Version: version(t)}
	for _, f := range s.Films() {
		p.Films = append(p.Films, ui.Link{Label: f.Title, Href: f.Address})
	}
	for _, role := range h.rolePages(s) {
		x := tutorials{Title: t.S(role.Title), Links: p.stepped(role.Chapter)}
		for _, l := range role.Steps {
			x.Links = append(x.Links, ui.Link{Label: p.say(l.Title), Href: pathHelp + "/" + role.Slug + "#" + l.ID})
		}
		if len(x.Links) > 0 {
			p.Parts = append(p.Parts, x)
		}
	}
	f := frame.Page{Head: p.head(t.S(msg.Tutorials), t.S(msg.TutorialsLead)), Bare: true, Help: pathHelp}
	return h.o.Frame.Render(w, r, http.StatusOK, f, tutorialsHTML(p))
}

// stepped are the questions of a chapter whose answer is told step by step.
func (b booklet) stepped(chapter string) ui.Bullets {
	var out ui.Bullets
	for _, c := range b.chapters {
		for _, a := range c.items {
			if c.id == chapter && len(a.steps) > 0 {
				out = append(out, ui.Link{Label: b.say(a.title), Href: pathHelp + "#" + a.id})
			}
		}
	}
	return out
}

// also are the help's other pages.
func (h *Handler) also(b booklet) ui.Bullets {
	out := ui.Bullets{ui.Link{Label: b.T.S(msg.Tutorials), Href: pathTutorials}}
	if b.settings.Has(instance.Ordering) && h.o.Where != nil {
		out = append(out, ui.Link{Label: b.T.S(msg.Where), Href: pathWhere})
	}
	return out
}
