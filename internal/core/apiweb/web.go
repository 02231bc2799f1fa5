// Package apiweb is the guide of the API: pages made from its OpenAPI description, without anything from elsewhere.
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
	"preau/internal/core/registers"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/kit/apperr"
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
	hooks   []Hook
}

// New is the guide of an API whose list of operations has ended: its description is read when the page is first asked for. reasons are the
// sentences of all refusals, by code; base is the site's public address; hooks are the facts
// that other programs may be told.
func New(a *rest.API, f *frame.Frame, scopes []token.Scope, reasons map[string]i18n.Key, base string, hooks []Hook) *Handler {
	return &Handler{hooks: hooks, frame: f, scopes: scopes, reasons: reasons, base: strings.TrimRight(base, "/"), guides: sync.OnceValues(func() (map[i18n.Lang][]chapter, error) { return guides(a) })}
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
	for _, all := range out {
		for i := range all {
			all[i].Slug = strings.ReplaceAll(registers.Fold(out[i18n.French][i].Title), " ", "-")
		}
	}
	return out, nil
}

const reasonsPath = rest.Chapters + "/raisons"

func (c chapter) path() string { return rest.Chapters + "/" + c.Slug }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(rest.Guide, h.guide)
	m.Get(reasonsPath, h.codes)
	m.Get(hooksPath, h.hookPage)
	m.Get(rest.Chapters+"/{chapter}", h.chapter)
}

type guidePage struct {
	T        *i18n.T
	Base     string
	Chapters []chapter
	Scopes   []token.Scope
}

func (h *Handler) guide(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	all, err := h.guides()
	if err != nil {
		return err
	}
	head := h.head(t, t.S(msg.Title))
	head.Lead, head.Crumbs = t.S(msg.Lead), head.Crumbs[:1]
	head.Crumbs = append(head.Crumbs, ui.Link{Label: t.S(msg.Title)})
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Document), Href: rest.Document}, ui.Button{Label: t.S(msg.Tokens), Href: token.Path, Look: ui.Main}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, guideHTML(guidePage{T: t, Base: h.base, Chapters: all[t.Lang()], Scopes: h.scopes}))
}

type chapterPage struct {
	chapter
	T *i18n.T
}

// chapter is the page of one group of operations.
func (h *Handler) chapter(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	all, err := h.guides()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all[t.Lang()], func(c chapter) bool { return c.Slug == r.PathValue("chapter") })
	if i < 0 {
		return apperr.NotFoundErr()
	}
	c := all[t.Lang()][i]
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: h.head(t, c.Title), Bare: true}, chapterHTML(chapterPage{c, t}))
}

// codes is the page of the codes of all refusals.
func (h *Handler) codes(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	head := h.head(t, t.S(msg.Reasons))
	head.Lead = t.S(msg.ReasonsSub)
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, reasonsHTML(t, h.reasons))
}

// head is that of a page below the guide.
func (h *Handler) head(t *i18n.T, title string) *ui.Head {
	return &ui.Head{T: t, Title: title, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title), Href: rest.Guide}, {Label: title}}}
}
