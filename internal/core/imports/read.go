package imports

import (
	"context"
	"errors"

	"preau/internal/core/document"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// read stages the lines of the file that are not yet.
func (w *work) read(ctx context.Context) error {
	err := w.readFile(ctx)
	var f *sheet.Fault
	if errors.As(err, &f) {
		return w.refuseFile(ctx, f)
	}
	return err
}

func (w *work) readFile(ctx context.Context) error {
	var f document.File
	err := w.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		f, err = document.ByID(ctx, tx, w.FileID)
		return err
	})
	if err != nil {
		return err
	}
	src, err := w.Service.open(ctx, w.kind, f)
	if err != nil {
		return err
	}
	defer src.Close()
	t, err := w.kind.open(src.File, w.o.Clock.Now())
	if err != nil {
		return err
	}
	var batch []staged
	for l, err := range t.lines {
		if err != nil {
			return err
		}
		if l.Line.Line <= w.atLine {
			continue
		}
		if most := w.kind.Most; most > 0 && w.Lines+int64(len(batch)) >= most {
			return &sheet.Fault{Msg: i18n.M(msg.FaultLines, "max", most)}
		}
		if batch = append(batch, l); len(batch) < w.size {
			continue
		}
		if err := w.keep(ctx, batch, src.File); err != nil {
			return err
		}
		batch = batch[:0]
	}
	if len(batch) > 0 {
		if err := w.keep(ctx, batch, src.File); err != nil && !errors.Is(err, errLater) {
			return err
		}
	}
	if w.Lines == 0 {
		return &sheet.Fault{Msg: i18n.M(msg.FaultNoLine)}
	}
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := saveHeader(ctx, tx, w.Number, t.header); err != nil {
			return err
		}
		return w.pass(ctx, tx, w.Import, hadRead)
	})
}

// keep stages some lines in one step.
func (w *work) keep(ctx context.Context, batch []staged, f *sheet.File) error {
	now := w.Import
	now.Done, now.Total = f.Progress()
	now.atLine = batch[len(batch)-1].Line.Line
	now.Lines += int64(len(batch))
	err := w.step(ctx, func(tx *db.Tx) error {
		lines, err := w.pairOff(ctx, tx, batch)
		if err != nil {
			return err
		}
		if err := insertLines(ctx, tx, w.Number, lines); err != nil {
			return err
		}
		return w.progress(ctx, tx, now)
	})
	if err == nil || errors.Is(err, errLater) {
		w.Import = now
	}
	return err
}

// pairOff finds lines about what an earlier line is about. One that says the same is the same again; one that says
// something else is refused, since nobody can tell which is right. It also finds the first line of each owner.
func (w *work) pairOff(ctx context.Context, tx *db.Tx, batch []staged) ([]staged, error) {
	firsts, owners, err := earlier(ctx, tx, w.Number, batch)
	if err != nil {
		return nil, err
	}
	out := make([]staged, len(batch))
	for i, l := range batch {
		first, twice := firsts[l.ident]
		switch {
		case l.refused:
		case twice && first.data == l.data:
			l.Outcome, l.ident, l.owner = Same, "", ""
		case twice:
			l.Outcome, l.ident, l.owner, l.refused = Bad, "", "", true
			l.faults = append(l.faults, Fault{Line: l.Line.Line, Reason: i18n.M(msg.LineTwin, "line", first.Line)})
		default:
			firsts[l.ident] = l.Line
			l.leads = l.owner == "" || !owners[l.owner]
			owners[l.owner] = true
		}
		out[i] = l
	}
	return out, nil
}

// refuseFile ends an import whose file breaks off, or is too much.
func (w *work) refuseFile(ctx context.Context, f *sheet.Fault) error {
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := saveFault(ctx, tx, w.Number, written(faultOf(f)...)); err != nil {
			return err
		}
		return w.pass(ctx, tx, w.Import, refuse)
	})
}
