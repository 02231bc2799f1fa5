// Command data makes the small files of public data that the program embeds, out of a folder that holds the registers:
//
//	go run ./internal/core/org/sample/makedata FOLDER
//
// It runs from the top of the repository. The same input gives the same files, byte by byte.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "data:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("the folder that holds the registers is missing: make data DATA=folder")
	}
	return organisations(args[0], filepath.FromSlash("internal/core/org/sample"))
}

// writeTSV writes rows with a head, one a line, their columns parted by tabs.
func writeTSV(path, head string, rows [][]string) error {
	var b strings.Builder
	b.WriteString(head + "\n")
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(strings.Join(strings.Fields(cell), " "))
		}
		b.WriteByte('\n')
	}
	return os.WriteFile(path, []byte(b.String()), 0o644) //nolint:gosec // public data
}
