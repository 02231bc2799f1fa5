package demo_test

import (
	"log/slog"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

func tell(t *testing.T, d *dbtest.DB, s *demo.Story) time.Duration {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	post := demo.NewPost(mail.NewMailbox(d.DB))
	a, err := app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: log, Key: make(instance.Key, 32), PublicURL: "https://preau.test", Version: "test", Demo: true,
		Transport: post, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err = s.Tell(t.Context(), demo.House{
		DB: d.DB, Clock: d.Clock, Jobs: a.Queue, Post: post, Mailbox: a.Mailbox, Notify: a.Notify, Instance: a.Instance, Accounts: a.Accounts, Needs: a.Needs,
	}, dbtest.Start)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", d.Stats())
	return time.Since(began)
}

func TestTell(t *testing.T) {
	s, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			d := dbtest.Open(t, e)
			t.Logf("told in %s", tell(t, d, s))
		})
	}
}

var _ = clock.System{}
