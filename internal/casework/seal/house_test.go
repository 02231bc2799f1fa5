package seal_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/casework/seal"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/jobs"
)

var quiet = slog.New(slog.DiscardHandler)

// house is the service on a database, a keyring and a store of secrets.
type house struct {
	t       testing.TB
	d       *dbtest.DB
	q       *jobs.Queue
	secrets blob.Store
	dir     string // of the keyring
	s       *seal.Service
}

func newHouse(t testing.TB, d *dbtest.DB, secrets blob.Store, dir string) *house {
	t.Helper()
	h := &house{t: t, d: d, secrets: secrets, dir: dir, q: jobs.New(d.DB, d.Clock, quiet)}
	h.s = seal.New(seal.Options{DB: d.DB, Jobs: h.q, Clock: d.Clock, Log: quiet, Ring: h.ring(""), Secrets: secrets})
	return h
}

func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d, blobtest.Folder(t), t.TempDir())) })
}

// again is the same machine after a restart: nothing is remembered.
func (h *house) again() *house { return newHouse(h.t, h.d, h.secrets, h.dir) }

func (h *house) ring(given string) *seal.Ring {
	h.t.Helper()
	r, err := seal.OpenRing(h.dir, given, quiet)
	h.ok(err)
	return r
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return fn(h.t.Context(), tx) }))
}

// key is the key of a demand that is there.
func (h *house) key(demand string) seal.Key {
	h.t.Helper()
	k, err := h.s.Stage(h.t.Context())
	h.ok(err)
	h.tx(func(ctx context.Context, tx *db.Tx) error { return h.s.Bind(ctx, tx, k, demand) })
	return k
}

func (h *house) destroy(k seal.Key) {
	h.t.Helper()
	h.tx(func(ctx context.Context, tx *db.Tx) error { return h.s.Destroy(ctx, tx, k.ID()) })
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

// kept counts the secrets; the store's own mark is one.
func (h *house) kept() int {
	h.t.Helper()
	n := 0
	for _, err := range h.secrets.List(h.t.Context()) {
		h.ok(err)
		n++
	}
	return n
}

func (h *house) find(query string, among ...seal.Candidate) string {
	h.t.Helper()
	out, err := h.s.Find(h.t.Context(), query, among)
	h.ok(err)
	return strings.Join(out, " ")
}

func (h *house) wantOpens(keyID string, sealed []byte, want string) {
	h.t.Helper()
	k, err := h.s.One(h.t.Context(), keyID)
	h.ok(err)
	if got, err := k.Open(title, sealed); err != nil || got != want {
		h.t.Errorf("opened %q, %v; want %q", got, err, want)
	}
}

func (h *house) wantGone(keyID string) {
	h.t.Helper()
	if k, err := h.s.One(h.t.Context(), keyID); !errors.Is(err, seal.ErrGone) || !k.Gone() {
		h.t.Errorf("the key opens, or cannot be opened for another reason: %v", err)
	}
}

// copied is the database as a backup has it: its very file, or a copy that PostgreSQL makes.
func (h *house) copied() *dbtest.DB {
	h.t.Helper()
	h.ok(h.d.Close())
	if h.d.Engine() == db.Postgres {
		return dbtest.OpenAt(h.t, dbtest.CopyPostgres(h.t, h.d.URL))
	}
	to := filepath.Join(h.t.TempDir(), "copy.db")
	from, err := os.Open(h.d.URL)
	h.ok(err)
	defer from.Close()
	f, err := os.Create(to)
	h.ok(err)
	_, err = io.Copy(f, from)
	h.ok(errors.Join(err, f.Close()))
	return dbtest.OpenAt(h.t, to)
}

var title = seal.Place{Table: "casework_cases", Column: "title", Row: "1"}
