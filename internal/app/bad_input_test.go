package app_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/db"
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

// forged are numbers that no address of ours has: those first that may come as far as the database.
var forged = []string{
	"9223372036854775807", "0", "%00", "1%00", "%ff",
	"-1", "99999999999999999999", "-9223372036854775808", "1abc", "01", "+1", "1.0", "1e3", "%2e%2e", "%20",
	"%EF%BC%91", "%27", "1%27%20OR%20%271%27=%271", "%0d%0a", "null", strings.Repeat("9", 2000),
}

// A number that somebody typed into the address is no way in, and no fault of the program's either.
func TestForgedNumbers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for _, x := range each(append(b.posts(), b.gets()...)) {
			for i, part := range strings.Split(x.route, "/") {
				for _, n := range forged[:forgedOn(e)] {
					if path := strings.Split(x.path, "/"); strings.HasPrefix(part, "{") {
						path[i] = n
						b.forgedNumber(x, strings.Join(path, "/"))
					}
				}
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 {
			b.t.Errorf("forged numbers changed %q", done)
		}
	})
}

// forgedOn is how many of them are tried: all on one engine, on the other those that it may answer otherwise.
func forgedOn(e db.Engine) int {
	if e == db.Postgres {
		return 5
	}
	return len(forged)
}

// each gives one try of each route and method.
func each(tries []try) []try {
	var out []try
	for _, x := range tries {
		if !slices.ContainsFunc(out, func(y try) bool { return y.route == x.route && y.post == x.post }) {
			out = append(out, x)
		}
	}
	return out
}

// who is somebody whom the route is for.
func (x try) who() string {
	switch {
	case strings.HasPrefix(x.route, "/offreur/reglages"), strings.HasPrefix(x.route, "/offreur/documents"):
		return admin
	case strings.HasPrefix(x.route, "/offreur/invitations"), strings.HasPrefix(x.route, "/offreur/lieux"), strings.HasPrefix(x.route, "/offreur/qui-saisit"), strings.HasPrefix(x.route, "/offreur/rattachements"), strings.HasPrefix(x.route, "/offreur/activite"), strings.HasPrefix(x.route, "/offreur/procedures"):
		return offreur
	case strings.HasPrefix(x.route, "/administration"), strings.HasPrefix(x.route, "/moderation"), x.route == "/mise-en-route":
		return admin
	case strings.HasPrefix(x.route, membersRoute):
		return responsable
	case strings.HasPrefix(x.route, peopleRoute):
		return manager
	case strings.HasPrefix(x.route, "/marches/{n}/imports"), strings.HasPrefix(x.route, "/marches/{n}/catalogue"), strings.HasPrefix(x.route, "/articles/photos"):
		return central
	case strings.HasPrefix(x.route, "/groupements/{n}/besoins"), strings.HasPrefix(x.route, "/acces"), strings.HasPrefix(x.route, "/compte"):
		return member
	case strings.HasPrefix(x.route, "/groupements"):
		return coordinator
	case strings.HasPrefix(x.route, "/commandes"), strings.HasPrefix(x.route, "/reclamations"):
		return coordinator
	case strings.HasPrefix(x.route, "/demandes"), strings.HasPrefix(x.route, "/mandats"):
		return aidant
	case strings.HasPrefix(x.route, "/offreur/offres"), strings.HasPrefix(x.route, "/offreur/structure"), strings.HasPrefix(x.route, "/offreur/utilisateurs"):
		return offreuse
	case strings.HasPrefix(x.route, "/paniers"), strings.HasPrefix(x.route, "/articles"):
		return elsewhere
	}
	return visitor
}

func (b *builder) forgedNumber(x try, path string) {
	b.t.Helper()
	method, body := http.MethodGet, ""
	if x.post {
		method, body = http.MethodPost, x.body(x.who()).Encode()
	}
	w := b.send(method, path, b.secrets[x.who()], body)
	if w.Code < 300 || w.Code == http.StatusSeeOther && !strings.HasPrefix(w.Header().Get("Location"), "/connexion") {
		b.t.Errorf("%s %s by %s: %d %s", method, path, x.who(), w.Code, w.Header().Get("Location"))
	}
}

// broken are texts that a database would not take back as they came.
var broken = []string{"%ff", "%c3", "%00", "a%00b", "%ed%a0%80", "%f4%90%80%80", "%c0%af", "%e2%82"}

// asked are the names that our addresses have in their queries.
var asked = []string{"q", "page", "parpage", "etat", "lot", "etablissement", "suite", "motif", "n", "genre", "adresse", "avant", "jamais"}

// Broken UTF-8 and NUL are refused with a clear answer wherever they come in: in a field, in the address, in its query.
func TestBrokenText(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for i, x := range each(b.posts()) {
			for name := range x.body(x.who()) {
				f := x.body(x.who())
				f.Del(name)
				w := b.send(http.MethodPost, x.path, b.secrets[x.who()], f.Encode()+"&"+url.QueryEscape(name)+"="+broken[i%len(broken)])
				if w.Code != http.StatusUnprocessableEntity && x.route != "/mails/arreter/{secret}" && x.route != "/webhooks/mail" && x.route != "/webhooks/sms" { // which read no form
					b.t.Errorf("%s with %s broken: %d", x.name(), name, w.Code)
				}
			}
		}
		for _, bad := range append(broken, "%zz", "a;b", "%") {
			query := "?" + strings.Join(asked, "="+bad+"&") + "=" + bad
			for _, x := range each(b.gets()) {
				path, _, _ := strings.Cut(x.path, "?")
				b.send(http.MethodGet, path+query, b.secrets[x.who()], "")
				if !strings.ContainsAny(bad, "z;") && bad != "%" {
					b.send(http.MethodGet, path+"/"+bad+"x", b.secrets[x.who()], "")
				}
			}
		}
		if done := changed(before, b.contents()); len(done) > 0 && !slices.Contains(done, "notify_choices") {
			b.t.Errorf("broken text changed %q", done)
		}
	})
}
