package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"regexp"
)

// Shelf keeps objects under names that say what they are ("sets/2026-11-30T05-00-00Z/manifest.json"): the place of backups. What is
// put under a name again replaces the other, whole or not at all.
type Shelf interface {
	// Put keeps what from gives. An error of from itself is given back as it is, and nothing is kept.
	Put(ctx context.Context, name string, from io.Reader) error
	// Open reads an object; ErrNone when there is none. ctx lasts as long as the reading.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Delete forgets an object. There may be none.
	Delete(ctx context.Context, name string) error
	// List gives the names that begin with a folder ("sets/"), in no order that matters. It ends at the first error.
	List(ctx context.Context, folder string) iter.Seq2[string, error]
}

// errName is a programmer's error.
var errName = errors.New("not a name of an object")

var goodName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$`)

func isName(s string) bool { return len(s) < 512 && goodName.MatchString(s) }
