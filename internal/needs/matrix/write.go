package matrix

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/workbook"
	"preau/internal/needs/msg"
	needs "preau/internal/needs/sheet"
)

// write writes the workbook: what it is and how many sheets it leaves out, then a sheet a lot. After each one it tells
// how many lots are done.
func (p plan) write(to io.Writer, t *i18n.T, done func(lots int) error) error {
	names := []string{t.S(msg.MatrixAbout)}
	for _, l := range p.lots {
		names = append(names, t.S(msg.MatrixLot, "n", strconv.FormatInt(l.Position, 10), "title", l.Title))
	}
	book, err := workbook.New(to, t, names...)
	if err != nil {
		return err
	}
	if err := p.writeAbout(book, t); err != nil {
		return err
	}
	for i, l := range p.lots {
		if err := p.writeLot(book, t, l); err != nil {
			return fmt.Errorf("lot %d: %w", l.Position, err)
		}
		if err := done(i + 1); err != nil {
			return err
		}
	}
	return book.Close()
}

// rows writes rows until one of them fails, and ends the sheet.
func rows(w sheet.Writer, each func(row func(...sheet.Cell) bool)) error {
	var err error
	each(func(cells ...sheet.Cell) bool {
		err = w.Row(cells...)
		return err == nil
	})
	return errors.Join(err, w.Close())
}

func (p plan) writeAbout(book *workbook.Workbook, t *i18n.T) error {
	w, err := book.Sheet(
		sheet.Head{Title: t.S(msg.MatrixColLot), Width: 40}, sheet.Head{Title: t.S(msg.MatrixColLines), Kind: sheet.Whole},
		sheet.Head{Title: t.S(msg.MatrixColWith), Kind: sheet.Whole}, sheet.Head{Title: t.S(msg.MatrixColEmpty), Kind: sheet.Whole},
		sheet.Head{Title: t.S(msg.MatrixColExcluded), Kind: sheet.Whole},
	)
	if err != nil {
		return err
	}
	return rows(w, func(row func(...sheet.Cell) bool) {
		for _, l := range p.lots {
			if !row(
				sheet.Text(t.S(msg.MatrixLot, "n", strconv.FormatInt(l.Position, 10), "title", l.Title)), sheet.Count(int64(len(l.Lines))),
				sheet.Count(int64(l.valid)), sheet.Count(int64(l.empty)), sheet.Count(int64(l.excluded+l.gone)),
			) {
				return
			}
		}
		_ = row() && row(sheet.Text(t.S(msg.MatrixGroup)), sheet.Text(p.group.Title)) &&
			row(sheet.Text(t.S(msg.MatrixMembers)), sheet.Count(int64(len(p.members)))) &&
			row(sheet.Text(t.S(msg.MatrixColExcluded)), sheet.Count(int64(p.excluded()))) &&
			row(sheet.Text(t.S(msg.MatrixCounts)))
	})
}

// writeLot writes a row a member and a column a line. A sheet that is not validated has empty cells, not zeros.
func (p plan) writeLot(book *workbook.Workbook, t *i18n.T, l lot) error {
	heads := []sheet.Head{{Title: t.S(msg.MatrixColMember), Width: 40}, {Title: t.S(msg.MatrixColCommune)}, {Title: t.S(msg.MatrixColSheet), Width: 24}}
	for _, x := range l.Lines {
		heads = append(heads, sheet.Head{Title: t.S(msg.MatrixLine, "lot", l.Position, "line", x.Number, "article", x.Title, "unit", x.Unit), Kind: sheet.Quantity, Width: 16})
	}
	w, err := book.Sheet(heads...)
	if err != nil {
		return err
	}
	totals, wants := make([]int64, len(l.Lines)), make([]int64, len(l.Lines))
	var damaged error
	err = rows(w, func(row func(...sheet.Cell) bool) {
		cells := make([]sheet.Cell, 0, len(heads))
		for i, m := range p.members {
			c := l.cells[i]
			cells = append(cells[:0], sheet.Text(m.name), sheet.Text(m.commune), sheet.Text(t.S(c.view.Label())))
			if c.view.Done() {
				if damaged = unpack(c.packed, wants); damaged != nil {
					return
				}
				for x, n := range wants {
					totals[x] += n
					cells = append(cells, sheet.Thousandths(n))
				}
			}
			if !row(cells...) {
				return
			}
		}
		cells = append(cells[:0], sheet.Text(t.S(msg.MatrixTotal)), sheet.Text(""), sheet.Text(t.S(msg.MatrixLeftOut, "n", l.excluded+l.gone)))
		for _, n := range totals {
			cells = append(cells, sheet.Thousandths(n))
		}
		row(cells...)
	})
	return errors.Join(damaged, err)
}

// unpack puts a sheet's quantities in the order of the lines, which are numbered from 1 without gaps.
func unpack(packed []byte, into []int64) error {
	clear(into)
	return needs.UnpackEach(packed, func(line, n int64) {
		if line >= 1 && line <= int64(len(into)) {
			into[line-1] = n
		}
	})
}
