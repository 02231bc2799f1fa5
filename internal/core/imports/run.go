package imports

import (
	"context"
	"errors"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

var (
	// errMoved says that an import is no longer where a step found it: somebody acted, or another node took it up.
	errMoved = errors.New("the import went on without this step")
	// errLater says that others should have their turn.
	errLater = errors.New("a spell of work is over")
)

// run is the job: it does what the import's state asks for, step by step, and can be cut off between any two of them, or in one.
func (s *Service) run(ctx context.Context, _ jobs.Job, a runArgs) error {
	until := s.o.Clock.Now().Add(s.pace.spell)
	for {
		i, err := s.load(ctx, a.Number)
		if apperr.Is(err, apperr.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if !i.Working() {
			return nil
		}
		k, err := s.kind(i.Kind)
		if err != nil {
			return jobs.Never(err)
		}
		w := &work{Service: s, Import: i, kind: k, size: s.pace.first, until: until}
		switch err := w.do(ctx); {
		case errors.Is(err, errMoved):
			return nil
		case errors.Is(err, errLater):
			return jobs.Later(s.o.Clock.Now())
		case err != nil:
			return err
		}
	}
}

func (s *Service) load(ctx context.Context, n int64) (Import, error) {
	var i Import
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		i, err = importByNumber(ctx, tx, n)
		return err
	})
	return i, err
}

// work is one state of one import being dealt with.
type work struct {
	*Service
	Import
	kind  Kind
	size  int // lines of the next step
	until time.Time
}

// do brings the import to its next state.
func (w *work) do(ctx context.Context) error {
	switch w.State {
	case Reading:
		return w.read(ctx)
	case Comparing:
		return w.compare(ctx)
	case Applying:
		return w.apply(ctx)
	case Ready, Stopped, Done, Cancelled, Refused:
	}
	return errMoved
}

// step runs one transaction, and makes the next one longer or shorter by the time that this one held the writer.
func (w *work) step(ctx context.Context, fn func(tx *db.Tx) error) error {
	var took time.Duration
	err := w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		began := w.o.Clock.Now()
		err := fn(tx)
		took = w.o.Clock.Now().Sub(began)
		return err
	})
	switch {
	case err != nil:
		return err
	case took > w.pace.step*3/2:
		w.size = max(1, w.size/2)
	case took < w.pace.step/2:
		w.size = min(w.pace.most, w.size*2)
	}
	if !w.o.Clock.Now().Before(w.until) {
		return errLater
	}
	return ctx.Err()
}

// progress notes how far the state is, unless the import is no longer where it was found.
func (w *work) progress(ctx context.Context, tx *db.Tx, now Import) error {
	ok, err := saveProgress(ctx, tx, w.Import, now)
	if err == nil && !ok {
		return errMoved
	}
	return err
}
