package orderingweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/msg"
)

// fieldBasis is the amount that a form asks to compare.
const fieldBasis = "total"

// setBasis decides which amount of an order is compared with the maximum amounts (R223).
func (h *Handler) setBasis(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, to := r.PathValue("ref"), ordering.Basis(f.Value(fieldBasis))
	version, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		version = -1 // a forged one is a stale one
	}
	if to != ordering.Net && to != ordering.Gross {
		return apperr.NotFoundErr()
	}
	err = h.ordering.SetBasis(r.Context(), frame.Actor(r), ref, to, version)
	if e, _ := apperr.As(err); apperr.Is(err, apperr.Conflict) && e != nil {
		return h.drawLimits(w, r, ref, http.StatusConflict, limitsPage{Clash: web.T(r).M(e.Msg), ClashTitle: web.T(r).S(msg.DutiesNotSaved)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, limitsPath(ref), i18n.M(msg.BasisSaved))
}

// basis says what counts.
func (p limitsPage) basis() string {
	if p.LimitsView.Basis.Basis == ordering.Net {
		return p.T.S(msg.BasisNet)
	}
	return p.T.S(msg.BasisGross)
}

// basisDecided says by whom and since when.
func (p limitsPage) basisDecided() string {
	b := p.LimitsView.Basis
	if b.SetAt.IsZero() {
		return p.T.S(msg.DutiesNever, "org", b.Org.Name)
	}
	return p.T.S(msg.DutiesBy, "org", b.Org.Name, "name", b.SetName, "date", i18n.When(b.SetAt))
}

// otherBasis is the button that compares the other amount; empty for who does not decide.
func (p limitsPage) otherBasis() string {
	switch acts := p.LimitsView.Basis.Acts; {
	case acts.May(ordering.CompareNet):
		return p.T.S(msg.MakeNet)
	case acts.May(ordering.CompareGross):
		return p.T.S(msg.MakeGross)
	}
	return ""
}

func (p limitsPage) basisHidden() []ui.Hidden {
	b, to := p.LimitsView.Basis, ordering.Net
	if b.Basis == ordering.Net {
		to = ordering.Gross
	}
	return []ui.Hidden{{Name: fieldBasis, Value: string(to)}, {Name: fieldVersion, Value: strconv.FormatInt(b.Version, 10)}}
}

// basisDecisions are those of the past.
func (p limitsPage) basisDecisions() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.LimitsView.Basis.History {
		what := p.T.S(msg.DidGross)
		if ordering.Basis(l.To) == ordering.Net {
			what = p.T.S(msg.DidNet)
		}
		out = append(out, ui.Moment{What: what, When: p.T.S(msg.WhenBy, "at", p.T.DateTime(l.Done), "by", l.Name), Done: true})
	}
	return out
}
