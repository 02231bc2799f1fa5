package demandweb

import (
	"cmp"
	"slices"
	"strings"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// kept is, after a clash, what is stored of each field that was typed differently, so that nothing of the other version goes unseen (promise 3).
func (p draftPage) kept() ui.Summary {
	if !p.Clash {
		return nil
	}
	t, is, typed := p.T, stored(p.Writing), p.In
	var out ui.Summary
	add := func(term, is, typed string) {
		if is = strings.TrimSpace(is); is != strings.TrimSpace(typed) {
			out = append(out, ui.Fact{Term: term, Value: ui.Lines(cmp.Or(is, t.S(msg.KeptNothing)))})
		}
	}
	add(t.S(msg.Territory), named(p.territories(), is.Territory), named(p.territories(), typed.Territory))
	add(t.S(msg.Theme), named(p.themes(), is.Theme), named(p.themes(), typed.Theme))
	add(t.S(msg.Recipients), among(p.teams(), numbers(is.Teams)), among(p.teams(), numbers(typed.Teams)))
	add(t.S(msg.First), is.Identity.First, typed.Identity.First)
	add(t.S(msg.Last), is.Identity.Last, typed.Identity.Last)
	add(t.S(msg.Born), is.Identity.Born, typed.Identity.Born)
	for _, e := range demand.Elements() {
		add(t.S(e.Label()), element(is.Identity, e), element(typed.Identity, e))
	}
	add(t.S(msg.Title), is.Title, typed.Title)
	add(t.S(msg.Block), is.Text, typed.Text)
	add(t.S(msg.IsUrgent), yesNo(t, is.Urgent), yesNo(t, typed.Urgent))
	add(t.S(msg.UrgentWhy), is.UrgentWhy, typed.UrgentWhy)
	add(t.S(msg.MandateHeld), is.MandateOn, typed.MandateOn)
	add(t.S(msg.ColleaguesWho), among(p.colleagues(), is.Colleagues), among(p.colleagues(), typed.Colleagues))
	return out
}

// named is the label of what was chosen among some; empty for nothing.
func named(all []ui.Option, n int64) string {
	if n == 0 {
		return ""
	}
	return among(all, numbers([]int64{n}))
}

// among are the labels of what was chosen among some, in their order.
func among(all []ui.Option, chosen []string) string {
	var out []string
	for _, o := range all {
		if slices.Contains(chosen, o.Value) {
			out = append(out, o.Label)
		}
	}
	return strings.Join(out, ", ")
}

// element are the values of an element of the identity.
func element(i demand.Identity, e demand.Element) string {
	var out []string
	for _, m := range i.More {
		if m.Kind == e && m.Value != "" {
			out = append(out, m.Value)
		}
	}
	return strings.Join(out, ", ")
}

func yesNo(t *i18n.T, yes bool) string {
	if yes {
		return t.S(msg.KeptYes)
	}
	return t.S(msg.KeptNo)
}
