package webtest

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Faults lists what is wrong with the page for anyone who does not see it, or whose browser keeps to the site's content
// policy: no name, no label, one id twice, a reference to nothing, an inline style or script. A browser's audit sees
// more; this one is quick enough for every page of every test.
func (p *Page) Faults() []string {
	a := &audit{p: p, ids: map[string]int{}}
	for n := range p.root.Descendants() {
		if id := attr(n, "id"); n.Type == html.ElementNode && id != "" {
			a.ids[id]++
		}
	}
	for id, n := range a.ids {
		if n > 1 {
			a.add("%d elements with id %q", n, id)
		}
	}
	h1 := 0
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && within(n, func(k *html.Node) bool { return k.DataAtom == atom.Template }) == nil {
			a.look(n)
			if n.DataAtom == atom.H1 {
				h1++
			}
		}
	}
	if h1 != 1 {
		a.add("%d elements h1, want 1", h1)
	}
	if p.Title() == "" {
		a.add("no title")
	}
	return a.faults
}

// WantSound fails the test if the page has Faults.
func (p *Page) WantSound() *Page {
	p.c.t.Helper()
	if faults := p.Faults(); len(faults) > 0 {
		p.fatalf("is not sound:\n  %s", strings.Join(faults, "\n  "))
	}
	return p
}

type audit struct {
	p      *Page
	ids    map[string]int
	faults []string
}

func (a *audit) add(format string, args ...any) {
	a.faults = append(a.faults, fmt.Sprintf(format, args...))
}

func (a *audit) look(n *html.Node) {
	for _, at := range n.Attr {
		a.attribute(n, at.Key, at.Val)
	}
	switch n.DataAtom {
	case atom.Html:
		if attr(n, "lang") == "" {
			a.add("html has no lang")
		}
	case atom.Img:
		if !has(n, "alt") {
			a.add("img %q has no alt", attr(n, "src"))
		}
	case atom.Style:
		a.add("inline style")
	case atom.Script:
		if t := attr(n, "type"); !has(n, "src") && t != "application/json" && t != "application/ld+json" { // data, which no browser runs
			a.add("inline script")
		}
	case atom.A, atom.Button, atom.Select, atom.Textarea, atom.Fieldset, atom.Dialog, atom.Iframe:
		a.named(n)
	case atom.Input:
		if attr(n, "type") != "hidden" {
			a.named(n)
		}
	case atom.Th:
		if textOf(n) == "" {
			a.add("a table header is empty")
		}
	}
}

func (a *audit) named(n *html.Node) {
	if (n.DataAtom == atom.A && !has(n, "href")) || within(n, func(k *html.Node) bool { return has(k, "hidden") }) != nil {
		return
	}
	if nameOf(a.p.root, n) == "" {
		a.add("%s %s has no name", n.Data, firstOf(attr(n, "name"), attr(n, "id"), attr(n, "href"), attr(n, "class")))
	}
}

func (a *audit) attribute(n *html.Node, key, value string) {
	switch {
	case key == "style":
		a.add("%s has an inline style %q", n.Data, value)
	case strings.HasPrefix(key, "on"):
		a.add("%s has an inline script %s", n.Data, key)
	case key == "for" && n.DataAtom == atom.Label, key == "aria-labelledby", key == "aria-describedby", key == "aria-controls", key == "form", key == "commandfor", key == "list":
		for id := range strings.FieldsSeq(value) {
			if a.ids[id] == 0 {
				a.add("%s of %s names no element: %q", key, n.Data, id)
			}
		}
	case key == "href" && len(value) > 1 && value[0] == '#' && a.ids[value[1:]] == 0:
		a.add("a link leads nowhere on the page: %q", value)
	}
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
