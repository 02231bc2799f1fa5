package web

import (
	"net/http"
	"time"

	"preau/internal/kit/i18n"
)

// LanguageCookie keeps a visitor's choice of language.
const LanguageCookie = "langue"

// cookieName adds the prefix by which browsers refuse a cookie set by another host of the same domain.
// They take it with Secure alone, so not on plain http.
func cookieName(r *http.Request, name string) string {
	if c := callOf(r.Context()); c != nil && c.app.secure {
		return "__Host-" + name
	}
	return name
}

// SetCookie gives a cookie that scripts cannot read and other sites' forms do not send. life 0 means until the browser closes.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, life time.Duration) {
	http.SetCookie(w, cookie(r, name, value, int(life/time.Second)))
}

// ClearCookie takes a cookie back.
func ClearCookie(w http.ResponseWriter, r *http.Request, name string) {
	http.SetCookie(w, cookie(r, name, "", -1))
}

func cookie(r *http.Request, name, value string, maxAge int) *http.Cookie {
	c := callOf(r.Context())
	return &http.Cookie{ //nolint:gosec // Secure follows the public URL: a cookie that plain http would not send back is no use
		Name: cookieName(r, name), Value: value, Path: "/", MaxAge: maxAge,
		Secure: c != nil && c.app.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Cookie is the value of a cookie set by SetCookie, "" when there is none.
func Cookie(r *http.Request, name string) string {
	c, err := r.Cookie(cookieName(r, name))
	if err != nil {
		return ""
	}
	return c.Value
}

// SetLanguage remembers a visitor's choice of language for a year.
func SetLanguage(w http.ResponseWriter, r *http.Request, lang i18n.Lang) {
	SetCookie(w, r, LanguageCookie, string(lang), 365*24*time.Hour)
}
