// Package blob keeps streams of bytes under keys, in a local folder or on an S3 server. It knows neither who sent them
// nor what they are: names, types, owners and hashes are rows of its users.
//
// A key is made here and is random, so no word of a person ever becomes a path. What is kept under a key is whole, and
// never changes: it is opened or deleted.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"regexp"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Store keeps blobs. A store that does not answer, or has no room, says so by an apperr.Unavailable.
type Store interface {
	// Put keeps what from gives under a fresh key, whole or not at all, on the disk when it returns. An error of from
	// itself is given back as it is.
	Put(ctx context.Context, key string, from io.Reader) error
	// Open reads a blob; ErrNone when there is none. ctx lasts as long as the reading.
	Open(ctx context.Context, key string) (Blob, error)
	// Delete forgets a blob, and what a Put that was cut short left behind. There may be none.
	Delete(ctx context.Context, key string) error
	// List gives all blobs, in no order that matters. It ends at the first error.
	List(ctx context.Context) iter.Seq2[Info, error]
	// Ready says whether the store answers.
	Ready(ctx context.Context) error
}

// Blob is a blob being read, from any of its bytes on.
type Blob interface {
	io.ReadSeekCloser
	Info() Info
}

// Info is what a store knows of a blob.
type Info struct {
	Key  string
	Size int64
	At   time.Time // when it was kept, by the store's clock
}

// ErrNone says that nothing is kept under the key.
var ErrNone = errors.New("no such blob")

// errKey is a programmer's error: keys come from NewKey.
var errKey = errors.New("not a key of a blob")

// NewKey makes a key that nobody can guess, of letters that every file system tells apart.
func NewKey() string {
	sum := sha256.Sum256([]byte(id.Secret()))
	return hex.EncodeToString(sum[:])
}

var wellFormed = regexp.MustCompile(`^[0-9a-f]{64}$`)

func isKey(s string) bool { return wellFormed.MatchString(s) }

// source remembers the fault of what is read, to tell it from one of the store.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// fault is the error of a store as its users are told it.
func fault(ctx context.Context, text i18n.Key, err error) error {
	if cause := ctx.Err(); errors.Is(cause, context.Canceled) {
		return cause
	}
	return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(text), RetryAfter: 30 * time.Second, Err: err}
}

// down is the fault of a store that does not answer as it should.
func down(ctx context.Context, err error) error { return fault(ctx, msg.Down, err) }
