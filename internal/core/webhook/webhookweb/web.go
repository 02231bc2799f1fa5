// Package webhookweb is the administrators' pages of webhooks: the addresses, what was sent to each, and its secret.
package webhookweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/webhook"
	"preau/internal/core/webhook/webhookweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const place = "webhooks"

// The names of the forms' fields, and of what addresses carry.
const (
	fieldAct     = "acte"
	fieldVersion = "version"
	pathDelivery = "envoi"
	filterBefore = "avant"
)

// Hint says what the pages are for, on the index of the administration.
const Hint = msg.Hint

// Place is the page in the operator's space.
func Place() frame.Place {
	return frame.Place{Key: place, Label: msg.Title, Path: webhook.Path, Waits: func(i inbox.Item) bool { return i.Path == webhook.Path }}
}

// Handler answers for these pages.
type Handler struct {
	webhooks *webhook.Service
	frame    *frame.Frame
}

// New makes the handler.
func New(s *webhook.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(webhook.Path, h.list)
	m.Get(webhook.Path+"/nouveau", h.newForm)
	m.Post(webhook.Path+"/nouveau", h.make)
	m.Get(webhook.Path+"/{n}", h.show)
	m.Post(webhook.Path+"/{n}", h.change)
	m.Post(webhook.Path+"/{n}/acte", h.act)
	m.Post(webhook.Path+"/{n}/envois/{envoi}/renvoi", h.replay)
	m.Get(webhook.Path+"/{n}/manques", h.missed)
	m.Post(webhook.Path+"/{n}/manques", h.settle)
}

func numberOf(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

func at(n int64) string { return webhook.Path + "/" + strconv.FormatInt(n, 10) }

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	all, err := h.webhooks.All(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Acts: ui.Parts{ui.Button{Label: t.S(msg.New), Look: ui.Main, Href: webhook.Path + "/nouveau"}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: place}, listHTML(listPage{T: t, All: all, Facts: h.webhooks.Facts()}))
}

func (h *Handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return h.renderNew(w, r, webhook.Wish{}, answer.Refusal{Status: http.StatusOK})
}

// make adds an address, whose page shows the secret.
func (h *Handler) make(w http.ResponseWriter, r *http.Request) error {
	typed, err := wish(r)
	if err != nil {
		return err
	}
	n, first, err := h.webhooks.Make(r.Context(), frame.Actor(r), typed)
	if err == nil {
		return h.render(w, r, n, nil, answer.Refusal{Status: http.StatusCreated}, secretOf(first))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderNew(w, r, typed, x)
}

func wish(r *http.Request) (webhook.Wish, error) {
	f, err := web.ParseForm(r)
	if err != nil {
		return webhook.Wish{}, err
	}
	return webhook.Wish{URL: f.Line(webhook.FieldURL, webhook.MaxURL+1), Events: f.Values(webhook.FieldEvents)}, nil
}

func (h *Handler) renderNew(w http.ResponseWriter, r *http.Request, typed webhook.Wish, x answer.Refusal) error {
	if err := webhook.Allow(frame.Actor(r)); err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.New), Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: webhook.Path}, {Label: t.S(msg.New)}}}
	p := newPage{T: t, Key: id.New(), Refusal: x, Typed: typed, Facts: h.webhooks.Facts()}
	return h.frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: place, Wrong: x.Wrong(), Reason: x.Code()}, newHTML(p))
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	return h.render(w, r, n, nil, answer.Refusal{Status: http.StatusOK}, noSecret)
}

// change changes the address or its kinds of facts.
func (h *Handler) change(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	typed, err := wish(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		seen = 0 // of no version: the use case tells the conflict
	}
	dropped, err := h.webhooks.Change(r.Context(), frame.Actor(r), n, seen, typed)
	if err == nil {
		saved := i18n.M(msg.Saved)
		if dropped > 0 {
			saved = i18n.M(msg.SavedDropped, "n", dropped)
		}
		return web.SeeOther(w, r, at(n), saved)
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.render(w, r, n, &typed, x, noSecret)
}

// act does what a button says. A new secret is shown on the answer alone.
func (h *Handler) act(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	who := frame.Actor(r)
	switch webhook.Act(f.Value(fieldAct)) {
	case webhook.Try:
		err = h.webhooks.Try(r.Context(), who, n)
	case webhook.Disable:
		err = h.webhooks.Disable(r.Context(), who, n)
	case webhook.Enable:
		err = h.webhooks.Enable(r.Context(), who, n)
	case webhook.Renew:
		var first bool
		if first, err = h.webhooks.Renew(r.Context(), who, n); err == nil {
			return h.render(w, r, n, nil, answer.Refusal{Status: http.StatusOK}, secretOf(first))
		}
	case webhook.Remove:
		if err = h.webhooks.Remove(r.Context(), who, n); err == nil {
			return web.SeeOther(w, r, webhook.Path, i18n.M(msg.Removed))
		}
	default:
		return apperr.NotFoundErr()
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, at(n), i18n.M(said[webhook.Act(f.Value(fieldAct))]))
}

var said = map[webhook.Act]i18n.Key{webhook.Try: msg.Tried, webhook.Disable: msg.DisabledNow, webhook.Enable: msg.EnabledNow}

// replay sends one message again.
func (h *Handler) replay(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	if err := h.webhooks.Replay(r.Context(), frame.Actor(r), n, r.PathValue(pathDelivery)); err != nil {
		return err
	}
	return web.SeeOther(w, r, at(n), i18n.M(msg.Replayed))
}

// secret is what an answer has to do with the secret of an address.
type secret int

const (
	noSecret   secret = iota
	secretNew         // it is shown, this once
	secretGone        // it was shown in the first answer to the same form
)

// secretOf says whether an answer is the first to its form.
func secretOf(first bool) secret {
	if first {
		return secretNew
	}
	return secretGone
}

// render is the page of an address. typed is a form that was refused; nil: what is kept is shown.
func (h *Handler) render(w http.ResponseWriter, r *http.Request, n int64, typed *webhook.Wish, x answer.Refusal, shown secret) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	before := webhook.MarkOf(q.Value(filterBefore))
	s, err := h.webhooks.Show(r.Context(), frame.Actor(r), n, before)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := showPage{T: t, key: id.New, Refusal: x, Shown: s, Typed: webhook.Wish{URL: s.URL, Events: s.Events}, Facts: h.webhooks.Facts(), Now: web.At(r), Before: before}
	if typed != nil {
		p.Typed, p.Stale = *typed, x.Status == http.StatusConflict
	}
	switch p.Again = shown == secretGone; shown {
	case secretNew:
		p.Secret = h.webhooks.Secret(s.Endpoint)
	case noSecret, secretGone:
	}
	head := &ui.Head{T: t, Title: t.S(msg.One, "n", n), Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: webhook.Path}, {Label: t.S(msg.One, "n", n)}}}
	return h.frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: place, Wrong: x.Wrong(), Reason: x.Code()}, showHTML(p))
}
