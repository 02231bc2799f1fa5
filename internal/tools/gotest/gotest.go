// Package gotest reads what `go test -json` writes: what ran, how it ended, what it printed.
package gotest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Event is one line of `go test -json`. A line that is no JSON becomes an Event with only its Output.
type Event struct {
	Action     string
	Package    string
	ImportPath string // of build-output and build-fail
	Test       string // empty for what concerns the whole package
	Output     string
	Elapsed    float64
}

// Ended says whether the event is the end of a test or of a package.
func (e Event) Ended() bool { return e.Action == "pass" || e.Action == "fail" || e.Action == "skip" }

// Each gives the events of a stream in order to fn, keeping a copy of the stream in keep if it is not nil.
func Each(r io.Reader, keep io.Writer, fn func(Event)) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if keep != nil {
				if _, werr := keep.Write(line); werr != nil {
					return fmt.Errorf("keep the events: %w", werr)
				}
			}
			fn(parse(line))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the events: %w", err)
		}
	}
}

func parse(line []byte) Event {
	var e Event
	if json.Unmarshal(line, &e) != nil {
		return Event{Action: "build-output", Output: string(line)}
	}
	return e
}

// lacking matches the notice of a test skipped for want of something that a whole check has.
var lacking = regexp.MustCompile(`(?i)postgres|chromium|axe-core`)

// Lacks says whether a skipped test's output speaks of PostgreSQL, Chromium or axe-core: a skip that CI refuses.
func Lacks(output string) bool { return lacking.MatchString(output) }

// engines are the names of the subtests that dbtest.Each makes.
var engines = []string{"sqlite", "postgres"}

// SplitEngine takes the engine out of a subtest's name: "TestJoin/sqlite/twice" is "TestJoin/*/twice" on "sqlite".
// The engine is empty for a test that names none.
func SplitEngine(test string) (name, engine string) {
	parts := strings.Split(test, "/")
	for i, p := range parts {
		for _, e := range engines {
			if i > 0 && p == e {
				parts[i] = "*"
				return strings.Join(parts, "/"), e
			}
		}
	}
	return test, ""
}
