package imports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// apply writes what was compared, line by line, some in a transaction: with the note of how far it is, so that nothing is
// written twice. The import is done when its last line is; until then it says how many are written.
func (w *work) apply(ctx context.Context) error {
	troubled := int64(0) // a line that could not be saved at the first try
	for {
		lines, err := w.nextToWrite(ctx)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return w.o.DB.InTx(ctx, func(tx *db.Tx) error { return w.pass(ctx, tx, w.Import, finish) })
		}
		err = w.writeSome(ctx, lines)
		var bad *lineError
		switch {
		case errors.Is(err, errShut):
			return w.o.DB.InTx(ctx, func(tx *db.Tx) error { return w.pass(ctx, tx, w.Import, halt) })
		case w.kind.Whole && errors.Is(err, errOvertaken):
			return w.haltAt(ctx, err)
		case !errors.As(err, &bad) || !refusable(bad.err):
		case bad.line.Line != troubled:
			troubled, err = bad.line.Line, nil // somebody may have been writing just then
		case w.kind.Whole:
			return w.haltAt(ctx, err)
		default:
			err = w.leaveOut(ctx, bad)
		}
		if err != nil {
			return err
		}
	}
}

func (w *work) nextToWrite(ctx context.Context) ([]Line, error) {
	var lines []Line
	size := w.size
	if w.kind.Whole {
		size = int(w.kind.Most)
	}
	err := w.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		lines, err = linesToWrite(ctx, tx, w.Number, w.atLine, size)
		return err
	})
	return lines, err
}

// lineError is why a line could not be saved.
type lineError struct {
	line Line
	err  error
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %v", e.line.Line, e.err) }
func (e *lineError) Unwrap() error { return e.err }

// refusable are errors of the line's own, which no later try mends.
func refusable(err error) bool {
	switch apperr.KindOf(err) {
	case apperr.Invalid, apperr.Conflict, apperr.NotFound, apperr.Forbidden:
		return true
	default:
	}
	return false
}

// writeSome writes lines until the step has lasted long enough.
func (w *work) writeSome(ctx context.Context, lines []Line) error {
	var now Import
	err := w.step(ctx, func(tx *db.Tx) error {
		now = w.Import
		began := w.o.Clock.Now()
		by, err := w.begin(ctx, tx)
		if err != nil {
			return err
		}
		for _, l := range lines {
			by.First = now.Written == 0
			if err := w.writeLine(ctx, tx, by, &now, l); err != nil {
				return err
			}
			if !w.kind.Whole && w.o.Clock.Now().Sub(began) > w.pace.step {
				break
			}
		}
		return w.progress(ctx, tx, now)
	})
	if err == nil {
		w.Import = now
	}
	return err
}

// errOvertaken says that a line of a sheet that is written at once is no longer what it was compared with: none is written.
var errOvertaken = errors.New("a line is no longer what it was compared with")

// errShut says that who applied an import may change its place no more.
var errShut = errors.New("the import's place may not be changed")

// actor is somebody with the rights that they have by now: none when their account was suspended or closed meanwhile.
func actor(ctx context.Context, tx *db.Tx, id, name string, at time.Time) (access.Actor, error) {
	active, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_accounts WHERE id = $1 AND state = 'active'`, id)
	if err != nil || active == 0 {
		return access.Actor{ID: id, Name: name, At: at}, err
	}
	grants, err := access.GrantsOf(ctx, tx, id, tx.Now())
	return access.Actor{ID: id, Name: name, At: at, Grants: grants}, err
}

// begin is for whom lines are written in this transaction. Of the platform's, the import's own line in the history has the
// account, unless the kind is written as by hand; there and at a place, who applied the import acts as by hand, with the
// rights that they have by now.
func (w *work) begin(ctx context.Context, tx *db.Tx) (Write, error) {
	by := Write{Who: access.Actor{Name: w.MovedName, At: w.MovedAt}, Place: w.Place, Import: w.Number}
	if w.Place != "" || w.kind.ByHand {
		var err error
		if by.Who, err = actor(ctx, tx, w.MovedBy, w.MovedName, w.MovedAt); err != nil {
			return by, err
		}
	}
	if w.kind.begin == nil {
		return by, nil
	}
	err := w.kind.begin(ctx, tx, by)
	if apperr.Is(err, apperr.Forbidden) || apperr.Is(err, apperr.NotFound) {
		err = errShut
	}
	return by, err
}

func (w *work) writeLine(ctx context.Context, tx *db.Tx, by Write, now *Import, l Line) error {
	v, err := w.kind.save(ctx, tx, by, l)
	if err != nil {
		return &lineError{l, err}
	}
	now.atLine = l.Line
	now.Done++
	switch v.outcome {
	case Overtaken:
		if w.kind.Whole {
			return &lineError{l, errOvertaken}
		}
		now.Overtaken++
		return overtake(ctx, tx, w.Number, l, i18n.M(msg.LineOvertaken))
	case Fresh, Changed:
		now.Written++
	case Read, Same, Bad:
	}
	return nil
}

// why is what keeps the line from being saved, in words.
func (e *lineError) why() i18n.Msg {
	if a, ok := apperr.As(e.err); ok && a.Msg.Key != "" {
		return a.Msg
	} else if ok && len(a.Fields) > 0 {
		return a.Fields[0].Msg
	}
	return i18n.M(msg.LineOvertaken)
}

// haltAt stops the writing of a sheet of which nothing is written where one line is not, and keeps which line that is, and why.
func (w *work) haltAt(ctx context.Context, err error) error {
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		var bad *lineError
		if errors.As(err, &bad) {
			if err := insertFault(ctx, tx, w.Number, lateFrom, true, Fault{Line: bad.line.Line, Reason: bad.why()}); err != nil {
				return err
			}
		}
		return w.pass(ctx, tx, w.Import, halt)
	})
}

// leaveOut passes over a line that cannot be saved, and says why.
func (w *work) leaveOut(ctx context.Context, bad *lineError) error {
	why := bad.why()
	now := w.Import
	now.atLine = bad.line.Line
	now.Done++
	now.Overtaken++
	err := w.step(ctx, func(tx *db.Tx) error {
		if err := overtake(ctx, tx, w.Number, bad.line, why); err != nil {
			return err
		}
		return w.progress(ctx, tx, now)
	})
	if err == nil {
		w.Import = now
	}
	return err
}

// overtake leaves a line alone, and says so.
func overtake(ctx context.Context, tx *db.Tx, n int64, l Line, why i18n.Msg) error {
	l.Outcome = Overtaken
	if err := saveOutcome(ctx, tx, n, l); err != nil {
		return err
	}
	return insertFault(ctx, tx, n, lateFrom, true, Fault{Line: l.Line, Reason: why})
}
