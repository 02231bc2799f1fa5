// Command testlog reads `go test -json` and prints what `go test` would have: a line a package, and the output of
// the tests that failed. It fails when a package failed, when nothing ran, and in CI when a test was skipped for
// want of PostgreSQL, Chromium or axe-core.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"preau/internal/tools/gotest"
)

func main() {
	keep := flag.String("keep", "", "file to keep the JSON in")
	flag.Parse()
	ok, err := run(os.Stdin, os.Stdout, *keep, os.Getenv("CI") == "true" || os.Getenv("CI") == "1")
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer, keep string, strict bool) (ok bool, err error) {
	var copyTo io.Writer
	if keep != "" {
		f, err := os.Create(keep)
		if err != nil {
			return false, err
		}
		defer f.Close()
		copyTo = f
	}
	l := newLog(out)
	if err := gotest.Each(in, copyTo, l.event); err != nil {
		return false, err
	}
	return l.verdict(strict), nil
}
