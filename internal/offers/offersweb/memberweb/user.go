package memberweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
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

// userPage is the form of a person: somebody new, somebody who is invited, or somebody of the structure.
type userPage struct {
	T      *i18n.T
	House  house
	Key    string
	Form   *web.Form // what was typed; nil: nothing yet
	Faults ui.Faults
	New    bool
	Clash  bool
	Wrong  ui.Faults // of the form of the address
	Typed  string    // there
	For    []ui.Hidden
	member.View
}

// typed says whether name and address are asked: they are the person's own once they accepted (O69).
func (p userPage) typed() bool { return p.New || p.Invitation }

// over says whether there is nothing to change: the account is closed, and has no permission left.
func (p userPage) over() bool { return p.Gone() && len(p.Roles) == 0 }

// read is who a form is about.
type read func(ctx context.Context, who access.Actor, of, n int64) (member.View, error)

func (h *Handler) newPerson(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, h.members.Show, web.NewForm(map[string]string{fieldOn: "1"}), nil)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, h.members.Show, nil, nil)
}

func (h *Handler) showInvitation(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, h.members.ShowInvitation, nil, nil)
}

func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, find read, f *web.Form, fault error) error {
	return h.drawWith(w, r, status, find, f, fault, userPage{})
}

// drawCorrected draws the page again with what was typed of the address, and what is wrong with it.
func (h *Handler) drawCorrected(w http.ResponseWriter, r *http.Request, f *web.Form, fault error) error {
	return h.drawWith(w, r, http.StatusUnprocessableEntity, h.members.Show, nil, nil, userPage{Wrong: ui.FaultsOf(web.T(r), fault), Typed: f.Value(structure.FieldEmail)})
}

func (h *Handler) drawWith(w http.ResponseWriter, r *http.Request, status int, find read, f *web.Form, fault error, p userPage) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	n, err := numbered(r)
	if err != nil {
		return err
	}
	v, err := find(r.Context(), who, x.of, n)
	if err != nil {
		return err
	}
	t := web.T(r)
	v.Phone = registers.Phone(v.Phone).Shown(h.country()) // typed again it is the same
	p.For = x.bound(who)
	p.T, p.House, p.Key, p.Form, p.Faults, p.New, p.Clash, p.View = t, x, id.New(), f, ui.FaultsOf(t, fault), n == 0, n > 0 && apperr.Is(fault, apperr.Conflict), v
	if p.Clash { // nobody else has saved anything of who is new: there the fault says what it is
		p.Faults = nil
	} else if f != nil && n > 0 {
		p.Version = f.Value(fieldVersion)
	}
	name := t.S(msg.NewUser)
	if n > 0 {
		name = v.Name()
	}
	head := &ui.Head{T: t, Title: name, Crumbs: x.crumbs(t, v.Structure, ui.Link{Label: name})}
	if n > 0 {
		head.Lead, head.Tags = v.Email, ui.Parts{stateTag(t, v.State())}
	}
	fp := x.page(head)
	fp.Wrong = len(p.Faults)+len(p.Wrong) > 0 || p.Clash
	return h.frame.Render(w, r, status, fp, userHTML(p))
}

// numbered is the number in the address; 0 where a new person is meant.
func numbered(r *http.Request) (int64, error) {
	if r.PathValue("n") == "" {
		return 0, nil
	}
	return web.Number(r, "n")
}

// inputOf is what was typed.
func inputOf(r *http.Request, f *web.Form) member.Input {
	const most = 4000
	in := member.Input{
		Active: f.Bool(fieldOn), Scope: member.Scope(f.Value(member.FieldScope)), Sites: f.Values(member.FieldSites), Shared: f.Bool(member.FieldShared),
		First: account.Typed{Password: f.Value(account.FieldPassword), Again: f.Value(account.FieldAgain)},
		Applicant: structure.Applicant{
			FirstName: f.Line(structure.FieldFirstName, most), LastName: f.Line(structure.FieldLastName, most), Function: f.Line(structure.FieldFunction, most),
			Email: f.Line(structure.FieldEmail, most), Phone: f.Line(structure.FieldPhone, most), Lang: web.T(r).Lang(),
		},
	}
	for _, k := range f.Values(member.FieldRoles) {
		in.Roles = append(in.Roles, access.RoleKey(k))
	}
	return in
}

// sent is a form that was sent, and what it does.
func (h *Handler) sent(w http.ResponseWriter, r *http.Request, find read, do func(ctx context.Context, who access.Actor, of, n int64, version string, in member.Input) error) error {
	who, x, err := at(r)
	if err != nil {
		return err
	}
	n, err := numbered(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	_, err = find(r.Context(), who, x.of, n) // who may not is told so before what they typed is looked at
	if err == nil {
		err = role.Still(who, f.Value(role.FieldFor))
	}
	if err == nil {
		err = do(r.Context(), who, x.of, n, f.Value(fieldVersion), inputOf(r, f))
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, find, f, err)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, find, f, err)
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, x.list, i18n.M(msg.Saved))
}

func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	return h.sent(w, r, h.members.Show, func(ctx context.Context, who access.Actor, of, _ int64, _ string, in member.Input) error {
		return h.members.Add(ctx, who, of, in)
	})
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	return h.sent(w, r, h.members.Show, h.members.Save)
}

func (h *Handler) rectify(w http.ResponseWriter, r *http.Request) error {
	return h.sent(w, r, h.members.ShowInvitation, h.members.Rectify)
}

func (h *Handler) sendLink(w http.ResponseWriter, r *http.Request) error {
	return h.link(w, r, h.members.SendLink)
}

func (h *Handler) sendAgain(w http.ResponseWriter, r *http.Request) error {
	return h.link(w, r, h.members.SendAgain)
}

func (h *Handler) link(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, who access.Actor, of, n int64) error) error {
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
	if err := role.Still(who, f.Value(role.FieldFor)); err != nil {
		return err
	}
	if err := do(r.Context(), who, x.of, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, x.list, i18n.M(msg.LinkSent))
}

// correct gives the account that nobody opened another address.
func (h *Handler) correct(w http.ResponseWriter, r *http.Request) error {
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
	if err = cmp.Or(role.Still(who, f.Value(role.FieldFor)), f.Err()); err == nil {
		err = h.members.CorrectAddress(r.Context(), who, x.of, n, f.Line(structure.FieldEmail, 4000))
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawCorrected(w, r, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, x.list, i18n.M(msg.AddressCorrected))
}

// value is what the form has of a field: what was typed, else what is kept.
func (p userPage) value(name string) string {
	if p.Form != nil {
		return p.Form.Value(name)
	}
	return map[string]string{
		structure.FieldFirstName: p.FirstName, structure.FieldLastName: p.LastName, structure.FieldEmail: p.Email, structure.FieldFunction: p.Function, structure.FieldPhone: p.Phone,
	}[name]
}

// chosen are the permissions that are ticked.
func (p userPage) chosen() []string {
	if p.Form != nil {
		return p.Form.Values(member.FieldRoles)
	}
	var out []string
	for _, k := range p.Roles {
		out = append(out, string(k))
	}
	return out
}

func (p userPage) on() bool {
	if p.Form != nil {
		return p.Form.Bool(fieldOn)
	}
	return p.Invitation || len(p.Roles) > 0 // the access to this structure, whatever became of the account (O66)
}

func (p userPage) onHint() string {
	switch {
	case p.New:
		return "" // there is no invitation yet that could be withdrawn
	case p.Invitation:
		return p.T.S(msg.ActivatedHintNew)
	}
	return p.T.S(msg.ActivatedHint)
}

func (p userPage) permissions() []ui.Option {
	var out []ui.Option
	for _, k := range role.InStructure() {
		declared, _ := role.All.ByKey(k)
		out = append(out, ui.Option{Value: string(k), Label: p.T.S(declared.Label), Hint: p.T.S(declared.Hint)})
	}
	return out
}

// scope is for what the person manages offers.
func (p userPage) scope() ui.Radios {
	r := ui.Radios{Name: member.FieldScope, Legend: p.T.S(msg.Scope), Hint: p.T.S(msg.ScopeHint), Value: string(member.ScopeOf(p.Sites)), Error: p.Faults.Of(member.FieldScope), Wide: true}
	if p.Form != nil && p.Form.Value(member.FieldScope) != "" {
		r.Value = p.Form.Value(member.FieldScope)
	}
	for s, label := range map[member.Scope]i18n.Key{member.Whole: msg.ScopeWhole, member.Limited: msg.ScopeSites} {
		r.Options = append(r.Options, ui.Option{Value: string(s), Label: p.T.S(label)})
	}
	slices.SortFunc(r.Options, func(a, b ui.Option) int { return strings.Compare(b.Value, a.Value) }) // the whole first
	return r
}

// shared is whether several people use the account.
func (p userPage) shared() ui.Check {
	on := p.Shared
	if p.Form != nil {
		on = p.Form.Bool(member.FieldShared)
	}
	return ui.Check{Name: member.FieldShared, Label: p.T.S(msg.SharedAccount), Hint: p.T.S(msg.SharedHint), Checked: on, Error: p.Faults.Of(member.FieldShared), Wide: true}
}

// lieux are those to which the person may be limited.
func (p userPage) lieux() ui.Checks {
	c := ui.Checks{Name: member.FieldSites, Legend: p.T.S(msg.ScopeWhich), Values: p.Sites, Error: p.Faults.Of(member.FieldSites), Wide: true}
	if p.Form != nil {
		c.Values = p.Form.Values(member.FieldSites)
	}
	for _, s := range p.Lieux {
		c.Options = append(c.Options, ui.Option{Value: s.ID, Label: s.Name, Hint: s.UAI})
	}
	return c
}

// now are the permissions of today, for who saved an older page.
func (p userPage) now() ui.Bullets {
	var out ui.Bullets
	for _, k := range p.Roles {
		out = append(out, ui.Text(label(p.T, k)))
	}
	for _, s := range p.Lieux {
		if slices.Contains(p.Sites, s.ID) {
			out = append(out, ui.Text(s.Name))
		}
	}
	if len(out) == 0 {
		out = append(out, ui.Text(p.T.S(member.Inactive.Label())))
	}
	return out
}

func (p userPage) field(name string, label i18n.Key, required bool) ui.Field {
	return ui.Field{Name: name, Label: p.T.S(label), Value: p.value(name), Error: p.Faults.Of(name), Required: required, Max: structure.MaxLine}
}

// identity is the person's own, which the structure reads (O69).
func (p userPage) identity() ui.Summary {
	out := ui.Summary{{Term: p.T.S(msg.Name), Value: ui.Text(p.Name())}, {Term: p.T.S(msg.Email), Value: ui.Mail(p.Email)}}
	if p.Function != "" {
		out = append(out, ui.Fact{Term: p.T.S(msg.Function), Value: ui.Text(p.Function)})
	}
	return out
}

// link sends the person a link: of an invitation, or to a password.
func (p userPage) link() ui.Act {
	do, say := member.SendLink, msg.SendPasswordLink
	if p.Invitation {
		do, say = member.SendAgain, msg.SendInvitationAgain
	}
	o, there := p.Acts.Of(do)
	return ui.Act{T: p.T, Label: p.T.S(say), Icon: ui.IconMail, Post: p.House.path(p.Person) + "/lien", Key: p.Key, Hidden: p.For, Reasons: o.Reasons, Absent: !there}
}
