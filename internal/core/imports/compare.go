package imports

import (
	"cmp"
	"context"
	"errors"

	"preau/internal/kit/db"
)

// atEnd says that all absent things are counted; no id is like it.
const atEnd = "-"

// absentsAtOnce is how many things are looked for in a step.
const absentsAtOnce = 500

// compare says what comes of each line, and what is there but not in the file.
func (w *work) compare(ctx context.Context) error {
	for {
		lines, verdicts, err := w.compareNext(ctx)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			break
		}
		if err := w.keepVerdicts(ctx, lines, verdicts); err != nil {
			return err
		}
	}
	if w.kind.absent != nil {
		if err := w.missing(ctx); err != nil {
			return err
		}
	}
	return w.settle(ctx)
}

// compareNext reads what the next lines are compared with. No writer is held meanwhile: what changes until they are written
// is found then.
func (w *work) compareNext(ctx context.Context) (lines []Line, out []verdict, err error) {
	err = w.o.DB.View(ctx, func(tx *db.Tx) error {
		if lines, err = linesToCompare(ctx, tx, w.Number, w.atLine, w.size); err != nil || len(lines) == 0 {
			return err
		}
		at, err := w.lookup(ctx, tx)
		if err != nil {
			return err
		}
		out, err = w.kind.compare(ctx, tx, at, lines)
		return err
	})
	return lines, out, err
}

// lookup is for which import lines are compared, and for whom.
func (w *work) lookup(ctx context.Context, tx *db.Tx) (At, error) {
	at := w.at()
	if !w.kind.ByHand {
		return at, nil
	}
	var err error
	at.Who, err = actor(ctx, tx, w.StartedBy, w.StartedName, tx.Now())
	return at, err
}

func (w *work) keepVerdicts(ctx context.Context, lines []Line, verdicts []verdict) error {
	now := w.Import
	now.atLine = lines[len(lines)-1].Line
	now.Done += int64(len(lines))
	err := w.step(ctx, func(tx *db.Tx) error {
		if err := forgetLate(ctx, tx, w.Number, w.atLine, now.atLine); err != nil {
			return err
		}
		for i, v := range verdicts {
			if err := w.keepVerdict(ctx, tx, lines[i], v); err != nil {
				return err
			}
		}
		return w.progress(ctx, tx, now)
	})
	if err == nil {
		w.Import = now
	}
	return err
}

func (w *work) keepVerdict(ctx context.Context, tx *db.Tx, l Line, v verdict) error {
	was := l.Outcome
	l.Outcome, l.Changes, l.Says = v.outcome, v.changes, v.says
	if was != l.Outcome || changesText(l.Changes) != l.raw || l.Says.text() != l.said {
		if err := saveOutcome(ctx, tx, w.Number, l); err != nil {
			return err
		}
	}
	for i, p := range v.problems {
		at := w.titles[p.Column]
		f := Fault{Line: l.Line, Letter: at.Letter, Header: at.Name, Value: p.value, Reason: p.Reason}
		if err := insertFault(ctx, tx, w.Number, lateFrom+int64(i), true, f); err != nil {
			return err
		}
	}
	return nil
}

// lateFrom numbers the faults of a line that were found when it was compared, beyond those that it was read with.
const lateFrom = 100_000

// missing counts what is there and not in the file. What an earlier comparison found is forgotten first.
func (w *work) missing(ctx context.Context) error {
	for w.atAbsent == "" {
		n := int64(0)
		err := w.step(ctx, func(tx *db.Tx) (err error) {
			n, err = forgetAbsents(ctx, tx, w.Number, absentsAtOnce)
			return err
		})
		if err != nil && !errors.Is(err, errLater) { // the next step makes room
			return err
		}
		if n < absentsAtOnce {
			w.Absent = 0
			break
		}
	}
	for w.atAbsent != atEnd {
		more, err := w.missingNext(ctx)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func (w *work) missingNext(ctx context.Context) (bool, error) {
	var things, lacking []Thing
	next := ""
	err := w.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if things, next, err = w.kind.absent(ctx, tx, w.at(), w.atAbsent, absentsAtOnce); err != nil {
			return err
		}
		lacking, err = notInFile(ctx, tx, w.Number, things)
		return err
	})
	if err != nil || next == "" && len(lacking) == 0 {
		return false, err
	}
	now := w.Import
	now.atAbsent = cmp.Or(next, atEnd)
	now.Absent += int64(len(lacking))
	err = w.step(ctx, func(tx *db.Tx) error {
		if err := insertAbsents(ctx, tx, w.Number, lacking); err != nil {
			return err
		}
		return w.progress(ctx, tx, now)
	})
	if err == nil || errors.Is(err, errLater) {
		w.Import = now
	}
	return next != "", err
}

// settle counts what came of the lines, and asks somebody to look, if there is anything to write.
func (w *work) settle(ctx context.Context) error {
	now := w.Import
	err := w.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		now.Counts, err = countOutcomes(ctx, tx, w.Import)
		return err
	})
	if err != nil {
		return err
	}
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := saveCounts(ctx, tx, now); err != nil {
			return err
		}
		do := compared
		if now.ToWrite() == 0 {
			do = settle
		}
		return w.pass(ctx, tx, now, do)
	})
}
