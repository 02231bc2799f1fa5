// Command makedata makes the list of CPV codes that the program embeds, out of a folder that holds cpv-fr.tsv:
//
//	go run ./internal/core/registers/cpv/makedata FOLDER
//
// It runs from the top of the repository. The same input gives the same file, byte by byte.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/core/registers/packed"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "makedata:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("the folder that holds the registers is missing: make data FROM=folder")
	}
	rows, err := codes(filepath.Join(args[0], "cpv-fr.tsv"))
	if err != nil {
		return err
	}
	return packed.Write(filepath.FromSlash("internal/core/registers/cpv/cpv.tsv.gz"), rows)
}

// codes reads lines of a code and its label.
func codes(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []string
	for line := range strings.Lines(string(raw)) {
		code, label, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		normal, fault := registers.ParseCPV(code)
		if !fault.OK() || string(normal) != code || label == "" {
			return nil, fmt.Errorf("%s: %q is no code with its label", path, line)
		}
		rows = append(rows, code+"\t"+strings.Join(strings.Fields(label), " "))
	}
	slices.Sort(rows)
	return rows, nil
}
