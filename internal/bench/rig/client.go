package rig

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"preau/internal/core/account"
	"preau/internal/kit/id"
)

// Client is one person's browser.
type Client struct {
	User string // empty for a visitor
	N    int    // which of the clients, from 0
	Part bool   // asks for parts of pages, as the pages' script does

	base string
	http *http.Client
}

// NewClient is a browser without a session; all clients share the connections.
func (m *Meter) NewClient(user string, n int) *Client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &Client{base: m.Server.Base, User: user, N: n, http: &http.Client{
		Jar: jar, Transport: m.wires, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignedIn is a browser of somebody who signed in through the page's form.
func (m *Meter) SignedIn(ctx context.Context, user string, n int) (*Client, error) {
	c := m.NewClient(user, n)
	return c, c.SignIn(ctx)
}

// SignIn signs in through the page's form.
func (c *Client) SignIn(ctx context.Context) error {
	return c.Post(ctx, "/connexion", url.Values{account.FieldUserName: {c.User}, account.FieldPassword: {Secret}})
}

// Get opens a page, and throws it away.
func (c *Client) Get(ctx context.Context, path string) error {
	_, err := c.Send(ctx, path, io.Discard)
	return err
}

// Page opens a page, and reads it.
func (c *Client) Page(ctx context.Context, path string) (string, error) {
	var b strings.Builder
	packed, err := c.Send(ctx, path, &b)
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

// Post sends a form with a key of its own, which must lead on; it does not follow.
func (c *Client) Post(ctx context.Context, path string, form url.Values) error {
	_, err := c.Lead(ctx, path, form)
	return err
}

// Lead sends a form with a key of its own, and gives the address to which it leads.
func (c *Client) Lead(ctx context.Context, path string, form url.Values) (string, error) {
	form.Set("_cle", id.New())
	h, err := c.ask(ctx, http.MethodPost, path, form, http.StatusSeeOther, io.Discard)
	return h.Get("Location"), err
}

// Upload is Lead with a file, as a form with files is sent.
func (c *Client) Upload(ctx context.Context, path string, form url.Values, field, name string, file []byte) (string, error) {
	form.Set("_cle", id.New())
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, vs := range form {
		for _, v := range vs {
			if err := w.WriteField(k, v); err != nil {
				return "", err
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return "", err
	}
	h, err := c.do(ctx, http.MethodPost, path, &body, w.FormDataContentType(), http.StatusSeeOther, io.Discard)
	return h.Get("Location"), err
}

// Send opens a page as a browser does, and says whether the answer is packed.
func (c *Client) Send(ctx context.Context, path string, to io.Writer) (bool, error) {
	h, err := c.ask(ctx, http.MethodGet, path, nil, http.StatusOK, to)
	return h.Get("Content-Encoding") == "gzip", err
}

// ask asks as a browser does, and gives the answer's header.
func (c *Client) ask(ctx context.Context, method, path string, form url.Values, want int, to io.Writer) (http.Header, error) {
	media := ""
	if method == http.MethodPost {
		media = "application/x-www-form-urlencoded"
	}
	return c.do(ctx, method, path, strings.NewReader(form.Encode()), media, want, to)
}

func (c *Client) do(ctx context.Context, method, path string, body io.Reader, media string, want int, to io.Writer) (http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "fr")
	r.Header.Set("Accept-Encoding", "gzip")
	if c.Part {
		r.Header.Set("HX-Request", "true")
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
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
		return nil, fmt.Errorf("%s %s by %q: %d, not %d", method, path, c.User, res.StatusCode, want)
	}
	return res.Header, nil
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// Hidden are the hidden fields of a page's forms.
func (c *Client) Hidden(ctx context.Context, path string) (url.Values, error) {
	page, err := c.Page(ctx, path)
	return HiddenIn(page), err
}

// HiddenIn are the hidden fields of the forms of a page.
func HiddenIn(page string) url.Values {
	out := url.Values{}
	for _, f := range hidden.FindAllStringSubmatch(page, -1) {
		if v := html.UnescapeString(f[2]); !slices.Contains(out[f[1]], v) {
			out.Add(f[1], v)
		}
	}
	return out
}
