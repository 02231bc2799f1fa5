package main

import (
	"fmt"
	"os"
	"sort"
	"strings"

	"preau/internal/kit/covers"
	"preau/internal/tools/gotest"
)

// testID is a test or subtest of a package.
type testID struct{ pkg, test string }

// runs is what happened in one or more runs of go test.
type runs struct {
	ended   map[testID]string   // pass, fail or skip
	names   map[testID][]string // statements that a test names
	lacking map[testID]bool     // tests that speak of something missing
}

func readRuns(files []string) (*runs, error) {
	r := &runs{ended: map[testID]string{}, names: map[testID][]string{}, lacking: map[testID]bool{}}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		err = gotest.Each(f, nil, r.event)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return r, nil
}

func (r *runs) event(e gotest.Event) {
	if e.Test == "" {
		return
	}
	id := testID{e.Package, e.Test}
	switch {
	case e.Ended():
		r.ended[id] = e.Action
	case e.Action == "output":
		if _, ids, ok := strings.Cut(e.Output, covers.Mark); ok {
			r.names[id] = append(r.names[id], strings.TrimSpace(ids))
		}
		if gotest.Lacks(e.Output) {
			r.lacking[id] = true
		}
	}
}

// lacks names a test that was skipped for want of what a whole check has, if there is one.
func (r *runs) lacks() string {
	var all []string
	for id := range r.lacking {
		if r.ended[id] == "skip" {
			all = append(all, id.pkg+"."+id.test)
		}
	}
	sort.Strings(all)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// proofs gives for each statement the tests that prove it, by name. A statement that no list knows is an error.
func (r *runs) proofs(list []statement) (map[string][]string, error) {
	known := map[string]bool{}
	for _, s := range list {
		known[s.id] = true
	}
	found := map[string]map[string]bool{}
	for id, statements := range r.names {
		for _, s := range statements {
			if !known[s] {
				return nil, fmt.Errorf("%s.%s names %q, which is no statement", id.pkg, id.test, s)
			}
			if r.proves(id, s) {
				if found[s] == nil {
					found[s] = map[string]bool{}
				}
				found[s][display(id)] = true
			}
		}
	}
	out := map[string][]string{}
	for s, tests := range found {
		for t := range tests {
			out[s] = append(out[s], t)
		}
		sort.Strings(out[s])
	}
	return out, nil
}

// proves says whether a test that names a statement counts: it passed, and so did it on the other engine, if it is
// the subtest of one, and so did its own subtests for each engine.
func (r *runs) proves(id testID, statement string) bool {
	if r.ended[id] != "pass" {
		return false
	}
	if name, engine := gotest.SplitEngine(id.test); engine != "" {
		return r.passedNaming(testID{id.pkg, strings.Replace(name, "*", "sqlite", 1)}, statement) &&
			r.passedNaming(testID{id.pkg, strings.Replace(name, "*", "postgres", 1)}, statement)
	}
	passed := map[string]bool{}
	for other, end := range r.ended {
		name, engine := gotest.SplitEngine(other.test)
		if engine == "" || other.pkg != id.pkg || !strings.HasPrefix(name, id.test+"/") {
			continue
		}
		if end != "pass" {
			return false
		}
		passed[engine] = true
	}
	return len(passed) != 1
}

func (r *runs) passedNaming(id testID, statement string) bool {
	if r.ended[id] != "pass" {
		return false
	}
	for _, s := range r.names[id] {
		if s == statement {
			return true
		}
	}
	return false
}

// display names a test for people: the package's path in the program and the test, without its subtests.
func display(id testID) string {
	test, _, _ := strings.Cut(id.test, "/")
	return strings.TrimPrefix(strings.TrimPrefix(id.pkg, "preau/"), "internal/") + "." + test
}
