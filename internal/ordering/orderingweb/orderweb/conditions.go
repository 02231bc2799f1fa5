package orderweb

import (
	"strings"

	"preau/internal/catalog"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// ofForm gives faults of conditions, which have no field to be typed in, to the form as a whole.
func ofForm(faults ui.Faults) ui.Faults {
	for i := range faults {
		if strings.HasPrefix(faults[i].Name, order.FieldConditions+".") {
			faults[i].Name = ""
		}
	}
	return faults
}

// changed are the conditions of a parcel that are no longer those of the form that was refused, with what they were; none where nothing
// changed, or the form says nothing that can be read.
func (p planPage) changed(plan order.Plan, x order.Parcel) ui.Bullets {
	if !p.typed(plan) {
		return nil
	}
	was, known := ordering.ParseConditions(p.Typed.Value(order.ConditionsField(x.Key)))
	is := x.Conditions()
	if !known || was == is {
		return nil
	}
	t := p.T
	var out ui.Bullets
	differs := func(so bool, key i18n.Key, args ...any) {
		if so {
			out = append(out, ui.Text(t.S(key, args...)))
		}
	}
	differs(was.Franco != is.Franco, msg.ChangedFranco, "was", sum(t, was.Franco), "is", sum(t, is.Franco))
	differs(was.Costs != is.Costs, msg.ChangedCosts, "was", sum(t, was.Costs), "is", sum(t, is.Costs))
	differs(was.Days != is.Days, msg.ChangedDays, "was", days(t, was.Days), "is", days(t, is.Days))
	differs(was.Area != is.Area, msg.ChangedArea, "was", area(t, was.Area), "is", area(t, is.Area))
	differs(was.EndsOn != is.EndsOn, msg.ChangedEnd, "was", dayOf(t, was.EndsOn), "is", dayOf(t, is.EndsOn))
	differs(was.Details != is.Details && is.Details, msg.ChangedDetails)
	differs(was.Details != is.Details && !is.Details, msg.ChangedNoDetails)
	differs(was.Adheres != is.Adheres && is.Adheres, msg.ChangedAdheres, "org", x.Org.Name)
	differs(was.Adheres != is.Adheres && !is.Adheres, msg.ChangedLeft, "org", x.Org.Name)
	return out
}

func sum(t *i18n.T, s catalog.Sum) string {
	if !s.Said {
		return t.S(msg.Unsaid)
	}
	return t.Cents(int64(s.Cents))
}

func days(t *i18n.T, n int) string {
	if n == 0 {
		return t.S(msg.Unsaid)
	}
	return t.S(msg.WorkingDays, "n", n)
}

func area(t *i18n.T, a catalog.Area) string {
	if a == "" {
		return t.S(msg.Everywhere)
	}
	return string(a)
}
