package arch

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// longest is how many lines a file written by hand may have at most; the aim is 150.
const longest = 500

// largest is how many lines of code written by hand a package may have before it splits by object. A line that is empty,
// or a comment and nothing else, is none: what the reader cannot see has to be said, and room for it must not be saved.
const largest = 3000

// lengthFaults are the Go and templ files that are too long, tests and generated ones apart.
func lengthFaults(tree fs.FS) ([]string, error) {
	texts, err := files(tree, ".go", ".templ")
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, name := range sorted(texts) {
		if !byHand(name, texts[name]) {
			continue
		}
		if n := strings.Count(texts[name], "\n"); n > longest {
			faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", name, n, longest))
		}
	}
	return faults, nil
}

// packageFaults are the packages that are too large, by the lines of code of their Go and templ files, tests and
// generated ones apart.
func packageFaults(tree fs.FS) ([]string, error) {
	texts, err := files(tree, ".go", ".templ")
	if err != nil {
		return nil, err
	}
	lines := map[string]int{}
	for name, text := range texts {
		if byHand(name, text) {
			lines[path.Dir(name)] += codeLines(text)
		}
	}
	var faults []string
	for _, folder := range sorted(lines) {
		if n := lines[folder]; n >= largest {
			faults = append(faults, fmt.Sprintf("%s: %d lines of code, under %d", folder, n, largest))
		}
	}
	return faults, nil
}

func codeLines(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			n++
		}
	}
	return n
}

// byHand says whether a file is of the program and written by people: no test, and not generated.
func byHand(name, text string) bool {
	return !strings.HasSuffix(name, "_test.go") && !strings.Contains(firstLine(text), "DO NOT EDIT")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
