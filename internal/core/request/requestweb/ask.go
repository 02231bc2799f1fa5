package requestweb

import (
	"net/http"
	"net/url"

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

// pathAsk is « Demander un accès »; its address may name the place and the role.
const pathAsk = "/acces/demandes/nouvelle"

const paramText = "q"

// wishes are what the asker wishes the role to be limited to.
func (p onePage) wishes() string {
	var names []string
	for _, c := range p.Wishes {
		names = append(names, c.Label)
	}
	return p.T.And(names)
}

type askPage struct {
	request.Asking
	T      *i18n.T
	At     ui.Address
	Key    string
	Text   string
	Role   string
	Typed  *web.Form
	Faults ui.Faults
}

func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.drawAsk(w, r, http.StatusOK, q, nil)
}

func (h *Handler) drawAsk(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := askPage{T: t, Key: id.New(), At: ui.Address{Path: pathAsk}, Text: f.Line(paramText, 200), Role: f.Value(request.FieldRole), Typed: f, Faults: ui.FaultsOf(t, fault)}
	if p.Asking, err = h.requests.Form(r.Context(), who, f.Value(request.FieldPlace), p.Text); err != nil {
		return err
	}
	head := &ui.Head{
		T: t, Title: t.S(msg.AskTitle), Lead: t.S(msg.AskLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Title), Href: "/acces/demandes"}, {Label: t.S(msg.AskTitle)}},
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Place: "requests", Wrong: len(p.Faults) > 0}, askHTML(p))
}

// places are the organisations that a search found.
func (p askPage) places() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.ColPlace), Cols: []ui.Col{{Label: t.S(msg.ColPlace)}, {Label: t.S(msg.ColAct), Hidden: true}}}
	for _, o := range p.Found {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Text(o.Name), ui.Sub(o.Commune)},
			ui.Button{Label: t.S(msg.ChoosePlace), About: o.Name, Small: true, Href: pathAsk + "?" + url.Values{request.FieldPlace: {o.Ref}}.Encode()},
		}})
	}
	return table
}

func (p askPage) roles() []ui.Option {
	var out []ui.Option
	for _, r := range p.Roles {
		o := ui.Option{Value: string(r.Key), Label: p.T.S(r.Label)}
		if r.Hint != "" {
			o.Hint = p.T.S(r.Hint)
		}
		out = append(out, o)
	}
	return out
}

func (p askPage) names(of access.Roles) string {
	var names []string
	for _, r := range of {
		names = append(names, p.T.S(r.Label))
	}
	return p.T.And(names)
}

// limited are the roles that may be limited to something there, each with its boxes.
func (p askPage) limited() []ui.Checks {
	var out []ui.Checks
	for _, r := range p.Roles {
		c := choices(request.FieldLimitOf(r.Key), p.T.S(msg.WantLegend, "role", r.Label), p.Choices[r.Key])
		if c.Hint = p.T.S(msg.WantHint); len(c.Options) > 0 {
			c.Values, c.Error = p.Typed.Values(c.Name), p.Faults.Of(c.Name)
			out = append(out, c)
		}
	}
	return out
}

// choices are things to tick.
func choices(name, legend string, of []request.Choice) ui.Checks {
	c := ui.Checks{Name: name, Legend: legend}
	for _, x := range of {
		c.Options = append(c.Options, ui.Option{Value: x.ID, Label: x.Label, Hint: x.Note})
	}
	return c
}

func (h *Handler) askFor(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := request.Wish{Role: access.RoleKey(f.Value(request.FieldRole)), Said: f.Text(request.FieldSaid, maxTyped)}
	in.Wanted = f.Values(request.FieldLimitOf(in.Role))
	var n int64
	if err = f.Err(); err == nil {
		n, err = h.requests.AskFor(r.Context(), who, f.Value(request.FieldPlace), in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawAsk(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, request.Path(n), i18n.M(msg.Asked))
}

// limits are what the role may be limited to, to tick by who decides.
func (p onePage) limits() ui.Checks {
	hint := p.T.S(msg.LimitNone)
	if p.Of.Unlimited == access.ReachAll {
		hint = p.T.S(msg.LimitAll)
	}
	c := choices(request.FieldLimit, p.T.S(msg.LimitLegend), p.Choices)
	c.Hint, c.Values, c.Error = hint, p.Ticked, p.Faults.Of(request.FieldLimit)
	return c
}
