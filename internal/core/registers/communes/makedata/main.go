// Command makedata makes the register of communes that the program embeds, out of a folder that holds communes.tsv:
//
//	go run ./internal/core/registers/communes/makedata FOLDER
//
// It runs from the top of the repository. The same input gives the same file, byte by byte.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/core/registers/packed"
)

const folder = "internal/core/registers/communes"

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
	known, err := departments()
	if err != nil {
		return err
	}
	rows, err := communes(filepath.Join(args[0], "communes.tsv"), known)
	if err != nil {
		return err
	}
	return packed.Write(filepath.FromSlash(folder+"/communes.tsv.gz"), rows)
}

// departments are the codes of the table kept by hand, each with its région's, which is empty for territories.
func departments() (map[string]string, error) {
	raw, err := os.ReadFile(filepath.FromSlash(folder + "/departements.tsv"))
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		cells := append(strings.Split(line, "\t"), "", "")
		known[cells[0]] = cells[2]
	}
	return known, nil
}

// commune is a line of the source.
type commune struct {
	row   string // code, name, postal codes
	fold  string
	class int // of the number of inhabitants
}

// communes reads code, name, département, région, population and postal codes, and gives the rows of the embedded file in
// the order in which communes are offered: larger ones first, in classes, and by name within a class.
func communes(path string, known map[string]string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []commune
	for i, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 6 || len(cells[0]) != 5 {
			return nil, fmt.Errorf("%s, line %d: not the columns of a commune", path, i+2)
		}
		code, name, department, region := cells[0], cells[1], cells[2], cells[3]
		of, ok := known[department]
		if !ok || !strings.HasPrefix(code, department) || (of != region && of != "") {
			return nil, fmt.Errorf("%s, line %d: département %s of région %s is not in the table", path, i+2, department, region)
		}
		row := strings.Join([]string{code, name, strings.ReplaceAll(cells[5], ",", " ")}, "\t")
		all = append(all, commune{row: row, fold: registers.Fold(name), class: class(cells[4])})
	}
	slices.SortFunc(all, func(a, b commune) int {
		return cmp.Or(cmp.Compare(b.class, a.class), cmp.Compare(a.fold, b.fold), cmp.Compare(a.row, b.row))
	})
	rows := make([]string, len(all))
	for i, c := range all {
		rows[i] = c.row
	}
	return rows, nil
}

// class is that of a number of inhabitants: 0 under 125, then each class twice the one before, 9 at most.
func class(inhabitants string) int {
	n, _ := strconv.Atoi(inhabitants) // none where nobody lives
	class := 0
	for n >= 125 && class < 9 {
		n /= 2
		class++
	}
	return class
}
