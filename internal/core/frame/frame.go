// Package frame draws what stands around every page: header with the services, left column, work that waits, flash,
// contact line and footer. It also puts who acts into the request, and shows refusals with their reasons.
//
// It is a room of pages: use cases never see it. Each service declares its door and its places as data.
package frame

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/frame/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Service is a door in the header, with its places in the left column.
type Service struct {
	Key    instance.ServiceKey
	Label  i18n.Key
	Path   string
	Open   string // where visitors go; empty: as everybody
	Icon   ui.Icon
	Color  ui.Color
	Places func(who access.Actor) []Place
	Manage []Place                       // what « Menu » names under « Gérer un établissement », « Achats - Marchés publics » (R165)
	Help   func(who access.Actor) string // the help on its pages, for what who is there; nil: the general one
}

// Place is a page of a service in the left column. Count names what waits there, by the inbox's path.
type Place struct {
	Key   string
	Label i18n.Key
	Path  string
	Waits func(inbox.Item) bool // which waiting things belong here; nil: none
	Help  bool                  // a place of the operator's that the helpdesk may go to, too
	Of    instance.ServiceKey   // of a service, outside its own column: there only while it is switched on
	Read  string                // the part of the help on it; empty: its service's
	Group i18n.Key              // the heading under which it stands in its service's column; empty: the service's own
}

// There says whether the place is there, as the services are switched.
func (p Place) There(s instance.Settings) bool { return p.Of == "" || s.Has(p.Of) }

// Options are what the frame needs.
type Options struct {
	DB       *db.DB
	Settings func(context.Context) (instance.Settings, error)
	Inbox    *inbox.Inbox
	Services []Service
	Admin    []Place // of the operator
	Identify func(ctx context.Context, secret string) (access.Actor, bool, error)
	Gives    func(access.Actor) bool // whether who may give others access to something, somewhere; nil: nobody may
	// Announced is what every page says now, in a language; nil or empty: nothing.
	Announced func(context.Context, i18n.Lang) string
	Version   string
	Demo      bool // shows the way to the mailbox
}

// Frame draws pages.
type Frame struct {
	o     Options
	waits *db.Kept[string, []inbox.Item] // what waits for who, by their session
}

// New makes the frame.
func New(o Options) *Frame { return &Frame{o: o, waits: db.Keep[string, []inbox.Item](o.DB)} }

// Page is what a page says of itself to its frame.
type Page struct {
	Head     *ui.Head
	Hero     templ.Component
	Title    string              // of the window, when it is not the head's
	Service  instance.ServiceKey // whose door and places are shown; empty: the person's own space
	Place    string              // key of the current place
	Admin    bool                // the operator's space
	Bare     bool                // no left column
	Wrong    bool                // a form was refused
	Reason   string              // code of the reason shown, for « Nous contacter » and for the help on this page
	Help     string              // the help on this page, where neither its reason nor its place says it
	Machines templ.Component     // in the document's head, for machines that read the page; nil: nothing
	Waiting  *[]inbox.Item       // what waits for the person, where the page has read it; nil: the frame reads it
}

// Render draws body within the frame.
func (f *Frame) Render(w http.ResponseWriter, r *http.Request, status int, p Page, body templ.Component) error {
	page, err := f.page(w, r, p)
	if err != nil {
		return err
	}
	web.NoteReason(r, p.Reason)
	return web.Render(w, r, status, templ.ComponentFunc(page.render(body)))
}

func (f *Frame) page(w http.ResponseWriter, r *http.Request, p Page) (drawn, error) {
	s, err := f.o.Settings(r.Context())
	if err != nil {
		return drawn{}, err
	}
	t, who := web.T(r), Actor(r)
	items, err := f.waiting(r.Context(), who, p)
	if err != nil {
		return drawn{}, err
	}
	page := ui.Page{
		T: t, Asset: func(name string) string { return web.Asset(r, name) },
		Instance: f.instance(t, s, p), Head: p.Head, Hero: p.Hero, Title: p.Title, Wrong: p.Wrong,
		SignIn: keeping(r, "/connexion"), Help: helpPath, HelpHere: f.helpHere(p, who), Services: f.doors(t, s, p, who, items),
		Contact: contactPath(r, p), Foot: f.foot(t), Machines: p.Machines,
	}
	if s.OpenSignUp {
		page.SignUp = keeping(r, "/inscription")
	}
	if f.o.Announced != nil {
		if text := f.o.Announced(r.Context(), t.Lang()); text != "" {
			page.Flash = append(page.Flash, ui.Alert{Color: ui.Warning, Title: t.S(msg.Announcement), Text: text, Live: true})
		}
	}
	for _, flash := range web.TakeFlash(w, r) {
		page.Flash = append(page.Flash, ui.Alert{Color: ui.Success, Text: t.M(flash.Msg), Live: true})
	}
	if who.SignedIn() {
		page.Person = person(t, p, r, who)
		page.Menu = f.menu(t, s, who)
	}
	if !p.Bare {
		page.Sides = f.sides(t, s, p, who, items)
		way(t, p, who)
	}
	out := drawn{Page: page, path: r.URL.Path}
	out.carried.Name, out.carried.Value = web.Carried(r)
	return out, nil
}

// helpPath is the help as a whole.
const helpPath = "/aide"

// helpHere is the part of the help that fits the page: the answer to the reason that it shows, what it says itself, its place's
// part, or that of what who is in its service (R275).
func (f *Frame) helpHere(p Page, who access.Actor) string {
	switch {
	case p.Reason != "":
		return apperr.HelpPath + p.Reason
	case p.Help != "":
		return p.Help
	case p.Admin && who.IsAdmin():
		return helpPath + "/administration"
	case p.Admin:
		return helpPath + "/assistance"
	}
	at, service := own, ""
	for _, v := range f.o.Services {
		if v.Key == p.Service {
			if at = v.Places(who); v.Help != nil {
				service = v.Help(who)
			}
		}
	}
	for _, x := range at {
		if x.Key == p.Place && x.Read != "" {
			return x.Read
		}
	}
	return service
}

// keeping is an address that still leads back to where the page itself does: who came to sign in may sign up instead (R022).
func keeping(r *http.Request, path string) string {
	if back := web.LocalPath(r.URL.Query().Get("suite")); back != "/" {
		return path + "?" + url.Values{"suite": {back}}.Encode()
	}
	return path
}

// way completes the breadcrumb of the operator's pages and of a person's own: all of them begin at the home page.
func way(t *i18n.T, p Page, who access.Actor) {
	h := p.Head
	if h == nil || p.Service != "" || p.Place == "home" || !who.SignedIn() || len(h.Crumbs) > 0 && h.Crumbs[0].Href == "/" {
		return
	}
	start := []ui.Link{{Label: t.S(msg.Home), Href: "/"}}
	if p.Admin && who.IsAdmin() {
		start = append(start, ui.Link{Label: t.S(msg.Administration), Href: "/administration"})
	}
	if len(h.Crumbs) == 0 && (!p.Admin || p.Place != "") {
		h.Crumbs = []ui.Link{{Label: cmp.Or(p.Title, h.Title)}}
	}
	h.Crumbs = append(start, h.Crumbs...)
}

// counted is how long the numbers in the header stay while nothing is written: dates that pass meanwhile show a little later there than in
// the list itself.
const counted = time.Minute

// waiting is what waits for who, once for a page.
func (f *Frame) waiting(ctx context.Context, who access.Actor, p Page) ([]inbox.Item, error) {
	switch {
	case !who.SignedIn():
		return nil, nil
	case p.Waiting != nil:
		return *p.Waiting, nil
	}
	items, _, err := f.waits.Get(ctx, who.Session, func(tx *db.Tx) ([]inbox.Item, time.Time, error) {
		items, err := f.o.Inbox.Waiting(ctx, tx, who)
		return items, tx.Now().Add(counted), err
	})
	return items, err
}

func (f *Frame) instance(t *i18n.T, s instance.Settings, p Page) ui.Instance {
	i := ui.Instance{Name: s.Title, Home: "/", Operator: s.ServiceLine(p.Service)}
	if p.Service != "" {
		i.Line = s.ServiceTitle(t, p.Service)
	} else if len(s.Services) == 1 {
		i.Line = s.ServiceTitle(t, s.Services[0])
	}
	switch {
	case f.o.Demo && i.Line == "":
		i.Line = t.S(msg.DemonstrationAlone)
	case f.o.Demo:
		i.Line = t.S(msg.Demonstration, "line", i.Line)
	}
	return i
}

func (f *Frame) doors(t *i18n.T, s instance.Settings, p Page, who access.Actor, items []inbox.Item) []ui.Place {
	counts := inbox.Counts(items)
	var out []ui.Place
	for _, v := range f.o.Services {
		if s.Has(v.Key) {
			path := v.Path
			if !who.SignedIn() {
				path = cmp.Or(v.Open, path)
			}
			out = append(out, ui.Place{Label: t.S(v.Label), Href: path, Icon: v.Icon, Count: counts[string(v.Key)], Current: v.Key == p.Service})
		}
	}
	return out
}

func (f *Frame) sides(t *i18n.T, s instance.Settings, p Page, who access.Actor, items []inbox.Item) []ui.Side {
	if p.Admin {
		return []ui.Side{f.operator(t, s, p, who, items)}
	}
	for _, v := range f.o.Services {
		if v.Key == p.Service && s.Has(v.Key) {
			return column(t, s, v, p.Place, who, items)
		}
	}
	if !who.SignedIn() {
		return nil
	}
	return []ui.Side{{Title: t.S(msg.YourSpace), Places: places(t, s, f.own(who), p.Place, items)}}
}

// column is a service's column: its places, and below them those that stand under a heading of their own.
func column(t *i18n.T, s instance.Settings, v Service, current string, who access.Actor, items []inbox.Item) []ui.Side {
	var out []ui.Side
	for _, p := range v.Places(who) {
		title := t.S(cmp.Or(p.Group, v.Label))
		if len(out) == 0 || out[len(out)-1].Title != title {
			out = append(out, ui.Side{Title: title})
		}
		side := &out[len(out)-1]
		side.Places = append(side.Places, places(t, s, []Place{p}, current, items)...)
	}
	return out
}

// operator are the places of the operator's space that who may go to.
func (f *Frame) operator(t *i18n.T, s instance.Settings, p Page, who access.Actor, items []inbox.Item) ui.Side {
	if who.IsAdmin() {
		return ui.Side{Title: t.S(msg.Administration), Places: places(t, s, f.o.Admin, p.Place, items)}
	}
	var mine []Place
	for _, x := range f.o.Admin {
		if x.Help {
			mine = append(mine, x)
		}
	}
	return ui.Side{Title: t.S(msg.Helpdesk), Places: places(t, s, mine, p.Place, items)}
}

// PathActFor is where who works for several organisations says for which they act.
const PathActFor = "/compte/agir-pour"

// pathAccesses is where one gives others access.
const pathAccesses = "/acces"

func asked(i inbox.Item) bool { return strings.HasPrefix(i.Path, "/acces/demandes") }

// own are the places of who's own space: giving access is a place of those who may.
func (f *Frame) own(who access.Actor) []Place {
	return slices.DeleteFunc(slices.Clone(own), func(p Place) bool { return p.Path == pathAccesses && !f.gives(who) })
}

func (f *Frame) gives(who access.Actor) bool { return f.o.Gives != nil && f.o.Gives(who) }

// own are the places of a person's own space.
var own = []Place{
	{Key: "home", Label: msg.Home, Path: "/"},
	{Key: "account", Label: msg.Dashboard, Path: "/compte", Read: "/aide/compte"},
	{Key: "profile", Label: msg.Profile, Path: "/compte/profil", Read: "/aide#profil"},
	{Key: "memberships", Label: msg.Memberships, Path: "/adhesions", Of: instance.Needs, Read: "/aide#mes-adhesions"},
	{Key: "accesses", Label: msg.Accesses, Path: pathAccesses, Read: "/aide/compte", Waits: func(i inbox.Item) bool { return i.Service == "access" && !asked(i) }},
	{Key: "requests", Label: msg.Requests, Path: "/acces/demandes", Read: "/aide/compte", Waits: asked},
	{Key: "notifications", Label: msg.Notifications, Path: "/compte/notifications", Read: "/aide#mails"},
	{Key: "mails", Label: msg.Mails, Path: "/compte/mails", Read: "/aide#mails"},
	{Key: "security", Label: msg.Security, Path: "/compte/securite", Read: "/aide/compte"},
	{Key: "tokens", Label: msg.Tokens, Path: "/compte/jetons", Read: "/aide#programmes"},
	{Key: "data", Label: msg.MyData, Path: "/compte/donnees", Read: "/aide#mes-donnees"},
}

func places(t *i18n.T, s instance.Settings, ps []Place, current string, items []inbox.Item) []ui.Place {
	var out []ui.Place
	for _, p := range ps {
		if !p.There(s) {
			continue
		}
		at := ui.Place{Label: t.S(p.Label), Href: p.Path, Current: p.Key == current}
		for _, it := range items {
			if p.Waits != nil && p.Waits(it) {
				at.Count += max(it.Count, 1)
				at.Tone = ui.Due
			}
		}
		out = append(out, at)
	}
	return out
}

func person(t *i18n.T, page Page, r *http.Request, who access.Actor) *ui.Person {
	p := &ui.Person{Name: who.Name, Initials: Initials(who.Name), SignOut: "/deconnexion", Links: []ui.Link{
		{Label: t.S(msg.Account), Href: "/compte"},
		{Label: t.S(msg.Mails), Href: "/compte/mails"},
	}}
	p.Acting = who.Acting.Name
	if page.Service == instance.Needs { // groups know the members of one establishment
		p.Acting = who.OrgName
	}
	if len(who.Works) > 1 {
		p.ActPath, p.ActsFor = PathActFor, who.Acting.Ref
		for _, w := range who.Works {
			p.ActFor = append(p.ActFor, ui.Option{Value: w.Ref, Label: w.Name})
		}
		if r.Method == http.MethodGet {
			p.ActNext = r.URL.RequestURI()
		}
	}
	if who.IsHelper() {
		p.Links = append(p.Links, ui.Link{Label: t.S(msg.Helpdesk), Href: "/assistance"})
	}
	if who.IsAdmin() || who.Withheld { // who is told there why they may not
		p.Links = append(p.Links, ui.Link{Label: t.S(msg.Administration), Href: "/administration"})
	}
	return p
}

// menu is the sources' way to the same pages (« Menu »).
func (f *Frame) menu(t *i18n.T, s instance.Settings, who access.Actor) []ui.MenuGroup {
	var g ui.MenuGroup
	if f.gives(who) {
		g.Items = append(g.Items, ui.MenuItem{Label: t.S(msg.Accesses), Href: pathAccesses})
	}
	for _, v := range f.o.Services {
		if !s.Has(v.Key) {
			continue
		}
		item := ui.MenuItem{Label: t.S(v.Label)}
		for _, p := range v.Places(who) {
			item.Items = append(item.Items, ui.MenuItem{Label: t.S(p.Label), Href: p.Path})
		}
		g.Items = append(g.Items, item)
	}
	g.Title = t.S(msg.Application)
	out := []ui.MenuGroup{g}
	buys := ui.MenuItem{Label: t.S(msg.Purchases)}
	for _, v := range f.o.Services {
		if !s.Has(v.Key) {
			continue
		}
		for _, p := range v.Manage {
			buys.Items = append(buys.Items, ui.MenuItem{Label: t.S(p.Label), Href: p.Path})
		}
	}
	if len(buys.Items) > 0 {
		out = append(out, ui.MenuGroup{Title: t.S(msg.ManageSchool), Items: []ui.MenuItem{buys}})
	}
	return out
}

func (f *Frame) foot(t *i18n.T) []ui.Link {
	links := []ui.Link{
		{Label: t.S(msg.Accessibility), Href: "/accessibilite"},
		{Label: t.S(msg.PersonalData), Href: "/donnees-personnelles"},
		{Label: t.S(msg.Terms), Href: "/conditions"},
		{Label: t.S(msg.Language), Href: "/langue"},
		{Label: t.S(msg.Api), Href: "/api"},
		{Label: t.S(msg.Version, "version", f.o.Version), Href: "/aide#version"},
	}
	if f.o.Demo {
		links = append([]ui.Link{{Label: t.S(msg.Try), Href: "/demo"}, {Label: t.S(msg.Mailbox), Href: "/boite"}}, links...)
	}
	return links
}

// contactPath is « Nous contacter » with the page's address, and the reason shown. A one-time link's secret is no address:
// of its pages only the route is given.
func contactPath(r *http.Request, p Page) string {
	page := r.URL.Path
	if route := web.Pattern(r); strings.Contains(route, "{jeton}") || strings.Contains(route, "{secret}") {
		page = route
	}
	if strings.HasPrefix(page, "/contact") {
		return "" // it is what one is doing
	}
	q := url.Values{"page": {page}}
	if p.Reason != "" {
		q.Set("motif", p.Reason)
	}
	return "/contact?" + q.Encode()
}

// Initials are the first letters of a name's first and last word.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	out := first(words[0])
	if len(words) > 1 {
		out += first(words[len(words)-1])
	}
	return strings.ToUpper(out)
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// Errors draws the page of a refusal: what happened, why, who can change it, and a way on.
func (f *Frame) Errors(w http.ResponseWriter, r *http.Request, e *apperr.Error, status int, requestID string) {
	t := web.T(r)
	title, text := web.Said(e, status)
	p := Page{Head: &ui.Head{T: t, Title: t.M(title), Lead: t.M(text)}, Bare: true}
	body := refusedPage{T: t, Post: web.RefusedPost(r, status)}
	if status == http.StatusUnauthorized {
		body.SignIn = web.SignInPath(r)
	}
	if e != nil {
		body.Reasons = e.Reasons
		if to := web.AheadPath(r); to != "" {
			body = body.ahead(to)
		}
		for _, x := range e.Fields {
			body.Fields = append(body.Fields, t.M(x.Msg))
		}
		if len(e.Reasons) > 0 {
			p.Reason, p.Head.Lead = e.Reasons[0].Code, ""
		}
	}
	if e == nil || status >= http.StatusInternalServerError {
		body.Reference = t.M(web.Reference(requestID))
	}
	if err := f.Render(w, r, status, p, refused(body)); err != nil {
		panic(err) // the chain logs it and draws the page without a frame
	}
}
