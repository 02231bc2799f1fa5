package imports

import (
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Copy is a file that was made to be taken away.
type Copy struct {
	Name      string
	MediaType string
	io.ReadCloser
}

// GiveBack makes the file that was sent again, with what is wrong at the end of each line.
func (s *Service) GiveBack(ctx context.Context, who access.Actor, at Place, n int64, t *i18n.T) (Copy, error) {
	var i Import
	var f document.File
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if i, err = s.here(ctx, tx, who, at, n); err != nil {
			return err
		}
		if _, err := Moves().Next(GiveBack, i.State, by{InCharge}, i); err != nil {
			return err
		}
		f, err = document.ByID(ctx, tx, i.FileID)
		return err
	})
	if err != nil {
		return Copy{}, err
	}
	k, err := s.kind(i.Kind)
	if err != nil {
		return Copy{}, err
	}
	return s.copyOf(ctx, i, k, f, t)
}

// copyOf makes the copy whole before a byte of it is sent, so that what fails is a page.
func (s *Service) copyOf(ctx context.Context, i Import, k Kind, f document.File, t *i18n.T) (Copy, error) {
	src, err := s.open(ctx, k, f)
	if err != nil {
		return Copy{}, err
	}
	defer src.Close()
	table, err := k.open(src.File, s.o.Clock.Now())
	if err != nil {
		return Copy{}, err
	}
	tmp, err := temporary()
	if err != nil {
		return Copy{}, err
	}
	reasons := &reasons{ctx: ctx, service: s, number: i.Number, t: t}
	err = src.GiveBack(tmp, t, table.header, reasons.all())
	if err = errors.Join(err, reasons.err); err == nil {
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Copy{}, errors.Join(err, tmp.Close())
	}
	end := path.Ext(src.name)
	name := t.S(msg.CopyName, "name", strings.TrimSuffix(src.name, end)) + end
	return Copy{Name: name, MediaType: src.Format().MediaType(), ReadCloser: tmp}, nil
}

// reasons reads what is wrong, some lines at a time.
type reasons struct {
	ctx     context.Context //nolint:containedctx // of one call, for an iterator that knows none
	service *Service
	number  int64
	t       *i18n.T
	err     error
}

const reasonsAtOnce = 500

func (r *reasons) all() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for after := int64(0); ; {
			some, err := r.next(after)
			if r.err = err; err != nil || len(some) == 0 {
				return
			}
			report := sheet.Report{}
			for _, f := range some {
				report.Kept = append(report.Kept, sheet.Bad{Line: int(f.Line), Letter: f.Letter, Header: f.Header, Value: f.Value, Reason: f.Reason})
			}
			for line, why := range report.Reasons(r.t) {
				if !yield(line, why) {
					return
				}
			}
			after = some[len(some)-1].Line
		}
	}
}

// next are the faults of the next lines, of each of them all.
func (r *reasons) next(after int64) ([]Fault, error) {
	var out []Fault
	err := r.service.o.DB.View(r.ctx, func(tx *db.Tx) (err error) {
		out, err = faults(r.ctx, tx, `WHERE r.import = $1 AND r.line IN (SELECT DISTINCT f.line FROM imports_faults f WHERE f.import = $1 AND f.line > $2
			ORDER BY f.line LIMIT $3) ORDER BY r.line, r.n`, r.number, after, reasonsAtOnce)
		return err
	})
	return out, err
}
