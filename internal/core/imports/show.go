package imports

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Filter chooses what the list shows.
type Filter struct {
	State State // empty: all
	Page  int   // from 1
	Size  int
}

// List is one numbered page of imports, the newest first.
type List struct {
	Imports []Import
	Shut    []apperr.Reason // why nothing may be changed at the place now, and so no import begun
	Numbered
}

// Numbered is where a page stands in its list.
type Numbered struct{ Total, Page, Size int }

const (
	usualSize = 20
	mostSize  = 100
)

// numbered is a page within what there is, whatever was asked.
func numbered(total, page, size int) Numbered {
	if size < 1 || size > mostSize {
		size = usualSize
	}
	return Numbered{Total: total, Size: size, Page: min(max(1, page), max(1, (total+size-1)/size))}
}

func (n Numbered) offset() int { return (n.Page - 1) * n.Size }

// List is what was sent in for a place. To others than who deals with it, it does not exist.
func (s *Service) List(ctx context.Context, who access.Actor, at Place, f Filter) (List, error) {
	var l List
	var w db.Where
	w.And("i.place = ?", at.ID)
	if space, _ := s.space(at.Of); space.Own {
		w.And("i.started_by = ?", who.ID)
	}
	if f.State != "" {
		w.And("i.state = ?", f.State)
	}
	cond, args := w.SQL(1)
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		if err := s.allow(ctx, tx, who, at); err != nil {
			return err
		}
		var err error
		if l.Shut, err = s.shut(ctx, tx, who, at); err != nil {
			return err
		}
		total, err := db.Value[int](ctx, tx, `SELECT count(*) FROM imports_imports i WHERE `+cond, args...)
		if err != nil {
			return fmt.Errorf("imports: %w", err)
		}
		l.Numbered = numbered(total, f.Page, f.Size)
		l.Imports, err = imports(ctx, tx, `WHERE `+cond+fmt.Sprintf(` ORDER BY i.number DESC LIMIT %d OFFSET %d`, l.Size, l.offset()), args...)
		return err
	})
	return l, err
}

// View is which lines of an import are looked at.
type View string

// The views.
const (
	Faults   View = "faults"
	News     View = "new"
	Changes  View = "changed"
	Sames    View = "same"
	Absents  View = "absent"
	Overtook View = "overtaken"
)

// Record is one import with some of its lines, and what may be done with it.
type Record struct {
	Import
	Kind    Kind // without a Label when no room declares it any more
	Offers  workflow.Offers[Act]
	View    View
	Pages   Numbered
	Faults  []Fault
	Rows    []Line
	Absents []Thing
	Halted  []Fault // the line at which the writing of a whole sheet came to a stop
	History []history.Line
}

// Show is one import. Without a view it shows what matters most: what is wrong, what changes, what is new.
func (s *Service) Show(ctx context.Context, who access.Actor, at Place, n int64, v View, page, size int) (Record, error) {
	var r Record
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if r.Import, err = s.here(ctx, tx, who, at, n); err != nil {
			return err
		}
		r.Kind, _ = s.kind(r.Import.Kind) // without one, the page names its key
		r.Offers = Moves().Offers(r.State, by{InCharge}, r.Import)
		if r.View = v; v == "" {
			r.View = r.telling()
		}
		if err := r.look(ctx, tx, page, size); err != nil {
			return err
		}
		if r.State == Stopped && r.Whole {
			if r.Halted, err = faults(ctx, tx, `WHERE r.import = $1 AND r.late ORDER BY r.line, r.n LIMIT 1`, r.Number); err != nil {
				return err
			}
		}
		r.History, err = history.Of(ctx, tx, object(n), 30)
		return err
	})
	return r, err
}

// telling is the view that matters most.
func (i Import) telling() View {
	switch {
	case i.Overtaken > 0:
		return Overtook
	case i.Refused+i.Aside > 0:
		return Faults
	case i.Changed > 0:
		return Changes
	case i.New > 0:
		return News
	case i.Absent > 0:
		return Absents
	}
	return Sames
}

// Progress is one import for the part of its page that is asked for again and again.
func (s *Service) Progress(ctx context.Context, who access.Actor, at Place, n int64) (Import, error) {
	var i Import
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		i, err = s.here(ctx, tx, who, at, n)
		return err
	})
	return i, err
}

// outcomes are those that a view shows.
var outcomes = map[View]Outcome{News: Fresh, Changes: Changed, Sames: Same, Overtook: Overtaken}

// look reads a page of a view.
func (r *Record) look(ctx context.Context, tx *db.Tx, page, size int) error {
	from, cond := "imports_rows r", "r.import = $1 AND r.outcome = $2"
	args := []any{r.Number, outcomes[r.View]}
	switch r.View {
	case Faults:
		from, cond, args = "imports_faults r", "r.import = $1", args[:1]
	case Absents:
		from, cond, args = "imports_absents r", "r.import = $1", args[:1]
	case News, Changes, Sames, Overtook:
	}
	total, err := db.Value[int](ctx, tx, `SELECT count(*) FROM `+from+` WHERE `+cond, args...)
	if err != nil {
		return fmt.Errorf("lines of import %d: %w", r.Number, err)
	}
	r.Pages = numbered(total, page, size)
	some := fmt.Sprintf(` LIMIT %d OFFSET %d`, r.Pages.Size, r.Pages.offset())
	switch r.View {
	case Faults:
		r.Faults, err = faults(ctx, tx, `WHERE r.import = $1 ORDER BY r.line, r.n`+some, r.Number)
	case Absents:
		r.Absents, err = db.All(ctx, tx, func(t *Thing) []any { return []any{&t.Ident, &t.Label, &t.Path} },
			`SELECT r.ident, r.label, r.path FROM imports_absents r WHERE r.import = $1 ORDER BY r.ident`+some, r.Number)
	case News, Changes, Sames, Overtook:
		r.Rows, err = lines(ctx, tx, `WHERE `+cond+` ORDER BY r.line`+some, args...)
	}
	return err
}

func faults(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Fault, error) {
	type row struct {
		Fault
		reason string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Line, &r.Letter, &r.Header, &r.Value, &r.Aside, &r.reason}
	}, `SELECT r.line, r.letter, r.header, r.value, r.aside, r.reason FROM imports_faults r `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("faults of an import: %w", err)
	}
	out := make([]Fault, len(rows))
	for i, r := range rows {
		out[i] = r.Fault
		for _, m := range readSayings(r.reason) {
			out[i].Reason = m
		}
	}
	return out, nil
}
