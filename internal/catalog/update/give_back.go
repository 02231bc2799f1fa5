package update

import (
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
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

// GiveBack makes the sheet that was sent again, with what is wrong at the end of each line: of all lines, though the first
// thousand alone are kept. It is checked anew against the references that the market had then.
func (s *Service) GiveBack(ctx context.Context, who access.Actor, market, n int64, t *i18n.T) (Copy, error) {
	var u Update
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if err = Why(ctx, tx, who, GiveBack, market, n); err == nil {
			u, err = byNumber(ctx, tx, n)
		}
		return err
	})
	if err != nil {
		return Copy{}, err
	}
	src, err := s.source(ctx, u)
	if err != nil {
		return Copy{}, err
	}
	defer src.Close()
	return s.copyOf(ctx, u, src, t)
}

// copyOf makes the copy whole before a byte of it is sent, so that what fails is a page.
func (s *Service) copyOf(ctx context.Context, u Update, src *source, t *i18n.T) (Copy, error) {
	found, err := s.checkAgain(ctx, u, src)
	if err != nil {
		return Copy{}, err
	}
	tmp, err := temporary()
	if err != nil {
		return Copy{}, err
	}
	if err = src.GiveBack(tmp, t, found.header, found.reasons(t)); err == nil {
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Copy{}, errors.Join(err, tmp.Close())
	}
	end := path.Ext(u.FileName)
	name := t.S(msg.UpdateCopyName, "name", strings.TrimSuffix(u.FileName, end)) + end
	return Copy{Name: name, MediaType: src.Format().MediaType(), ReadCloser: tmp}, nil
}

// findings are the lines of a sheet with something to tell.
type findings struct {
	header sheet.Header
	lines  []checked
}

func (s *Service) checkAgain(ctx context.Context, u Update, src *source) (findings, error) {
	refs, err := s.references(ctx, u)
	if err != nil {
		return findings{}, err
	}
	r, err := newReader(src.File, u, Rates(s.o.Country()), refs)
	if err != nil {
		return findings{}, err
	}
	out := findings{header: r.table.Header}
	var alike []int64
	for c, err := range r.lines() {
		if err != nil {
			return out, err
		}
		if len(c.faults) == 0 {
			continue
		}
		if c.line = (line{}); c.alike < 0 {
			alike = append(alike, -c.alike)
		}
		out.lines = append(out.lines, c)
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		names, err := article.Named(ctx, tx, alike)
		for i := range out.lines {
			out.lines[i].tellAlike(names)
		}
		if err != nil {
			return err
		}
		return out.addKept(ctx, tx, u)
	})
	return out, err
}

// addKept adds what the comparison alone found, of the lines that are kept.
func (f *findings) addKept(ctx context.Context, tx *db.Tx, u Update) error {
	kept, err := faults(ctx, tx, u.Number, false, mostFaults, 0)
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	for _, c := range f.lines {
		known[c.n] = true
	}
	for _, x := range kept {
		if !known[x.Line] {
			f.lines = append(f.lines, checked{n: x.Line, faults: []Fault{x}})
		}
	}
	slices.SortStableFunc(f.lines, func(a, b checked) int { return cmp.Compare(a.n, b.n) })
	return nil
}

// reasons are what is to be told of each line, in the order of the lines.
func (f findings) reasons(t *i18n.T) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for _, c := range f.lines {
			bad := make([]sheet.Bad, len(c.faults))
			for i, x := range c.faults {
				bad[i] = sheet.Bad{Line: int(x.Line), Letter: x.Letter, Header: x.Header, Value: x.Value, Reason: x.Reason}
			}
			if !yield(int(c.n), sheet.Say(t, bad)) {
				return
			}
		}
	}
}
