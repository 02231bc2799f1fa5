package document_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// house is the service on a database and a store.
type house struct {
	t     *testing.T
	d     *dbtest.DB
	q     *jobs.Queue
	store blob.Store
	s     *document.Service
	who   access.Actor
}

var papers = document.Use{Key: "test.paper", Types: document.Papers()}

const limit = 3 * document.Megabyte

func newHouse(t *testing.T, d *dbtest.DB, store blob.Store) *house {
	t.Helper()
	h := &house{t: t, d: d, store: store}
	h.q = jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
	h.s = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: store, Limit: limit})
	h.who = h.person("sent")
	return h
}

// onBoth runs a test on both engines, with files in a folder.
func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d, blobtest.Folder(t))) })
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person(name string) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $2, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`, a.ID, name, name+"@preau.test")
		return err
	}))
	return a
}

func (h *house) stage(name, content string) document.File {
	h.t.Helper()
	f, err := h.s.Stage(h.t.Context(), h.who, papers, name, strings.NewReader(content))
	h.ok(err)
	return f
}

func (h *house) bind(f document.File, object string) (document.File, error) {
	h.t.Helper()
	var out document.File
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = h.s.Bind(h.t.Context(), tx, h.who, papers, f.ID, document.Object{Kind: "test", ID: object})
		return err
	})
	return out, err
}

func (h *house) bound(name, content string) document.File {
	h.t.Helper()
	f, err := h.bind(h.stage(name, content), "1")
	h.ok(err)
	return f
}

func (h *house) byID(fileID string) document.File {
	h.t.Helper()
	var f document.File
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		f, err = document.ByID(h.t.Context(), tx, fileID)
		return err
	}))
	return f
}

func (h *house) read(f document.File) string {
	h.t.Helper()
	c, err := h.s.Open(h.t.Context(), f)
	h.ok(err)
	defer c.Close()
	b, err := io.ReadAll(c)
	h.ok(err)
	return string(b)
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

// kept counts what is in the store, and rows those of the table.
func (h *house) kept() int {
	h.t.Helper()
	n := 0
	for _, err := range h.store.List(h.t.Context()) {
		h.ok(err)
		n++
	}
	return n
}

func (h *house) rows() int {
	h.t.Helper()
	var n int
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int](h.t.Context(), tx, `SELECT count(*) FROM document_files`)
		return err
	}))
	return n
}

// wantRefused fails unless err is a refusal of the file, in these words' key.
func (h *house) wantRefused(err error, key i18n.Key) {
	h.t.Helper()
	if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || e.Msg.Key != key {
		h.t.Errorf("got %v, want a refusal for %s", err, key)
	}
}

// faulty is a store that fails where it is told to.
type faulty struct {
	blob.Store
	put, del error
}

var errAway = &apperr.Error{Kind: apperr.Unavailable, Err: errors.New("away")}

func (f *faulty) Put(ctx context.Context, key string, from io.Reader) error {
	if f.put != nil {
		_, _ = io.CopyN(io.Discard, from, 10) // as far as it came
		return f.put
	}
	return f.Store.Put(ctx, key, from)
}

func (f *faulty) Delete(ctx context.Context, key string) error {
	if f.del != nil {
		return f.del
	}
	return f.Store.Delete(ctx, key)
}

// pdf is the beginning that makes a PDF, and some more.
func pdf(text string) string { return "%PDF-1.7\n" + text }

// endless gives so many bytes without having them.
func endless(n int64) io.Reader {
	return io.LimitReader(repeat{}, n)
}

type repeat struct{}

func (repeat) Read(b []byte) (int, error) {
	copy(b, bytes.Repeat([]byte("x"), len(b)))
	return len(b), nil
}
