// Package proofweb is the page on which people prove again who they are, and the gate that leads there.
package proofweb

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/proof"
	"preau/internal/core/account/proof/proofweb/msg"
	"preau/internal/core/account/sealed"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Gate leads whoever has not proven lately who they are to the page where they do, with what they typed kept. box seals what the forms carry
// that take long to fill in.
func Gate(settings Settings, box sealed.Box) func(*http.Request) error {
	return func(r *http.Request) error {
		route := web.Pattern(r)
		if weak := proof.WhyWeak(frame.Actor(r)); len(weak) > 0 && (proof.Administers(route) || r.Method == http.MethodPost && route == byProgram) {
			return apperr.ForbiddenErr(weak...)
		}
		if r.Method == http.MethodPost && !acts[route] || r.Method != http.MethodPost && !pages[route] {
			return nil
		}
		who := frame.Actor(r)
		if !who.SignedIn() {
			return nil
		}
		set, err := settings(r.Context())
		if err != nil {
			return err
		}
		owed := proof.Owed(who, set.ProofMinutes())
		if long[route] > 0 {
			return carry(r, who, box, route, owed)
		}
		return ahead(owed)
	}
}

func ahead(owed []apperr.Reason) error {
	if len(owed) == 0 {
		return nil
	}
	return web.AheadErr(proof.Path, owed...)
}

// carry has a form that takes long to fill in carry that it was shown to who owed no proof: to this session, at this address. Shown again with
// its faults, it carries the instant of the first time.
func carry(r *http.Request, who access.Actor, box sealed.Box, route string, owed []apperr.Reason) error {
	place := "shown " + who.Session + " " + r.URL.Path
	if r.Method == http.MethodPost {
		if f, err := web.ParseForm(r); err == nil && box.Get(place, f.Value(fieldShown), who.At, &struct{}{}) {
			web.Carry(r, fieldShown, f.Value(fieldShown))
			return nil
		}
	}
	if len(owed) > 0 {
		return ahead(owed)
	}
	shown, err := box.Put(place, who.At.Add(long[route]), struct{}{})
	if err != nil {
		return err
	}
	web.Carry(r, fieldShown, shown)
	return nil
}

// Needs says whether the act of a route needs a fresh proof: for the tests of all routes.
func Needs(route string) bool { return acts[route] }

// Settings are the operator's.
type Settings func(context.Context) (instance.Settings, error)

// ByDemo names the way back into the demonstration.
const ByDemo = msg.ByDemo

const (
	fieldBack  = "suite"
	fieldShown = "_montre"
	byProgram  = "/compte/jetons"
)

// Options are what the page needs.
type Options struct {
	Frame    *frame.Frame
	Service  *proof.Service
	Settings Settings
	// Renew gives the browser what its session has since a proof.
	Renew func(w http.ResponseWriter, r *http.Request) error
	// Ways are the other ways to prove it, one a button, that lead on to a page.
	Ways []func(r *http.Request, who access.Actor, set instance.Settings, back string) (ui.Parts, error)
	// LinkPath takes the form that has a link mailed.
	LinkPath string
}

// Handler answers for this page.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(proof.Path, h.form)
	m.Post(proof.Path, h.byPassword)
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.render(w, r, f, answer.Refusal{Status: http.StatusOK})
}

func (h *Handler) byPassword(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Service.ByPassword(r.Context(), frame.Actor(r), f.Value(account.FieldCurrent), web.ClientNet(r))
	if err == nil {
		if err := h.o.Renew(w, r); err != nil {
			return err
		}
		return web.SeeOther(w, r, web.LocalPath(f.Value(fieldBack)), i18n.M(msg.Proven))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.render(w, r, f, x)
}

func (h *Handler) render(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	t, back := web.T(r), web.LocalPath(f.Value(fieldBack))
	p := page{T: t, Refusal: x, Back: back, Password: set.Allows(instance.Password), Minutes: set.ProofMinutes(), Admin: who.IsAdmin()}
	for _, way := range h.o.Ways {
		some, err := way(r, who, set, back)
		if err != nil {
			return err
		}
		p.Ways = append(p.Ways, some...)
	}
	if set.Mailed() || set.Allows(instance.Link) && (p.Password || len(p.Ways) > 0) { // a link that cannot go out is no only way
		p.LinkPath, p.Address = h.o.LinkPath, who.Address
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead)}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Place: "security", Wrong: x.Wrong(), Reason: x.Code()}, pageHTML(p))
}
