package blob_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
)

func keys(t *testing.T, s blob.Store) []string {
	t.Helper()
	var out []string
	for i, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, i.Key)
	}
	slices.Sort(out)
	return out
}

func read(t *testing.T, s blob.Store, key string) []byte {
	t.Helper()
	b, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	out, err := io.ReadAll(b)
	if err != nil {
		t.Fatal(err)
	}
	if b.Info().Size != int64(len(out)) || b.Info().Key != key || b.Info().At.IsZero() {
		t.Errorf("read %d bytes of %+v", len(out), b.Info())
	}
	return out
}

// What is kept comes back byte by byte, whatever its size, and from any of its bytes on.
func TestKeptWhole(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, s blob.Store) {
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		var made []string
		for _, size := range []int{0, 1, 5<<20 - 1, 5 << 20, 5<<20 + 1, 13 << 20} {
			content := make([]byte, size)
			_, _ = rand.Read(content)
			key := blob.NewKey()
			if err := s.Put(t.Context(), key, iotest.HalfReader(bytes.NewReader(content))); err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			made = append(made, key)
			if got := read(t, s, key); !bytes.Equal(got, content) {
				t.Fatalf("%d bytes come back as %d others", size, len(got))
			}
			if size < 2 {
				continue
			}
			b, err := s.Open(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			half := make([]byte, size/2)
			_, err = b.Seek(int64(size-size/2), io.SeekStart)
			if err == nil {
				_, err = io.ReadFull(b, half)
			}
			if err != nil || !bytes.Equal(half, content[size-size/2:]) {
				t.Errorf("%d bytes from the middle on: %v", size, err)
			}
			_ = b.Close()
		}
		slices.Sort(made)
		if got := keys(t, s); !slices.Equal(got, made) {
			t.Errorf("listed %q, kept %q", got, made)
		}
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, s blob.Store) {
		key := blob.NewKey()
		if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNone) {
			t.Errorf("opened nothing: %v", err)
		}
		if err := s.Put(t.Context(), key, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time there is none
			if err := s.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNone) {
			t.Errorf("opened what was deleted: %v", err)
		}
		if got := keys(t, s); len(got) > 0 {
			t.Errorf("still listed: %q", got)
		}
	})
}

// A stream that breaks leaves nothing, and its own error comes back; so does one whose reader gives up.
func TestBrokenStream(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, s blob.Store) {
		cut := errors.New("the line is cut")
		for _, size := range []int64{0, 100, 6 << 20} {
			key := blob.NewKey()
			err := s.Put(t.Context(), key, io.MultiReader(io.LimitReader(rand.Reader, size), iotest.ErrReader(cut)))
			if !errors.Is(err, cut) || apperr.KindOf(err) != apperr.Internal {
				t.Errorf("cut after %d bytes: %v", size, err)
			}
			if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNone) {
				t.Errorf("cut after %d bytes, it is there: %v", size, err)
			}
		}
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if err := s.Put(ctx, blob.NewKey(), strings.NewReader("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits any more: %v", err)
		}
		if got := keys(t, s); len(got) > 0 {
			t.Errorf("left behind: %q", got)
		}
	})
}

// No name of a person, and no path, is a key.
func TestForeignKeys(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, s blob.Store) {
		for _, key := range []string{"", "a", "../../etc/passwd", "incoming", strings.Repeat("A", 64), strings.Repeat("a", 63), "/" + strings.Repeat("a", 63), strings.Repeat("../", 21) + "a"} {
			_, err := s.Open(t.Context(), key)
			if errors.Is(err, blob.ErrNone) || err == nil {
				t.Errorf("%q is opened: %v", key, err)
			}
			if s.Put(t.Context(), key, strings.NewReader("x")) == nil || s.Delete(t.Context(), key) == nil {
				t.Errorf("%q is taken for a key", key)
			}
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	blobtest.Each(t, func(t *testing.T, s blob.Store) {
		var all sync.WaitGroup
		for i := range 24 {
			all.Go(func() {
				key, content := blob.NewKey(), bytes.Repeat([]byte{byte(i)}, 1000*i)
				if err := s.Put(t.Context(), key, bytes.NewReader(content)); err != nil {
					t.Error(err)
				} else if !bytes.Equal(read(t, s, key), content) {
					t.Errorf("%d is another's", i)
				}
			})
		}
		all.Wait()
		if got := keys(t, s); len(got) != 24 {
			t.Errorf("%d are kept", len(got))
		}
	})
}

// Files are for the program alone, a key is used once, and what is in the folder by mistake is no blob.
func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "files")
	f, err := blob.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	key := blob.NewKey()
	if err := f.Put(t.Context(), key, strings.NewReader("first")); err != nil {
		t.Fatal(err)
	}
	i, err := os.Stat(filepath.Join(dir, key[:2], key))
	if err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", i.Mode(), err)
	}
	if err := f.Put(t.Context(), key, strings.NewReader("second")); err == nil || string(read(t, f, key)) != "first" {
		t.Errorf("a blob was written over: %v", err)
	}
	killed := blob.NewKey() // while it arrived
	for _, name := range []string{filepath.Join("incoming", killed), "notes.txt", filepath.Join(key[:2], "x"), filepath.Join("incoming", blob.NewKey())} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := keys(t, f); !slices.Equal(got, []string{key}) {
		t.Errorf("listed %q", got)
	}
	if err := f.Delete(t.Context(), killed); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "incoming", killed)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed program left is still there: %v", err)
	}
}

// The disk of the files was unmounted, or another folder was put in its place.
func TestFolderIsGone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := blob.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	key := blob.NewKey()
	if err := f.Put(t.Context(), key, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, f.Ready(t.Context()))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, f.Ready(t.Context()))
}

func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Unavailable || e.Msg.Key == "" || e.RetryAfter == 0 {
		t.Errorf("got %v, want unavailable, in words", err)
	}
}

// While the server is down everything says so soon; when it is back everything is there.
func TestS3IsDown(t *testing.T) {
	t.Parallel()
	server := blobtest.NewServer(t)
	s := server.Store()
	key := blob.NewKey()
	if err := s.Put(t.Context(), key, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	lost := blob.NewKey()
	wantUnavailable(t, s.Ready(t.Context()))
	wantUnavailable(t, s.Put(t.Context(), lost, strings.NewReader("x")))
	wantUnavailable(t, s.Delete(t.Context(), key))
	_, err := s.Open(t.Context(), key)
	wantUnavailable(t, err)
	for _, err := range s.List(t.Context()) {
		wantUnavailable(t, err)
	}
	server.Start()
	if got := string(read(t, s, key)); got != "x" {
		t.Errorf("after the server is back: %q", got)
	}
	if err := s.Put(t.Context(), lost, strings.NewReader("y")); err != nil {
		t.Error(err)
	}
}

// What is wrong with the settings is told at the start, or by Ready.
func TestS3Settings(t *testing.T) {
	t.Parallel()
	good := blob.S3Options{Endpoint: "https://s3.example.org", Bucket: "b", Key: "k", Secret: "s"}
	for name, change := range map[string]func(*blob.S3Options){
		"no scheme": func(o *blob.S3Options) { o.Endpoint = "s3.example.org" }, "another scheme": func(o *blob.S3Options) { o.Endpoint = "ftp://s3.example.org" },
		"a path": func(o *blob.S3Options) { o.Endpoint += "/bucket" }, "no bucket": func(o *blob.S3Options) { o.Bucket = "" },
		"no key": func(o *blob.S3Options) { o.Key = "" }, "no secret": func(o *blob.S3Options) { o.Secret = "" },
	} {
		o := good
		change(&o)
		if _, err := blob.NewS3(o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := blob.NewS3(good); err != nil {
		t.Error(err)
	}
	server := blobtest.NewServer(t)
	for name, change := range map[string]func(*blob.S3Options){
		"another bucket": func(o *blob.S3Options) { o.Bucket = "elsewhere" }, "another secret": func(o *blob.S3Options) { o.Secret = "wrong" },
	} {
		o := server.Options()
		change(&o)
		s, err := blob.NewS3(o)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			wantUnavailable(t, s.Ready(t.Context()))
			wantUnavailable(t, s.Put(t.Context(), blob.NewKey(), strings.NewReader("x")))
		})
	}
}
