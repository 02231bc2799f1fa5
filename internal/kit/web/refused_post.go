package web

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"preau/internal/kit/web/msg"
)

// secretMark is in the name of every field whose value is never given back.
const secretMark = "mot_de_passe" //nolint:gosec // a part of fields' names

// Refused is a posted form that ended on an error page: what a person typed is given back there, and may be sent again
// with the same key, so that a repeat of what went through after all is harmless.
type Refused struct {
	Fields []RefusedField
	Files  []RefusedField // names of the files that came with it, which nobody can give back: they are chosen again
	Again  string         // where the same form may be sent again; empty when that could not end better
}

// RefusedField is one value of a refused form, the hidden key included.
type RefusedField struct{ Name, Value string }

// Typed are the fields that a person would miss: all but what is empty and what the program wrote, whose names begin with « _ ».
func (p Refused) Typed() []RefusedField {
	var out []RefusedField
	for _, f := range p.Fields {
		if !strings.HasPrefix(f.Name, "_") && strings.TrimSpace(f.Value) != "" {
			out = append(out, f)
		}
	}
	return out
}

// unread are the fields that no person filled in: the act of the button, the way back, the version that a form was made
// from, what the form is about, and (vu.…) what it had asked to check.
var unread = []string{
	"acte", "suite", "retour", "version", "etat", "etait", "vu", "vue", "edition", "sans", "colis", "article", "panier", "etablissement",
}

// Shown are the typed fields that a person would recognise.
func (p Refused) Shown() []RefusedField {
	return slices.DeleteFunc(p.Typed(), func(f RefusedField) bool {
		return slices.Contains(unread, f.Name) || strings.HasPrefix(f.Name, "vu.")
	})
}

// Chosen are the names of the files that were sent with it.
func (p Refused) Chosen() []string {
	var out []string
	for _, f := range p.Files {
		out = append(out, f.Value)
	}
	return out
}

// RefusedPost is the form of a request that ended with status. It is empty for pages, for what another site forged, and for forms in which
// a password was typed: those are typed again. Where something else comes first, all but the password is given back, to be copied. A form with files that was not read to its end is now, for what stands behind them.
func RefusedPost(r *http.Request, status int) Refused {
	c := callOf(r.Context())
	if r.Method != http.MethodPost || c == nil || c.forged {
		return Refused{}
	}
	f, err := ParseForm(r)
	switch {
	case err == nil:
	case c.cut != nil:
		f = c.cut()
	case errors.Is(err, errMedia) && c.upload:
		if f, err = ParseUpload(r, skip); err != nil {
			return Refused{}
		}
	default:
		return Refused{}
	}
	p, secret := Refused{Files: f.chosen}, false
	for _, name := range f.Names() {
		if strings.Contains(name, secretMark) {
			if f.Value(name) == "" {
				continue // none was typed
			}
			if c.ahead == "" {
				return Refused{}
			}
			secret = true
			continue
		}
		for _, v := range f.values[name] {
			p.Fields = append(p.Fields, RefusedField{Name: name, Value: v})
		}
	}
	switch status {
	case http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable:
		p.Again = LocalPath(r.URL.RequestURI())
	}
	if c.ahead != "" && !secret {
		p.Again = LocalPath(r.URL.RequestURI())
	}
	return p
}

// elsewhere is the page where something is to be done first: signing in, or what comes before. Empty: there is none.
func elsewhere(r *http.Request, status int) string {
	if status == http.StatusUnauthorized {
		return SignInPath(r)
	}
	return AheadPath(r)
}

// lead sends to another page, which leads back to where the person was.
func lead(w http.ResponseWriter, r *http.Request, to string) {
	if r.Header.Get("HX-Request") == "true" { // a part of a page: the whole of it must go
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// SignInPath is the sign-in page, which leads back to the page that was asked for, or whose form was sent.
func SignInPath(r *http.Request) string {
	a := callOf(r.Context()).app
	return leadingBack(a.SignIn, a.wayBack(r))
}

// wayBack is the page that was asked for, or the page whose form was sent.
func (a *app) wayBack(r *http.Request) string {
	if page := r.Header.Get("HX-Current-URL"); page != "" {
		return a.ownPath(r, page)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return LocalPath(r.URL.RequestURI())
	}
	return a.ownPath(r, r.Referer())
}

// ownPath is the path and query of an address of this site, "/" for any other.
func (a *app) ownPath(r *http.Request, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != r.Host || (u.Scheme != "http" && u.Scheme != "https") {
		return "/"
	}
	return LocalPath(u.RequestURI())
}

// again is the refused form ready to be sent once more, for the page without a frame.
func again(r *http.Request, status int) string {
	p := RefusedPost(r, status)
	if p.Again == "" || len(p.Typed()) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<form method="post" action="%s">`, html.EscapeString(p.Again))
	for _, f := range p.Fields {
		fmt.Fprintf(&b, `<input type="hidden" name="%s" value="%s">`, html.EscapeString(f.Name), html.EscapeString(f.Value))
	}
	if len(p.Files) > 0 {
		fmt.Fprintf(&b, `<p>%s</p>`, html.EscapeString(T(r).S(msg.ErrorFiles, "names", strings.Join(p.Chosen(), ", "))))
	}
	fmt.Fprintf(&b, `<button>%s</button></form>`, html.EscapeString(T(r).S(msg.ErrorAgain)))
	return b.String()
}
