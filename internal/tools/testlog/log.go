package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"preau/internal/tools/gotest"
)

// testID is a test or subtest of a package; an empty test is the package itself.
type testID struct{ pkg, test string }

// log follows a run and prints each package when it ends, so that long runs are seen to go on.
type log struct {
	out     io.Writer
	output  map[testID]*strings.Builder
	skipped map[testID]string // output of the skipped ones
	passed  int
	bad     int
	broken  int // packages that failed or did not build
}

func newLog(out io.Writer) *log {
	return &log{out: out, output: map[testID]*strings.Builder{}, skipped: map[testID]string{}}
}

func (l *log) event(e gotest.Event) {
	id := testID{e.Package, e.Test}
	switch {
	case e.Action == "build-output":
		fmt.Fprint(l.out, e.Output)
	case e.Action == "build-fail":
		l.broken++
	case e.Action == "output":
		l.printed(id, e.Output)
	case e.Ended() && e.Test != "":
		l.testEnded(id, e.Action)
	case e.Ended():
		l.packageEnded(id, e.Action)
	}
}

func (l *log) printed(id testID, text string) {
	b := l.output[id]
	if b == nil {
		b = &strings.Builder{}
		l.output[id] = b
	}
	b.WriteString(text)
}

func (l *log) testEnded(id testID, action string) {
	switch action {
	case "pass":
		l.passed++
		delete(l.output, id)
	case "skip":
		l.skipped[id] = l.text(id)
		delete(l.output, id)
	case "fail":
		l.bad++
	}
}

// packageEnded prints the failed tests' output, those that never ended (a panic, a timeout) included, then go test's line.
func (l *log) packageEnded(id testID, action string) {
	if action == "fail" {
		l.broken++
		for _, t := range l.unfinished(id.pkg) {
			fmt.Fprint(l.out, l.text(t))
		}
	}
	for _, line := range strings.SplitAfter(l.text(id), "\n") {
		if s := strings.TrimSpace(line); s != "" && s != "PASS" && !strings.HasPrefix(s, "coverage:") {
			fmt.Fprint(l.out, line)
		}
	}
	for t := range l.output {
		if t.pkg == id.pkg {
			delete(l.output, t)
		}
	}
}

// unfinished lists the tests of a package whose output was kept: those that failed and those cut short, by name.
func (l *log) unfinished(pkg string) []testID {
	var ids []testID
	for id := range l.output {
		if id.pkg == pkg && id.test != "" {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i].test < ids[j].test })
	return ids
}

func (l *log) text(id testID) string {
	if b := l.output[id]; b != nil {
		return b.String()
	}
	return ""
}

// verdict prints the sums and says whether the run is a good one.
func (l *log) verdict(strict bool) bool {
	lacking := l.lacking()
	for _, id := range lacking {
		fmt.Fprintf(l.out, "skipped: %s.%s: %s\n", id.pkg, id.test, reason(l.skipped[id]))
	}
	fmt.Fprintf(l.out, "\n%d passed, %d failed, %d skipped\n", l.passed, l.bad, len(l.skipped))
	switch {
	case l.bad > 0 || l.broken > 0:
		fmt.Fprintln(l.out, "FAIL")
	case l.passed == 0:
		fmt.Fprintln(l.out, "FAIL: no test ran")
	case strict && len(lacking) > 0:
		fmt.Fprintln(l.out, "FAIL: in CI these tests have to run")
	default:
		return true
	}
	return false
}

func (l *log) lacking() []testID {
	var ids []testID
	for id, text := range l.skipped {
		if gotest.Lacks(text) {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i].pkg+ids[i].test < ids[j].pkg+ids[j].test })
	return ids
}

// reason is what a skipped test said, without go test's own lines.
func reason(output string) string {
	for _, line := range strings.Split(output, "\n") {
		s := strings.TrimSpace(line)
		if s != "" && !strings.HasPrefix(s, "===") && !strings.HasPrefix(s, "---") {
			return s
		}
	}
	return ""
}
