package accountweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// helpOrg is one organisation with its sites.
func (h *Handler) helpOrg(w http.ResponseWriter, r *http.Request) error {
	return h.renderHelpOrg(w, r, refusal{Status: http.StatusOK})
}

// helpOrgPhone enters its telephone where there is none.
func (h *Handler) helpOrgPhone(w http.ResponseWriter, r *http.Request) error {
	return h.helpOrgEnter(w, r, "", h.renderHelpOrg)
}

// helpSite is one of its sites.
func (h *Handler) helpSite(w http.ResponseWriter, r *http.Request) error {
	return h.renderHelpSite(w, r, refusal{Status: http.StatusOK})
}

// helpSitePhone enters the site's telephone where there is none.
func (h *Handler) helpSitePhone(w http.ResponseWriter, r *http.Request) error {
	return h.helpOrgEnter(w, r, r.PathValue("site"), h.renderHelpSite)
}

// helpOrgEnter enters a telephone. Whoever did leads back to the search: to see the page again is a look again.
func (h *Handler) helpOrgEnter(w http.ResponseWriter, r *http.Request, site string, again func(http.ResponseWriter, *http.Request, refusal) error) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Help.EnterOrgPhone(r.Context(), frame.Actor(r), r.PathValue("ref"), site, f.Line(account.FieldPhone, account.MaxPhone))
	switch {
	case err == nil:
		return web.SeeOther(w, r, helpPath, i18n.M(msg.HelpPhoneEntered))
	case !apperr.Is(err, apperr.Invalid):
		return err
	}
	x, _ := answer.Of(w, web.T(r), err)
	return again(w, r, x)
}

func (h *Handler) renderHelpOrg(w http.ResponseWriter, r *http.Request, x refusal) error {
	e, err := h.o.Help.Establishment(r.Context(), frame.Actor(r), r.PathValue("ref"), r.Method == http.MethodHead || x.Wrong())
	if err != nil {
		return err
	}
	p, err := h.helpPlace(r, x, e.Organisation, helpOrgs+e.Ref)
	if err != nil {
		return err
	}
	return h.renderHelpPlace(w, r, p, e.Name, []ui.Link{{Label: e.Name}}, helpOrg(helpOrgPage{helpPlacePage: p, Establishment: e}))
}

func (h *Handler) renderHelpSite(w http.ResponseWriter, r *http.Request, x refusal) error {
	s, err := h.o.Help.Site(r.Context(), frame.Actor(r), r.PathValue("ref"), r.PathValue("site"), r.Method == http.MethodHead || x.Wrong())
	if err != nil {
		return err
	}
	p, err := h.helpPlace(r, x, s.Org, helpSitePath(s.Org, s.Site))
	if err != nil {
		return err
	}
	p.Place, p.Closed = s.Place, s.Closed() || s.Org.Closed()
	name := siteName(p.T, s.Org, s.Site)
	return h.renderHelpPlace(w, r, p, name, []ui.Link{{Label: s.Org.Name, Href: helpOrgs + s.Org.Ref}, {Label: name}}, helpSite(helpSitePage{helpPlacePage: p, Site: s}))
}

// helpPlace is what the pages of an organisation and of a site have in common.
func (h *Handler) helpPlace(r *http.Request, x refusal, o org.Organisation, path string) (helpPlacePage, error) {
	f, err := web.ParseForm(r)
	if err != nil {
		return helpPlacePage{}, err
	}
	home, err := h.home(r.Context())
	return helpPlacePage{
		T: web.T(r), Key: id.New(), refusal: x, Home: home, Place: o.Place, Closed: o.Closed(), Path: path, Typed: f.Value(account.FieldPhone),
	}, err
}

func (h *Handler) renderHelpPlace(w http.ResponseWriter, r *http.Request, p helpPlacePage, title string, way []ui.Link, body templ.Component) error {
	head := &ui.Head{T: p.T, Title: title, Crumbs: append([]ui.Link{{Label: p.T.S(msg.Help), Href: helpPath}}, way...)}
	return h.o.Frame.Render(w, r, p.Status, frame.Page{Head: head, Admin: true, Place: placeHelp, Wrong: p.Wrong()}, body)
}

func helpSitePath(o org.Organisation, s org.Site) string { return helpOrgs + o.Ref + helpSites + s.Ref }

// siteName is what a site is called; one without a name has its number, or its organisation's name.
func siteName(t *i18n.T, o org.Organisation, s org.Site) string {
	switch {
	case s.Name != "":
		return s.Name
	case s.FASE != "":
		return t.S(msg.HelpSiteNumber, "n", s.FASE)
	}
	return t.S(msg.HelpSiteOf, "name", o.Name)
}

// addressOf is a place's address in one line, empty when none is known.
func addressOf(p org.Place) string {
	var parts []string
	for _, s := range []string{p.Address, p.Complement, strings.TrimSpace(p.PostalCode + " " + p.Commune)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
