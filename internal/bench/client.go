package bench

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"preau/internal/core/account"
	"preau/internal/kit/id"
)

// client is one person's browser.
type client struct {
	base  string
	http  *http.Client
	user  string            // empty for a visitor
	n     int               // which of the clients, from 0
	sheet map[string]*known // by address
	part  bool              // asks for parts of pages, as the pages' script does
}

// known is what a client knows of a sheet: what its page's form would send.
type known struct {
	version   int64
	validated bool
}

// newClient is a browser without a session; all clients share the connections.
func (m *meter) newClient(user string, n int) *client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &client{base: m.server.base, user: user, n: n, sheet: map[string]*known{}, http: &http.Client{
		Jar: jar, Transport: m.wires, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn is a browser of somebody who signed in through the page's form.
func (m *meter) signedIn(ctx context.Context, user string, n int) (*client, error) {
	c := m.newClient(user, n)
	return c, c.signIn(ctx)
}

func (c *client) signIn(ctx context.Context) error {
	return c.post(ctx, "/connexion", url.Values{account.FieldUserName: {c.user}, account.FieldPassword: {secret}})
}

// get opens a page, and throws it away.
func (c *client) get(ctx context.Context, path string) error {
	_, err := c.send(ctx, path, io.Discard)
	return err
}

// page opens a page, and reads it.
func (c *client) page(ctx context.Context, path string) (string, error) {
	var b strings.Builder
	packed, err := c.send(ctx, path, &b)
	if err != nil || !packed {
		return b.String(), err
	}
	z, err := gzip.NewReader(strings.NewReader(b.String()))
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(z)
	return string(plain), err
}

// post sends a form with a key of its own, which must lead on; it does not follow.
func (c *client) post(ctx context.Context, path string, form url.Values) error {
	_, err := c.lead(ctx, path, form)
	return err
}

// lead sends a form with a key of its own, and gives the address to which it leads.
func (c *client) lead(ctx context.Context, path string, form url.Values) (string, error) {
	form.Set("_cle", id.New())
	h, err := c.ask(ctx, http.MethodPost, path, form, http.StatusSeeOther, io.Discard)
	return h.Get("Location"), err
}

// send opens a page as a browser does, and says whether the answer is packed.
func (c *client) send(ctx context.Context, path string, to io.Writer) (bool, error) {
	h, err := c.ask(ctx, http.MethodGet, path, nil, http.StatusOK, to)
	return h.Get("Content-Encoding") == "gzip", err
}

// ask asks as a browser does, and gives the answer's header.
func (c *client) ask(ctx context.Context, method, path string, form url.Values, want int, to io.Writer) (http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "fr")
	r.Header.Set("Accept-Encoding", "gzip")
	if c.part {
		r.Header.Set("HX-Request", "true")
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read to its end
	if _, err := io.Copy(to, res.Body); err != nil {
		return nil, err
	}
	if res.StatusCode != want {
		return nil, fmt.Errorf("%s %s by %q: %d, not %d", method, path, c.user, res.StatusCode, want)
	}
	return res.Header, nil
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// know reads a sheet's page, if the client has not yet.
func (c *client) know(ctx context.Context, path string) (*known, error) {
	if s := c.sheet[path]; s != nil {
		return s, nil
	}
	page, err := c.page(ctx, path)
	if err != nil {
		return nil, err
	}
	found := versionField.FindStringSubmatch(page)
	if found == nil {
		return nil, fmt.Errorf("%s has no form", path)
	}
	version, err := strconv.ParseInt(found[1], 10, 64)
	s := &known{version: version, validated: strings.Contains(page, path+"/rouvrir")}
	c.sheet[path] = s
	return s, err
}

// enter sends a sheet's form; act is « enregistrer » or « valider ». The first line's quantity is told apart from others'.
func (c *client) enter(ctx context.Context, path, act string, lines, first int) error {
	s, err := c.know(ctx, path)
	if err != nil {
		return err
	}
	form := url.Values{"acte": {act}, "version": {strconv.FormatInt(s.version, 10)}, "q.1": {strconv.Itoa(first)}}
	for line := 2; line <= lines; line++ {
		form.Set("q."+strconv.Itoa(line), strconv.Itoa((c.n+line)%97+1))
	}
	if err := c.post(ctx, path, form); err != nil {
		return err
	}
	s.version++
	s.validated = act == "valider"
	return nil
}

// reopen takes a validation back, if there is one.
func (c *client) reopen(ctx context.Context, path string) error {
	s, err := c.know(ctx, path)
	if err != nil || !s.validated {
		return err
	}
	if err := c.post(ctx, path+"/rouvrir", url.Values{"version": {strconv.FormatInt(s.version, 10)}}); err != nil {
		return err
	}
	s.version++
	s.validated = false
	return nil
}
