package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"preau/internal/app"
)

// A reason's code is written as "room.words" on a line that speaks of a code.
var (
	codeLine   = regexp.MustCompile(`\bCode\b|\b[Cc]ode[A-Z]`)
	codeLetter = regexp.MustCompile(`"((?:access|account|casework|catalog|contact|imports|needs|notify|offers|ordering|request|retention|terms|token|webhook)\.[a-z_]+)"`)
)

// TestEveryReasonIsSaid looks in the sources for the codes of reasons: each has a sentence for « Nous contacter ».
func TestEveryReasonIsSaid(t *testing.T) {
	said, found := app.Said(), map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			if m := codeLetter.FindStringSubmatch(line); m != nil && codeLine.MatchString(line) {
				found[m[1]] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for code := range found {
		if said[code] == "" {
			t.Errorf("%s has no sentence", code)
		}
	}
	for code := range said {
		if !found[code] {
			t.Errorf("%s is said and no reason has it", code)
		}
	}
	if len(found) < 40 {
		t.Errorf("%d codes found", len(found))
	}
}
