package update

import (
	"context"
	"errors"
	"fmt"
	"os"

	"preau/internal/core/document"
	"preau/internal/kit/sheet"
)

// source is a sheet that is being read.
type source struct {
	*sheet.File
	content document.Content
}

// Close lets go of it; what was only read loses nothing.
func (s *source) Close() { _ = s.content.Close() }

func (s *Service) open(ctx context.Context, f document.File) (*source, error) {
	content, err := s.o.Files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &source{content: content}
	if out.File, err = sheet.Open(sheet.ReaderAt(content), content.Size, sheet.Options{Limits: sheet.Limits{Bytes: Largest}}); err != nil {
		out.Close()
		return nil, err
	}
	return out, nil
}

// temporary is a file without a name: it goes when it is closed, and when the program is killed before.
func temporary() (*unnamed, error) {
	f, err := os.CreateTemp("", "preau-catalogue-*")
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
