package browseweb

import (
	"cmp"
	"slices"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/search"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// facet is one kind by which what is found is narrowed: boxes with how many there are of each.
type facet struct {
	name    string
	legend  i18n.Key
	values  []string
	options []choice
}

// choice is a box; name is what it is called without its count.
type choice struct {
	ui.Option
	name string
}

// mostChoices is how many boxes of a kind are shown, those that are ticked beside.
const mostChoices = 12

// facets are all kinds of which there is anything to choose.
func (p listPage) facets() []facet {
	t := p.T
	out := []facet{p.markets(), p.brands(), {name: paramPrice, legend: msg.FacetPrice}, {name: paramVAT, legend: msg.FacetVat}, {name: paramGreen, legend: msg.FacetGreen}, p.mine()}
	for i, b := range p.Bands {
		out[2].add(t, strconv.Itoa(i), bandName(t, b), b.N, slices.Contains(p.Asked.Bands, i))
	}
	for _, v := range p.VATs {
		out[3].add(t, strconv.FormatInt(v.Key, 10), t.S(msg.Rate, "rate", rate(t, v.Key)), v.N, slices.Contains(p.Asked.VATs, v.Key))
	}
	for _, g := range p.Greens {
		out[4].add(t, greenName(g.Key), t.S(g.Key.Label()), g.N, p.Asked.Green.Has(g.Key))
	}
	return slices.DeleteFunc(out, func(f facet) bool { return len(f.options) == 0 })
}

// add adds a box; one of which there is nothing, only where it is ticked.
func (f *facet) add(t *i18n.T, value, name string, n int, on bool) {
	if on {
		f.values = append(f.values, value)
	}
	if n > 0 || on {
		f.options = append(f.options, choice{ui.Option{Value: value, Label: t.S(msg.Counted, "name", name, "n", n)}, name})
	}
}

// short leaves the most frequent boxes and those that are ticked.
func (f *facet) short() {
	kept := f.options[:0]
	for i, o := range f.options {
		if i < mostChoices || slices.Contains(f.values, o.Value) {
			kept = append(kept, o)
		}
	}
	f.options = kept
}

func (p listPage) markets() facet {
	f := facet{name: paramMarket, legend: msg.Markets}
	chosen := p.Asked.Markets
	for _, m := range p.Found.Markets {
		f.add(p.T, strconv.FormatInt(m.Number, 10), m.Title, m.N, slices.Contains(chosen, m.Number))
	}
	f.short()
	return f
}

func (p listPage) brands() facet {
	f := facet{name: paramBrand, legend: msg.FacetBrand}
	for _, b := range p.Brands {
		f.add(p.T, b.Key, cmp.Or(b.Key, p.T.S(msg.NoBrand)), b.N, slices.Contains(p.Asked.Brands, b.Key))
	}
	f.options = slices.DeleteFunc(f.options, func(c choice) bool { return c.Value == "" }) // an empty value is no box
	f.short()
	return f
}

func (p listPage) mine() facet {
	f := facet{name: paramMine, legend: msg.FacetMine}
	f.add(p.T, "1", p.T.S(msg.Mine), p.Mine, p.Asked.Mine)
	return f
}

func (f facet) boxes() []ui.Option {
	out := make([]ui.Option, len(f.options))
	for i, o := range f.options {
		out[i] = o.Option
	}
	return out
}

func greenName(g article.Green) string {
	for name, x := range greens {
		if x == g {
			return name
		}
	}
	return ""
}

func bandName(t *i18n.T, b search.Band) string {
	switch {
	case b.From == 0:
		return t.S(msg.PriceBelow, "to", t.UnitPrice(b.Below))
	case b.Below == 0:
		return t.S(msg.PriceFrom, "from", t.UnitPrice(b.From))
	}
	return t.S(msg.PriceBetween, "from", t.UnitPrice(b.From), "to", t.UnitPrice(b.Below))
}

// rate is a rate of VAT, in hundredths of a percent, as people write it.
func rate(t *i18n.T, n int64) string { return t.Quantity(n * 10) }

// tree is the catégories, familles and sous-familles of what is found, opened along the one that is looked at (R155).
func (p listPage) tree() ui.Tree {
	t := p.T
	open := map[int64]bool{}
	for _, n := range p.path() {
		open[n.ID] = true
	}
	current := int64(0)
	if len(p.Asked.Categories) > 0 {
		current = p.Asked.Categories[0]
	}
	total := 0
	for _, n := range p.Tree {
		total += n.N
	}
	all := ui.TreeNode{Label: t.S(msg.AllCategories), Href: p.At.With(paramCategory, ""), N: total, Current: current == 0}
	return ui.Tree{T: t, Label: t.S(msg.Categories), Nodes: append([]ui.TreeNode{all}, p.nodes(p.Tree, open, current)...)}
}

func (p listPage) nodes(of []search.Node, open map[int64]bool, current int64) []ui.TreeNode {
	out := make([]ui.TreeNode, 0, len(of))
	for _, n := range of {
		node := ui.TreeNode{Label: n.Name, N: n.N, Href: p.At.With(paramCategory, strconv.FormatInt(n.ID, 10)), Current: n.ID == current}
		if open[n.ID] || len(of) == 1 {
			node.Below = p.nodes(n.Below, open, current)
		}
		out = append(out, node)
	}
	return out
}

// path are the categories from the outermost to the one that is looked at.
func (p listPage) path() []search.Node {
	if len(p.Asked.Categories) == 0 {
		return nil
	}
	return pathTo(p.Tree, p.Asked.Categories[0])
}

func pathTo(nodes []search.Node, id int64) []search.Node {
	for _, n := range nodes {
		if n.ID == id {
			return []search.Node{n}
		}
		if below := pathTo(n.Below, id); below != nil {
			return append([]search.Node{n}, below...)
		}
	}
	return nil
}
