package homeweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/homeweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	fieldLanguage = "langue"
	fieldNext     = "suite" // where the person was
)

type languagePage struct {
	T       *i18n.T
	Next    string
	Profile bool // the language is the profile's
	Faults  ui.Faults
}

// language shows the choice. Somebody signed in speaks the language of their profile, on pages and in mails alike:
// they are led there, so that a browser and a profile never disagree.
func (h *Handler) language(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	next := q.Value(fieldNext)
	if next == "" {
		next = from(r)
	}
	return h.showLanguage(w, r, http.StatusOK, languagePage{Next: next})
}

// from is the page of this site that the person comes from, as far as the browser tells; "" otherwise.
func from(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == r.URL.Path {
		return ""
	}
	return u.RequestURI()
}

func (h *Handler) showLanguage(w http.ResponseWriter, r *http.Request, status int, p languagePage) error {
	p.T, p.Next, p.Profile = web.T(r), web.LocalPath(p.Next), inProfile(frame.Actor(r))
	head := &ui.Head{T: p.T, Crumbs: crumbs(p.T, p.T.S(msg.Language)), Title: p.T.S(msg.Language), Lead: p.T.S(msg.LanguageLead)}
	return h.o.Frame.Render(w, r, status, frame.Page{Head: head, Wrong: len(p.Faults) > 0}, languageHTML(p))
}

// chooseLanguage remembers the choice in this browser.
func (h *Handler) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	offered := make([]string, len(i18n.Langs))
	for n, l := range i18n.Langs {
		offered[n] = string(l)
	}
	f.Required(fieldLanguage)
	lang := f.OneOf(fieldLanguage, offered...)
	if err := f.Err(); err != nil {
		p := languagePage{Next: f.Value(fieldNext), Faults: ui.FaultsOf(web.T(r), err)}
		return h.showLanguage(w, r, http.StatusUnprocessableEntity, p)
	}
	web.SetLanguage(w, r, i18n.Lang(lang))
	done := msg.LanguageDone
	if inProfile(frame.Actor(r)) {
		done = msg.LanguageDoneProfile
	}
	return web.SeeOther(w, r, web.LocalPath(f.Value(fieldNext)), i18n.M(done))
}

func inProfile(who access.Actor) bool { return who.SignedIn() && who.Lang != "" }

func (p languagePage) options() []ui.Option {
	names := map[i18n.Lang]i18n.Key{i18n.French: msg.French, i18n.English: msg.English}
	out := make([]ui.Option, len(i18n.Langs))
	for n, l := range i18n.Langs {
		out[n] = ui.Option{Value: string(l), Label: p.T.S(names[l])}
	}
	return out
}

func (p languagePage) nextQuery() string { return url.QueryEscape(p.Next) }
