package crash_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// errCut says that no whole answer came: the act may have been done or not.
var errCut = errors.New("no whole answer")

// browser is one person's browser. It repeats nothing by itself.
type browser struct {
	s      *site
	client *http.Client
	from   string // the address that the reverse proxy names
}

func (s *site) browser(from string) *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &browser{s: s, from: from, client: &http.Client{
		Jar: jar, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// at is the same browser, with its cookies, where the proxy leads it to another node.
func (b *browser) at(s *site) *browser { return &browser{s: s, client: b.client, from: b.from} }

// answer is one that was received whole.
type answer struct {
	status int
	to     string // where a redirect leads
	later  string // Retry-After
	body   string
}

// get opens a page.
func (b *browser) get(ctx context.Context, path string) (answer, error) {
	return b.send(ctx, http.MethodGet, path, nil)
}

// post sends a form. While it is under way, a kill strikes a write.
func (b *browser) post(ctx context.Context, path string, fields url.Values) (answer, error) {
	b.s.posting.Add(1)
	defer b.s.posting.Add(-1)
	a, err := b.send(ctx, http.MethodPost, path, fields)
	if errors.Is(err, errCut) {
		b.s.struck.Add(1)
	}
	return a, err
}

func (b *browser) send(ctx context.Context, method, path string, fields url.Values) (answer, error) {
	return b.sendAs(ctx, method, path, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
}

func (b *browser) sendAs(ctx context.Context, method, path, media string, body io.Reader) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, b.s.base+path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("X-Forwarded-For", b.from)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "fr")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", media)
	}
	res, err := b.client.Do(r)
	if err != nil {
		return answer{}, fmt.Errorf("%w: %w", errCut, err)
	}
	defer res.Body.Close()
	whole, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, fmt.Errorf("%w: %w", errCut, err)
	}
	return answer{status: res.StatusCode, to: res.Header.Get("Location"), later: res.Header.Get("Retry-After"), body: string(whole)}, nil
}

// form is what a page's form would send; a checked box and every hidden or filled field included.
type form struct {
	action string
	fields url.Values
	boxes  []string // values of the boxes that can be ticked
}

// formWith is the page's form that has a field or button of this name and value ("" for any value).
func (a answer) formWith(path, name, value string) (form, bool) {
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return form{}, false
	}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Form || !strings.EqualFold(attr(n, "method"), "post") {
			continue
		}
		f := form{action: path, fields: url.Values{}}
		if to := attr(n, "action"); to != "" {
			f.action = to
		}
		if f.read(n, name, value) {
			return f, true
		}
	}
	return form{}, false
}

// formAt is the page's form that posts to an address.
func (a answer) formAt(action string) (form, bool) {
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return form{}, false
	}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Form && attr(n, "action") == action {
			f := form{action: action, fields: url.Values{}}
			f.read(n, "", "")
			return f, true
		}
	}
	return form{}, false
}

// read gathers the form's fields, and says whether the one looked for is among them.
func (f *form) read(n *html.Node, name, value string) bool {
	found := false
	for c := range n.Descendants() {
		if c.DataAtom != atom.Input && c.DataAtom != atom.Button && c.DataAtom != atom.Textarea && c.DataAtom != atom.Select {
			continue
		}
		if attr(c, "name") == name && (value == "" || attr(c, "value") == value) {
			found = true
		}
		switch kind := attr(c, "type"); {
		case c.DataAtom == atom.Button || attr(c, "name") == "":
		case kind == "checkbox" || kind == "radio":
			if kind == "checkbox" {
				f.boxes = append(f.boxes, attr(c, "value"))
			}
			if has(c, "checked") {
				f.fields.Add(attr(c, "name"), attr(c, "value"))
			}
		case c.DataAtom == atom.Textarea:
			f.fields.Set(attr(c, "name"), "")
		case c.DataAtom == atom.Select:
			f.fields.Set(attr(c, "name"), chosen(c))
		default:
			f.fields.Add(attr(c, "name"), attr(c, "value"))
		}
	}
	return found
}

// chosen is the value of the option that is selected, else of the first.
func chosen(n *html.Node) string {
	var values []string
	for c := range n.Descendants() {
		if c.DataAtom != atom.Option {
			continue
		}
		if has(c, "selected") {
			return attr(c, "value")
		}
		values = append(values, attr(c, "value"))
	}
	return append(values, "")[0]
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
