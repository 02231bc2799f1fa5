// Package apiweb is the guide of the API: a page made from its OpenAPI description, without anything from elsewhere.
package apiweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"preau/internal/core/apiweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Handler answers for this page.
type Handler struct {
	frame   *frame.Frame
	scopes  []token.Scope
	reasons map[string]i18n.Key
	guides  map[i18n.Lang][]chapter
	base    string
}

// New reads the description, whose list of operations has ended. reasons are the sentences of all refusals, by code; base
// is the site's public address.
func New(a *rest.API, f *frame.Frame, scopes []token.Scope, reasons map[string]i18n.Key, base string) (*Handler, error) {
	h := &Handler{frame: f, scopes: scopes, reasons: reasons, guides: map[i18n.Lang][]chapter{}, base: strings.TrimRight(base, "/")}
	for _, lang := range i18n.Langs {
		var d description
		if err := json.Unmarshal(a.Described(lang), &d); err != nil {
			return nil, fmt.Errorf("guide of the API: %w", err)
		}
		h.guides[lang] = chapters(a.Ops(), d)
	}
	return h, nil
}

// Mount adds the route.
func (h *Handler) Mount(m *web.Mux) { m.Get(rest.Guide, h.guide) }

type guidePage struct {
	T        *i18n.T
	Base     string
	Chapters []chapter
	Scopes   []token.Scope
	Codes    []string
	Reasons  map[string]i18n.Key
}

func (h *Handler) guide(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	p := guidePage{T: t, Base: h.base, Chapters: h.guides[t.Lang()], Scopes: h.scopes, Reasons: h.reasons}
	for code := range h.reasons {
		p.Codes = append(p.Codes, code)
	}
	slices.Sort(p.Codes)
	head := &ui.Head{
		T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title)}},
		Acts: ui.Parts{ui.Button{Label: t.S(msg.Document), Href: rest.Document}, ui.Button{Label: t.S(msg.Tokens), Href: token.Path, Look: ui.Main}},
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, guideHTML(p))
}
