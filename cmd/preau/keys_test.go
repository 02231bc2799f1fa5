package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/kit/config"
	"preau/internal/kit/covers"
)

// The keyring is changed from the command line: a key joins, and goes when it is no longer the one in use.
func TestKeys(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C081")
	data := t.TempDir()
	preau := func(args ...string) (int, string, string) {
		var out, err bytes.Buffer
		code := run(t.Context(), append(args, "-data", data), config.Environ{}, streams{out: &out, err: &err})
		return code, out.String(), err.String()
	}
	if code, _, said := preau("keys", "list"); code == 0 || !strings.Contains(said, "database") {
		t.Errorf("keys of a platform that is not there: %d %s", code, said)
	}
	if code, _, said := preau("migrate"); code != 0 {
		t.Fatal(said)
	}
	code, list, said := preau("keys", "list")
	first, _, _ := strings.Cut(list, " ")
	if code != 0 || len(first) != 16 || !strings.Contains(list, "in use") || strings.Count(list, "\n") != 1 {
		t.Fatalf("%d %s %s", code, list, said)
	}
	if code, _, said = preau("keys", "drop", first); code == 0 || !strings.Contains(said, "is the one in use") {
		t.Errorf("dropped: %d %s", code, said)
	}
	code, list, said = preau("keys", "rotate")
	if code != 0 || !strings.Contains(list, "Wrapped anew: 0.") || strings.Count(list, "\n") != 3 || !strings.Contains(list, "no longer needed") {
		t.Errorf("%d %s %s", code, list, said)
	}
	if code, _, said = preau("keys", "drop", first); code != 0 {
		t.Error(said)
	}
	raw, err := os.ReadFile(filepath.Join(data, "demands.keys"))
	if err != nil || len(strings.Fields(string(raw))) != 1 {
		t.Errorf("%d lines, %v", len(strings.Fields(string(raw))), err)
	}
	if code, _, said := preau("keys", "list", "-keyring", "short"); code == 0 || strings.Contains(said, "short") {
		t.Errorf("%d %s", code, said)
	}
}
