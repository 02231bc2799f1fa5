package document

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"preau/internal/core/document/msg"
)

// Repaint takes a picture in for a use as Stage does, and gives it made anew without keeping it: for a room that keeps pictures of people
// who have no account.
func (s *Service) Repaint(ctx context.Context, u Use, name string, from io.Reader) (File, []byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, nil, err
	}
	if n == 0 {
		return File{}, nil, refuse(msg.FaultEmpty)
	}
	t, media, err := u.typeOf(head[:n])
	if err != nil {
		return File{}, nil, err
	}
	f := File{Use: u.Key, MediaType: media}
	if f.Name, err = nameFor(cmp.Or(u.Name, name), t); err != nil {
		return File{}, nil, err
	}
	whole := &limited{from: io.MultiReader(bytes.NewReader(head[:n]), from), left: s.Limit(u), err: tooLarge(s.Limit(u))}
	made, err := s.repainted(ctx, &f, u, whole)
	if err != nil {
		return File{}, nil, err
	}
	content, err := io.ReadAll(made)
	if err != nil {
		return File{}, nil, err
	}
	sum := sha256.Sum256(content)
	f.Size, f.SHA256 = int64(len(content)), hex.EncodeToString(sum[:])
	return f, content, nil
}
