package instance_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestKeyIsMadeOnceAndReadAgain(t *testing.T) {
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	keys := make([]instance.Key, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() { keys[i], _ = instance.LoadKey(dir, "", log) })
	}
	wg.Wait()
	for _, k := range keys {
		if len(k) != 32 || !bytes.Equal(k, keys[0]) {
			t.Fatal("first starts at the same time got different keys")
		}
	}
	st, err := os.Stat(filepath.Join(dir, instance.KeyFile))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, st.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeyGivenAsASecret(t *testing.T) {
	raw := bytes.Repeat([]byte{0xfb}, 32)
	for _, s := range []string{
		base64.RawURLEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw), " " + base64.URLEncoding.EncodeToString(raw) + "\n",
	} {
		k, err := instance.LoadKey("/nowhere", s, nil)
		if err != nil || !bytes.Equal(k, raw) {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"a", strings.Repeat("a", 42), strings.Repeat("a", 44), strings.Repeat("é", 22)} {
		if _, err := instance.ParseKey(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestBrokenKeyFileIsKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, instance.KeyFile)
	if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := instance.LoadKey(dir, "", slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "half" {
		t.Errorf("overwritten: %q", raw)
	}
}

func TestOpenKeyFileIsWarnedAbout(t *testing.T) {
	dir := t.TempDir()
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	k, err := instance.LoadKey(dir, "", log)
	if err != nil || said.Len() > 0 {
		t.Fatalf("%v, %s", err, &said)
	}
	if err := os.Chmod(filepath.Join(dir, instance.KeyFile), 0o640); err != nil {
		t.Fatal(err)
	}
	again, err := instance.LoadKey(dir, "", log)
	if err != nil || !bytes.Equal(k, again) || !strings.Contains(said.String(), "level=WARN") {
		t.Errorf("%v, said %q", err, &said)
	}
}

func TestKeyNeverPrintsItself(t *testing.T) {
	k := key(65)
	var said bytes.Buffer
	slog.New(slog.NewTextHandler(&said, nil)).Info("start", "key", k)
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, k, k), said.String()} {
		if strings.Contains(s, "AAAA") || strings.Contains(s, "65 65") || strings.Contains(s, "0x41") {
			t.Errorf("prints %q", s)
		}
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	a, b, c := key(1).Derive("a"), key(1).Derive("b"), key(2).Derive("a")
	if len(a) != 32 || bytes.Equal(a, b) || bytes.Equal(a, c) || !bytes.Equal(a, key(1).Derive("a")) {
		t.Error("a derived key depends on the key and on the purpose, on nothing else")
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		check := func(k instance.Key) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return instance.CheckKey(t.Context(), tx, k) })
		}
		if err := check(key(1)); err != nil {
			t.Fatal(err)
		}
		if err := check(key(1)); err != nil {
			t.Errorf("the same key later: %v", err)
		}
		if err := check(key(2)); !apperr.Is(err, apperr.Conflict) {
			t.Errorf("another key: %v", err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			known, err := db.Value[string](ctx, tx, `SELECT fingerprint FROM instance_keys`)
			if len(known) != 32 || strings.Contains(known, "0101") {
				t.Errorf("fingerprint %q", known)
			}
			return err
		})
	})
}
