package orderingweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/money"
	"preau/internal/kit/quantity"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

const schoolKind = org.School

const fieldVersion = "version"

type limitsPage struct {
	ordering.LimitsView
	T       *i18n.T
	Typed   *web.Form // the form that was refused
	Of      string    // the establishment that it was about
	Faults  ui.Faults
	Refused []apperr.Reason
	Clash   string

	ClashTitle string // empty: of an amount
}

// limits are the maximum amounts of an authority's establishments (R122).
func (h *Handler) limits(w http.ResponseWriter, r *http.Request) error {
	return h.drawLimits(w, r, r.PathValue("ref"), http.StatusOK, limitsPage{})
}

func (h *Handler) drawLimits(w http.ResponseWriter, r *http.Request, ref string, status int, p limitsPage) error {
	v, err := h.ordering.Limits(r.Context(), frame.Actor(r), ref)
	if err != nil {
		return err
	}
	t := web.T(r)
	p.LimitsView, p.T = v, t
	head := &ui.Head{
		T: t, Title: t.S(msg.RulesTitle, "org", v.Head.Name), Lead: t.S(msg.LimitsLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: path}, {Label: t.S(msg.Rules)}},
	}
	f := frame.Page{Head: head, Service: instance.Ordering, Place: "home", Wrong: len(p.Faults) > 0}
	if len(p.Refused) > 0 {
		f.Reason = p.Refused[0].Code
	}
	return h.frame.Render(w, r, status, f, limitsHTML(p))
}

// setLimit sets one establishment's amount. It comes back to the page that its form was on: its own, or its authority's.
func (h *Handler) setLimit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, back, t := r.PathValue("ref"), cmp.Or(f.Value("page"), r.PathValue("ref")), web.T(r)
	in := readLimit(f, t)
	if err = f.Err(); err == nil {
		err = h.ordering.SetLimit(r.Context(), frame.Actor(r), ref, in)
	}
	p := limitsPage{Typed: f, Of: ref}
	e, _ := apperr.As(err)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		p.Faults = ui.FaultsOf(t, err)
		return h.drawLimits(w, r, back, http.StatusUnprocessableEntity, p)
	case apperr.Conflict:
		p.Clash = t.M(e.Msg)
		return h.drawLimits(w, r, back, http.StatusConflict, p)
	case apperr.Forbidden:
		if slices.ContainsFunc(e.Reasons, func(x apperr.Reason) bool { return x.Code == ordering.CodeNoSuper }) { // to be known, then done
			p.Refused = e.Reasons
			return h.drawLimits(w, r, back, http.StatusForbidden, p)
		}
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, limitsPath(back), i18n.M(msg.LimitSaved))
}

func readLimit(f *web.Form, t *i18n.T) ordering.LimitInput {
	text := f.Line(ordering.FieldAmount, 30)
	in := ordering.LimitInput{Limited: text != "", Knowing: f.Bool(ordering.FieldKnowing)}
	in.Version, _ = strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	var fault quantity.Fault
	if in.Amount, fault = money.Parse(text, t.GroupsByComma()); fault != quantity.None {
		f.Fail(ordering.FieldAmount, i18n.M(msg.FaultAmount))
	}
	return in
}

// about says whether the form that was refused is this one's.
func (p limitsPage) about(l ordering.LimitView) bool { return p.Typed != nil && p.Of == l.Org.Ref }

// amount is what the field shows: what was typed, or what is stored.
func (p limitsPage) amount(l ordering.LimitView) string {
	switch {
	case p.about(l):
		return p.Typed.Value(ordering.FieldAmount)
	case !l.Limited:
		return ""
	}
	s := strconv.FormatInt(int64(l.Amount)/100, 10)
	if cents := int64(l.Amount) % 100; cents > 0 {
		s += "," + strconv.FormatInt(100+cents, 10)[1:]
	}
	return s
}

func (p limitsPage) hidden(l ordering.LimitView) []ui.Hidden {
	return []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(l.Version, 10)}, {Name: "page", Value: p.Head.Ref}}
}

func (p limitsPage) faults(l ordering.LimitView) ui.Faults {
	if p.about(l) {
		return p.Faults
	}
	return nil
}

func (p limitsPage) knowing(l ordering.LimitView) bool { return p.about(l) && len(p.Refused) > 0 }

func (p limitsPage) key() string { return id.New() }

func (p limitsPage) clashTitle() string { return cmp.Or(p.ClashTitle, p.T.S(msg.NotSaved)) }

// told says what the amount is, and by whom since when.
func (p limitsPage) told(l ordering.LimitView) string {
	t := p.T
	switch {
	case l.SetAt.IsZero():
		return t.S(msg.NoLimit)
	case !l.Limited:
		return t.S(msg.LimitGone, "name", l.SetName, "date", i18n.When(l.SetAt))
	}
	return t.S(msg.LimitIs, "amount", t.Cents(int64(l.Amount)), "name", l.SetName, "date", i18n.When(l.SetAt))
}

func (p limitsPage) supers() string {
	if len(p.Supers) == 0 {
		return p.T.S(msg.NoSuperbuyer)
	}
	return p.T.And(p.Supers)
}
