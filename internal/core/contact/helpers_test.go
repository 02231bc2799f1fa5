package contact_test

import (
	"context"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	contactmsg "preau/internal/core/contact/msg"
	"preau/internal/core/instance"
	instancemsg "preau/internal/core/instance/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// house is the service with what it needs, and the mails it sent.
type house struct {
	*contact.Service
	d        *dbtest.DB
	settings *instance.Service
	queue    *jobs.Queue
	mails    *mail.Memory
	t        *i18n.T
}

// roles has a label of this room's own, since the platform's are declared elsewhere.
var roles = access.Roles{{Key: access.Admin, Label: contactmsg.KindReceived}}

func newHouse(t *testing.T, d *dbtest.DB) house {
	t.Helper()
	cat, err := i18n.Load(contactmsg.Source(), instancemsg.Source(), notifymsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	settings, err := instance.New(instance.Options{
		DB: d.DB, Clock: d.Clock, Catalogue: cat, Key: make([]byte, 32),
		Services: []instance.ServiceKey{instance.Needs}, Ways: []instance.Way{instance.Password},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := house{d: d, settings: settings, queue: jobs.New(d.DB, d.Clock, nil), mails: mail.NewMemory(), t: settings.T(i18n.French)}
	letterhead := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Achats du Nord", From: "ne-pas-repondre@nord.test", Zone: settings.Zone(t.Context())}, nil
	}
	out := notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: cat, Letterhead: letterhead},
		make([]byte, 32), contact.Kinds(roles, contact.OwnSaid())...)
	h.Service = contact.New(contact.Options{DB: d.DB, Mail: out, ServiceOf: func(page string) instance.ServiceKey {
		if strings.HasPrefix(page, "/groupements") {
			return instance.Needs
		}
		return ""
	}})
	return h
}

// operator sets the operator's address.
func (h house) operator(t *testing.T, address string) {
	t.Helper()
	set := instance.Defaults()
	set.Title, set.Contact = "Achats du Nord", address
	if err := h.settings.Save(t.Context(), desk, set, 0); err != nil {
		t.Fatal(err)
	}
}

// deliver sends what is queued, and gives the mails that arrived at an address.
func (h house) deliver(t *testing.T, address string) []mail.Message {
	t.Helper()
	if _, err := h.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h.mails.To(address)
}

var (
	desk = access.Actor{
		ID: "desk", Name: "Ada Minis", Address: "ada@nord.test",
		Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}},
	}
	member = access.Actor{
		ID: "member", Name: "Éloïse Marchand", Address: "eloise@lycee.test", OrgID: "o", OrgName: "Lycée Jean-Macé", Lang: i18n.French,
		Grants: []access.Grant{
			{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: "o"}},
			{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: "p"}},
		},
	}
	visitor access.Actor
)

// typed is a visitor's message.
func typed() contact.Draft {
	return contact.Draft{Name: "Jean Dupont", Address: "jean@ecole.test", Text: "Bonjour, je ne trouve pas le groupement."}
}

func (h house) mustReceive(t *testing.T, who access.Actor, d contact.Draft) string {
	t.Helper()
	n, err := h.Receive(t.Context(), who, i18n.French, d)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h house) mustShow(t *testing.T, number string) contact.File {
	t.Helper()
	f, err := h.Show(t.Context(), desk, number)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (h house) view(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := h.d.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// plain undoes the no-break spaces of French typography.
func plain(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }
