package instanceweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	framemsg "preau/internal/core/frame/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb"
	webmsg "preau/internal/core/instance/instanceweb/msg"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
	webkitmsg "preau/internal/kit/web/msg"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/kit/web/webtest"
)

// site is the pages with a frame around them, on real use cases.
type site struct {
	http.Handler
	d        *dbtest.DB
	settings *instance.Service
	mails    *mail.Memory
}

// people are who may sign in, by the secret of their session.
var people = map[string]access.Actor{
	"admin": {ID: "admin", Name: "Ada Minis", Address: "ada@nord.test", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}},
	"local": {ID: "local", Name: "Lo Cal", Grants: []access.Grant{{Role: access.Admin, Place: access.Place{Kind: access.Organisation, ID: "o"}}}},
	"member": {ID: "member", Name: "Éloïse Marchand", Grants: []access.Grant{
		{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: "o"}},
	}},
}

func newSite(t *testing.T, d *dbtest.DB) *site {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), webmsg.Source(), framemsg.Source(), dbmsg.Source(), webkitmsg.Source(), uimsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{d: d, mails: mail.NewMemory()}
	s.settings, err = instance.New(instance.Options{
		DB: d.DB, Clock: d.Clock, Catalogue: cat, Key: make([]byte, 32),
		Services:  []instance.ServiceKey{instance.Needs, instance.Ordering},
		Ways:      []instance.Way{instance.Password, instance.Link},
		Transport: func(instance.SMTP) (mail.Transport, error) { return s.mails, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	fr := frame.New(frame.Options{
		DB: d.DB, Settings: s.settings.Get, Announced: s.settings.Announced, Inbox: inbox.New(), Admin: []frame.Place{instanceweb.SettingsDoor().Place},
		Identify: func(_ context.Context, secret string) (access.Actor, bool, error) {
			who, ok := people[secret]
			return who, ok, nil
		},
	})
	m := web.NewMux()
	instanceweb.New(instanceweb.Options{Frame: fr, Instance: s.settings, Doors: []instanceweb.Door{instanceweb.SettingsDoor()}}).Mount(m)
	m.Get("/entrer/{qui}", func(w http.ResponseWriter, r *http.Request) error {
		frame.Opened(w, r, r.PathValue("qui"), time.Hour)
		return web.SeeOther(w, r, "/")
	})
	m.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		return fr.Render(w, r, http.StatusOK, frame.Page{Title: "Accueil"}, nothing{})
	})
	s.Handler, err = web.Handler(m, web.Options{
		Clock: d.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Catalogue: cat,
		PublicURL: webtest.Base, Identify: fr.Identify, Errors: fr.Errors,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// as opens a browser, signed in unless who is "".
func (s *site) as(t *testing.T, who string) *webtest.Client {
	t.Helper()
	c := webtest.New(t, s)
	if who != "" {
		c.Get("/entrer/" + who).WantStatus(http.StatusOK)
	}
	return c
}

func (s *site) now(t *testing.T) instance.Settings {
	t.Helper()
	set, err := s.settings.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// save is another administrator's, behind the pages' back.
func (s *site) save(t *testing.T, change func(*instance.Settings)) {
	t.Helper()
	set := s.now(t)
	change(&set)
	if err := s.settings.Save(t.Context(), people["admin"], set, set.Version); err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(t, newSite(t, d)) })
}

// one runs it on SQLite alone, where the engine plays no part.
func one(t *testing.T) *site {
	t.Helper()
	return newSite(t, dbtest.Open(t, db.SQLite))
}
