package webtest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// nameOf is an element's accessible name, folded: aria-labelledby, aria-label, its labels, its content, alt or title.
func nameOf(root, n *html.Node) string {
	if ids := strings.Fields(attr(n, "aria-labelledby")); len(ids) > 0 {
		var parts []string
		for _, id := range ids {
			if at := byID(root, id); at != nil {
				parts = append(parts, textOf(at))
			}
		}
		return Fold(strings.Join(parts, " "))
	}
	if s := attr(n, "aria-label"); s != "" {
		return Fold(s)
	}
	switch n.DataAtom {
	case atom.Input:
		if s, ok := inputName(n); ok {
			return Fold(s)
		}
		return Fold(labelOf(root, n))
	case atom.Select, atom.Textarea:
		return Fold(labelOf(root, n))
	case atom.Fieldset:
		for k := range n.ChildNodes() {
			if k.DataAtom == atom.Legend {
				return textOf(k)
			}
		}
		return ""
	}
	if s := textOf(n); s != "" {
		return s
	}
	return Fold(attr(n, "title"))
}

// inputName is the name of an input that is a button.
func inputName(n *html.Node) (string, bool) {
	switch attr(n, "type") {
	case "submit", "reset", "button":
		return attr(n, "value"), true
	case "image":
		return attr(n, "alt"), true
	}
	return "", false
}

// labelOf is the text of a control's labels, without the control's own.
func labelOf(root, n *html.Node) string {
	var parts []string
	if id := attr(n, "id"); id != "" {
		for l := range root.Descendants() {
			if l.DataAtom == atom.Label && attr(l, "for") == id {
				parts = append(parts, textOf(l))
			}
		}
	}
	if l := within(n.Parent, is(atom.Label)); l != nil && attr(l, "for") == "" {
		parts = append(parts, textAround(l))
	}
	if len(parts) == 0 {
		return attr(n, "title")
	}
	return strings.Join(parts, " ")
}

// textAround is a label's text without what can be chosen in the select that it holds.
func textAround(label *html.Node) string {
	var b strings.Builder
	for k := range label.ChildNodes() {
		if !is(atom.Select, atom.Textarea)(k) {
			writeText(&b, k)
		}
	}
	return b.String()
}

func byID(root *html.Node, id string) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}
