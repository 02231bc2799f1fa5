package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const threeStatements = "R001\tE\tfirst\nC012\tD\tsecond\nO9\tS\tthird\n"

// events writes a run: each line is "action test", or "covers test statement", of package preau/internal/needs.
func events(t *testing.T, lines ...string) string {
	t.Helper()
	var b strings.Builder
	for _, l := range lines {
		f := strings.Fields(l)
		switch f[0] {
		case "covers":
			b.WriteString(`{"Action":"output","Package":"preau/internal/needs","Test":"` + f[1] + `","Output":"    x_test.go:9: covers: ` + f[2] + `\n"}` + "\n")
		case "lacks":
			b.WriteString(`{"Action":"output","Package":"preau/internal/needs","Test":"` + f[1] + `","Output":"    no PostgreSQL server\n"}` + "\n")
		default:
			b.WriteString(`{"Action":"` + f[0] + `","Package":"preau/internal/needs","Test":"` + f[1] + `"}` + "\n")
		}
	}
	return write(t, "run.json", b.String())
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestProofs(t *testing.T) {
	for _, tc := range []struct {
		name string
		run  []string
		want map[string][]string
	}{
		{"a passed test", []string{"covers TestA R001", "pass TestA"}, map[string][]string{"R001": {"needs.TestA"}}},
		{"a failed test", []string{"covers TestA R001", "fail TestA"}, nil},
		{"a test that never ended", []string{"covers TestA R001"}, nil},
		{"subtests count once", []string{"covers TestA/x R001", "pass TestA/x", "covers TestA/y R001", "pass TestA/y"}, map[string][]string{"R001": {"needs.TestA"}}},
		{"both engines", []string{"covers TestA/sqlite R001", "covers TestA/postgres R001", "pass TestA/sqlite", "pass TestA/postgres"}, map[string][]string{"R001": {"needs.TestA"}}},
		{"one engine failed", []string{"covers TestA/sqlite R001", "covers TestA/postgres R001", "pass TestA/sqlite", "fail TestA/postgres"}, nil},
		{"one engine skipped", []string{"covers TestA/sqlite R001", "pass TestA/sqlite", "skip TestA/postgres"}, nil},
		{"deeper, both", []string{"covers TestA/sqlite/x C012", "covers TestA/postgres/x C012", "pass TestA/sqlite/x", "pass TestA/postgres/x"}, map[string][]string{"C012": {"needs.TestA"}}},
		{"deeper, one", []string{"covers TestA/sqlite/x C012", "pass TestA/sqlite/x", "pass TestA/postgres"}, nil},
		{"named above its engines, one skipped", []string{"covers TestA O9", "pass TestA/sqlite", "skip TestA/postgres", "pass TestA"}, nil},
		{"named above its engines, both", []string{"covers TestA O9", "pass TestA/sqlite", "pass TestA/postgres", "pass TestA"}, map[string][]string{"O9": {"needs.TestA"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			list, err := readStatements(write(t, "s.tsv", threeStatements))
			if err != nil {
				t.Fatal(err)
			}
			r, err := readRuns([]string{events(t, tc.run...)})
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.proofs(list)
			if err != nil {
				t.Fatal(err)
			}
			if tc.want == nil {
				tc.want = map[string][]string{}
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRun(t *testing.T) {
	statements := write(t, "s.tsv", threeStatements)
	good := events(t, "covers TestA R001", "pass TestA")
	doc := write(t, "coverage.md", "old\n")

	if err := run(statements, doc, true, []string{good}); !errors.Is(err, errStale) {
		t.Errorf("a stale document: %v", err)
	}
	if err := run(statements, doc, false, []string{good}); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(doc)
	for _, want := range []string{"| R001 | E | first | needs.TestA |\n", "| C012 | D | second |  |\n", "1 of 1 proved", "0 of 1 proved"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if err := run(statements, doc, true, []string{good}); err != nil {
		t.Errorf("a fresh document: %v", err)
	}
	if err := run(statements, doc, false, []string{events(t, "covers TestA R999", "pass TestA")}); err == nil || !strings.Contains(err.Error(), "R999") {
		t.Errorf("an unknown statement: %v", err)
	}
	if err := run(statements, doc, false, []string{events(t, "lacks TestB/postgres", "skip TestB/postgres")}); err != nil {
		t.Errorf("a partial run: %v", err)
	}
	if after, _ := os.ReadFile(doc); string(after) != string(text) {
		t.Error("a partial run changed the document")
	}
}

func TestStatementsOfTheProject(t *testing.T) {
	list, err := readStatements("../../../docs/statements.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if n := len([]rune(s.wording)); n > 90 {
			t.Errorf("%s: %d letters", s.id, n)
		}
	}
	if len(list) != 342 {
		t.Errorf("%d statements, the specification has 342", len(list))
	}
}

func TestStatementsRefused(t *testing.T) {
	for _, bad := range []string{"R001\tE\n", "R001\tX\tword\n", "R001\tE\ta\nR001\tE\tb\n", "R001\tE\t\n"} {
		if _, err := readStatements(write(t, "s.tsv", bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
