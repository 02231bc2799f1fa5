package notify_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/fstest"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/core/notify/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// deadline is the data of the tests' kind of mail.
type deadline struct {
	Group string
	Token string
}

// The sentences of the tests' kinds.
const (
	subject i18n.Key = "test.subject"
	body    i18n.Key = "test.body"
	join    i18n.Key = "test.join"
)

func words() i18n.Source {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return i18n.Source{Prefix: "test", FS: fstest.MapFS{
		"fr.json": file(`{"subject": "Rappel : {group}", "body": "La saisie de {group} se termine bientôt.", "join": "Ouvrir la fiche"}`),
		"en.json": file(`{"subject": "Reminder: {group}", "body": "{group} closes soon.", "join": "Open the sheet"}`),
	}}
}

func say(t *i18n.T, d deadline, l notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(subject, "group", d.Group), Blocks: []notify.Block{notify.Paragraph(t.S(body, "group", d.Group))}}
	if d.Token != "" {
		c.Blocks = append(c.Blocks, notify.Button(t.S(join), "/lien/"+l.Secret(d.Token)))
	}
	if d.Group == "panic" {
		panic("in a kind's function")
	}
	return c
}

// room is an outbox with all that it needs.
type room struct {
	*notify.Service
	d     *dbtest.DB
	queue *jobs.Queue
	mem   *mail.Memory
	t     *testing.T
	came  map[string]bool // the accounts that were signed in to
	// reader overrides where an account's person is today; nil: where the last mail went.
	reader func(accountID string) (notify.Recipient, bool, error)
}

// account is that of the tests' usual recipient.
const account = "019aa5b0-0000-7000-8000-00000000000a"

func open(t *testing.T, d *dbtest.DB) *room { return openWith(t, d, nil, "https://preau.example/") }

func openWith(t *testing.T, d *dbtest.DB, tr mail.Transport, base string) *room {
	t.Helper()
	r := &room{d: d, mem: mail.NewMemory(), t: t, came: map[string]bool{}}
	if tr == nil {
		tr = r.mem
	}
	cat, err := i18n.Load(msg.Source(), words())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError + 1})) // faults are provoked here
	r.queue = jobs.New(d.DB, d.Clock, log)
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	o := notify.Options{
		BaseURL: base, Catalogue: cat, Log: log,
		Letterhead: func(_ context.Context, service string) (notify.Letterhead, error) {
			title := map[string]string{"": "Préau", "needs": "Plateforme de collecte des besoins"}[service]
			return notify.Letterhead{Title: title, Operator: "Association d'achat", From: "ne-pas-repondre@preau.example", FromName: "Préau", Returns: "retours@preau.example", Zone: zone}, nil
		},
		Reader: func(_ context.Context, _ *db.Tx, id string) (notify.Recipient, bool, error) {
			if r.reader != nil {
				return r.reader(id)
			}
			return about(id, "").To, true, nil
		},
		EverSignedIn: func(_ context.Context, _ *db.Tx, id string) (bool, error) { return r.came[id], nil },
	}
	r.Service = notify.New(d.DB, r.queue, d.Clock, tr, o, []byte("a key of the tests"),
		notify.KindOf("needs.deadline", notify.KindOptions{Service: "needs"}, say),
		notify.KindOf("account.reset", notify.KindOptions{Security: true}, say),
		notify.KindOf("contact.received", notify.KindOptions{Operator: true}, say),
		notify.KindOf("needs.nobody", notify.KindOptions{Operator: true, Security: true}, say),
		notify.KindOf("ordering.to_validate", notify.KindOptions{AfterFirstSignIn: true}, say))
	return r
}

// letter is a mail of the tests, to the usual recipient.
func letter() notify.Mail {
	return notify.Mail{
		Kind: "needs.deadline", To: notify.Recipient{AccountID: account, Address: "Helene@ecole.example", Name: "Hélène Œuvrard", Lang: i18n.French},
		Data: deadline{Group: "Denrées 2027"}, Object: notify.Object{Kind: "needs.group", ID: "g1"},
	}
}

// send queues a mail in a transaction of its own.
func (r *room) send(m notify.Mail) error {
	return r.d.InTx(r.t.Context(), func(tx *db.Tx) error { return r.Send(r.t.Context(), tx, m) })
}

func (r *room) mustSend(m notify.Mail) {
	r.t.Helper()
	if err := r.send(m); err != nil {
		r.t.Fatal(err)
	}
}

// drain runs what is due.
func (r *room) drain() {
	r.t.Helper()
	if _, err := r.queue.Drain(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// within fails a test that waits for what does not come.
func within[T any](t *testing.T, c <-chan T) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(30 * time.Second):
		t.Fatal("waited in vain")
	}
}

// admin is who may retry.
var admin = access.Actor{ID: "ada", Name: "Ada Minis", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}

// view reads.
func view[T any](r *room, fn func(tx *db.Tx) (T, error)) T {
	r.t.Helper()
	var v T
	err := r.d.View(r.t.Context(), func(tx *db.Tx) (err error) {
		v, err = fn(tx)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// log is the whole log, newest first.
func (r *room) log() []notify.Entry {
	r.t.Helper()
	return view(r, func(tx *db.Tx) ([]notify.Entry, error) { return r.Recent(r.t.Context(), tx, notify.Filter{}, 1000) })
}

// only is the one mail of the log.
func (r *room) only() notify.Entry {
	r.t.Helper()
	all := r.log()
	if len(all) != 1 {
		r.t.Fatalf("the log has %d mails, want one", len(all))
	}
	return all[0]
}

// in checks that the log's one mail is in this state.
func (r *room) in(want notify.State) notify.Entry {
	r.t.Helper()
	e := r.only()
	if e.State != want {
		r.t.Fatalf("mail is %s (%s), want %s", e.State, e.Detail, want)
	}
	return e
}

// data is what the row still holds of the mail's data.
func (r *room) data(id string) string {
	return view(r, func(tx *db.Tx) (string, error) {
		return db.Value[string](r.t.Context(), tx, "SELECT data FROM notify_mails WHERE id = $1", id)
	})
}

// exec changes the database behind the outbox's back.
func (r *room) exec(q string, args ...any) {
	r.t.Helper()
	err := r.d.InTx(r.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(r.t.Context(), q, args...)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
}
