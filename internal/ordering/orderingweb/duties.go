package orderingweb

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

// fieldMode is the mode that a form asks for.
const fieldMode = "mode"

// setDuties keeps duties apart, or lets one person go all the way (R130).
func (h *Handler) setDuties(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, m := r.PathValue("ref"), ordering.Mode(f.Value(fieldMode))
	version, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		version = -1 // a forged one is a stale one
	}
	if m != ordering.Strict && m != ordering.Advisory {
		return apperr.NotFoundErr()
	}
	err = h.ordering.SetDuties(r.Context(), frame.Actor(r), ref, m, version)
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) && e != nil {
		return h.drawLimits(w, r, ref, http.StatusConflict, limitsPage{Clash: web.T(r).M(e.Msg), ClashTitle: web.T(r).S(msg.DutiesNotSaved)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, limitsPath(ref), i18n.M(msg.DutiesSaved))
}

// mode says what counts.
func (p limitsPage) mode() string { return modeText(p.T, p.LimitsView.Duties.Mode) }

func modeText(t *i18n.T, m ordering.Mode) string {
	if m == ordering.Strict {
		return t.S(msg.DutiesStrict)
	}
	return t.S(msg.DutiesAdvisory)
}

// decided says by whom and since when.
func (p limitsPage) decided() string {
	d := p.LimitsView.Duties
	if d.SetAt.IsZero() {
		return p.T.S(msg.DutiesNever, "org", d.Org.Name)
	}
	return p.T.S(msg.DutiesBy, "org", d.Org.Name, "name", d.SetName, "date", i18n.When(d.SetAt))
}

// other is the button that leads to the other mode, and what follows; empty for who does not decide.
func (p limitsPage) other() (label, then string) {
	switch acts := p.LimitsView.Duties.Acts; {
	case acts.May(ordering.MakeStrict):
		return p.T.S(msg.MakeStrict), p.T.S(msg.DutiesThenStrict)
	case acts.May(ordering.MakeAdvisory):
		return p.T.S(msg.MakeAdvisory), p.T.S(msg.DutiesThenAdvisory)
	}
	return "", ""
}

func (p limitsPage) dutiesHidden() []ui.Hidden {
	d, to := p.LimitsView.Duties, ordering.Strict
	if d.Mode == ordering.Strict {
		to = ordering.Advisory
	}
	return []ui.Hidden{{Name: fieldMode, Value: string(to)}, {Name: fieldVersion, Value: strconv.FormatInt(d.Version, 10)}}
}

// decisions are those of the past.
func (p limitsPage) decisions() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.LimitsView.Duties.History {
		what := p.T.S(msg.DidAdvisory)
		if ordering.Mode(l.To) == ordering.Strict {
			what = p.T.S(msg.DidStrict)
		}
		out = append(out, ui.Moment{What: what, When: p.T.S(msg.WhenBy, "at", p.T.DateTime(l.Done), "by", l.Name), Done: true})
	}
	return out
}

// rulesPart are the rules of ordering at a place, in short.
type rulesPart struct {
	ordering.RulesView
	T       *i18n.T
	Manages bool // who reads it is a manager there
}

func (p rulesPart) facts() ui.Summary {
	out := ui.Summary{{Term: p.T.S(msg.Duties), Value: ui.Text(modeText(p.T, p.Mode))}}
	if p.Limit.Org.Kind == schoolKind {
		amount := ""
		if p.Limit.Limited {
			amount = p.T.Cents(int64(p.Limit.Amount))
		}
		out = append(out, ui.Fact{Term: p.T.S(msg.RulesLimit), Value: ui.Text(cmp.Or(amount, p.T.S(msg.RulesLimitNone)))})
	}
	return out
}

// acts lead to the rules and, for a manager, to the baskets that somebody left (R132).
func (p rulesPart) acts() ui.Parts {
	out := ui.Parts{ui.Button{Label: p.T.S(msg.RulesOpen), Small: true, Href: limitsPath(p.Limit.Org.Ref)}}
	if p.Manages {
		out = append(out, ui.Button{Label: p.T.S(msg.LeftOpen), Small: true, Href: ordering.LeftPath(p.Limit.Org.Ref)})
	}
	return out
}

// Rules are the rules of ordering at a place, for the page of its accesses; nil where the reader is nothing in the service.
func (h *Handler) Rules(r *http.Request, ref string) (templ.Component, error) {
	v, err := h.ordering.Rules(r.Context(), frame.Actor(r), ref)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return rulesHTML(rulesPart{v, web.T(r), frame.Actor(r).Holds(ordering.Manager, v.Limit.Org.Place())}), nil
}
