package accountweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// overview is « Tableau de bord » of « Mon compte »: who I am here, where I work, which roles I hold.
func (h *Handler) overview(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	d, err := h.o.Accounts.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	home, err := h.home(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	var works []Work
	if h.o.Works != nil {
		if works, err = h.o.Works(r.Context(), t, who); err != nil {
			return err
		}
	}
	here, elsewhere := apart(d.Grants)
	p := overviewPage{
		T: t, Facts: append(ownNames(t, d.Account), facts(t, d, home)...), Missing: missing(d.Account), Refused: d.Refused,
		Places: h.places(t, d, here, works), Roles: h.roles(t, elsewhere),
	}
	head := &ui.Head{T: t, Title: d.DisplayName(), Lead: t.S(msg.OverviewLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Title: t.S(msg.MyAccount), Place: "account"}, overview(p))
}

// apart are the roles held in establishments, and the others.
func apart(all []account.GrantLine) (here, elsewhere []account.GrantLine) {
	for _, g := range all {
		if g.Place.Kind == access.Organisation && g.PlaceName != "" {
			here = append(here, g)
		} else {
			elsewhere = append(elsewhere, g)
		}
	}
	return here, elsewhere
}

// place is one of « Mes établissements ».
type place struct {
	Name  string
	Facts ui.Summary
}

// places are the establishments where a person holds roles, with what the services say of them, and the one that their profile
// names (R134), by name.
func (h *Handler) places(t *i18n.T, d account.Detail, grants []account.GrantLine, works []Work) []place {
	at := map[string]*place{}
	var out []*place
	add := func(id, name string) *place {
		if at[id] == nil {
			at[id] = &place{Name: name}
			out = append(out, at[id])
		}
		return at[id]
	}
	for i, line := range h.roles(t, grants) {
		g := grants[i]
		value := ui.Parts{ui.Text(t.S(msg.RoleSince, "date", line.Since))}
		if !g.To.IsZero() {
			value = ui.Parts{ui.Text(t.S(msg.RoleBetween, "date", line.Since, "end", line.Until))}
		}
		for _, w := range works {
			if w.OrgID == g.Place.ID && w.Of[g.Role] != "" {
				value = append(value, ui.Sub(w.Of[g.Role]))
			}
		}
		p := add(g.Place.ID, g.PlaceName)
		p.Facts = append(p.Facts, ui.Fact{Term: line.Role, Value: value})
	}
	if d.Org.ID != "" && at[d.Org.ID] == nil {
		p := add(d.Org.ID, d.Org.Name)
		p.Facts = ui.Summary{{Term: t.S(msg.ColRole), Value: ui.Text(t.S(msg.NoRoleThere))}}
	}
	for _, w := range works {
		if p := at[w.OrgID]; p != nil && w.Term != "" {
			p.Facts = append(p.Facts, ui.Fact{Term: w.Term, Value: ui.Text(w.Managers)})
		}
	}
	slices.SortStableFunc(out, func(a, b *place) int { return strings.Compare(registers.Fold(a.Name), registers.Fold(b.Name)) })
	all := make([]place, len(out))
	for i, p := range out {
		all[i] = *p
	}
	return all
}

// facts are what an account says of its person; what is missing says so.
func facts(t *i18n.T, d account.Detail, home registers.Country) ui.Summary {
	var out ui.Summary
	for _, f := range []struct {
		term  i18n.Key
		value string
	}{
		{msg.Email, d.Email},
		{msg.FirstName, d.FirstName},
		{msg.LastName, d.LastName},
		{msg.Establishment, d.Org.Name},
		{msg.Function, d.Function},
		{msg.Phone, registers.Phone(d.Phone).Shown(home)},
	} {
		var value templ.Component = ui.Text(f.value)
		switch {
		case f.value == "":
			value = ui.Text(t.S(msg.NotGiven))
		case f.term == msg.Email:
			value = ui.Mail(f.value)
		}
		out = append(out, ui.Fact{Term: t.S(f.term), Value: value})
	}
	return out
}

// ownNames are what one signs in by, and the day of birth that is part of it: one's own alone.
func ownNames(t *i18n.T, a account.Account) ui.Summary {
	if a.Born == "" {
		return ui.Summary{{Term: t.S(msg.UserName), Value: ui.Text(a.UserName)}}
	}
	return ui.Summary{{Term: t.S(msg.Identifier), Value: ui.Text(a.UserName)}, {Term: t.S(msg.Born), Value: ui.Text(t.Date(a.BirthDay()))}}
}

// othersNames are what somebody else signs in by, without the date in it (R104).
func othersNames(t *i18n.T, a account.Account) ui.Summary {
	name := a.ShownName()
	switch {
	case name == "":
		return ui.Summary{{Term: t.S(msg.Identifier), Value: ui.Text(t.S(msg.IdentifierToCome))}}
	case name != a.UserName:
		return ui.Summary{{Term: t.S(msg.Identifier), Value: ui.Parts{ui.Text(name), ui.Sub(t.S(msg.IdentifierHidden))}}}
	}
	return ui.Summary{{Term: t.S(msg.UserName), Value: ui.Text(name)}}
}

// home is the country whose telephone numbers are written without a prefix.
func (h *Handler) home(ctx context.Context) (registers.Country, error) {
	set, err := h.o.Settings(ctx)
	return account.Home(set), err
}

// roleLine is a role as tables show it.
type roleLine = answer.Role

func (h *Handler) roles(t *i18n.T, grants []account.GrantLine) []roleLine {
	out := make([]roleLine, len(grants))
	for i, g := range grants {
		out[i] = roleLine{Role: string(g.Role), Place: g.PlaceName, Since: t.Date(g.From)}
		if !g.To.IsZero() {
			out[i].Until = t.Date(g.To.Add(-time.Nanosecond)) // the last day
		}
		if role, ok := h.o.Roles.ByKey(g.Role); ok {
			out[i].Role = t.S(role.Label)
		}
		switch {
		case g.Place.Kind == access.Platform:
			out[i].Place = t.S(msg.WholePlatform)
		case g.Place.Kind == access.Group && g.PlaceName == "":
			out[i].Place = t.S(msg.PlaceGroup)
		}
	}
	return out
}

// missing names what « Mon profil » still lacks (R009).
func missing(a account.Account) i18n.Keys {
	var out i18n.Keys
	for _, f := range account.MissingProfile(a) {
		out = append(out, f.Msg.Key)
	}
	return out
}
