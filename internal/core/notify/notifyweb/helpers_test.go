package notifyweb_test

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

const good = "trois petits tours et puis"

// house is the whole program on a database of its own, with a mailbox.
type house struct {
	t     *testing.T
	d     *dbtest.DB
	a     *app.App
	mails *mail.Memory
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, mails: mail.NewMemory()}
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	h.a, err = app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), Key: key, Files: blobtest.Folder(t),
		PublicURL: webtest.Base, Version: "test", Transport: h.mails, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	h.ok(err)
	h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { // so that administrators are not led to « Mise en route »
		set, err := h.a.Instance.Get(t.Context())
		if err != nil {
			return err
		}
		set.SetUp = true
		return h.a.Instance.SaveTx(t.Context(), tx, access.ByProgram("test", tx.Now()), set, set.Version)
	}))
	return h
}

// each runs a test of pages on both engines.
func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

// one runs on SQLite alone, where the engine plays no part.
func one(t *testing.T) *house { t.Helper(); return newHouse(t, dbtest.Open(t, db.SQLite)) }

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// visitor is a browser of nobody.
func (h *house) visitor() *webtest.Client { return webtest.New(h.t, h.a.Handler) }

func (h *house) drain() {
	h.t.Helper()
	_, err := h.a.Queue.Drain(h.t.Context())
	h.ok(err)
}

var activation = regexp.MustCompile(`/activation/[A-Za-z0-9_-]{43}`)

// member is a browser signed in to a fresh account.
func (h *house) member(name string) *webtest.Client {
	h.t.Helper()
	c := h.visitor()
	c.Get("/inscription").Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", name+"@ecole.test").
		Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantPath("/inscription/envoyee")
	got := h.mailed(name + "@ecole.test")
	c.Get(activation.FindString(got[len(got)-1].Text)).Form("Activer mon compte").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
	return c
}

// admin is a browser signed in as an administrator of the platform.
func (h *house) admin(name string) *webtest.Client {
	h.t.Helper()
	path, err := h.a.Accounts.AdminCreate(h.t.Context(), access.ByProgram("preau admin create", h.d.Clock.Now()), name+"@operateur.test")
	h.ok(err)
	c := h.visitor()
	c.Get(path).Form("Ouvrir mon compte").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
	return c
}

// mailed sends what is queued, and gives what arrived at an address.
func (h *house) mailed(address string) []mail.Message {
	h.t.Helper()
	h.drain()
	return h.mails.To(address)
}

// write sends a message by « Nous contacter »: an acknowledgement goes back by mail, one that may be switched off.
func (h *house) write(c *webtest.Client) {
	h.t.Helper()
	c.Get("/contact").Form("Envoyer le message").Fill("Votre message", "Bonjour").Submit().WantPath("/contact/envoye")
	h.drain()
}

// line is a mail of the log as the test wants it.
type line struct {
	kind, address, detail string
	state                 notify.State
	age                   time.Duration // since it was queued
	due                   time.Duration // until its next try; 0: none
}

// secretText is in the data of each mail that log writes: no page shows it.
const secretText = "un motif personnel"

// log writes mails into the log behind the outbox's back.
func (h *house) log(lines ...line) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		for _, l := range lines {
			queued, due := tx.Now().Add(-l.age), time.Time{}
			if l.due != 0 {
				due = tx.Now().Add(l.due)
			}
			_, err := tx.Exec(h.t.Context(), `INSERT INTO notify_mails (id, kind, account_id, address, address_fold, name, lang, object_kind, object_id,
				occasion, data, state, withheld, tries, tries_before, cuts, repeated, message_id, detail, address_refused, stop_hash, queued_at,
				due_at, sending_at, settled_at) VALUES ($1, $2, '', $3, $3, '', 'fr', 'test', $1, '', '{"Reason": "`+secretText+`"}', $4, '', 3, 0, 0, FALSE, '', $5, $6, '', $7, $8, $7, $7)`,
				id.New(), l.kind, l.address, l.state, l.detail, l.state == notify.Refused, queued, due)
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// count counts rows.
func (h *house) count(q string, args ...any) (n int64) {
	h.t.Helper()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](h.t.Context(), tx, q, args...)
		return err
	}))
	return n
}
