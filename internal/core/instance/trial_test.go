package instance_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/instance"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// server answers every mail in one way.
type server struct {
	outcome mail.Outcome
	detail  string
	err     error
	got     []mail.Message
}

func (s *server) Send(_ context.Context, m mail.Message) (mail.Outcome, string, error) {
	s.got = append(s.got, m)
	return s.outcome, s.detail, s.err
}

func TestTrialMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		way := &server{outcome: mail.Accepted, detail: "250 2.0.0 Ok: queued as 4F1A"}
		s := newService(t, d, way)
		if _, err := s.TestMail(t.Context(), admin, "ada@preau.test"); !cmp.Equal(fields(err), []string{instance.FieldHost}) {
			t.Errorf("without a server: %v", err)
		}
		mustSave(t, s, sound(), 0)
		if _, err := s.TestMail(t.Context(), admin, "ada"); !cmp.Equal(fields(err), []string{instance.FieldTrial}) {
			t.Errorf("bad address: %v", err)
		}
		got, err := s.TestMail(t.Context(), admin, " ada@preau.test ")
		if err != nil {
			t.Fatal(err)
		}
		want := "Essai envoyé à ada@preau.test : le serveur l’a accepté. Sa réponse : « 250 2.0.0 Ok: queued as 4F1A »."
		if said := s.T(i18n.French).M(got.Msg()); plain(said) != want {
			t.Errorf("said %q", said)
		}
		if len(way.got) != 1 {
			t.Fatalf("%d mails left", len(way.got))
		}
		m := way.got[0]
		if err := m.Check(); err != nil {
			t.Error(err)
		}
		if m.From != "ne-pas-repondre@nord.test" || m.FromName != "Achats du Nord" || m.To != "ada@preau.test" ||
			m.Subject != "[Achats du Nord] Essai d’envoi" || !strings.Contains(plain(m.Text), "21 novembre 2026 à 11 h 00") {
			t.Errorf("%+v", m)
		}
	})
}

func TestTrialSaysWhatHappenedAndNoSecret(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString([]byte("\x00preau\x00très secret"))
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		way := &server{}
		s := newService(t, d, way)
		mustSave(t, s, sound(), 0)
		for _, c := range []struct {
			server
			want string
		}{
			{server{outcome: mail.Refused, detail: "550 5.7.1 relaying denied", err: errors.New("x")}, "refusé par le serveur. Sa réponse : « 550 5.7.1 relaying denied »"},
			{server{outcome: mail.Deferred, err: errors.New("auth: 535 bad très secret " + b64)}, "non parti. Ce qui s’est passé : « auth: 535 bad … … »"},
			{server{outcome: mail.Uncertain, detail: "answer: EOF", err: errors.New("x")}, "il est peut-être parti. Ce qui s’est passé : « answer: EOF »"},
		} {
			*way = c.server
			got, err := s.TestMail(t.Context(), admin, "ada@preau.test")
			if err != nil {
				t.Fatal(err)
			}
			if said := plain(s.T(i18n.French).M(got.Msg())); !strings.Contains(said, c.want) {
				t.Errorf("said %q", said)
			}
		}
	})
}

func TestTrialWithoutAWayOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s, err := instance.New(instance.Options{
			DB: d.DB, Clock: d.Clock, Catalogue: newCatalogue(t), Key: key(1),
			Services: []instance.ServiceKey{instance.Needs}, Ways: []instance.Way{instance.Password},
			Transport: func(m instance.SMTP) (mail.Transport, error) {
				return nil, errors.New("no certificate for " + m.Password)
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		mustSave(t, s, sound(), 0)
		got, err := s.TestMail(t.Context(), admin, "ada@preau.test")
		if err != nil || got.Outcome != mail.Deferred || got.Detail != "no certificate for …" {
			t.Errorf("%v, %+v", err, got)
		}
	})
}

// plain undoes the no-break spaces of French typography.
func plain(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }
