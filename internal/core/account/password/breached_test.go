package password_test

import (
	"bufio"
	"bytes"
	"crypto/sha1" //nolint:gosec // as the lists are made
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/account/password"
)

// lists makes the two forms of a list of these passwords, which was seen a few times each, among 500 hashes of others.
func lists(t *testing.T, pws ...string) (folder, file string) {
	t.Helper()
	var lines []string
	for i := range 500 {
		pws = append(pws, fmt.Sprintf("somebody else's %d", i))
	}
	folder = t.TempDir()
	for i, pw := range pws {
		digits := fmt.Sprintf("%X", sha1.Sum([]byte(pw))) //nolint:gosec // as the lists are made
		lines = append(lines, fmt.Sprintf("%s:%d", digits, i+1))
		f, err := os.OpenFile(filepath.Join(folder, digits[:5]+".txt"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "%s:%d\r\n", digits[5:], i+1)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(lines)
	file = filepath.Join(t.TempDir(), "pwnedpasswords.txt")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, file
}

// Every line of a list is found, in both forms, the first and the last too; nothing else is, and what is no list is refused at start.
func TestBreaches(t *testing.T) {
	t.Parallel()
	const came, not = "tulipes et vélos lents", "trois chaises sous la pluie"
	folder, file := lists(t, "password", came)
	for _, path := range []string{folder, file} {
		b, err := password.OpenBreaches(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		for i := range 500 {
			if has, err := b.Has(fmt.Sprintf("somebody else's %d", i)); err != nil || !has {
				t.Fatalf("%s: line of %d: %v, %v", path, i, has, err)
			}
		}
		c := password.NewChecker(b, slog.New(slog.DiscardHandler))
		if got := c.Check(came); got != password.Breached {
			t.Errorf("%s: %q", path, got)
		}
	}
	b, err := password.OpenBreaches(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	for i := range 500 {
		if has, err := b.Has(fmt.Sprintf("nobody's %d", i)); err != nil || has {
			t.Fatalf("not of the list: %v, %v", has, err)
		}
	}
	// A folder that lost a file says so in the log, and keeps nobody out.
	b, err = password.OpenBreaches(folder)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if got := password.NewChecker(b, slog.New(slog.NewTextHandler(&log, nil))).Check(not); got != password.OK || !strings.Contains(log.String(), "cannot be read") {
		t.Errorf("missing file: %q, log %s", got, log.String())
	}
	if prefix := fmt.Sprintf("%X", sha1.Sum([]byte(not)))[:5]; strings.Contains(log.String(), "chaises") || strings.Contains(log.String(), prefix) { //nolint:gosec // as the lists are made
		t.Errorf("the log tells the password, or what its hash begins with: %s", log.String())
	}
	for _, path := range []string{filepath.Join(folder, "nowhere"), t.TempDir(), filepath.Join(folder, "5BAA6.txt")} {
		if _, err := password.OpenBreaches(path); err == nil {
			t.Errorf("%s is taken for a list", path)
		}
	}
	if b, err := password.OpenBreaches(""); b != nil || err != nil {
		t.Error("no list is needed")
	}
}

// None of the commonest passwords that are long enough gets through.
func TestTop(t *testing.T) {
	t.Parallel()
	f, err := os.Open("top.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	c, n := password.NewChecker(nil, slog.New(slog.DiscardHandler)), 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		for _, pw := range []string{s.Text(), strings.ToUpper(s.Text())} {
			if got := c.Check(pw); got == password.OK {
				t.Errorf("%s gets through", pw)
			}
		}
	}
	if n < 200 {
		t.Errorf("%d passwords", n)
	}
}
