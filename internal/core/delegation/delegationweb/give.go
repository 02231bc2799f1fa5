package delegationweb

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	fieldSeen     = "vu"
	fieldStanding = "etat"
)

// few is how many people a line names.
const mostNamed = 6

func few(ls []apperr.Lifter) []apperr.Lifter {
	if len(ls) <= mostNamed {
		return ls
	}
	return append(slices.Clone(ls[:mostNamed]), apperr.Lifter{Name: "…"})
}

type givePage struct {
	delegation.Form
	T      *i18n.T
	Key    string
	Typed  *web.Form
	Faults ui.Faults
	Unseen delegation.Unseen
}

func (h *Handler) giveForm(w http.ResponseWriter, r *http.Request) error {
	return h.drawGive(w, r, http.StatusOK, web.NewForm(nil), nil)
}

func (h *Handler) drawGive(w http.ResponseWriter, r *http.Request, status int, typed *web.Form, fault error) error {
	f, err := h.accesses.GiveForm(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := givePage{Form: f, T: t, Key: id.New(), Typed: typed, Faults: ui.FaultsOf(t, fault)}
	errors.As(fault, &p.Unseen)
	head := &ui.Head{T: t, Title: t.S(msg.GiveTitle), Lead: t.S(msg.GiveLead, "place", f.Org.Name), Crumbs: crumbs(t, ui.Link{Label: f.Org.Name, Href: delegation.Path(f.Org.Ref)}, ui.Link{Label: t.S(msg.Give)})}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), giveHTML(p))
}

// readRoles reads what is ticked: roles, and what each is limited to.
func readRoles(f *web.Form, name string) []access.RoleKey {
	var out []access.RoleKey
	for _, v := range f.Values(name) {
		if k := access.RoleKey(v); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// readLimits reads what is ticked of roles that are not, too: the use case says what is missing.
func readLimits(f *web.Form) map[access.RoleKey][]string {
	out := map[access.RoleKey][]string{}
	for _, name := range f.Names() {
		if key, ok := strings.CutPrefix(name, delegation.FieldLimits("")); ok {
			out[access.RoleKey(key)] = f.Values(name)
		}
	}
	return out
}

func (h *Handler) give(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	g := delegation.Gift{
		Address: f.Value(account.FieldEmail), FirstName: f.Line(account.FieldFirstName, account.MaxName), LastName: f.Line(account.FieldLastName, account.MaxName),
		Function: f.Line(account.FieldFunction, account.MaxFunction), Roles: readRoles(f, delegation.FieldRoles),
		Born: f.Line(account.FieldBorn, account.MaxBorn), From: f.Day(delegation.FieldFrom), To: f.Day(delegation.FieldTo), Seen: f.Value(fieldSeen),
	}
	g.Limits = readLimits(f)
	if err = f.Err(); err == nil {
		err = h.accesses.Give(r.Context(), frame.Actor(r), r.PathValue("ref"), g)
	}
	if unseen := (delegation.Unseen{}); errors.As(err, &unseen) || apperr.Is(err, apperr.Invalid) {
		return h.drawGive(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, delegation.Path(r.PathValue("ref")), i18n.M(msg.Given, "name", g.FirstName+" "+g.LastName))
}

// roleOptions are roles to tick, each with what it lets one do.
func roleOptions(t *i18n.T, roles access.Roles) []ui.Option {
	var out []ui.Option
	for _, r := range roles {
		o := ui.Option{Value: string(r.Key), Label: t.S(r.Label)}
		if r.Hint != "" {
			o.Hint = t.S(r.Hint)
		}
		out = append(out, o)
	}
	return out
}

// limitChecks are what a role may be limited to, to tick; nothing is drawn where nothing is offered.
func limitChecks(t *i18n.T, r access.Role, names delegation.Names, values []string, fault string) ui.Checks {
	hint := t.S(msg.LimitNone)
	if r.Unlimited == access.ReachAll {
		hint = t.S(msg.LimitAll)
	}
	c := ui.Checks{
		Name: delegation.FieldLimits(r.Key), Legend: t.S(msg.LimitLegend, "limits", r.Limit.Label(), "role", r.Label),
		Hint: hint, Values: values, Error: fault, Wide: true,
	}
	with := comeWith(names[r.Limit], values)
	for _, x := range names[r.Limit] {
		o := ui.Option{Value: x.ID, Label: x.Label, Hint: x.Note}
		switch i := slices.IndexFunc(names[r.Limit], func(y delegation.Choice) bool { return y.ID == x.Within }); {
		case i < 0:
		case slices.Contains(with, x): // ticked, and not to be taken away alone
			o.Why, c.Values = t.S(msg.ComesWith, "name", names[r.Limit][i].Label), append(slices.Clone(c.Values), x.ID)
		default:
			o.Hint = join(x.Note, t.S(msg.WouldCome, "name", names[r.Limit][i].Label))
		}
		c.Options = append(c.Options, o)
	}
	return c
}

// comeWith are the choices that come with those of some ids, without having been chosen.
func comeWith(all []delegation.Choice, ids []string) []delegation.Choice {
	return slices.DeleteFunc(slices.Clone(all), func(c delegation.Choice) bool {
		return c.Within == "" || !slices.Contains(ids, c.Within) || slices.Contains(ids, c.ID)
	})
}

// refs are the ids of what a role is limited to.
func refs(held delegation.Held) []string {
	var out []string
	for _, l := range held.Limits {
		out = append(out, l.Ref)
	}
	return out
}

func labels(cs []delegation.Choice) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Label)
	}
	return out
}

// limited are the roles that the place offers something to limit to.
func limited(roles access.Roles, names delegation.Names) access.Roles {
	var out access.Roles
	for _, r := range roles {
		if len(names[r.Limit]) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// then are consequences as a list.
func then(t *i18n.T, cs []delegation.Consequence) ui.Bullets {
	var out ui.Bullets
	for _, c := range cs {
		text := t.M(c.Text)
		if len(c.Lifters) > 0 {
			text += " " + t.S(msg.CanName, "names", ui.Lifters(t, c.Lifters))
		}
		out = append(out, ui.Text(text))
	}
	return out
}
