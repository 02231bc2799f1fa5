// Package apiweb is the guide of the API: a page made from its OpenAPI description, without anything from elsewhere.
package apiweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

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
	guides  func() (map[i18n.Lang][]chapter, error)
	base    string
}

// New is the guide of an API whose list of operations has ended: its description is read when the page is first asked for. reasons are the
// sentences of all refusals, by code; base is the site's public address.
func New(a *rest.API, f *frame.Frame, scopes []token.Scope, reasons map[string]i18n.Key, base string) *Handler {
	return &Handler{frame: f, scopes: scopes, reasons: reasons, base: strings.TrimRight(base, "/"), guides: sync.OnceValues(func() (map[i18n.Lang][]chapter, error) { return guides(a) })}
}

func guides(a *rest.API) (map[i18n.Lang][]chapter, error) {
	out := map[i18n.Lang][]chapter{}
	for _, lang := range i18n.Langs {
		text, err := a.Described(lang)
		if err != nil {
			return nil, fmt.Errorf("guide of the API: %w", err)
		}
		var d description
		if err := json.Unmarshal(text, &d); err != nil {
			return nil, fmt.Errorf("guide of the API: %w", err)
		}
		out[lang] = chapters(a.Ops(), d)
	}
	return out, nil
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
	all, err := h.guides()
	if err != nil {
		return err
	}
	p := guidePage{T: t, Base: h.base, Chapters: all[t.Lang()], Scopes: h.scopes, Reasons: h.reasons}
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
