package homeweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/help"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// ownPages are the help of those who are known to the platform itself.
func ownPages() []help.Page {
	return []help.Page{
		{Slug: "compte", Title: msg.IHaveAccount, Hint: msg.AccountHint, Readers: append([]help.Reader{help.Everyone}, help.Roles(access.Member)...), Chapter: "compte"},
	}
}

// deskPages are that of those who run it: after all others.
func deskPages() []help.Page {
	return []help.Page{
		{Slug: "assistance", Title: msg.IAmHelper, Readers: help.Roles(access.Helper)},
		{Slug: "administration", Title: msg.IAmAdmin, Hint: msg.AdminHint, Readers: help.Roles(access.Admin)},
	}
}

// rolePages are the roles' pages of the services that are switched on.
func (h *Handler) rolePages(s instance.Settings) []help.Page {
	var out []help.Page
	for _, p := range slices.Concat(ownPages(), h.o.Help.Pages, deskPages()) {
		if p.Service == "" || s.Has(instance.ServiceKey(p.Service)) {
			out = append(out, p)
		}
	}
	return out
}

// rolePage is the help of one role: drawn from the table of roles and from the answers to the reasons' codes (R276).
type rolePage struct {
	booklet
	help.Page
	path    string
	shown   []help.Page
	roles   access.Roles
	Answers []answer
	Version string
}

// answer is what a page says of one code.
type answer struct {
	Code, Sentence string
	Facts          ui.Summary
	Contact        string
}

func (h *Handler) role(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	shown := h.rolePages(s)
	i := slices.IndexFunc(shown, func(p help.Page) bool { return p.Slug == r.PathValue("role") })
	if i < 0 {
		return apperr.NotFoundErr()
	}
	t := web.T(r)
	p := rolePage{booklet: newBooklet(t, s, nil), Page: shown[i], path: pathHelp + "/" + shown[i].Slug, shown: shown, roles: h.o.Roles, Version: version(t)}
	for _, code := range h.o.Help.Codes(p.Page) {
		p.Answers = append(p.Answers, p.answer(code, h.o.Help))
	}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: p.head(p.T.S(p.Title), p.hint()), Bare: true, Help: p.path}, roleHTML(p))
}

// refusal leads from a reason to its answer, on the page of a role that who asks holds before any other. A code has one
// address, whatever page answers it today: messages, mails and programs carry it.
func (h *Handler) refusal(w http.ResponseWriter, r *http.Request) error {
	s, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	var held []help.Reader
	for _, g := range frame.Actor(r).Grants {
		held = append(held, help.Reader(g.Role))
	}
	code := r.PathValue("code")
	p, ok := h.o.Help.PageOf(code, h.rolePages(s), held)
	if !ok {
		return apperr.NotFoundErr()
	}
	return web.SeeOther(w, r, pathHelp+"/"+p.Slug+"#"+code)
}

// head is that of a page below the help.
func (b booklet) head(title, lead string) *ui.Head {
	way := append(crumbs(b.T, b.T.S(msg.Help)), ui.Link{Label: title})
	way[1].Href = pathHelp
	return &ui.Head{T: b.T, Crumbs: way, Title: title, Lead: lead, Meta: ui.Parts{ui.Text(version(b.T))}}
}

// hint is what one does in the role.
func (p rolePage) hint() string {
	if p.Hint != "" {
		return p.T.S(p.Hint)
	}
	for _, r := range p.Readers {
		if role, ok := p.roles.ByKey(access.RoleKey(r)); ok && role.Hint != "" {
			return p.T.S(role.Hint)
		}
	}
	return ""
}

// declared are the declarations of the page's roles: one for each kind of place where a role is given otherwise.
func (p rolePage) declared() access.Roles {
	var out access.Roles
	for _, r := range p.roles {
		if slices.Contains(p.Readers, help.Reader(r.Key)) {
			out = append(out, r)
		}
	}
	return out
}

// about is one declaration in words, all of it drawn from the table of roles.
func (p rolePage) about(r access.Role) ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.RoleName), Value: ui.Text(t.S(r.Label))},
		{Term: t.S(msg.RoleAt), Value: ui.Text(p.or(p.places(r)))},
		{Term: t.S(msg.RoleGivers), Value: p.named(r.GivenBy)},
	}
	if r.Hint != "" {
		out = slices.Insert(out, 1, ui.Fact{Term: t.S(msg.RoleLets), Value: ui.Text(t.S(r.Hint))})
	}
	var rules ui.Parts
	for _, x := range []struct {
		is   bool
		says i18n.Key
	}{
		{r.ReachesDown, msg.RoleReaches},
		{r.Limit == access.Market && r.Unlimited == access.ReachNone, msg.RoleMarkets},
		{r.Limit == access.Site && r.Unlimited == access.ReachAll, msg.RoleSites},
		{r.Single, msg.RoleSingle},
		{r.Needed, msg.RoleNeeded},
	} {
		if x.is {
			rules = append(rules, ui.Para(t.S(x.says)))
		}
	}
	if len(rules) > 0 {
		out = append(out, ui.Fact{Term: t.S(msg.RoleRules), Value: rules})
	}
	return out
}

// named are roles by their labels, each leading to its own page where it has one.
func (p rolePage) named(keys []access.RoleKey) ui.Parts {
	var out ui.Parts
	for i, k := range keys {
		role, _ := p.roles.ByKey(k)
		if i > 0 {
			out = append(out, ui.Text(p.T.S(msg.OrWord)))
		}
		label := p.T.S(role.Label)
		if href := p.pathOf(help.Reader(k)); href != "" && href != p.path {
			out = append(out, ui.Link{Label: label, Href: href})
		} else {
			out = append(out, ui.Text(label))
		}
	}
	return out
}

func (p rolePage) pathOf(r help.Reader) string {
	i := slices.IndexFunc(p.shown, func(x help.Page) bool { return slices.Contains(x.Readers, r) })
	if i < 0 {
		return ""
	}
	return pathHelp + "/" + p.shown[i].Slug
}

var placeWords = map[access.PlaceKind]i18n.Key{
	access.Platform: msg.AtPlatform, access.Organisation: msg.AtOrganisation, access.Group: msg.AtGroup,
}

func (p rolePage) places(r access.Role) []string {
	out := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		out[i] = p.T.S(placeWords[k])
	}
	return out
}

// answer is what there is to know of a code: its sentence as messages have it, its kind, who lifts it, what to do.
func (p rolePage) answer(code string, b help.Book) answer {
	e, t := b.Entries[code], p.T
	a := answer{Code: code, Sentence: t.S(b.Said[code]), Contact: pathContact + "?" + url.Values{"page": {p.path}, "motif": {code}}.Encode()}
	a.Facts = ui.Summary{{Term: t.S(msg.AnswerKind), Value: ui.Text(t.S(kindWords[e.Kind]))}}
	if who := p.lifters(e); who != "" {
		a.Facts = append(a.Facts, ui.Fact{Term: t.S(msg.AnswerLifters), Value: ui.Text(who)})
	}
	todo := msg.AnswerDo
	if e.Kind == apperr.Never {
		todo = msg.AnswerInstead
	}
	a.Facts = append(a.Facts, ui.Fact{Term: t.S(todo), Value: ui.Text(t.S(e.Text))})
	return a
}

var kindWords = map[apperr.ReasonKind]i18n.Key{
	apperr.Grant: msg.KindGrant, apperr.Datum: msg.KindDatum, apperr.Act: msg.KindAct, apperr.Date: msg.KindDate, apperr.Never: msg.KindNever,
}

// readerWords are the lifters that are no role.
var readerWords = map[help.Reader]i18n.Key{
	help.You: msg.LifterYou, help.Operator: msg.LifterOperator, help.Givers: msg.LifterGivers, help.Sender: msg.LifterSender,
}

// lifters are who lifts a reason. Of a grant they are the givers of the roles that it names, by the table of roles.
func (p rolePage) lifters(e help.Entry) string {
	var names, roles []string
	add := func(to *[]string, name string) {
		if !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	for _, r := range e.Lift {
		role, ok := p.roles.ByKey(access.RoleKey(r))
		switch {
		case readerWords[r] != "":
			add(&names, p.T.S(readerWords[r]))
		case !ok:
			add(&names, p.titled(r))
		case e.Kind != apperr.Grant:
			add(&names, p.T.S(role.Label))
		default:
			add(&roles, p.T.S(msg.Quoted, "name", p.T.S(role.Label)))
			for _, d := range p.roles {
				if d.Key == role.Key {
					for _, g := range d.GivenBy {
						giver, _ := p.roles.ByKey(g)
						add(&names, p.T.S(giver.Label))
					}
				}
			}
		}
	}
	if len(roles) > 0 {
		return p.T.S(msg.LifterByRole, "names", p.or(names), "roles", p.or(roles))
	}
	return p.or(names)
}

// titled is a reader who holds no role, by the page that is theirs.
func (p rolePage) titled(r help.Reader) string {
	for _, x := range p.shown {
		if slices.Contains(x.Readers, r) && x.Reader != "" {
			return p.T.S(x.Reader)
		}
	}
	return ""
}

// or is names as alternatives: « le manager, le président ou l'opérateur ».
func (b booklet) or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return b.T.S(msg.OrLast, "some", strings.Join(words[:last], ", "), "last", words[last])
}

// pages are the roles' pages as links.
func (b booklet) pages(ps []help.Page) ui.Bullets {
	out := make(ui.Bullets, len(ps))
	for i, p := range ps {
		out[i] = ui.Link{Label: b.T.S(p.Title), Href: pathHelp + "/" + p.Slug}
	}
	return out
}
