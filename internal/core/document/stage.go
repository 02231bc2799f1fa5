package document

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/picture"
)

// headSize is as much of a file as its type is told by.
const headSize = 4096

// cleanUpIn is how long what came of a refused file may take to be removed while somebody waits.
const cleanUpIn = 10 * time.Second

// What of one person's may wait to be bound, for a day at most: no form sends as much.
const (
	mostWaiting      = 200
	mostWaitingBytes = 3_000 * Megabyte
)

// refuse is a refusal of the file as such; the page puts it next to its field.
func refuse(k i18n.Key, args ...any) error {
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(k, args...)}
}

// NoFile is the refusal of a form that needs a file and has none.
func NoFile() i18n.Msg { return i18n.M(msg.FaultNone) }

// Stage takes a file in for a use: by its content, whatever it is called, up to the limit and no byte further. It is
// then who's alone, until it is bound or a day has passed. No transaction is open meanwhile.
func (s *Service) Stage(ctx context.Context, who access.Actor, u Use, name string, from io.Reader) (File, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, err
	}
	if head = head[:n]; n == 0 {
		return File{}, refuse(msg.FaultEmpty)
	}
	if head, err = more(head, from); err != nil {
		return File{}, err
	}
	t, media, err := u.typeOf(head)
	if err != nil {
		return File{}, err
	}
	f := File{ID: id.New(), State: Staged, Use: u.Key, MediaType: media, StagedBy: who.ID, key: blob.NewKey()}
	if f.Name, err = nameFor(cmp.Or(u.Name, name), t); err != nil {
		return File{}, err
	}
	whole := &limited{from: io.MultiReader(bytes.NewReader(head), from), left: s.Limit(u), err: tooLarge(s.Limit(u))}
	if err := s.receive(ctx, &f, u, t, whole); err != nil {
		return File{}, err
	}
	return f, nil
}

func tooLarge(limit int64) error { return refuse(msg.FaultLarge, "max", Megabytes(limit)) }

// TooLarge is the refusal of a file that is larger than a use takes.
func (s *Service) TooLarge(u Use) error { return tooLarge(s.Limit(u)) }

// receive keeps the stream between two small transactions: the row before the first byte, its hash after the last.
func (s *Service) receive(ctx context.Context, f *File, u Use, t Type, from io.Reader) error {
	var err error
	if t.picture() {
		if from, err = s.repainted(ctx, f, u, from); err != nil {
			return err
		}
	}
	if u.Seal != nil {
		if from, err = u.Seal(f.ID, from); err != nil {
			return err
		}
	}
	if err := s.db.InTx(ctx, insertFile(ctx, f, u)); err != nil {
		return err
	}
	h := sha256.New()
	counted := &counter{from: io.TeeReader(from, h)}
	if err = s.store.Put(ctx, f.key, counted); err == nil {
		f.Size, f.SHA256 = counted.n, hex.EncodeToString(h.Sum(nil))
		err = s.db.InTx(ctx, saveReceived(ctx, f))
	}
	if err != nil {
		s.abandon(ctx, *f)
	}
	return err
}

// repainted makes a picture anew.
func (s *Service) repainted(ctx context.Context, f *File, u Use, from io.Reader) (io.Reader, error) {
	in, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	select {
	case s.pictures <- struct{}{}:
		defer func() { <-s.pictures }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p, err := picture.Clean(in, f.MediaType, picture.Limits{Side: u.Side})
	switch {
	case errors.Is(err, picture.ErrTooLarge):
		return nil, refuse(msg.FaultPixels)
	case errors.Is(err, picture.ErrUnreadable):
		return nil, refuse(msg.FaultPicture)
	case err != nil:
		return nil, err
	}
	f.MediaType, f.Width, f.Height = p.MediaType, p.Width, p.Height
	f.Name = renamed(f.Name, typeBy(p.MediaType))
	return bytes.NewReader(p.Bytes), nil
}

// abandon removes what came of a file that was not taken, even when who sent it has gone. What it cannot remove now is
// swept later.
func (s *Service) abandon(ctx context.Context, f File) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpIn)
	defer cancel()
	if err := s.store.Delete(ctx, f.key); err != nil {
		return
	}
	_ = s.db.InTx(ctx, removeStaged(ctx, f)) // swept later
}

// limited ends with an error at the first byte over the limit.
type limited struct {
	from io.Reader
	left int64
	err  error
}

func (l *limited) Read(b []byte) (int, error) {
	if int64(len(b)) > l.left+1 {
		b = b[:l.left+1]
	}
	n, err := l.from.Read(b)
	if l.left -= int64(n); l.left < 0 {
		return 0, l.err
	}
	return n, err
}

// counter counts what was read.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.n += int64(n)
	return n, err
}

// Received is a file that who sent for a use with an earlier form, and that still waits to be bound.
func (s *Service) Received(ctx context.Context, who access.Actor, u Use, fileID string) (File, bool, error) {
	var f File
	err := s.db.View(ctx, findFile(ctx, &f, fileID))
	if apperr.Is(err, apperr.NotFound) || err == nil && (f.State != Staged || f.StagedBy != who.ID || f.Use != u.Key || f.SHA256 == "") {
		return File{}, false, nil
	}
	if err != nil {
		return File{}, false, fmt.Errorf("file that was received: %w", err)
	}
	return f, true, nil
}
