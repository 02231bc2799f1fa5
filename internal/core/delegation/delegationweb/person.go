package delegationweb

import (
	"errors"
	"net/http"
	"slices"
	"time"

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

type personPage struct {
	delegation.PersonView
	T      *i18n.T
	H      *Handler
	Key    string
	Now    time.Time
	Own    bool
	Typed  *web.Form // nil: the form is drawn as things stand
	Clash  bool
	Faults ui.Faults // of the roles' form
	Moving ui.Faults // of the address' form
	Unseen delegation.Unseen
}

// person is one person's accesses at a place.
func (h *Handler) person(w http.ResponseWriter, r *http.Request) error {
	return h.drawPerson(w, r, http.StatusOK, func(*personPage) {})
}

func (h *Handler) drawPerson(w http.ResponseWriter, r *http.Request, status int, with func(p *personPage)) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	who, t := frame.Actor(r), web.T(r)
	v, err := h.accesses.ShowPerson(r.Context(), who, r.PathValue("ref"), n)
	if err != nil {
		return err
	}
	p := personPage{PersonView: v, T: t, H: h, Key: id.New(), Now: who.At, Own: who.ID == v.ID}
	with(&p)
	head := &ui.Head{
		T: t, Title: v.Name, Lead: v.Org.Name, Tags: accountTag(t, v.Person)[:1],
		Crumbs: crumbs(t, ui.Link{Label: v.Org.Name, Href: delegation.Path(v.Org.Ref)}, ui.Link{Label: v.Name}),
	}
	if v.Offers.May(delegation.Leave) {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.Leave), Href: p.path("/depart")}}
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults)+len(p.Moving) > 0), personHTML(p))
}

func (p personPage) path(tail string) string {
	return delegation.PersonPath(p.Org.Ref, p.Number) + tail
}

func (p personPage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{{Term: t.S(msg.ColAccount), Value: accountTag(t, p.Person)}}
	if p.Never() {
		out = append(out, ui.Fact{Term: t.S(msg.Address), Value: ui.Mail(p.Address)})
	} else {
		out = append(out, ui.Fact{Term: t.S(msg.UserName), Value: ui.Text(p.Masked())})
	}
	if p.Function != "" {
		out = append(out, ui.Fact{Term: t.S(msg.Function), Value: ui.Text(p.Function)})
	}
	for _, x := range p.Held {
		out = append(out, ui.Fact{Term: p.H.role(t, x.Role), Value: ui.Parts{ui.Text(dates(t, x.From, x.To, p.Now)), ui.Sub(t.S(msg.GivenBy, "name", x.By))}})
	}
	return out
}

// ticked are the roles that the form shows ticked.
func (p personPage) ticked() []string {
	if p.Typed != nil {
		return p.Typed.Values(delegation.FieldRoles)
	}
	var out []string
	for _, x := range p.Held {
		out = append(out, string(x.Role))
	}
	return out
}

// chosen are what the form shows a role limited to.
func (p personPage) chosen(r access.Role) []string {
	if p.Typed != nil {
		return p.Typed.Values(delegation.FieldLimits(r.Key))
	}
	held, _ := p.Holds(r.Key)
	return refs(held)
}

func (p personPage) typed(name string) string {
	if p.Typed == nil {
		return ""
	}
	return p.Typed.Value(name)
}

// ending are the reader's roles whose end is planned.
func (p personPage) ending() ui.Checks {
	t := p.T
	c := ui.Checks{Name: delegation.FieldKeep, Legend: t.S(msg.Keep), Hint: t.S(msg.KeepHint), Wide: true}
	for _, x := range p.Held {
		if r, ok := p.Given.ByKey(x.Role); ok && !x.To.IsZero() {
			c.Options = append(c.Options, ui.Option{Value: string(x.Role), Label: t.S(msg.KeepOption, "role", r.Label, "to", t.Date(x.To.Add(-time.Microsecond)))})
		}
	}
	if p.Typed != nil {
		c.Values = p.Typed.Values(delegation.FieldKeep)
	}
	return c
}

// form says whether the reader gives any of what the person holds: others only look.
func (p personPage) form() bool { return p.Offers.May(delegation.Change) }

// waits says whether the account waits for its owner, so that its mail is of interest.
func (p personPage) waits() bool {
	return slices.ContainsFunc([]delegation.Act{delegation.Resend, delegation.Correct}, func(do delegation.Act) bool {
		_, there := p.Offers.Of(do)
		return there
	}) && p.Never()
}

func (h *Handler) change(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("ref")
	in := delegation.Rights{
		Roles: readRoles(f, delegation.FieldRoles), Keep: readRoles(f, delegation.FieldKeep), End: f.Day(delegation.FieldEnd),
		Standing: f.Value(fieldStanding), Seen: f.Value(fieldSeen),
	}
	in.Limits = readLimits(f)
	var outcome delegation.Outcome
	if err = f.Err(); err == nil {
		outcome, err = h.accesses.Change(r.Context(), frame.Actor(r), ref, n, in)
	}
	unseen := delegation.Unseen{}
	switch {
	case errors.As(err, &unseen):
		return h.drawPerson(w, r, http.StatusUnprocessableEntity, func(p *personPage) { p.Typed, p.Unseen = f, unseen })
	case apperr.Is(err, apperr.Invalid):
		return h.drawPerson(w, r, http.StatusUnprocessableEntity, func(p *personPage) { p.Typed, p.Faults = f, ui.FaultsOf(p.T, err) })
	case apperr.Is(err, apperr.Conflict):
		return h.drawPerson(w, r, http.StatusConflict, func(p *personPage) { p.Clash = true })
	case err != nil:
		return err
	}
	said := map[delegation.Outcome]i18n.Key{delegation.Unchanged: msg.Unchanged, delegation.Untold: msg.ChangedUntold, delegation.Told: msg.Changed}
	return web.SeeOther(w, r, delegation.Path(ref), i18n.M(said[outcome]))
}

func (h *Handler) resend(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	ref := r.PathValue("ref")
	if err := h.accesses.Resend(r.Context(), frame.Actor(r), ref, n); err != nil {
		return err
	}
	return web.SeeOther(w, r, delegation.PersonPath(ref, n), i18n.M(msg.Resent))
}

func (h *Handler) correct(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("ref")
	err = h.accesses.Correct(r.Context(), frame.Actor(r), ref, n, f.Value(account.FieldEmail))
	if apperr.Is(err, apperr.Invalid) {
		return h.drawPerson(w, r, http.StatusUnprocessableEntity, func(p *personPage) {
			p.Moving, p.Person.Address = ui.FaultsOf(p.T, err), f.Value(account.FieldEmail)
		})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, delegation.PersonPath(ref, n), i18n.M(msg.Corrected))
}
