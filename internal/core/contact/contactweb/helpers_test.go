package contactweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/core/contact/contactweb"
	webmsg "preau/internal/core/contact/contactweb/msg"
	"preau/internal/core/contact/msg"
	"preau/internal/core/frame"
	framemsg "preau/internal/core/frame/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	instancemsg "preau/internal/core/instance/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
	webkitmsg "preau/internal/kit/web/msg"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/kit/web/webtest"
)

// site is the pages with a frame around them, on real use cases.
type site struct {
	http.Handler
	d     *dbtest.DB
	desk  *contact.Service
	mails *mail.Memory
	queue *jobs.Queue
}

var (
	everywhere = []access.Grant{{Role: access.Admin, Place: access.Everywhere}}
	atSchool   = []access.Grant{{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: "o"}}}
)

// people are who may sign in, by the secret of their session.
var people = map[string]access.Actor{
	"desk":      {ID: "desk", Name: "Ada Minis", Address: "ada@nord.test", Session: "s1", Grants: everywhere},
	"colleague": {ID: "colleague", Name: "Bo Karl", Address: "bo@nord.test", Session: "s2", Grants: everywhere},
	"member":    {ID: "member", Name: "Éloïse Marchand", Address: "eloise@lycee.test", Session: "s3", OrgID: "o", OrgName: "Lycée Jean-Macé", Grants: atSchool},
	"mute":      {ID: "mute", Name: "Max Sansmail", Session: "s4"},
}

func newSite(t *testing.T, d *dbtest.DB) *site {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), webmsg.Source(), framemsg.Source(), instancemsg.Source(), notifymsg.Source(), dbmsg.Source(), webkitmsg.Source(), uimsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	settings, err := instance.New(instance.Options{DB: d.DB, Clock: d.Clock, Catalogue: cat, Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	said := contact.Said{"catalog.none": framemsg.RefusedLead}
	roles := access.Roles{{Key: access.Member, Label: framemsg.Memberships}}
	s := &site{d: d, mails: mail.NewMemory(), queue: jobs.New(d.DB, d.Clock, nil)}
	out := notify.New(d.DB, s.queue, d.Clock, s.mails, notify.Options{
		BaseURL: webtest.Base, Catalogue: cat,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "a@nord.test", Zone: time.UTC}, nil
		},
	}, make([]byte, 32), contact.Kinds(roles, said)...)
	s.desk = contact.New(contact.Options{DB: d.DB, Mail: out})
	fr := frame.New(frame.Options{
		DB: d.DB, Settings: settings.Get, Inbox: inbox.New(s.desk), Admin: []frame.Place{contactweb.DeskPlace()},
		Identify: func(_ context.Context, secret string) (access.Actor, bool, error) {
			who, ok := people[secret]
			return who, ok, nil
		},
	})
	m := web.NewMux()
	contactweb.New(contactweb.Options{Frame: fr, Contact: s.desk, Settings: settings.Get, Roles: roles, Said: said, Clock: d.Clock}).Mount(m)
	m.Get("/entrer/{qui}", func(w http.ResponseWriter, r *http.Request) error {
		frame.Opened(w, r, r.PathValue("qui"), time.Hour)
		return web.SeeOther(w, r, "/contact")
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

// written is a message that a visitor has sent, by its number.
func (s *site) written(t *testing.T) string {
	t.Helper()
	n, err := s.desk.Receive(t.Context(), access.Actor{}, i18n.French, contact.Draft{Name: "Jean Dupont", Address: "jean@ecole.test", Text: "Bonjour\nà vous"})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// kept are all messages, the newest first.
func (s *site) kept(t *testing.T) []contact.Message {
	t.Helper()
	l, err := s.desk.List(t.Context(), people["desk"], contact.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Messages
}

// each runs a test of pages on both engines.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(t, newSite(t, d)) })
}

// one runs it on SQLite alone, where the engine plays no part.
func one(t *testing.T) *site {
	t.Helper()
	return newSite(t, dbtest.Open(t, db.SQLite))
}

// mailed delivers what is queued and gives the texts that arrived at an address.
func (s *site) mailed(t *testing.T, address string) string {
	t.Helper()
	if _, err := s.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range s.mails.To(address) {
		all = append(all, m.Subject+"\n"+m.Text)
	}
	return webtest.Fold(strings.Join(all, "\n"))
}
