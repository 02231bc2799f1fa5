// Package webtest drives the whole application as a browser without JavaScript would: links are clicked by their text,
// fields filled by their label, forms sent by their button. What a person could not do, such as filling a field that
// has no label, fails the test.
//
// Texts are compared as people read them: any spaces count as one plain space, ’ as ', and hyphens alike (see Fold).
package webtest

import (
	"bytes"
	"context"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Base is the site's address in tests. It is https, so that Secure cookies are kept.
const Base = "https://preau.test"

// maxHops is how many redirects a browser would bear.
const maxHops = 10

// Client is one person's browser, with its cookies.
type Client struct {
	Lang   string // Accept-Language, "fr" at first
	Remote string // address and port it calls from

	t       testing.TB
	handler http.Handler
	jar     *cookiejar.Jar
}

// New opens a browser on the application.
func New(t testing.TB, h http.Handler) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{Lang: "fr", Remote: "192.0.2.1:1234", t: t, handler: h, jar: jar}
}

// Get types an address. Of a whole address (from a mail) only the path and query count.
func (c *Client) Get(address string) *Page {
	c.t.Helper()
	u := c.local(address)
	return c.walk(c.request(http.MethodGet, u, nil, "none"), nil)
}

// PostRaw posts any body from the site itself, as a form of a tampered page would.
func (c *Client) PostRaw(address, contentType, body string) *Page {
	c.t.Helper()
	r := c.request(http.MethodPost, c.local(address), strings.NewReader(body), "same-origin")
	r.Header.Set("Origin", Base)
	r.Header.Set("Content-Type", contentType)
	return c.walk(r, nil)
}

// PostForm posts fields from the site itself, whether or not any page has such a form.
func (c *Client) PostForm(address string, fields url.Values) *Page {
	c.t.Helper()
	return c.PostRaw(address, "application/x-www-form-urlencoded", fields.Encode())
}

// PostParts posts fields as a form does that carries files, without any.
func (c *Client) PostParts(address string, fields url.Values) *Page {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, v := range fields[name] {
			if err := w.WriteField(name, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.PostRaw(address, w.FormDataContentType(), b.String())
}

// Forge posts fields as a page of another site would make this browser do.
func (c *Client) Forge(address string, fields url.Values) *Page {
	c.t.Helper()
	r := c.request(http.MethodPost, c.local(address), strings.NewReader(fields.Encode()), "cross-site")
	r.Header.Set("Origin", "https://elsewhere.test")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.walk(r, nil)
}

// Do sends any request with this browser's cookies and follows its redirects.
func (c *Client) Do(r *http.Request) *Page {
	c.t.Helper()
	for _, k := range c.jar.Cookies(r.URL) {
		r.AddCookie(k)
	}
	return c.walk(r, nil)
}

// Cookie is a cookie's value, whether or not its name has the __Host- prefix; "" when there is none.
func (c *Client) Cookie(name string) string {
	base, _ := url.Parse(Base)
	for _, k := range c.jar.Cookies(base) {
		if strings.TrimPrefix(k.Name, "__Host-") == name {
			return k.Value
		}
	}
	return ""
}

// ForgetCookies is the same person on another machine.
func (c *Client) ForgetCookies() {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.jar = jar
}

func (c *Client) local(address string) *url.URL {
	c.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		c.t.Fatalf("address %q: %v", address, err)
	}
	base, _ := url.Parse(Base)
	return base.ResolveReference(&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery})
}

// request is what a browser would send, without the address's fragment; site is the Sec-Fetch-Site header.
func (c *Client) request(method string, u *url.URL, body io.Reader, site string) *http.Request {
	address, _, _ := strings.Cut(u.String(), "#")
	r := httptest.NewRequestWithContext(context.Background(), method, address, body)
	r.RemoteAddr = c.Remote
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	r.Header.Set("Accept-Language", c.Lang)
	r.Header.Set("Sec-Fetch-Site", site)
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	for _, k := range c.jar.Cookies(u) {
		r.AddCookie(k)
	}
	return r
}

// walk sends r and follows redirects within the site.
func (c *Client) walk(r *http.Request, hops []string) *Page {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	res := w.Result()
	res.Request = r                         // so that its Location is whole
	defer func() { _ = res.Body.Close() }() // a recorder's body has nothing to close
	c.jar.SetCookies(r.URL, res.Cookies())
	p := newPage(c, r, res, w.Body.Bytes(), hops)
	to, err := res.Location()
	if err != nil || res.StatusCode < 300 || res.StatusCode > 399 || to.Host != r.URL.Host {
		return p
	}
	if len(hops) == maxHops {
		c.t.Fatalf("%s: more than %d redirects: %v", r.URL.Path, maxHops, hops)
	}
	if res.StatusCode == http.StatusTemporaryRedirect || res.StatusCode == http.StatusPermanentRedirect {
		c.t.Fatalf("%s redirects to %s with the same method, which loses the form's body here", r.URL.Path, to)
	}
	next := c.request(http.MethodGet, to, nil, "same-origin")
	return c.walk(next, append(hops, to.RequestURI()))
}
