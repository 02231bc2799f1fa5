package arch

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// longest is how many lines a file written by hand may have at most; the aim is 150.
const longest = 500

// lengthFaults are the Go and templ files that are too long, tests and generated ones apart.
func lengthFaults(tree fs.FS) ([]string, error) {
	texts, err := files(tree, ".go", ".templ")
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, name := range sorted(texts) {
		if strings.HasSuffix(name, "_test.go") || strings.Contains(firstLine(texts[name]), "DO NOT EDIT") {
			continue
		}
		if n := strings.Count(texts[name], "\n"); n > longest {
			faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", name, n, longest))
		}
	}
	return faults, nil
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
