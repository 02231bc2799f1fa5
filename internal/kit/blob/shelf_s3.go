package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/minio/minio-go/v7"
)

// ShelfS3 is a shelf in a bucket of an S3 server.
type ShelfS3 struct{ s S3 }

// NewShelfS3 makes the shelf. The server is not asked anything yet.
func NewShelfS3(o S3Options) (*ShelfS3, error) {
	s, err := NewS3(o)
	if err != nil {
		return nil, err
	}
	return &ShelfS3{*s}, nil
}

// Put sends the object; a stream that breaks leaves what was there before.
func (s *ShelfS3) Put(ctx context.Context, name string, from io.Reader) error {
	if !isName(name) {
		return errName
	}
	return s.s.put(ctx, name, from)
}

// Open asks for the object.
func (s *ShelfS3) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if !isName(name) {
		return nil, errName
	}
	return s.s.open(ctx, name)
}

// Delete removes the object.
func (s *ShelfS3) Delete(ctx context.Context, name string) error {
	if !isName(name) {
		return errName
	}
	err := s.s.fault(ctx, s.s.client.RemoveObject(ctx, s.s.bucket, s.s.prefix+name, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}

// List goes through the objects below the folder.
func (s *ShelfS3) List(ctx context.Context, folder string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for o := range s.s.client.ListObjectsIter(ctx, s.s.bucket, minio.ListObjectsOptions{Prefix: s.s.prefix + folder, Recursive: true}) {
			if o.Err != nil {
				yield("", s.s.fault(ctx, o.Err))
				return
			}
			if name := strings.TrimPrefix(o.Key, s.s.prefix); isName(name) && !yield(name, nil) {
				return
			}
		}
	}
}
