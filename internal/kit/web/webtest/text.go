package webtest

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// Fold writes a text as it is compared: NFC, any run of spaces (no-break ones too) as one space, ’ as ', hyphens as -.
func Fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == 'ʼ' || r == '‘':
			return '\''
		case r == '\u2011' || r == '\u2010':
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case r == '\u00ad' || r == '\u200b' || r == '\u2060':
			return -1
		}
		return r
	}, norm.NFC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// textOf is what a person reads (or hears) of an element, folded.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return Fold(b.String())
}

func writeText(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(n.Data)
		return
	case html.ElementNode:
		if silent(n) {
			return
		}
		if n.DataAtom == atom.Img {
			b.WriteString(" " + attr(n, "alt") + " ")
		}
	case html.DocumentNode, html.ErrorNode, html.CommentNode, html.DoctypeNode, html.RawNode:
	}
	apart := n.Type == html.ElementNode && !inline(n)
	if apart {
		b.WriteString("\n")
	}
	for k := range n.ChildNodes() {
		writeText(b, k)
	}
	if apart {
		b.WriteString("\n")
	}
}

// silent says which elements are for nobody to read.
func silent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Head, atom.Datalist:
		return true
	}
	return has(n, "hidden") || (n.DataAtom == atom.Input && attr(n, "type") == "hidden")
}

func inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Dfn, atom.Em, atom.I, atom.Img, atom.Kbd,
		atom.Mark, atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// within gives n's nearest ancestor (or n) that ok accepts, nil when there is none.
func within(n *html.Node, ok func(*html.Node) bool) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && ok(n) {
			return n
		}
	}
	return nil
}

func is(tags ...atom.Atom) func(*html.Node) bool {
	return func(n *html.Node) bool {
		for _, t := range tags {
			if n.DataAtom == t {
				return true
			}
		}
		return false
	}
}
