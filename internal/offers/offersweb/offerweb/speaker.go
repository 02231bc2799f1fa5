package offerweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
)

// fieldNext is where « Qui saisit ? » leads on to.
const fieldNext = "suite"

type speakerPage struct {
	T      *i18n.T
	Key    string
	Next   string
	Faults ui.Faults
	Name   string
	SiteID string
	For    string // the structure in which it is said
	shared.View
}

// whoWrites asks who uses a shared account (O78).
func (h *Handler) whoWrites(w http.ResponseWriter, r *http.Request) error {
	return h.drawSpeaker(w, r, http.StatusOK, nil, nil)
}

func (h *Handler) drawSpeaker(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	next := r.URL.Query().Get(fieldNext)
	if f != nil {
		next = f.Value(fieldNext)
	}
	of := h.structureOf(r, who, next)
	v, err := h.o.Shared.Show(r.Context(), who, of)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := speakerPage{T: t, Key: id.New(), Next: next, Faults: ui.FaultsOf(t, fault), Name: v.Name, SiteID: v.SiteID, View: v}
	if of == "" { // else the offer says it
		p.For = role.Structure(who)
	}
	if f != nil {
		p.Name, p.SiteID = f.Line(shared.FieldName, 4000), f.Value(shared.FieldSite)
	}
	fp := page(&ui.Head{T: t, Title: t.S(msg.WhoWrites), Lead: t.S(msg.WhoWritesLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.WhoWrites)})})
	fp.Wrong = len(p.Faults) > 0
	return h.o.Frame.Render(w, r, status, fp, speakerHTML(p))
}

func (h *Handler) saidWho(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err = cmp.Or(role.Still(who, f.Value(role.FieldFor)), f.Err()); err == nil {
		err = h.declare(r, who, h.structureOf(r, who, f.Value(fieldNext)), f)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawSpeaker(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	to := web.LocalPath(f.Value(fieldNext))
	if !strings.HasPrefix(to, offer.ListPath) {
		to = offer.ListPath
	}
	return web.SeeOther(w, r, to)
}

// structureOf is the structure of the offer to which « Qui saisit ? » leads on, which may be another than that for which one acts; empty: it
// leads to no offer.
func (h *Handler) structureOf(r *http.Request, who access.Actor, next string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(next, offer.ListPath+"/"), "/")
	n, ok := offer.ParseNumber(name)
	if !ok {
		return ""
	}
	v, err := h.o.Offers.Show(r.Context(), who, n)
	if err != nil {
		return "" // it leads to an offer that is not theirs: who acts for a structure says it for that one
	}
	return v.OrgID
}

// declare notes who writes in a structure, as the form says it.
func (h *Handler) declare(r *http.Request, who access.Actor, orgID string, f *web.Form) error {
	t := web.T(r)
	return h.o.Shared.Declare(r.Context(), who, shared.Input{OrgID: orgID, Name: f.Line(shared.FieldName, 4000), SiteID: f.Value(shared.FieldSite), Said: func(name, site string) string {
		if site == "" {
			return t.S(msg.SaidWhole, "name", name)
		}
		return t.S(msg.SaidBy, "name", name, "site", site)
	}})
}

// asks are the fields by which each form of an offer asks who writes (O78): as they came, else as they were said last in this visit. None where
// the account is one person's. orgID is the offer's structure, where it may be shared and not in that for which one acts.
func (h *Handler) asks(r *http.Request, orgID string, by shared.Speaker, f *web.Form, faults ui.Faults) (ui.Parts, error) {
	if !by.Shared {
		return nil, nil
	}
	v, err := h.o.Shared.Show(r.Context(), frameActor(r), orgID)
	name, site := v.Name, v.SiteID
	if f != nil && f.Has(shared.FieldName) {
		name, site = f.Line(shared.FieldName, 4000), f.Value(shared.FieldSite)
	}
	return speakerFields(web.T(r), name, site, v, faults), err
}

// declared notes who writes where a form of an offer says it along.
func (h *Handler) declared(r *http.Request, who access.Actor, orgID string, f *web.Form) error {
	if !f.Has(shared.FieldName) {
		return nil
	}
	return h.declare(r, who, orgID, f)
}

// asksWho is the fault of a form that came without saying who writes: it is told next to the field that asks.
func asksWho(err error) error {
	e, ok := apperr.As(err)
	if ok && e.Kind == apperr.Forbidden && len(e.Reasons) == 1 && e.Reasons[0].Code == offer.WhyUnnamed.Code {
		return apperr.InvalidField(shared.FieldName, e.Reasons[0].Text)
	}
	return err
}

// onlyUnnamed says whether an act waits for nothing but who writes, which its own form asks.
func onlyUnnamed(v offer.View, do offer.Act) bool {
	o, there := v.Acts.Of(do)
	return there && len(o.Reasons) == 1 && asked(o.Reasons) == nil
}

// asked are the reasons that stand in the way of a page: who writes does not, for the page asks it.
func asked(reasons []apperr.Reason) []apperr.Reason {
	if len(reasons) == 1 && reasons[0].Code == offer.WhyUnnamed.Code {
		return nil
	}
	return reasons
}

// speaker stands at the top of pages from which a shared account writes: who writes, and the way to change it.
func speaker(t *i18n.T, by shared.Speaker, here string) ui.Parts {
	if !by.Shared {
		return nil
	}
	to := shared.Path + "?" + url.Values{fieldNext: {here}}.Encode()
	if by.Unnamed() {
		return ui.Parts{ui.With(ui.Alert{Color: ui.Warning, Title: t.S(msg.WhoWrites), Text: t.S(msg.WhoWritesFirst)}, ui.Button{Label: t.S(msg.WhoSay), Look: ui.Main, Href: to})}
	}
	return ui.Parts{ui.With(ui.Alert{Color: ui.Info, Title: t.S(msg.WritesAs, "who", by.Said)}, ui.Button{Label: t.S(msg.WhoChange), Small: true, Href: to})}
}

// speakerFields ask who writes, and for which school: who is limited to some says one of them (O78).
func speakerFields(t *i18n.T, name, siteID string, v shared.View, faults ui.Faults) ui.Parts {
	out := ui.Parts{ui.Field{Name: shared.FieldName, Label: t.S(msg.WhoName), Hint: t.S(msg.WhoNameHint), Value: name, Error: faults.Of(shared.FieldName), Required: true, Max: shared.MaxName, Autocomplete: "name"}}
	if len(v.Sites) == 0 {
		return out
	}
	first := msg.WholeStructure
	if !v.Whole {
		first = msg.Choose
	}
	f := ui.Field{Kind: ui.InputSelect, Name: shared.FieldSite, Label: t.S(msg.WhoSite), Value: siteID, Error: faults.Of(shared.FieldSite), Required: !v.Whole, Options: []ui.Option{{Label: t.S(first)}}}
	for _, s := range v.Sites {
		f.Options = append(f.Options, ui.Option{Value: s.ID, Label: s.Name})
	}
	return append(out, f)
}
