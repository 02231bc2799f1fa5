package web

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"

	"preau/internal/kit/i18n"
)

// longestAccept is more than any browser sends.
const longestAccept = 256

// negotiate is the visitor's language: chosen before, else asked for by the browser, else the first of i18n.Langs.
func (a *app) negotiate(r *http.Request) i18n.Lang {
	if chosen := i18n.Lang(Cookie(r, LanguageCookie)); !a.API.has(r.URL.Path) && slices.Contains(i18n.Langs, chosen) {
		return chosen
	}
	accept := r.Header.Get("Accept-Language")
	if accept == "" || len(accept) > longestAccept {
		return i18n.Langs[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return i18n.Langs[0]
	}
	_, i, sure := a.matcher.Match(wanted...)
	if sure == language.No {
		return i18n.Langs[0]
	}
	return i18n.Langs[i]
}
