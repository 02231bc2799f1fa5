package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/internal/tools/gotest"
)

func stream(t *testing.T, events ...gotest.Event) string {
	t.Helper()
	var b strings.Builder
	for _, e := range events {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(raw, '\n'))
	}
	return b.String()
}

func says(pkg, test, text string) gotest.Event {
	return gotest.Event{Action: "output", Package: pkg, Test: test, Output: text}
}

func ends(action, pkg, test string) gotest.Event {
	return gotest.Event{Action: action, Package: pkg, Test: test}
}

func TestVerdict(t *testing.T) {
	good := []gotest.Event{says("p", "TestA", "=== RUN TestA\n"), says("p", "TestA", "noise\n"), ends("pass", "p", "TestA"), says("p", "", "PASS\n"), says("p", "", "ok  \tp\t0.1s\n"), ends("pass", "p", "")}
	skip := append([]gotest.Event{says("q", "TestS", "    x.go:1: no PostgreSQL here\n"), ends("skip", "q", "TestS"), says("q", "", "ok  \tq\t0.1s\n"), ends("pass", "q", "")}, good...)
	for _, tc := range []struct {
		name       string
		strict, ok bool
		events     []gotest.Event
		shows      []string
		hides      []string
	}{
		{"all passed", true, true, good, []string{"ok  \tp\t0.1s", "1 passed, 0 failed, 0 skipped"}, []string{"noise", "PASS"}},
		{"nothing ran", false, false, []gotest.Event{says("p", "", "?   \tp\t[no test files]\n"), ends("skip", "p", "")}, []string{"no test ran", "[no test files]"}, nil},
		{"a test failed", false, false, []gotest.Event{says("p", "TestA", "want 1\n"), ends("fail", "p", "TestA"), says("p", "", "FAIL\tp\t0.1s\n"), ends("fail", "p", "")}, []string{"want 1", "FAIL\tp", "1 failed"}, nil},
		{"a panic leaves a test open", false, false, append([]gotest.Event{says("r", "TestP", "panic: boom\n"), says("r", "", "FAIL\tr\t0.1s\n"), ends("fail", "r", "")}, good...), []string{"panic: boom"}, nil},
		{"a package does not build", false, false, append([]gotest.Event{{Action: "build-output", ImportPath: "b", Output: "b.go:1: undefined\n"}, {Action: "build-fail", ImportPath: "b"}}, good...), []string{"undefined"}, nil},
		{"skipped at a desk", false, true, skip, []string{"skipped: q.TestS: x.go:1: no PostgreSQL here", "1 skipped"}, nil},
		{"skipped in CI", true, false, skip, []string{"have to run"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			keep := filepath.Join(t.TempDir(), "run.json")
			in := stream(t, tc.events...)
			ok, err := run(strings.NewReader(in), &out, keep, tc.strict)
			if err != nil || ok != tc.ok {
				t.Errorf("run = %v, %v; want %v\n%s", ok, err, tc.ok, out.String())
			}
			for _, s := range tc.shows {
				if !strings.Contains(out.String(), s) {
					t.Errorf("output lacks %q:\n%s", s, out.String())
				}
			}
			for _, s := range tc.hides {
				if strings.Contains(out.String(), s) {
					t.Errorf("output shows %q:\n%s", s, out.String())
				}
			}
			if kept, _ := os.ReadFile(keep); string(kept) != in {
				t.Error("the events kept are not those read")
			}
		})
	}
}
