package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The same seed makes the same catalogues, one a market; another seed makes others.
func TestGenerateCatalogue(t *testing.T) {
	made := func(seed uint64) map[string][]byte {
		c := generateCatalogue{Articles: 300, Seed: seed, Country: "BE", Lots: 2, To: t.TempDir()}
		if err := c.Run(); err != nil {
			t.Fatal(err)
		}
		out := map[string][]byte{}
		files, err := filepath.Glob(filepath.Join(c.To, "*.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if out[filepath.Base(f)], err = os.ReadFile(f); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	one, again, other := made(1), made(1), made(2)
	articles := 0
	for name, text := range one {
		if !bytes.Equal(text, again[name]) {
			t.Errorf("%s differs", name)
		}
		if name != "marches.csv" {
			articles += bytes.Count(text, []byte("\r\n")) - 1
		}
	}
	if articles != 300 || len(one) != 21 || strings.Count(string(one["marches.csv"]), "\n") != 21 || bytes.Equal(one["marche-001.csv"], other["marche-001.csv"]) {
		t.Errorf("%d articles in %d files: %s", articles, len(one), one["marches.csv"])
	}
	if (&generateCatalogue{Lots: 1}).Run() == nil {
		t.Error("a catalogue without articles")
	}
}
