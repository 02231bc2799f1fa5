package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"preau/internal/kit/blob"
)

// filing keeps the files of a set that the shelf lacks.
type filing struct {
	Saving
	seal   seal
	files  []File
	added  int
	absent map[string]bool // not in the store as the database names them
}

func (f *filing) name(is File) string { return fileName(f.seal.folder(), is.Key, f.seal.ending()) }

// list comes first: what it names is forgotten by no other backup from then on.
func (f *filing) list(ctx context.Context, m *Manifest) error {
	var list bytes.Buffer
	for _, is := range f.files {
		fmt.Fprintln(&list, f.name(is))
	}
	m.List = listed(list.Bytes())
	return f.To.Put(ctx, sets+m.Name+"/"+listName, &list)
}

// listed is what a manifest says of a list.
func listed(list []byte) *Object {
	sum := sha256.Sum256(list)
	return &Object{Name: listName, Size: int64(len(list)), SHA256: hex.EncodeToString(sum[:])}
}

func (f *filing) add(ctx context.Context) error {
	there := map[string]bool{}
	for name, err := range f.To.List(ctx, fileFolder) {
		if err != nil {
			return err
		}
		there[name] = true
	}
	for _, is := range f.files {
		if there[f.name(is)] || f.absent[is.Key] {
			continue
		}
		err := f.put(ctx, is)
		switch {
		case errors.Is(err, blob.ErrNone), errors.Is(err, errAnother):
			f.absent[is.Key] = true
		case err != nil:
			return err
		default:
			f.added++
		}
	}
	return nil
}

func (f *filing) put(ctx context.Context, is File) error {
	from, err := f.Files.Open(ctx, is.Key)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // it was only read
	sealed := f.seal.encrypted(whole{counting(from), is})
	defer func() { _ = sealed.Close() }() // it was only read
	return f.To.Put(ctx, f.name(is), sealed)
}

// tell says in the manifest which files are absent: those that were let go since the copy, and those that are lost.
func (f *filing) tell(ctx context.Context, m *Manifest) error {
	var keys []string
	for _, is := range f.files {
		if f.absent[is.Key] {
			keys = append(keys, is.Key)
		}
	}
	lost, err := f.asked(ctx, f.Contents.Bound, keys)
	if err != nil {
		return err
	}
	isLost := setOf(lost)
	for _, is := range f.files {
		switch {
		case !f.absent[is.Key]:
		case isLost[is.Key]:
			m.Missing = append(m.Missing, is.Key)
		default:
			m.Gone = append(m.Gone, is.Key)
			m.Files--
			m.Bytes -= is.Size
		}
	}
	return nil
}

func setOf(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// errAnother says that something else is kept under a file's key.
var errAnother = errors.New("it is not the file that the database names")

// whole ends with an error when the store gives something else than the database says.
type whole struct {
	*counted
	is File
}

func (w whole) Read(b []byte) (int, error) {
	n, err := w.counted.Read(b)
	if errors.Is(err, io.EOF) && (w.n != w.is.Size || w.sum() != w.is.SHA256) {
		err = fmt.Errorf("%w: %s", errAnother, w.is.Key)
	}
	return n, err
}
