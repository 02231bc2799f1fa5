package accountweb

import (
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/helping"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	helpPath     = "/assistance"
	helpPeople   = helpPath + "/comptes/"
	helpOrgs     = helpPath + "/organisations/"
	helpSites    = "/implantations/"
	placeHelp    = "help"
	fieldGroup   = "groupement"
	fieldMarket  = "marche"
	fieldAppoint = "acte"
	fieldRole    = "role"
	appointGive  = "donner"
	appointTake  = "retirer"
)

// HelpPlace is the helpdesk's place.
func HelpPlace() frame.Place {
	return frame.Place{Key: placeHelp, Label: msg.Help, Path: helpPath, Help: true}
}

// HelpHint says what is done there, for the administration's index.
const HelpHint = msg.HelpLead

// help is the search.
func (h *Handler) help(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	text := f.Line(filterText, maxSearch)
	found, err := h.o.Help.Search(r.Context(), frame.Actor(r), text)
	if err != nil {
		return err
	}
	t := web.T(r)
	home, err := h.home(r.Context())
	if err != nil {
		return err
	}
	p := helpPage{T: t, Home: home, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Text: text, Found: found}
	head := &ui.Head{T: t, Title: t.S(msg.Help), Lead: t.S(msg.HelpLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: placeHelp}, help(p))
}

// helpPerson is one person, and what stands in their way.
func (h *Handler) helpPerson(w http.ResponseWriter, r *http.Request) error {
	return h.renderHelpPerson(w, r, refusal{Status: http.StatusOK})
}

// helpResend sends the link that the account waits for once more.
func (h *Handler) helpResend(w http.ResponseWriter, r *http.Request) error {
	return h.helping(w, r, msg.Resent, func(n int64, _ *web.Form) error { return h.o.Help.Resend(r.Context(), frame.Actor(r), n) })
}

// helpAddress corrects the address of an account that nobody came to.
func (h *Handler) helpAddress(w http.ResponseWriter, r *http.Request) error {
	return h.helping(w, r, msg.HelpCorrected, func(n int64, f *web.Form) error {
		return h.o.Help.Correct(r.Context(), frame.Actor(r), n, f.Value(account.FieldEmail))
	})
}

// helpPhone enters the telephone of a person who has none.
func (h *Handler) helpPhone(w http.ResponseWriter, r *http.Request) error {
	return h.helping(w, r, msg.HelpPhoneEntered, func(n int64, f *web.Form) error {
		return h.o.Help.EnterPhone(r.Context(), frame.Actor(r), n, f.Line(account.FieldPhone, account.MaxPhone))
	})
}

func (h *Handler) helping(w http.ResponseWriter, r *http.Request, done i18n.Key, do func(n int64, f *web.Form) error) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	if err := do(n, f); err != nil {
		x, ok := answer.Of(w, web.T(r), err)
		if !ok || x.Status != http.StatusUnprocessableEntity {
			return err
		}
		return h.renderHelpPerson(w, r, x)
	}
	return web.SeeOther(w, r, helpPath, i18n.M(done)) // to see the person again is a look again
}

func (h *Handler) renderHelpPerson(w http.ResponseWriter, r *http.Request, x refusal) error {
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	refused := x.Wrong()
	asked := answer.AskedOf(q, fieldGroup, fieldMarket)
	asked.Number, asked.Head = n, r.Method == http.MethodHead || refused
	d, err := h.o.Help.Look(r.Context(), frame.Actor(r), asked)
	if err != nil {
		return err
	}
	set, err := h.o.Settings(r.Context())
	if err != nil {
		return err
	}
	home, err := h.home(r.Context())
	if err != nil {
		return err
	}
	t := web.T(r)
	causes, err := h.causes(r.Context(), t, d.Detail)
	if err != nil {
		return err
	}
	p := helpPersonPage{
		T: t, Key: id.New(), refusal: x, Person: d, Orders: set.Has(instance.Ordering), Path: helpPeople + strconv.FormatInt(n, 10), Typed: f.Value(account.FieldEmail), Phoned: f.Value(account.FieldPhone),
		Facts: slices.Concat(othersNames(t, d.Account), facts(t, d.Detail, home), life(t, d.Account)), Roles: limitedRoles(t, h.roles(t, d.Grants), d), Mails: h.mailLines(t, d.Mails), Causes: causes,
	}
	head := &ui.Head{T: t, Title: d.DisplayName(), Tags: tags(t, d.Account, d.Refused), Crumbs: []ui.Link{{Label: t.S(msg.Help), Href: helpPath}, {Label: d.DisplayName()}}}
	page := frame.Page{Head: head, Admin: true, Place: placeHelp, Wrong: refused, Reason: x.Code()}
	return h.o.Frame.Render(w, r, x.Status, page, helpPerson(p))
}

// limitedRoles are roles with what they are limited to (R140).
func limitedRoles(t *i18n.T, roles []roleLine, d helping.Person) []roleLine {
	for i, g := range d.Grants {
		roles[i].For = answer.Limits(t, d.Limits[g.ID])
	}
	return roles
}

// appoint gives a role on the platform, or takes it back.
func (h *Handler) appoint(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	done := msg.RoleGiven
	if f.Value(fieldAppoint) == appointTake {
		done = msg.RoleTaken
	}
	return h.act(w, r, done, func(n int64, f *web.Form) error {
		return h.o.Help.Appoint(r.Context(), frame.Actor(r), n, access.RoleKey(f.Value(fieldRole)), f.Value(fieldAppoint) != appointTake)
	})
}

// holdsRole says whether an account holds a role on the platform.
func holdsRole(d account.Detail, role access.RoleKey) bool {
	return slices.ContainsFunc(d.Grants, func(g account.GrantLine) bool { return g.Role == role && g.Place == access.Everywhere })
}
