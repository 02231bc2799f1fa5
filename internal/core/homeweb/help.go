package homeweb

import (
	"net/http"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/homeweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// helpVersion and helpDate are those of the help's text (R059): a rule that changes changes the text, and these two, in
// the same release. A test fails when the text was changed without them.
const helpVersion = "1.50"

var helpDate = time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC)

type helpPage struct {
	booklet
	Roles   ui.Bullets // the roles' pages
	Also    ui.Bullets // the other pages of the help
	Version string
}

// version is the help's version and date, at the head of each of its pages.
func version(t *i18n.T) string {
	return t.S(msg.HelpVersion, "version", helpVersion, "date", t.Date(helpDate))
}

// help answers the usual questions, by role, on one page that can be printed.
func (h *Handler) help(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := helpPage{booklet: newBooklet(t, s, helpChapters), Version: version(t)}
	p.Roles, p.Also = p.pages(h.rolePages(s)), h.also(p.booklet)
	head := &ui.Head{T: t, Crumbs: crumbs(t, t.S(msg.Help)), Title: t.S(msg.Help), Lead: t.S(msg.HelpLead), Meta: ui.Parts{ui.Text(p.Version)}}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true, Help: pathHelp}, helpHTML(p))
}
