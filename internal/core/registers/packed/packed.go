// Package packed is the form of the lists that the program carries within itself: a row a line, its columns parted by tabs,
// the whole compressed by gzip, so that zcat shows it.
package packed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
)

// Rows unpacks an embedded list. It panics when the program was built with a broken one, which its tests would have told.
func Rows(list []byte) []string {
	rows, err := rows(list)
	if err != nil {
		panic(fmt.Sprintf("an embedded list is broken: %v", err))
	}
	return rows
}

func rows(list []byte) ([]string, error) {
	in, err := gzip.NewReader(bytes.NewReader(list))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(in)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), err
}

// Write makes the file of a list. The same rows make the same bytes: there is no date in it.
func Write(path string, rows []string) error {
	var out bytes.Buffer
	gz, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(gz, strings.Join(rows, "\n")+"\n"); err != nil {
		return err
	}
	if err := gz.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644) //nolint:gosec // public data
}
