package webtest

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page is what the browser shows, or a part of it (see In and Row).
type Page struct {
	Status int
	Path   string   // with its query, after redirects
	Hops   []string // the redirects followed to get here
	Away   string   // the other site that the answer leads to, which is not followed
	Header http.Header
	Body   []byte

	c    *Client
	url  *url.URL
	root *html.Node // the whole document
	part *html.Node // what is looked at
}

// Link is a link of a page.
type Link struct{ Text, Href string }

// Node is an element found on a page.
type Node struct{ n *html.Node }

// Text is what a person reads of the element, folded.
func (n Node) Text() string { return textOf(n.n) }

// Attr is an attribute's value, "" when it is not there.
func (n Node) Attr(name string) string { return attr(n.n, name) }

// HasAttr says whether the element has the attribute, an empty one included.
func (n Node) HasAttr(name string) bool { return has(n.n, name) }

func newPage(c *Client, r *http.Request, res *http.Response, body []byte, hops []string) *Page {
	c.t.Helper()
	p := &Page{Status: res.StatusCode, Path: r.URL.RequestURI(), Hops: hops, Header: res.Header, Body: body, c: c, url: r.URL}
	if to, err := res.Location(); err == nil && to.Host != r.URL.Host {
		p.Away = to.String()
	}
	mt, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if mt != "text/html" {
		body = nil
	}
	root, err := html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		c.t.Fatalf("%s: %v", p.Path, err)
	}
	p.root, p.part = root, root
	return p
}

// Title is the page's title, folded.
func (p *Page) Title() string {
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.Title && n.FirstChild != nil && (n.Parent == nil || n.Parent.DataAtom == atom.Head) {
			return Fold(n.FirstChild.Data)
		}
	}
	return ""
}

// Text is all that a person reads, folded.
func (p *Page) Text() string {
	if p.part == p.root && len(p.Body) > 0 && !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		return Fold(string(p.Body))
	}
	return textOf(p.part)
}

// Has says whether the text can be read on the page.
func (p *Page) Has(text string) bool { return strings.Contains(p.Text(), Fold(text)) }

// Find gives the elements that a CSS selector finds.
func (p *Page) Find(css string) []Node {
	p.c.t.Helper()
	sel, err := cascadia.ParseGroup(css)
	if err != nil {
		p.c.t.Fatalf("selector %q: %v", css, err)
	}
	var out []Node
	for _, n := range cascadia.QueryAll(p.part, sel) {
		out = append(out, Node{n})
	}
	return out
}

// Links are the page's links.
func (p *Page) Links() []Link {
	var out []Link
	for n := range p.part.Descendants() {
		if n.DataAtom == atom.A && has(n, "href") {
			out = append(out, Link{Text: nameOf(p.root, n), Href: attr(n, "href")})
		}
	}
	return out
}

// Buttons are the texts of the buttons that send a form.
func (p *Page) Buttons() []string {
	var out []string
	for n := range p.part.Descendants() {
		if submits(n) {
			out = append(out, nameOf(p.root, n))
		}
	}
	return out
}

// In is the part of the page that a CSS selector finds; it must find one.
func (p *Page) In(css string) *Page {
	p.c.t.Helper()
	found := p.Find(css)
	if len(found) != 1 {
		p.fatalf("%d elements %q, want 1", len(found), css)
	}
	return p.partial(found[0].n)
}

// Row is the smallest table row, list item, article, section or fieldset that holds the text.
func (p *Page) Row(text string) *Page {
	p.c.t.Helper()
	want := Fold(text)
	var best *html.Node
	for n := range p.part.Descendants() {
		if is(atom.Tr, atom.Li, atom.Article, atom.Section, atom.Fieldset)(n) && strings.Contains(textOf(n), want) {
			if best == nil || len(textOf(n)) < len(textOf(best)) {
				best = n
			}
		}
	}
	if best == nil {
		p.fatalf("no row, item, article, section or fieldset holds %q", text)
	}
	return p.partial(best)
}

func (p *Page) partial(n *html.Node) *Page {
	q := *p
	q.part = n
	return &q
}

// Click follows the link whose text is, or else alone begins with, this one.
func (p *Page) Click(text string) *Page {
	p.c.t.Helper()
	var links []*html.Node
	for n := range p.part.Descendants() {
		if n.DataAtom == atom.A && has(n, "href") {
			links = append(links, n)
		}
	}
	n := p.pick("link", text, links, func(n *html.Node) string { return nameOf(p.root, n) }, sameHref)
	u := p.resolve(attr(n, "href"))
	if u.Host != p.url.Host {
		p.fatalf("the link %q leads to another site: %s", text, u)
	}
	return p.c.walk(p.c.follow(http.MethodGet, u, p), nil)
}

func sameHref(a, b *html.Node) bool { return attr(a, "href") == attr(b, "href") }

// follow is a request that comes from a page of the site.
func (c *Client) follow(method string, u *url.URL, from *Page) *http.Request {
	r := c.request(method, u, nil, "same-origin")
	switch from.Header.Get("Referrer-Policy") {
	case "no-referrer":
	case "strict-origin", "origin":
		r.Header.Set("Referer", Base+"/")
	default:
		r.Header.Set("Referer", from.url.String())
	}
	return r
}

func (p *Page) resolve(ref string) *url.URL {
	p.c.t.Helper()
	u, err := p.url.Parse(ref)
	if err != nil {
		p.fatalf("address %q: %v", ref, err)
	}
	return u
}

// pick chooses by text: the one that is exactly so, else the only one that begins so. Several that do the same count as one.
func (p *Page) pick(what, text string, all []*html.Node, name func(*html.Node) string, same func(a, b *html.Node) bool) *html.Node {
	p.c.t.Helper()
	want := Fold(text)
	var exact, begins []*html.Node
	var names []string
	for _, n := range all {
		s := name(n)
		names = append(names, s)
		switch {
		case s == want:
			exact = append(exact, n)
		case strings.HasPrefix(s, want):
			begins = append(begins, n)
		}
	}
	found := exact
	if len(found) == 0 {
		found = begins
	}
	for i := 1; i < len(found); i++ {
		if same == nil || !same(found[0], found[i]) {
			p.fatalf("%d of %s %q; narrow it with In or Row. There are: %q", len(found), what, text, names)
		}
	}
	if len(found) == 0 || want == "" {
		p.fatalf("no %s %q. There are: %q", what, text, names)
	}
	return found[0]
}

// Want fails the test unless all texts can be read.
func (p *Page) Want(texts ...string) *Page {
	p.c.t.Helper()
	for _, s := range texts {
		if !p.Has(s) {
			p.fatalf("does not say %q", s)
		}
	}
	return p
}

// WantNot fails the test if one of the texts can be read.
func (p *Page) WantNot(texts ...string) *Page {
	p.c.t.Helper()
	for _, s := range texts {
		if p.Has(s) {
			p.fatalf("says %q", s)
		}
	}
	return p
}

// WantStatus fails the test unless the answer has this status.
func (p *Page) WantStatus(status int) *Page {
	p.c.t.Helper()
	if p.Status != status {
		p.fatalf("status %d, want %d", p.Status, status)
	}
	return p
}

// WantPath fails the test unless the browser has come to this path; a query is compared only when path has one.
func (p *Page) WantPath(path string) *Page {
	p.c.t.Helper()
	got := p.Path
	if !strings.Contains(path, "?") {
		got, _, _ = strings.Cut(got, "?")
	}
	if got != path {
		p.fatalf("is at %s, want %s", p.Path, path)
	}
	return p
}

// excerpt is how many bytes of a page's text a failing test shows.
const excerpt = 1500

func (p *Page) fatalf(format string, args ...any) {
	p.c.t.Helper()
	text := p.Text()
	if len(text) > excerpt {
		text = text[:excerpt] + " …"
	}
	p.c.t.Fatalf("%s (%d) "+format+"\nThe page says: %s", append(append([]any{p.Path, p.Status}, args...), text)...)
}
