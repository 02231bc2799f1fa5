package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"preau/internal/core/document"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/jsonsheet"
)

// source is a file that is being read.
type source struct {
	*sheet.File
	name  string
	close []func() error
}

// Close lets go of it; what was only read loses nothing.
func (s *source) Close() {
	for _, c := range s.close {
		_ = c()
	}
}

// open reads a file of a kind. A JSON export becomes a CSV first, in a file that nobody else sees: its lines are those that
// faults tell, and that comes back with them.
func (s *Service) open(ctx context.Context, k Kind, f document.File) (*source, error) {
	content, err := s.o.Files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &source{name: f.Name, close: []func() error{content.Close}}
	if err := out.read(k, content); err != nil {
		out.Close()
		return nil, err
	}
	return out, nil
}

func (s *source) read(k Kind, content document.Content) error {
	head := make([]byte, 4096)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return fmt.Errorf("sheet: %w", err)
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	if !jsonsheet.Is(head[:n]) {
		s.File, err = sheet.Open(sheet.ReaderAt(content), content.Size, sheet.Options{Limits: sheet.Limits{Bytes: Largest}})
		return err
	}
	if !k.JSON {
		return &sheet.Fault{Msg: i18n.M(msg.FaultJson)}
	}
	return s.convert(content)
}

// convert makes a CSV of a JSON export.
func (s *source) convert(content io.ReadSeeker) error {
	tmp, err := temporary()
	if err != nil {
		return err
	}
	s.close = append(s.close, tmp.Close)
	if err := jsonsheet.ToCSV(content, tmp); err != nil {
		return err
	}
	size, err := tmp.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	s.name += ".csv"
	s.File, err = sheet.Open(tmp, size, sheet.Options{Limits: sheet.Limits{Bytes: 3 * Largest}}) // empty cells take a byte each
	return err
}

// temporary is a file without a name: it goes when it is closed, and when the program is killed before.
func temporary() (*unnamed, error) {
	f, err := os.CreateTemp("", "preau-sheet-*")
	if err != nil {
		return nil, fmt.Errorf("a temporary file: %w", err)
	}
	return &unnamed{File: f, gone: os.Remove(f.Name()) == nil}, nil
}

type unnamed struct {
	*os.File
	gone bool // Windows lets no open file go
}

// Close closes, and removes what could not be before.
func (u *unnamed) Close() error {
	err := u.File.Close()
	if !u.gone {
		err = errors.Join(err, os.Remove(u.Name()))
	}
	return err
}
