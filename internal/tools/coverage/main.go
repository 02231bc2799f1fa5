// Command coverage writes docs/coverage.md: each statement of the specification with the tests that prove it, taken
// from runs of `go test -json`. Only what ran and passed counts, on both engines where a test has them.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

var errStale = errors.New("docs/coverage.md is not what the tests prove: run make check and commit it")

func main() {
	statements := flag.String("statements", "docs/statements.tsv", "the statements")
	doc := flag.String("doc", "docs/coverage.md", "the document")
	check := flag.Bool("check", false, "write nothing; fail if the document differs")
	flag.Parse()
	if err := run(*statements, *doc, *check, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(statements, doc string, check bool, runs []string) error {
	list, err := readStatements(statements)
	if err != nil {
		return err
	}
	r, err := readRuns(runs)
	if err != nil {
		return err
	}
	if lacks := r.lacks(); lacks != "" && !check {
		fmt.Fprintf(os.Stderr, "coverage: %s was skipped, so %s stays as it is\n", lacks, doc)
		return nil
	}
	proofs, err := r.proofs(list)
	if err != nil {
		return err
	}
	text := document(list, proofs)
	if !check {
		return os.WriteFile(doc, []byte(text), 0o644)
	}
	old, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	if string(old) != text {
		fmt.Fprint(os.Stderr, difference(string(old), text))
		return errStale
	}
	return nil
}

// difference lists the lines that one text has and the other lacks.
func difference(old, now string) string {
	var b strings.Builder
	list := func(mark, a, z string) {
		has := map[string]bool{}
		for _, l := range strings.Split(z, "\n") {
			has[l] = true
		}
		for _, l := range strings.Split(a, "\n") {
			if !has[l] {
				fmt.Fprintf(&b, "%s %s\n", mark, l)
			}
		}
	}
	list("-", old, now)
	list("+", now, old)
	return b.String()
}
