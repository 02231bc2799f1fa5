package document_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"preau/internal/core/document"
	"preau/internal/core/document/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// A file is staged, bound, read, unbound and deleted, in a folder and on S3.
func TestLife(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, store blob.Store) {
		dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
			h := newHouse(t, d, store)
			before := h.kept()
			content := pdf(strings.Repeat("convention ", 10_000))
			f := h.stage(`C:\Mes documents\Convention.pdf`, content)
			sum := sha256.Sum256([]byte(content))
			if f.Name != "Convention.pdf" || f.MediaType != "application/pdf" || f.Size != int64(len(content)) || f.SHA256 != hex.EncodeToString(sum[:]) || f.There() {
				t.Fatalf("staged %+v", f)
			}
			f, err := h.bind(f, "7")
			h.ok(err)
			if !f.There() || f.Object.ID != "7" || h.read(f) != content {
				t.Fatalf("bound %+v", f)
			}
			d.Clock.Advance(40 * 24 * time.Hour) // no sweep touches it
			h.drain()
			if got := h.byID(f.ID); got != f || h.read(got) != content {
				t.Fatalf("after a month: %+v", got)
			}
			h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return h.s.Unbind(t.Context(), tx, f.ID) }))
			d.Clock.Advance(document.KeptFor - time.Minute)
			h.drain()
			if got := h.byID(f.ID); got.There() || got.State != document.Unbound || h.kept() != before+1 {
				t.Errorf("a backup that began before does not find it any more: %+v", got)
			}
			d.Clock.Advance(2 * time.Minute)
			h.drain()
			if got := h.byID(f.ID); got.State != document.Deleted || got.Name != "" || h.kept() != before {
				t.Errorf("not deleted: %+v, %d kept", got, h.kept())
			}
			if _, err := h.s.Open(t.Context(), f); !errors.Is(err, blob.ErrNone) {
				t.Errorf("opened: %v", err)
			}
		})
	})
}

// The transaction that binds is rolled back: the file waits, and can be bound by the next try.
func TestBindRolledBack(t *testing.T) {
	onBoth(t, func(h *house) {
		f := h.stage("a.pdf", pdf("x"))
		no := errors.New("the use case says no")
		err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
			if _, err := h.s.Bind(h.t.Context(), tx, h.who, papers, f.ID, document.Object{Kind: "test", ID: "1"}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) || h.byID(f.ID).State != document.Staged {
			h.t.Fatalf("%v, %+v", err, h.byID(f.ID))
		}
		_, err = h.bind(f, "2")
		h.ok(err)
	})
}

// Only what the person staged for this use, whole and once, is bound.
func TestBindIsRefused(t *testing.T) {
	onBoth(t, func(h *house) {
		f := h.stage("a.pdf", pdf("x"))
		mine := h.who
		h.who = h.person("another")
		_, err := h.bind(f, "1")
		h.wantRefused(err, msg.FaultGone)
		if _, found, err := h.s.Received(h.t.Context(), h.who, papers, f.ID); found || err != nil {
			h.t.Errorf("another's file is found: %v", err)
		}
		h.ok(h.s.Drop(h.t.Context(), h.who, f.ID))
		h.who = mine
		other := papers
		other.Key = "test.other"
		if _, found, err := h.s.Received(h.t.Context(), mine, other, f.ID); found || err != nil {
			h.t.Errorf("found for another use: %v", err)
		}
		err = h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
			_, err := h.s.Bind(h.t.Context(), tx, mine, other, f.ID, document.Object{Kind: "test", ID: "1"})
			return err
		})
		h.wantRefused(err, msg.FaultGone)
		if got, found, err := h.s.Received(h.t.Context(), mine, papers, f.ID); !found || err != nil || got.Name != "a.pdf" {
			h.t.Errorf("one's own: %v %v", found, err)
		}
		_, err = h.bind(f, "1")
		h.ok(err)
		_, err = h.bind(f, "2")
		h.wantRefused(err, msg.FaultGone)
		if got := h.byID(f.ID); got.Object.ID != "1" {
			h.t.Errorf("bound to %v", got.Object)
		}
		_, err = h.bind(document.File{ID: "none"}, "1")
		h.wantRefused(err, msg.FaultGone)
		h.ok(h.s.Drop(h.t.Context(), mine, f.ID)) // bound meanwhile: it stays
		h.drain()
		if h.read(h.byID(f.ID)) != pdf("x") {
			h.t.Error("a bound file was dropped")
		}
	})
}

// The program ended between staging and binding, or somebody left the form: a day later nothing remains.
func TestSweep(t *testing.T) {
	onBoth(t, func(h *house) {
		kept := h.bound("kept.pdf", pdf("kept"))
		left := h.stage("left.pdf", pdf("left"))
		h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error { // killed while it arrived: a row without a hash
			_, err := tx.Exec(h.t.Context(), `INSERT INTO document_files (id, blob_key, use_key, state, name, media_type, size, sha256, width, height,
				staged_by, staged_at, object_kind, object_id) VALUES ('cut', $1, 'test.paper', 'staged', 'x.pdf', 'application/pdf', 0, '', 0, 0, $2, $3, '', '')`,
				blob.NewKey(), h.who.ID, tx.Now())
			return err
		}))
		_, err := h.bind(document.File{ID: "cut"}, "1")
		h.wantRefused(err, msg.FaultGone)
		h.d.Clock.Advance(document.StagedFor - time.Minute)
		h.drain()
		if h.byID(left.ID).State != document.Staged || h.kept() != 2 {
			h.t.Fatalf("swept too soon")
		}
		h.d.Clock.Advance(2 * time.Hour)
		h.drain()
		for _, id := range []string{left.ID, "cut"} {
			if got := h.byID(id); got.State != document.Deleted {
				h.t.Errorf("not swept: %+v", got)
			}
		}
		if h.kept() != 1 || h.read(h.byID(kept.ID)) != pdf("kept") {
			h.t.Errorf("%d are kept", h.kept())
		}
		_, err = h.bind(left, "1")
		h.wantRefused(err, msg.FaultGone)
	})
}

// Sweeps and bindings that meet agree: what was bound is there, what was swept is not, and nothing is both.
func TestSweepsAtOnce(t *testing.T) {
	onBoth(t, func(h *house) {
		var staged []document.File
		for range 30 {
			staged = append(staged, h.stage("a.pdf", pdf("x")))
		}
		h.d.Clock.Advance(document.StagedFor + time.Hour)
		var all sync.WaitGroup
		bound := make([]bool, len(staged))
		for range 3 {
			all.Go(func() {
				if _, err := h.q.Drain(context.WithoutCancel(h.t.Context())); err != nil {
					h.t.Error(err)
				}
			})
		}
		all.Go(func() {
			for i, f := range staged {
				_, err := h.bind(f, "1")
				if bound[i] = err == nil; err != nil && !apperr.Is(err, apperr.Invalid) {
					h.t.Error(err)
				}
			}
		})
		all.Wait()
		h.drain()
		for i, f := range staged {
			got := h.byID(f.ID)
			_, err := h.s.Open(h.t.Context(), f)
			if bound[i] != (got.State == document.Bound) || bound[i] != (err == nil) || !bound[i] && got.State != document.Deleted {
				h.t.Errorf("bound %v, and it is %s: %v", bound[i], got.State, err)
			}
		}
	})
}

// A deletion that the store refuses is tried again, and one whose job died is taken up by a later sweep.
func TestDeletionIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		store := &faulty{Store: blobtest.Folder(t), del: errAway}
		h := newHouse(t, d, store)
		f := h.stage("a.pdf", pdf("x"))
		h.ok(h.s.Drop(t.Context(), h.who, f.ID))
		for range 40 { // until the job is dead
			_, _ = h.q.Drain(t.Context()) // it tells that the store is away
			d.Clock.Advance(time.Hour)
		}
		if got := h.byID(f.ID); got.State != document.Unbound || h.kept() != 1 {
			t.Fatalf("%+v", got)
		}
		store.del = nil
		d.Clock.Advance(2 * document.KeptFor)
		h.drain()
		if got := h.byID(f.ID); got.State != document.Deleted || h.kept() != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// A store that is away, a line that is cut and a person who leaves: nothing is staged, and nothing remains, then or
// after the sweep.
func TestBrokenUpload(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		store := &faulty{Store: blobtest.Folder(t)}
		h := newHouse(t, d, store)
		cut := errors.New("the line is cut")
		_, err := h.s.Stage(t.Context(), h.who, papers, "a.pdf", io.MultiReader(strings.NewReader(pdf(strings.Repeat("x", 9000))), iotest.ErrReader(cut)))
		if !errors.Is(err, cut) || h.kept() != 0 || h.rows() != 0 {
			t.Errorf("%v, %d kept, %d rows", err, h.kept(), h.rows())
		}
		store.put = errAway
		_, err = h.s.Stage(t.Context(), h.who, papers, "a.pdf", strings.NewReader(pdf("x")))
		if !apperr.Is(err, apperr.Unavailable) || h.kept() != 0 || h.rows() != 0 {
			t.Errorf("%v, %d kept, %d rows", err, h.kept(), h.rows())
		}
		store.del = errAway // the clean-up fails too
		_, err = h.s.Stage(t.Context(), h.who, papers, "a.pdf", strings.NewReader(pdf("x")))
		if !apperr.Is(err, apperr.Unavailable) || h.rows() != 1 {
			t.Errorf("%v, %d rows", err, h.rows())
		}
		store.put, store.del = nil, nil
		ctx, leave := context.WithCancel(t.Context())
		_, err = h.s.Stage(ctx, h.who, papers, "a.pdf", io.MultiReader(strings.NewReader(pdf(strings.Repeat("x", 9000))), leaving{leave}, endless(1000)))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
		d.Clock.Advance(document.StagedFor + time.Hour)
		h.drain()
		if h.kept() != 0 {
			t.Errorf("%d kept", h.kept())
		}
	})
}

type leaving struct{ leave context.CancelFunc }

func (l leaving) Read([]byte) (int, error) {
	l.leave()
	return 0, io.EOF
}

// While S3 is down a file is refused in words, and taken when it is back.
func TestS3IsDown(t *testing.T) {
	t.Parallel()
	server := blobtest.NewServer(t)
	h := newHouse(t, dbtest.Open(t, db.SQLite), server.Store())
	f := h.bound("a.pdf", pdf("before"))
	server.Stop()
	_, err := h.s.Stage(t.Context(), h.who, papers, "b.pdf", strings.NewReader(pdf("x")))
	for _, err := range []error{err, h.s.Ready(t.Context())} {
		if e, ok := apperr.As(err); !ok || e.Kind != apperr.Unavailable || e.Msg.Key == "" {
			t.Errorf("got %v", err)
		}
	}
	if _, err := h.s.Open(t.Context(), f); !apperr.Is(err, apperr.Unavailable) {
		t.Errorf("opened: %v", err)
	}
	server.Start()
	h.bound("b.pdf", pdf("x"))
	if h.read(f) != pdf("before") {
		t.Error("what was there before is lost")
	}
}

// The states in SQL are those of the type.
func TestStates(t *testing.T) {
	onBoth(t, func(h *house) {
		f := h.stage("a.pdf", pdf("x"))
		for _, s := range []document.State{document.Staged, document.Unbound, document.Deleted, "other"} {
			err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(h.t.Context(), `UPDATE document_files SET state = $1 WHERE id = $2`, s, f.ID)
				return err
			})
			if (err == nil) != (s != "other") {
				h.t.Errorf("%s: %v", s, err)
			}
		}
	})
}

// What the store has must be what the row says.
func TestShortened(t *testing.T) {
	onBoth(t, func(h *house) {
		f := h.bound("a.pdf", pdf("x"))
		f.Size++
		if _, err := h.s.Open(h.t.Context(), f); !errors.Is(err, io.ErrUnexpectedEOF) {
			h.t.Errorf("got %v", err)
		}
	})
}
