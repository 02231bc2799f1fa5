package update

import (
	"context"
	"errors"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

var (
	// errMoved says that an update is no longer where a step found it: somebody acted, or another node took it up.
	errMoved = errors.New("the update went on without this step")
	// errLater says that others should have their turn.
	errLater = errors.New("a spell of work is over")
)

// run is the job: it does what the update's state asks for, step by step, and can be cut off between any two of them, or in one.
func (s *Service) run(ctx context.Context, _ jobs.Job, a runArgs) error {
	until := s.o.Clock.Now().Add(s.pace.spell)
	for {
		u, err := s.load(ctx, a.Number)
		if apperr.Is(err, apperr.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if !u.Working() {
			return nil
		}
		w := &work{Service: s, Update: u, size: s.pace.first, until: until}
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

func (s *Service) load(ctx context.Context, n int64) (Update, error) {
	var u Update
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		u, err = byNumber(ctx, tx, n)
		return err
	})
	return u, err
}

// work is one state of one update being dealt with.
type work struct {
	*Service
	Update
	size  int // lines of the next step
	until time.Time
}

// do brings the update to its next state.
func (w *work) do(ctx context.Context) error {
	switch w.State {
	case Reading:
		return w.read(ctx)
	case Undoing, Dropping:
		return w.clear(ctx)
	case Ready, Scheduled, Live, Undone, Dropped, Void, Refused:
	}
	return errMoved
}

// step runs one transaction, in which fn notes in now how far the work is then, and makes the next one longer or shorter by
// the time that this one held the writer.
func (w *work) step(ctx context.Context, fn func(tx *db.Tx, now *Update) error) error {
	var now Update
	var took time.Duration
	err := w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		began := w.o.Clock.Now()
		now = w.Update
		if err := fn(tx, &now); err != nil {
			return err
		}
		err := saveProgress(ctx, tx, w.Update, now)
		took = w.o.Clock.Now().Sub(began)
		return err
	})
	if err != nil {
		return err
	}
	w.Update = now
	switch {
	case took > w.pace.step*5/4:
		w.size = max(1, w.size*3/4)
	case took < w.pace.step*3/4:
		w.size = min(w.pace.most, w.size*5/4+1)
	}
	if !w.o.Clock.Now().Before(w.until) {
		return errLater
	}
	return ctx.Err()
}

// clear puts aside what the update showed, or deletes what nobody saw. Its market does not show it.
func (w *work) clear(ctx context.Context) error {
	wasShown := w.State == Undoing
	for all := false; !all; {
		err := w.step(ctx, func(tx *db.Tx, now *Update) (err error) {
			now.at.article, all, err = article.Drop(ctx, tx, w.Market.Number, w.Edition, now.at.article, w.size, wasShown)
			return err
		})
		if err != nil {
			return err
		}
	}
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error { return w.pass(ctx, tx, w.Update, finish) })
}
