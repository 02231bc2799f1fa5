package accountweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb"
	webmsg "preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/password"
	"preau/internal/core/account/signout"
	"preau/internal/core/contact"
	contactmsg "preau/internal/core/contact/msg"
	"preau/internal/core/frame"
	framemsg "preau/internal/core/frame/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	instancemsg "preau/internal/core/instance/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	registersmsg "preau/internal/core/registers/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
	webkitmsg "preau/internal/kit/web/msg"
	"preau/internal/kit/web/static"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/kit/web/webtest"
)

const good = "trois petits tours"

// site is the pages with a frame around them, on real use cases.
type site struct {
	http.Handler
	t     *testing.T
	d     *dbtest.DB
	s     *account.Service
	mux   *web.Mux
	mails *mail.Memory
	queue *jobs.Queue
	out   *notify.Service
	log   *safeLog

	mu  sync.Mutex
	set instance.Settings
}

// safeLog is what the program logged.
type safeLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newSite(t *testing.T, d *dbtest.DB) *site { return newSiteAt(t, d, webtest.Base) }

// newSiteAt is the site under another address; an empty one is that of plain http on this machine.
func newSiteAt(t *testing.T, d *dbtest.DB, publicURL string) *site {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), webmsg.Source(), framemsg.Source(), instancemsg.Source(), notifymsg.Source(), contactmsg.Source(), dbmsg.Source(),
		webkitmsg.Source(), uimsg.Source(), registersmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, d: d, mails: mail.NewMemory(), log: &safeLog{}, set: instance.Defaults(), mux: web.NewMux()}
	s.set.SignIn, s.set.SetUp = []instance.Way{instance.Password, instance.Link}, true
	log := slog.New(slog.NewTextHandler(s.log, nil))
	s.queue = jobs.New(d.DB, d.Clock, log)
	out := notify.New(d.DB, s.queue, d.Clock, s.mails, notify.Options{
		BaseURL: webtest.Base, Catalogue: cat, EverSignedIn: account.EverSignedIn, Reader: account.Reader, Log: log,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}, make([]byte, 32), slices.Concat(letter.Kinds(), moving.Kinds(), contact.Kinds(nil, nil), []notify.Kind{action()})...)
	s.out = out
	s.s = account.New(account.Options{
		DB: d.DB, Jobs: s.queue, Mail: out, Settings: s.settings, Log: log,
		Hasher: password.New(password.Options{Cost: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}}),
	})
	moves := moving.New(moving.Options{
		DB: d.DB, Jobs: s.queue, Accounts: s.s, Mail: out, Desk: contact.New(contact.Options{DB: d.DB, Mail: out}),
		Speak: func(lang i18n.Lang) *i18n.T { return cat.For(lang, time.UTC) },
	})
	fr := frame.New(frame.Options{
		DB: d.DB, Settings: s.settings, Inbox: inbox.New(), Admin: []frame.Place{accountweb.AccountsPlace()}, Identify: s.s.Identify,
	})
	roles := access.Roles{{Key: access.Admin, Label: framemsg.Administration}}
	accountweb.New(accountweb.Options{Frame: fr, Accounts: s.s, Moves: moves, Help: helping.New(helping.Options{DB: d.DB, Accounts: s.s}), SignOut: signout.New(s.s, out), Mails: out, Settings: s.settings, Roles: roles, SetUpPath: "/mise-en-route"}).Mount(s.mux)
	for _, path := range []string{"/", "/groupements/{n}", "/mise-en-route", "/contact"} {
		s.mux.Get(path, func(w http.ResponseWriter, r *http.Request) error {
			_, err := w.Write([]byte("page " + r.URL.Path + " de " + frame.Actor(r).Name))
			return err
		})
	}
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	s.Handler, err = web.Handler(s.mux, web.Options{
		Clock: d.Clock, Log: log, Catalogue: cat, PublicURL: publicURL, Identify: fr.Identify, Errors: fr.Errors, Language: frame.Language, Assets: assets,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) settings(context.Context) (instance.Settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.set, nil
}

// each runs a test of pages on both engines.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(t, newSite(t, d)) })
}

var linkForm = regexp.MustCompile(`https://preau\.test(/[a-z-]+/[A-Za-z0-9_-]{43})`)

// action is a mail that says what waits: it goes to who has come at least once (R271).
func action() notify.Kind {
	return notify.KindOf(actionKind, notify.KindOptions{Label: webmsg.HelpWhy, AfterFirstSignIn: true}, func(*i18n.T, string, notify.Links) notify.Content {
		return notify.Content{Subject: "Un panier attend", Blocks: []notify.Block{notify.Paragraph("Validez-le.")}}
	})
}

const actionKind = "test.action"

// acts mails somebody that something waits, and gives how many mails they have by then.
func (s *site) acts(to notify.Recipient) int {
	s.t.Helper()
	err := s.d.InTx(s.t.Context(), func(tx *db.Tx) error {
		return s.out.Send(s.t.Context(), tx, notify.Mail{Kind: actionKind, To: to, Data: "", Object: notify.Object{Kind: "test", ID: "1"}, Occasion: s.d.Clock.Now().String()})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return len(s.mailed(to.Address))
}

// mailed sends what is queued, and gives the mails to an address.
func (s *site) mailed(address string) []mail.Message {
	s.t.Helper()
	if _, err := s.queue.Drain(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return s.mails.To(address)
}

// link is the path in the last mail to an address.
func (s *site) link(address string) string {
	s.t.Helper()
	got := s.mailed(address)
	if len(got) == 0 {
		s.t.Fatalf("no mail to %s", address)
	}
	found := linkForm.FindStringSubmatch(got[len(got)-1].Text)
	if found == nil {
		s.t.Fatalf("no link in %s", got[len(got)-1].Text)
	}
	return found[1]
}

// signUp fills « Inscription » and sends it.
func (s *site) signUp(c *webtest.Client, name string) *webtest.Page {
	s.t.Helper()
	return c.Get("/inscription").Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", name+"@ecole.test").
		Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit()
}

// active opens and activates an account through the pages.
func (s *site) active(name string) {
	s.t.Helper()
	c := webtest.New(s.t, s)
	s.signUp(c, name).WantPath("/inscription/envoyee")
	s.activate(c, s.link(name+"@ecole.test")).WantPath("/compte/profil").Press("Se déconnecter")
	s.mails.Reset()
}

// activate follows an activation link with the password of all tests.
func (s *site) activate(c *webtest.Client, path string) *webtest.Page {
	s.t.Helper()
	return c.Get(path).Form("Activer mon compte").Fill("Mot de passe", good).Submit()
}

// signIn fills « Connexion » and sends it.
func (s *site) signIn(c *webtest.Client, name, pw string) *webtest.Page {
	s.t.Helper()
	return c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", name).Fill("Mot de passe", pw).Submit()
}

// in is a browser signed in to a fresh active account.
func (s *site) in(name string) *webtest.Client {
	s.t.Helper()
	s.active(name)
	c := webtest.New(s.t, s)
	s.signIn(c, name, good).WantStatus(http.StatusOK)
	return c
}

// adminPath is the first administrator's one-time link.
func (s *site) adminPath() string {
	s.t.Helper()
	path, err := s.s.AdminCreate(s.t.Context(), access.ByProgram("preau admin create", s.d.Clock.Now()), "chef@operateur.test")
	if err != nil {
		s.t.Fatal(err)
	}
	return path
}

// admin is a browser signed in as the first administrator.
func (s *site) admin() *webtest.Client {
	s.t.Helper()
	c := webtest.New(s.t, s)
	c.Get(s.adminPath()).Form("Ouvrir mon compte").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
	return c
}

func (s *site) school(name, commune, uai string) org.Organisation {
	s.t.Helper()
	var o org.Organisation
	err := s.d.InTx(s.t.Context(), func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(s.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, UAI: uai, Place: org.Place{Commune: commune}})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

// id is an account's.
func (s *site) id(name string) string {
	s.t.Helper()
	var id string
	err := s.d.View(s.t.Context(), func(tx *db.Tx) error {
		var err error
		id, err = db.Value[string](s.t.Context(), tx, `SELECT id FROM account_accounts WHERE user_name = $1 OR email = $1`, name)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// number is an account's public number.
func (s *site) number(name string) string {
	s.t.Helper()
	var n string
	err := s.d.View(s.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[string](s.t.Context(), tx, `SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1 OR email = $1`, name)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}
