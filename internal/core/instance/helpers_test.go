package instance_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// admin is who may; the account itself need not exist.
var admin = access.Actor{
	ID: "admin", Name: "Ada Minis", Address: "ada@preau.test", Lang: i18n.French, At: dbtest.Start,
	Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}},
}

func key(b byte) instance.Key { return bytes.Repeat([]byte{b}, 32) }

func newCatalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// newService is the service on d, whose mails go out by way.
func newService(t *testing.T, d *dbtest.DB, way mail.Transport) *instance.Service {
	t.Helper()
	s, err := instance.New(instance.Options{
		DB: d.DB, Clock: d.Clock, Catalogue: newCatalogue(t), Key: key(1),
		Services:  []instance.ServiceKey{instance.Needs, instance.Ordering},
		Ways:      []instance.Way{instance.Password, instance.Link},
		Transport: func(instance.SMTP) (mail.Transport, error) { return way, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sound are settings that can be saved.
func sound() instance.Settings {
	s := instance.Defaults()
	s.Title, s.Contact, s.OperatorLine = "Achats du Nord", "achats@nord.test", "Propulsé par la Fédération du Nord"
	s.SMTP = instance.SMTP{
		Host: "smtp.nord.test", Port: 587, TLS: mail.StartTLS, User: "preau", Password: "très secret",
		From: "ne-pas-repondre@nord.test",
	}
	return s
}

// fields are the fields that a refusal names.
func fields(err error) []string {
	var e *apperr.Error
	if !errors.As(err, &e) {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name)
	}
	return out
}

func mustSave(t *testing.T, s *instance.Service, set instance.Settings, seen int64) {
	t.Helper()
	if err := s.Save(t.Context(), admin, set, seen); err != nil {
		t.Fatal(err)
	}
}

func mustGet(t *testing.T, s *instance.Service) instance.Settings {
	t.Helper()
	set, err := s.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func inTx(t *testing.T, d *dbtest.DB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}
