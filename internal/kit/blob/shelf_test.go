package blob_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
)

func eachShelf(t *testing.T, test func(t *testing.T, s blob.Shelf)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "shelf")
		if _, err := blob.NewShelfFolder(dir); err == nil || !strings.Contains(err.Error(), "is not there") {
			t.Errorf("a folder that is not there: %v", err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s, err := blob.NewShelfFolder(dir)
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("opening it made %v", left)
		}
		if err != nil {
			t.Fatal(err)
		}
		test(t, s)
	})
	t.Run("s3", func(t *testing.T) { t.Parallel(); test(t, blobtest.NewServer(t).Shelf()) })
}

func onShelf(t *testing.T, s blob.Shelf, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if errors.Is(err, blob.ErrNone) {
		return "(none)"
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// What is put under a name comes back; another in its place replaces it, and one that breaks does not.
func TestShelf(t *testing.T) {
	t.Parallel()
	eachShelf(t, func(t *testing.T, s blob.Shelf) {
		names := func(folder string) (out []string) {
			for name, err := range s.List(t.Context(), folder) {
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, name)
			}
			slices.Sort(out)
			return out
		}
		put := func(name string, from io.Reader) error { return s.Put(t.Context(), name, from) }
		if got := names("sets/"); len(got) > 0 || onShelf(t, s, "sets/a/x") != "(none)" {
			t.Errorf("an empty shelf lists %q", got)
		}
		large := make([]byte, 6<<20) // S3 takes it in two parts
		_, _ = rand.Read(large)
		for name, content := range map[string]string{"sets/a/x": "first", "sets/a/y.zst": string(large), "sets/b/x": "", "files/ab/x": "z"} {
			if err := put(name, strings.NewReader(content)); err != nil {
				t.Fatal(err)
			}
			if onShelf(t, s, name) != content {
				t.Errorf("%s comes back as another", name)
			}
		}
		cut := errors.New("the line is cut")
		for _, sent := range []int64{0, 3, 6 << 20} {
			if err := put("sets/a/x", io.MultiReader(io.LimitReader(bytes.NewReader(large), sent), iotest.ErrReader(cut))); !errors.Is(err, cut) {
				t.Errorf("cut after %d bytes: %v", sent, err)
			}
			if got := onShelf(t, s, "sets/a/x"); got != "first" {
				t.Errorf("cut after %d bytes: %d bytes are there", sent, len(got))
			}
		}
		if err := put("sets/a/x", strings.NewReader("second")); err != nil || onShelf(t, s, "sets/a/x") != "second" {
			t.Errorf("not replaced: %v", err)
		}
		if got := names("sets/"); !slices.Equal(got, []string{"sets/a/x", "sets/a/y.zst", "sets/b/x"}) {
			t.Errorf("listed %q", got)
		}
		for range 2 { // the second time there is none
			if err := s.Delete(t.Context(), "sets/b/x"); err != nil {
				t.Fatal(err)
			}
		}
		if got := names("sets/"); len(got) != 2 {
			t.Errorf("listed %q", got)
		}
		for _, name := range []string{"", "/etc/passwd", "../x", "sets/../x", "sets/", "a b", ".x", "sets//x", strings.Repeat("a", 600)} {
			_, err := s.Open(t.Context(), name)
			if err == nil || errors.Is(err, blob.ErrNone) || put(name, strings.NewReader("x")) == nil || s.Delete(t.Context(), name) == nil {
				t.Errorf("%q is taken for a name: %v", name, err)
			}
		}
	})
}
