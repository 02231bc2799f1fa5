package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/id"
)

// ShelfFolder is a shelf in a folder, of this machine or of one that is mounted.
type ShelfFolder struct{ f Folder }

// NewShelfFolder opens a folder that is there, and changes nothing in it: one that is missing may be on a disk that is not mounted.
func NewShelfFolder(dir string) (*ShelfFolder, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the folder %s is not there: make it, or mount its disk", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("folder of backups: %w", err)
	}
	s := &ShelfFolder{Folder{path: dir, root: root}}
	s.sweepIncoming()
	return s, nil
}

// Put writes beside, syncs and moves, so that what was acknowledged survives a power cut.
func (s *ShelfFolder) Put(ctx context.Context, name string, from io.Reader) error {
	if !isName(name) {
		return errName
	}
	src := &source{Reader: from}
	tmp := path.Join(incoming, id.Secret())
	err := s.f.root.MkdirAll(incoming, 0o700)
	if err == nil {
		err = s.f.write(ctx, tmp, src)
	}
	if err == nil {
		err = s.f.root.MkdirAll(path.Dir(name), 0o700)
	}
	if err == nil {
		err = s.f.root.Rename(tmp, name)
	}
	if err == nil {
		return s.syncUp(name)
	}
	_ = s.f.root.Remove(tmp) // the first fault is the one to tell
	if src.err != nil {
		return src.err
	}
	return s.f.fault(ctx, err)
}

// syncUp puts the folders from the object up to the shelf's own on the disk.
func (s *ShelfFolder) syncUp(name string) error {
	for name != "." {
		name = path.Dir(name)
		if err := s.f.syncFolder(name); err != nil {
			return err
		}
	}
	return nil
}

// Open opens the file.
func (s *ShelfFolder) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if !isName(name) {
		return nil, errName
	}
	f, err := s.f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, s.f.fault(ctx, err)
	}
	return f, nil
}

// Delete removes the file, and its folder when it was the last.
func (s *ShelfFolder) Delete(ctx context.Context, name string) error {
	if !isName(name) {
		return errName
	}
	if err := s.f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.f.fault(ctx, err)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if s.f.root.Remove(dir) != nil { // it holds others
			break
		}
	}
	return nil
}

// List goes through the folder.
func (s *ShelfFolder) List(ctx context.Context, folder string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		top := strings.TrimSuffix(folder, "/")
		if !isName(top) {
			yield("", errName)
			return
		}
		err := fs.WalkDir(s.f.root.FS(), top, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) { // deleted meanwhile, or there was none yet
				return nil
			}
			if err != nil || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			if d.Type().IsRegular() && !yield(name, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", s.f.fault(ctx, fmt.Errorf("list %s: %w", folder, err)))
		}
	}
}

// abandoned is the age at which what is arriving must have been left by a program that was killed.
const abandoned = 24 * time.Hour

// sweepIncoming removes what a Put that was killed left.
func (s *ShelfFolder) sweepIncoming() {
	left, err := fs.ReadDir(s.f.root.FS(), incoming)
	if err != nil {
		return
	}
	old := clock.System{}.Now().Add(-abandoned)
	for _, l := range left {
		if i, err := l.Info(); err == nil && i.ModTime().Before(old) {
			_ = s.f.root.Remove(path.Join(incoming, l.Name())) // the next one tries again
		}
	}
}
