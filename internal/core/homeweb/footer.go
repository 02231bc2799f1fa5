package homeweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// footerPage is one of the pages to which the footer leads.
type footerPage struct {
	booklet
	Operator string // the operator's line, as typed
	Address  string // the operator's mail, empty: only « Nous contacter »
	Contact  string // « Nous contacter », from this page
}

// folder is such a page as data.
type folder struct {
	title, lead i18n.Key
	chapters    []chapter
}

func (h *Handler) accessibility(w http.ResponseWriter, r *http.Request) error {
	return h.footer(w, r, accessibilityText)
}

func (h *Handler) personalData(w http.ResponseWriter, r *http.Request) error {
	return h.footer(w, r, personalDataText)
}

// Terms is the page of the conditions while the operator has published none.
func (h *Handler) Terms(w http.ResponseWriter, r *http.Request) error {
	return h.footer(w, r, termsText)
}

func (h *Handler) footer(w http.ResponseWriter, r *http.Request, d folder) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	p := footerPage{
		booklet: newBooklet(t, s, d.chapters), Operator: s.OperatorLine, Address: s.Contact,
		Contact: pathContact + "?" + url.Values{"page": {r.URL.Path}}.Encode(),
	}
	head := &ui.Head{T: t, Crumbs: crumbs(t, p.say(d.title)), Title: p.say(d.title), Lead: p.say(d.lead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, footerHTML(p))
}

func inFrance(s instance.Settings) bool  { return s.Zone != instance.Brussels }
func inBelgium(s instance.Settings) bool { return s.Zone == instance.Brussels }
