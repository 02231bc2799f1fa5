package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"preau/internal/casework/seal"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

func jobsOf(h *house) *jobs.Queue { return jobs.New(h.d.DB, h.d.Clock, quiet) }

// A ring is read line by line; a fault names the line and keeps the key.
func TestRingText(t *testing.T) {
	t.Parallel()
	one, two := id.Secret(), id.Secret()
	for _, good := range []string{one, one + "\n", "# a\n\n " + one + "= \r\n" + two} {
		if _, err := seal.OpenRing("", good, quiet); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"#", one[:42], one + "\n" + two + "x", one + "\n" + one, one + " " + two, "é"} {
		_, err := seal.OpenRing("", bad, quiet)
		if err == nil {
			t.Errorf("%q is a ring", bad)
		} else if strings.Contains(err.Error(), one[:10]) || strings.Contains(err.Error(), two[:10]) {
			t.Errorf("the fault shows a key: %v", err)
		}
	}
}

// Of many first starts at once all have one ring, for its owner alone.
func TestFirstStarts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := seal.OpenRing(dir, "", quiet); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	raw, err := os.ReadFile(filepath.Join(dir, seal.RingFile))
	if err != nil || len(strings.Fields(string(raw))) != 1 {
		t.Errorf("%d lines, %v", len(strings.Fields(string(raw))), err)
	}
	if st, err := os.Stat(filepath.Join(dir, seal.RingFile)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.*.*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if err := os.WriteFile(filepath.Join(dir, seal.RingFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenRing(dir, "", quiet); err == nil {
		t.Error("an empty ring is replaced, or taken")
	}
}

// A file of any size comes back whole; changed in any way, it does not.
func TestFiles(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C081")
	h := newHouse(t, dbtest.Open(t, db.SQLite), blobtest.Folder(t), t.TempDir())
	k, err := h.s.Stage(t.Context())
	h.ok(err)
	place := seal.Place{Table: "document_files", Column: "blob", Row: "1"}
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 128 << 10, 200_000} {
		plain := make([]byte, size)
		_, _ = rand.Read(plain)
		r, err := k.SealFile(place, iotest.HalfReader(bytes.NewReader(plain)))
		h.ok(err)
		sealed, err := io.ReadAll(r)
		h.ok(err)
		if int64(len(sealed)) != seal.SealedSize(int64(size)) {
			t.Errorf("%d bytes become %d, not %d", size, len(sealed), seal.SealedSize(int64(size)))
		}
		open := func(place seal.Place, from []byte) ([]byte, error) {
			r, err := k.OpenFile(place, iotest.OneByteReader(bytes.NewReader(from)))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}
		if got, err := open(place, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes come back as %d: %v", size, len(got), err)
		}
		wrong := map[string][]byte{
			"nothing": nil, "its head": sealed[:20], "a byte less": sealed[:len(sealed)-1], "a byte more": append(bytes.Clone(sealed), 0),
			"its end changed": append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1), "another way": append([]byte{7}, sealed[1:]...),
		}
		if size > 64<<10 {
			wrong["its last chunk away"] = sealed[:33+64<<10+16]
			wrong["a chunk twice"] = append(bytes.Clone(sealed[:33+64<<10+16]), sealed[33:]...)
		}
		for name, from := range wrong {
			if _, err := open(place, from); err == nil {
				t.Errorf("%d bytes, %s: opened", size, name)
			}
		}
		if _, err := open(seal.Place{Table: "document_files", Column: "blob", Row: "2"}, sealed); err == nil {
			t.Errorf("%d bytes open in another place", size)
		}
	}
	broken := errors.New("the line is cut")
	r, err := k.SealFile(place, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(broken)))
	h.ok(err)
	if _, err := io.ReadAll(r); !errors.Is(err, broken) {
		t.Errorf("a broken stream ends with %v", err)
	}
	if _, err := (seal.Key{}).SealFile(place, strings.NewReader("x")); !errors.Is(err, seal.ErrGone) {
		t.Errorf("sealed by nothing: %v", err)
	}
}
