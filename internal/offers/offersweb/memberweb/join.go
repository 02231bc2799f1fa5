package memberweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/member"
	"preau/internal/offers/offersweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// joinPath is where one asks to join a structure (O17).
const joinPath = "/offreur/rejoindre/"

func (h *Handler) mountJoins(m *web.Mux) {
	m.Get(joinPath+"{n}", h.join)
	m.Post(joinPath+"{n}", h.askJoin)
	for _, at := range []string{member.JoinsPath, structure.ModerationPath + "/{s}/rattachements"} {
		m.Get(at, h.joins)
		m.Get(at+"/{n}", h.showJoin)
		m.Post(at+"/{n}", h.decideJoin)
	}
}

// joinPage is the form of who asks.
type joinPage struct {
	T         *i18n.T
	Key       string
	Form      *web.Form
	Faults    ui.Faults
	Structure structure.Structure
}

func (h *Handler) join(w http.ResponseWriter, r *http.Request) error {
	known := web.NewForm(map[string]string{structure.FieldEmail: frame.Actor(r).Address}) // of who is signed in
	return h.drawJoin(w, r, http.StatusOK, known, nil)
}

func (h *Handler) drawJoin(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	x, err := h.members.Joinable(r.Context(), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := joinPage{t, id.New(), f, ui.FaultsOf(t, fault), x}
	title := t.S(msg.AskJoinTitle, "name", x.Name)
	head := &ui.Head{T: t, Title: title, Lead: t.S(msg.AskJoinLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Entry), Href: entry}, {Label: title}}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Service: instance.Offers, Bare: true, Wrong: len(p.Faults) > 0}, joinHTML(p))
}

func (p joinPage) field(name string, label i18n.Key, required bool) ui.Field {
	return ui.Field{Name: name, Label: p.T.S(label), Value: p.Form.Value(name), Error: p.Faults.Of(name), Required: required, Max: structure.MaxLine}
}

func (h *Handler) askJoin(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.members.AskJoin(r.Context(), frame.Actor(r), n, inputOf(r, f).Applicant, f.Text(member.FieldWords, 2*member.MaxWords), web.ClientNet(r))
	if apperr.Is(err, apperr.Invalid) {
		return h.drawJoin(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, entry, i18n.M(msg.AskJoinSent))
}

// joinsPage are the requests that wait.
type joinsPage struct {
	T     *i18n.T
	House house
	All   []member.Join
}

func (x house) joins() string {
	if x.of == member.Mine {
		return member.JoinsPath
	}
	return structure.Structure{Number: x.of}.Path() + "/rattachements"
}

func (h *Handler) joins(w http.ResponseWriter, r *http.Request) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	s, all, err := h.members.JoinsOf(r.Context(), who, x.of)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.JoinsTitle), Lead: s.Name, Crumbs: x.crumbs(t, s, ui.Link{Label: t.S(msg.JoinsTitle)})}
	return h.frame.Render(w, r, http.StatusOK, x.page(head), joinsHTML(joinsPage{t, x, all}))
}

func (p joinsPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.JoinsTitle), Cols: []ui.Col{{Label: t.S(msg.Name)}, {Label: t.S(msg.Function)}, {Label: t.S(msg.Since)}, {Label: t.S(msg.Actions)}}}
	for _, j := range p.All {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Text(j.Name()), ui.SubMail(j.Email)},
			ui.Text(j.Function), ui.Text(t.Date(j.AskedAt)),
			ui.Button{Label: t.S(msg.Examine), About: j.Name(), Small: true, Look: ui.Main, Href: p.House.joins() + "/" + strconv.FormatInt(j.Number, 10)},
		}})
	}
	return out
}

// decidePage is one request, with its two answers.
type decidePage struct {
	T      *i18n.T
	House  house
	Key    string
	Form   *web.Form
	Faults ui.Faults
	member.Join
	home registers.Country
}

func (h *Handler) showJoin(w http.ResponseWriter, r *http.Request) error {
	return h.drawDecide(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawDecide(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	s, j, err := h.members.JoinOf(r.Context(), who, x.of, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := decidePage{t, x, id.New(), f, ui.FaultsOf(t, fault), j, h.country()}
	head := &ui.Head{T: t, Title: j.Name(), Lead: t.S(msg.JoinsOne, "name", s.Name), Crumbs: x.crumbs(t, s, ui.Link{Label: t.S(msg.JoinsTitle), Href: x.joins()}, ui.Link{Label: j.Name()})}
	fp := x.page(head)
	fp.Wrong = len(p.Faults) > 0 || apperr.Is(fault, apperr.Conflict)
	return h.frame.Render(w, r, status, fp, decideHTML(p))
}

// waits says whether the request can still be answered.
func (p decidePage) waits() bool {
	return member.Joins.May(member.Accept, p.State, []structure.Role{structure.AsAdmin}, member.Case{})
}

func (p decidePage) asked() ui.Summary {
	out := ui.Summary{{Term: p.T.S(msg.Email), Value: ui.Mail(p.Email)}}
	if p.Phone != "" {
		out = append(out, ui.Fact{Term: p.T.S(msg.Phone), Value: ui.Link{Label: registers.Phone(p.Phone).Shown(p.home), Href: "tel:" + p.Phone}})
	}
	for _, x := range []struct {
		term  i18n.Key
		value string
	}{{msg.Function, p.Function}, {msg.AskedOn, p.T.Date(p.AskedAt)}, {msg.JoinWords, p.Words}} {
		if x.value != "" {
			out = append(out, ui.Fact{Term: p.T.S(x.term), Value: ui.Lines(x.value)})
		}
	}
	return out
}

func (p decidePage) permissions() []ui.Option {
	var out []ui.Option
	for _, k := range role.InStructure() {
		declared, _ := role.All.ByKey(k)
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(declared.Label), Hint: p.T.S(declared.Hint)})
	}
	return out
}

func (h *Handler) decideJoin(w http.ResponseWriter, r *http.Request) error {
	who, x, err := at(r)
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
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if _, _, err = h.members.JoinOf(r.Context(), who, x.of, n); err == nil {
		if f.Value("acte") == string(member.Refuse) {
			err = h.members.RefuseJoin(r.Context(), who, x.of, n, version, f.Text(member.FieldMotive, 2*member.MaxWords))
		} else {
			var roles []access.RoleKey
			for _, k := range f.Values(member.FieldRoles) {
				roles = append(roles, access.RoleKey(k))
			}
			err = h.members.AcceptJoin(r.Context(), who, x.of, n, version, roles)
		}
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawDecide(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.drawDecide(w, r, http.StatusConflict, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, x.joins(), i18n.M(msg.Saved))
}
