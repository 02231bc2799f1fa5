package web

import (
	"context"
	"errors"
	"io"
	"time"
)

// usualPatience is how long a request may take without a byte of it being read or answered. Who asked gives up soon after, and so does
// the reverse proxy; what it waits for, a database that stands still for one, must not keep this machine's connections.
const usualPatience = 45 * time.Second

// errStill is why the context of such a request ended.
var errStill = errors.New("nothing moved for too long")

// still ends a request's context when nothing moves.
type still struct {
	patience time.Duration
	timer    *time.Timer
	stop     context.CancelCauseFunc
}

func stillness(ctx context.Context, patience time.Duration) (context.Context, *still) {
	ctx, stop := context.WithCancelCause(ctx)
	return ctx, &still{patience: patience, timer: time.AfterFunc(patience, func() { stop(errStill) }), stop: stop}
}

// moves: something was read, or written.
func (s *still) moves() {
	if s != nil && s.timer.Stop() { // one that has rung is not wound up again
		s.timer.Reset(s.patience)
	}
}

func (s *still) end() {
	s.timer.Stop()
	s.stop(nil)
}

// moving is a body that is read.
type moving struct {
	io.ReadCloser
	still *still
}

func (m moving) Read(b []byte) (int, error) {
	n, err := m.ReadCloser.Read(b)
	m.still.moves()
	return n, err
}
