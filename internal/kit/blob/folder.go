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
	"runtime"
	"syscall"

	"preau/internal/kit/blob/msg"
)

// Folder keeps blobs as files: "ab/abcd…", in 256 folders by the key's first letters. What arrives is written beside
// them and moved when it is whole and on the disk. All access goes through os.Root, which leads nowhere else.
type Folder struct {
	path string
	root *os.Root
}

// incoming is where files are written until they are whole.
const incoming = "incoming"

// NewFolder opens a folder of files, and makes it if need be.
func NewFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder of files: %w", err)
	}
	if err := root.MkdirAll(incoming, 0o700); err != nil {
		return nil, fmt.Errorf("folder of files: %w", err)
	}
	return &Folder{path: dir, root: root}, nil
}

func shard(key string) string { return key[:2] }

func place(key string) string { return path.Join(shard(key), key) }

// Put writes, syncs, moves, and syncs the folders, so that a file that was acknowledged survives a power cut.
func (f *Folder) Put(ctx context.Context, key string, from io.Reader) error {
	if !isKey(key) {
		return errKey
	}
	src := &source{Reader: from}
	tmp := path.Join(incoming, key)
	err := f.write(ctx, tmp, src)
	if err == nil {
		err = f.publish(tmp, key)
	}
	if err == nil {
		return nil
	}
	_ = f.root.Remove(tmp) // the first fault is the one to tell; Delete removes what is left
	if src.err != nil {
		return src.err
	}
	return f.fault(ctx, err)
}

func (f *Folder) write(ctx context.Context, name string, from io.Reader) error {
	to, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, while{ctx, from})
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

// while stops reading when ctx ends.
type while struct {
	ctx context.Context
	io.Reader
}

func (w while) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Reader.Read(b)
}

func (f *Folder) publish(tmp, key string) error {
	if err := f.root.MkdirAll(shard(key), 0o700); err != nil {
		return err
	}
	if _, err := f.root.Lstat(place(key)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, err)
	}
	if err := f.root.Rename(tmp, place(key)); err != nil {
		return err
	}
	return errors.Join(f.syncFolder(shard(key)), f.syncFolder("."))
}

func (f *Folder) syncFolder(name string) error {
	if runtime.GOOS == "windows" { // knows no such thing
		return nil
	}
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// file is a blob of a folder.
type file struct {
	*os.File
	info Info
}

func (f file) Info() Info { return f.info }

// Open opens the file.
func (f *Folder) Open(ctx context.Context, key string) (Blob, error) {
	if !isKey(key) {
		return nil, errKey
	}
	b, err := f.root.Open(place(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, f.fault(ctx, err)
	}
	info, err := b.Stat()
	if err != nil {
		_ = b.Close() // it was only to be read
		return nil, f.fault(ctx, err)
	}
	return file{b, infoOf(key, info)}, nil
}

func infoOf(key string, i fs.FileInfo) Info {
	return Info{Key: key, Size: i.Size(), At: i.ModTime().UTC()}
}

// Delete removes the file, and what a Put that was killed left.
func (f *Folder) Delete(ctx context.Context, key string) error {
	if !isKey(key) {
		return errKey
	}
	for _, name := range []string{place(key), path.Join(incoming, key)} {
		if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return f.fault(ctx, err)
		}
	}
	return nil
}

// List goes through the folders. What is not a blob's file is left out.
func (f *Folder) List(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			if d.IsDir() && name == incoming {
				return fs.SkipDir
			}
			if d.IsDir() || !isKey(d.Name()) || name != place(d.Name()) {
				return nil
			}
			i, err := d.Info()
			if errors.Is(err, fs.ErrNotExist) { // deleted meanwhile
				return nil
			}
			if err == nil && !yield(infoOf(d.Name(), i), nil) {
				return fs.SkipAll
			}
			return err
		})
		if err != nil {
			yield(Info{}, f.fault(ctx, err))
		}
	}
}

// Ready says whether the folder that was opened is still the one at its path: an unmounted disk leaves another there.
func (f *Folder) Ready(ctx context.Context) error {
	now, err := os.Stat(f.path)
	if err != nil {
		return f.fault(ctx, err)
	}
	opened, err := f.root.Stat(".")
	if err == nil && !os.SameFile(now, opened) {
		err = fmt.Errorf("%s is no longer the folder that was opened", f.path)
	}
	if err == nil {
		_, err = f.root.Stat(incoming)
	}
	if err != nil {
		return f.fault(ctx, err)
	}
	return nil
}

func (f *Folder) fault(ctx context.Context, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault(ctx, msg.Full, err)
	}
	return down(ctx, err)
}
