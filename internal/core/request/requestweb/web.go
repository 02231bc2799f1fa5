// Package requestweb is the pages of requests for access: the list, and one request with its decision.
package requestweb

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/request"
	"preau/internal/core/request/requestweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Handler answers for these pages.
type Handler struct {
	requests *request.Service
	frame    *frame.Frame
	help     func(ctx context.Context) string
}

// New makes the handler. help is where giving accesses is told step by step.
func New(s *request.Service, f *frame.Frame, help func(ctx context.Context) string) *Handler {
	return &Handler{requests: s, frame: f, help: help}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get("/acces/demandes", h.list)
	m.Get(pathAsk, h.ask)
	m.Post(pathAsk, h.askFor)
	m.Get("/acces/demandes/{n}", h.show)
	m.Post("/acces/demandes/{n}", h.decide)
}

func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

type listPage struct {
	T        *i18n.T
	ToDecide []request.Request
	Own      []request.Request
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{T: t}
	if p.ToDecide, p.Own, err = h.requests.Lists(r.Context(), who); err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead), Acts: ui.Parts{ui.Button{Label: t.S(msg.AskTitle), Icon: ui.IconPlus, Href: pathAsk}}, Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title)}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Place: "requests"}, listHTML(h, p))
}

// role is what is asked for; of a membership, which goes with naming an establishment, nothing.
func (h *Handler) role(t *i18n.T, r request.Request) string {
	x, ok := h.requests.Asked(r)
	switch {
	case !ok:
		return ""
	case r.More.ID != "":
		return t.M(request.Thing(x.Limit, r.More.Label))
	}
	return t.S(x.Label)
}

func (p listPage) table(h *Handler, rs []request.Request, caption i18n.Key, act i18n.Key) ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(caption), Cols: []ui.Col{
		{Label: t.S(msg.ColPerson)}, {Label: t.S(msg.ColPlace)}, {Label: t.S(msg.ColAsked)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
	for _, r := range rs {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Text(r.Name), ui.SubMail(r.Address)},
			ui.Parts{ui.Text(r.PlaceName), ui.Sub(h.role(t, r))},
			ui.Text(t.DateTime(r.AskedAt)), tag(t, r.State),
			ui.Button{Label: t.S(act), About: r.Name, Small: true, Href: request.Path(r.Number)},
		}})
	}
	return table
}

func tag(t *i18n.T, s request.State) ui.Tag {
	x := ui.Tag{Label: t.S(s.Label())}
	switch s {
	case request.Open:
		x.Color = ui.Warning
	case request.Given:
		x.Color = ui.Success
	case request.Refused:
		x.Color = ui.Danger
	case request.Withdrawn:
		x.Color, x.Outline = ui.Neutral, true
	}
	return x
}

type onePage struct {
	request.View
	T      *i18n.T
	Key    string
	Reason string
	Ticked []string // of what the role may be limited to
	Faults ui.Faults
	Unseen request.Unseen // what follows from giving it, not read yet
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, nil, nil)
}

// draw draws a request; typed is the form that was refused.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, typed *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.requests.Show(r.Context(), who, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := onePage{View: v, T: t, Key: id.New(), Ticked: v.Wanted, Faults: ui.FaultsOf(t, fault)}
	errors.As(fault, &p.Unseen)
	if typed != nil {
		p.Reason, p.Ticked = typed.Text(request.FieldReason, maxTyped), typed.Values(request.FieldLimit)
	}
	title := t.S(msg.OneTitle, "name", v.Name)
	head := &ui.Head{
		T: t, Title: title, Lead: lead(t, v), Tags: ui.Parts{tag(t, v.State)},
		Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title), Href: "/acces/demandes"}, {Label: title}},
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Place: "requests", Wrong: len(p.Faults) > 0}, oneHTML(p))
}

// lead says what is asked for.
func lead(t *i18n.T, v request.View) string {
	if v.Request.Role == access.Member {
		return t.S(msg.OneLead, "place", v.PlaceName)
	}
	if v.More.ID != "" {
		return t.S(msg.OneLeadMore, "place", v.PlaceName, "thing", request.Thing(v.Of.Limit, v.More.Label))
	}
	return t.S(msg.OneLeadRole, "place", v.PlaceName, "role", v.Of.Label)
}

func (h *Handler) decide(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	d, said := request.Decision{Do: request.Give, Reason: f.Text(request.FieldReason, maxTyped), Limits: f.Values(request.FieldLimit), Seen: f.Value(fieldSeen)}, i18n.M(msg.Given)
	switch f.OneOf("acte", "confirmer", "refuser", "redemander", "retirer") {
	case "redemander":
		return h.askAgain(w, r, who, n)
	case "retirer":
		d.Do, said = request.Withdraw, i18n.M(msg.Withdrawn)
	case "refuser":
		d.Do, said = request.Refuse, i18n.M(msg.Refused)
	case "":
		return &apperr.Error{Kind: apperr.Invalid} // no button of ours sends it: nothing is given by mistake
	}
	err = h.requests.Decide(r.Context(), who, n, d)
	if unseen := (request.Unseen{}); errors.As(err, &unseen) || apperr.Is(err, apperr.Invalid) {
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/acces/demandes", said)
}

// fieldSeen carries the print of what was read to follow.
const fieldSeen = "vu"

// then are what follows from giving what is asked for.
func (p onePage) then() ui.Bullets {
	var out ui.Bullets
	for _, c := range p.Unseen.Consequences {
		text := p.T.M(c.Text)
		if len(c.Lifters) > 0 {
			text += " " + p.T.S(msg.CanName, "names", ui.Lifters(p.T, c.Lifters))
		}
		out = append(out, ui.Text(text))
	}
	return out
}

// waits says for whose answer the asker waits.
func (p onePage) waits() string {
	switch {
	case p.View.Request.Role == access.Member:
		return p.T.S(msg.YouWait)
	case p.More.ID != "":
		return p.T.S(msg.YouWaitMore, "thing", request.Thing(p.Of.Limit, p.More.Label))
	}
	return p.T.S(msg.YouWaitRole, "role", p.Of.Label)
}

// commit gives what is asked for, once what follows was read.
func (p onePage) commit() ui.Button {
	b := ui.Button{Label: p.T.S(msg.Give), Icon: ui.IconCheck, Look: ui.Commit, Name: "acte", Value: "confirmer"}
	if p.Unseen.Print != "" {
		b.Label = p.T.S(msg.GiveAnyway)
	}
	return b
}

// maxTyped is what is read of a text at most; what is too long for the use case is given back to be shortened.
const maxTyped = 1 << 20

func (h *Handler) askAgain(w http.ResponseWriter, r *http.Request, who access.Actor, n int64) error {
	if err := h.requests.AskAgain(r.Context(), who, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/acces/demandes", i18n.M(msg.AskedAgain))
}

// against are the reasons against what would be done next with the request.
func (p onePage) against() []apperr.Reason {
	next := map[request.State]request.Act{request.Open: request.Give, request.Refused: request.AskAgain}
	o, _ := p.Acts.Of(next[p.View.Request.State])
	return o.Reasons
}

// gifts are the faults of what is given, refusals those of a refusal: two forms of one page.
func (p onePage) gifts() ui.Faults {
	if len(p.Choices) == 0 {
		return nil
	}
	return p.faults(true)
}

func (p onePage) refusals() ui.Faults { return p.faults(false) }

// gone is a fault of what was to be given where nothing can be chosen instead.
func (p onePage) gone() string {
	if len(p.Choices) > 0 {
		return ""
	}
	return p.Faults.Of(request.FieldLimit)
}

func (p onePage) faults(given bool) ui.Faults {
	return slices.DeleteFunc(slices.Clone(p.Faults), func(f ui.Fault) bool { return (f.Name == request.FieldLimit) != given })
}

func (p onePage) facts() []ui.Fact {
	t := p.T
	out := []ui.Fact{
		{Term: t.S(msg.ColPerson), Value: ui.Text(p.Name)},
		{Term: t.S(msg.Address), Value: ui.Mail(p.Address)},
		{Term: t.S(msg.ColPlace), Value: ui.Text(p.PlaceName)},
		{Term: t.S(msg.ColRole), Value: ui.Text(t.S(p.Of.Label))},
		{Term: t.S(msg.ColAsked), Value: ui.Text(t.DateTime(p.AskedAt))},
	}
	if p.More.ID != "" {
		out = append(out, ui.Fact{Term: t.S(msg.AskedFor), Value: ui.Text(t.M(request.Thing(p.Of.Limit, p.More.Label)))})
	}
	if len(p.Wishes) > 0 {
		out = append(out, ui.Fact{Term: t.S(msg.Wishes), Value: ui.Text(p.wishes())})
	}
	if p.Said != "" {
		out = append(out, ui.Fact{Term: t.S(msg.SaidLabel), Value: ui.LongText(p.Said)})
	}
	if len(p.Lifters) > 0 && !p.Acts.May(request.Give) {
		out = append(out, ui.Fact{Term: t.S(msg.WhoDecides), Value: ui.Text(ui.Lifters(t, p.Lifters))})
	}
	if p.View.Request.State != request.Open {
		out = append(out, ui.Fact{Term: t.S(p.View.Request.State.Label()), Value: ui.Text(p.DecidedName + ", " + t.DateTime(p.DecidedAt))})
	}
	if p.View.Request.Reason != "" {
		out = append(out, ui.Fact{Term: t.S(msg.RefuseLabel), Value: ui.Text(p.View.Request.Reason)})
	}
	return out
}
