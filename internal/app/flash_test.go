package app_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// What is said on the page that follows an act may name a person: the browser holds it sealed, and another's words in its place say nothing.
func TestFlashIsSealed(t *testing.T) {
	b := inhabited(t, db.SQLite)
	ask := func(method, path, body string, cookies ...string) []*http.Cookie {
		r := httptest.NewRequestWithContext(t.Context(), method, webtest.Base+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Cookie", strings.Join(append(cookies, "__Host-session="+b.in[admin].Cookie("session")), "; "))
		w := httptest.NewRecorder()
		b.a.Handler.ServeHTTP(w, r)
		answer := w.Result()
		defer func() { _ = answer.Body.Close() }() // it is in memory
		return answer.Cookies()
	}
	var held string
	for _, c := range ask(http.MethodPost, "/compte/securite/autres-sessions", "_cle=flash") {
		if c.Name == "__Host-flash" {
			held = c.Value
		}
	}
	if raw, err := base64.RawURLEncoding.DecodeString(held); held == "" || err != nil || json.Valid(raw) {
		t.Errorf("the browser holds %q: %s, %v", held, raw, err)
	}
	said := func(value string) bool {
		for _, c := range ask(http.MethodGet, "/compte/securite", "", "__Host-flash="+value) {
			if c.Name == "__Host-flash" && c.MaxAge < 0 {
				return true
			}
		}
		return false
	}
	if !said(held) {
		t.Error("it is not forgotten once it was said")
	}
	if page := b.in[admin].Get("/compte/securite"); strings.Contains(string(page.Body), "Les autres appareils sont déconnectés") {
		t.Error("it is said without its cookie")
	}
}
