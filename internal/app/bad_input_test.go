package app_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/webtest"
)

// send is what no browser sends: any method, any target, followed nowhere. Its answer must never be a fault of ours.
func (h *house) send(method, target, secret, body string, headers ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Accept-Language", "fr")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", webtest.Base)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if secret != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: secret})
	}
	w := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(w, r)
	if w.Code >= 500 {
		h.t.Errorf("%s %.200s (%.200s): %d: %s", method, target, body, w.Code, reading(w.Body.Bytes()))
	}
	return w
}

// reading is the beginning of what a page says, without its frame.
func reading(page []byte) string {
	_, main, _ := bytes.Cut(page, []byte("<main"))
	if len(main) > 600 {
		main = main[:600]
	}
	return string(main)
}

// forged are numbers that no address of ours has.
var forged = []string{
	"0", "-1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1abc", "01", "+1", "1.0", "1e3", "%2e%2e", "%20", "%00", "1%00", "%ff",
	"%EF%BC%91", "%27", "1%27%20OR%20%271%27=%271", "%0d%0a", "null", strings.Repeat("9", 2000),
}

// A number that somebody typed into the address is no way in, and no fault of the program's either.
func TestForgedNumbers(t *testing.T) {
	dbtest.Each(t, func(_ *testing.T, d *dbtest.DB) {
		b := raise(openHouse(t, d))
		before := b.contents()
		for _, x := range append(b.posts(), b.gets()...) {
			parts := strings.Split(x.route, "/")
			for i, part := range parts {
				if !strings.HasPrefix(part, "{") {
					continue
				}
				for _, n := range forged {
					path := strings.Split(strings.Split(x.path, "?")[0], "/")
					path[i] = n
					b.forgedNumber(x, strings.Join(path, "/"))
				}
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 {
			b.t.Errorf("forged numbers changed %q", done)
		}
	})
}

func (b *builder) forgedNumber(x try, path string) {
	b.t.Helper()
	for _, role := range []string{coordinator, member, admin} {
		method, body := http.MethodGet, ""
		if x.form != nil || x.forms != nil {
			method, body = http.MethodPost, x.body(role).Encode()
		}
		w := b.send(method, path, b.secrets[role], body)
		if w.Code < 300 || w.Code == http.StatusSeeOther && !strings.HasPrefix(w.Header().Get("Location"), "/connexion") {
			b.t.Errorf("%s %s by %s: %d %s", method, path, role, w.Code, w.Header().Get("Location"))
		}
	}
}

// broken are texts that a database would not take back as they came.
var broken = []string{"%ff", "%c3", "%00", "a%00b", "%ed%a0%80", "%f4%90%80%80", "%c0%af", "%e2%82"}

// Broken UTF-8 and NUL are refused with a clear answer wherever they come in: in a field, in the address, in its query.
func TestBrokenText(t *testing.T) {
	dbtest.Each(t, func(_ *testing.T, d *dbtest.DB) {
		b := raise(openHouse(t, d))
		before := b.contents()
		for i, x := range b.posts() {
			bad := broken[i%len(broken)]
			for _, role := range []string{visitor, member, coordinator, admin} {
				for name := range x.body(role) {
					f := x.body(role)
					f.Del(name)
					w := b.send(http.MethodPost, x.path, b.secrets[role], f.Encode()+"&"+url.QueryEscape(name)+"="+bad)
					if w.Code != http.StatusUnprocessableEntity && x.route != "/mails/arreter/{secret}" {
						b.t.Errorf("%s by %s with %s=%s: %d", x.name(), role, name, bad, w.Code)
					}
				}
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 && !slices.Equal(done, []string{"notify_choices"}) {
			b.t.Errorf("broken text changed %q", done)
		}
		for _, bad := range append(broken, "%zz", "a;b", "%") {
			for _, x := range b.gets() {
				path, _, _ := strings.Cut(x.path, "?")
				for _, name := range []string{"q", "page", "parpage", "etat", "lot", "etablissement", "suite", "motif", "n", "genre", "adresse", "avant", "jamais"} {
					b.send(http.MethodGet, path+"?"+name+"="+bad, b.secrets[admin], "")
				}
				if slices.Contains(broken, bad) {
					b.send(http.MethodGet, path+"/"+bad+"x", b.secrets[coordinator], "")
				}
			}
		}
	})
}
