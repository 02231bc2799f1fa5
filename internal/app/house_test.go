package app_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/org/sample"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	blobmsg "preau/internal/kit/blob/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
	"preau/internal/kit/web/webtest"
)

// house is the whole program on a database of its own, with a mailbox and the establishments of the sample.
type house struct {
	t     testing.TB
	d     *dbtest.DB
	a     *app.App
	mails *mail.Memory
	store *moody
	vault *moody // of the keys of demands
}

// moody is a store of files that can be away.
type moody struct {
	blob.Store
	away bool
}

var errAway = &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(blobmsg.Down), RetryAfter: 30 * time.Second, Err: errors.New("the store is away")}

func (m *moody) Put(ctx context.Context, key string, from io.Reader) error {
	if m.away {
		return errAway
	}
	return m.Store.Put(ctx, key, from)
}

func (m *moody) Open(ctx context.Context, key string) (blob.Blob, error) {
	if m.away {
		return nil, errAway
	}
	return m.Store.Open(ctx, key)
}

func (m *moody) Delete(ctx context.Context, key string) error {
	if m.away {
		return errAway
	}
	return m.Store.Delete(ctx, key)
}

func (m *moody) Ready(ctx context.Context) error {
	if m.away {
		return errAway
	}
	return m.Store.Ready(ctx)
}

func newHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	h := openHouse(t, d)
	h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return sample.LoadFrench(t.Context(), tx) }))
	return h
}

// openHouse is the program on a database as it is.
func openHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, mails: mail.NewMemory(), store: &moody{Store: blobtest.Folder(t)}, vault: &moody{Store: blobtest.Folder(t)}}
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	h.a, err = app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Key: key, Files: h.store, Secrets: h.vault, PublicURL: webtest.Base, Version: "test",
		Transport: h.mails, Texts: sms.NewMailbox(h.d.DB), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	h.ok(err)
	h.ok(h.a.Search.Refresh(t.Context()))
	h.ok(h.a.Offers.Public.Refresh(t.Context()))
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// browser is one person's browser.
func (h *house) browser() *webtest.Client { return webtest.New(h.t, h.a.Handler) }

var linkInMail = regexp.MustCompile(regexp.QuoteMeta(webtest.Base) + `/[^\s>)]+`)

// linkTo sends what is queued, and gives the first address of the last mail to somebody.
func (h *house) linkTo(address string) string {
	h.t.Helper()
	m := h.mailTo(address)
	link := linkInMail.FindString(m.Text)
	if link == "" {
		h.t.Fatalf("no link in the mail to %s: %s", address, m.Text)
	}
	return link
}

func (h *house) mailTo(address string) mail.Message {
	h.t.Helper()
	_, err := h.a.Queue.Drain(h.t.Context())
	h.ok(err)
	got := h.mails.To(address)
	if len(got) == 0 {
		h.t.Fatalf("no mail to %s", address)
	}
	return got[len(got)-1]
}

const goodPassword = "trois petits tours et puis"

// admin is the link of the first administrator, as `preau admin create` prints it.
func (h *house) admin() string {
	h.t.Helper()
	path, err := h.a.Accounts.AdminCreate(h.t.Context(), access.ByProgram("preau admin create", h.d.Clock.Now()), "admin@preau.test")
	h.ok(err)
	return path
}
