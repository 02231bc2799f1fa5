package publicweb

import (
	"slices"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// kinds are those of the boxes, in their order.
var kinds = []public.Kind{public.Places, public.Topics, public.Settings, public.Audiences, public.Programmes, public.Months, public.Departments, public.Communes}

// legends name them.
var legends = map[public.Kind]i18n.Key{
	public.Settings: msg.FacetSetting, public.Topics: msg.FacetTopic, public.Audiences: msg.FacetAudience, public.Programmes: msg.FacetProgramme, public.Months: msg.FacetMonth,
	public.Departments: msg.FacetDepartment, public.Communes: msg.FacetCommune, public.Places: msg.FacetPlaces,
}

// facet is one kind by which what is found is narrowed: boxes with how many there are of each.
type facet struct {
	kind    public.Kind
	options []choice
}

// choice is a box; name is what it is called without its count.
type choice struct {
	ui.Option
	name string
	on   bool
}

// mostChoices is how many boxes of a kind are shown, those that are ticked beside.
const mostChoices = 12

// allFacets are all kinds of which there is anything to choose.
func (p listPage) allFacets() []facet {
	var out []facet
	for _, k := range kinds {
		if f := p.facet(k); len(f.options) > 0 {
			out = append(out, f)
		}
	}
	return out
}

func (p listPage) facet(k public.Kind) facet {
	counts := p.Facets.Of[k]
	if k == public.Communes {
		counts = p.communes()
	}
	f, chosen := facet{kind: k}, p.Q.Chosen[k]
	shown := counts
	if long(k) { // the most first
		shown = slices.Clone(counts)
		slices.SortStableFunc(shown, func(a, b public.Count) int { return b.N - a.N })
	}
	for i, c := range shown {
		on := slices.Contains(chosen, c.Value)
		if i < mostChoices || on || !long(k) {
			f.options = append(f.options, p.choice(k, c, on))
		}
	}
	return f
}

// long says whether a kind has more values than anybody reads.
func long(k public.Kind) bool {
	return k == public.Settings || k == public.Departments || k == public.Communes
}

// communes are those of one département, or those that are ticked: in a whole country they are too many to read.
func (p listPage) communes() []public.Count {
	var out []public.Count
	one := len(p.Q.Chosen[public.Departments]) == 1 || len(p.Facets.Of[public.Departments]) == 1
	for _, s := range p.Facets.Spots {
		if one || slices.Contains(p.Q.Chosen[public.Communes], s.Code) {
			out = append(out, public.Count{Value: s.Code, Label: s.Name, N: s.N})
		}
	}
	return out
}

func (p listPage) choice(k public.Kind, c public.Count, on bool) choice {
	t, name := p.T, c.Label
	switch k {
	case public.Months:
		name = month(t, c.Value)
	case public.Places:
		name = t.S(msg.PlacesLeft)
	case public.Settings, public.Topics, public.Audiences, public.Programmes, public.Departments, public.Communes:
	}
	return choice{ui.Option{Value: c.Value, Label: t.S(msg.Counted, "name", name, "n", c.N)}, name, on}
}

func (f facet) values() []string {
	var out []string
	for _, o := range f.options {
		if o.on {
			out = append(out, o.Value)
		}
	}
	return out
}

func (f facet) boxes() []ui.Option {
	out := make([]ui.Option, len(f.options))
	for i, o := range f.options {
		out[i] = o.Option
	}
	return out
}

// chips are what narrows the search, each to be taken away.
func (p listPage) chips() ui.Chips {
	t := p.T
	out := ui.Chips{T: t}
	add := func(label, href string) {
		out.Items = append(out.Items, ui.Chip{Label: label, Href: href, Remove: true})
	}
	for _, x := range []struct {
		param, value string
		say          i18n.Key
		name         string
	}{
		{paramText, p.Q.Text, msg.Quoted, "text"},
		{paramWhere, p.Q.Where, msg.Quoted, "text"},
		{paramFrom, day(t, p.Q.From), msg.ChipFrom, "date"},
		{paramUntil, day(t, p.Q.Until), msg.ChipUntil, "date"},
	} {
		if x.value != "" {
			add(t.S(x.say, x.name, x.value), p.At.With(x.param, ""))
		}
	}
	if p.Q.Structure != 0 && len(p.Cards) > 0 {
		add(p.Cards[0].Structure.Name, p.At.With(paramStructure, ""))
	}
	for _, f := range p.facets {
		for _, o := range f.options {
			if o.on {
				add(o.name, p.At.Without(params[f.kind], o.Value))
			}
		}
	}
	if len(out.Items) > 1 {
		out.Clear = p.At.Path
	}
	return out
}
