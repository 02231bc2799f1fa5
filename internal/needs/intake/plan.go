package intake

import (
	"slices"
	"strconv"

	"preau/internal/core/imports"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// plan is a group's lots as the lines of a sheet change them, one after the other.
type plan struct {
	lots  []*lot
	found map[string]imports.Found[line] // by what the lines are about
}

// lot is one of them, and what of it the sheet speaks of.
type lot struct {
	group.Lot
	kept  int // lines that are there, the first ones; -1 of a lot that is new
	seen  bool
	lines map[int64]bool // that were seen, by number
}

func newPlan(lots []group.Lot) *plan {
	p := &plan{found: map[string]imports.Found[line]{}}
	for _, l := range lots {
		p.lots = append(p.lots, &lot{Lot: l, kept: len(l.Lines), lines: map[int64]bool{}})
	}
	return p
}

func wrong(column string, key i18n.Key, args ...any) *imports.Problem {
	return &imports.Problem{Column: column, Reason: i18n.M(key, args...)}
}

// lotOf finds the lot that a line is about; none where it is a new one.
func (p *plan) lotOf(l line) (*lot, *imports.Problem) {
	next := int64(len(p.lots)) + 1
	switch {
	case l.Lot != 0 && l.Lot < next:
		return p.lots[l.Lot-1], nil
	case l.Lot > next:
		return nil, wrong(colLot, msg.LotsLotTurn, "n", next)
	case l.Lot == next && l.Title == "":
		return nil, wrong(colTitle, msg.FaultLotTitle)
	case l.Lot == next:
		return nil, nil
	}
	var same []*lot
	for _, x := range p.lots {
		if folded(x.Title) == folded(l.Title) {
			same = append(same, x)
		}
	}
	switch len(same) {
	case 0:
		return nil, nil
	case 1:
		return same[0], nil
	}
	return nil, wrong(colLot, msg.LotsSeveralLots, "n", len(same))
}

// lineOf finds the line of a lot; 0 where it is a new one.
func (x *lot) lineOf(l line) (int64, *imports.Problem) {
	next := int64(len(x.Lines)) + 1
	switch {
	case l.Number != 0 && l.Number < next:
		return l.Number, nil
	case l.Number > next:
		return 0, wrong(colNumber, msg.LotsLineTurn, "n", next)
	case l.Number == next:
		return 0, x.newLine(l)
	}
	var same []int64
	for _, i := range x.Lines {
		if folded(i.Title) == folded(l.Article) {
			same = append(same, i.Number)
		}
	}
	switch len(same) {
	case 0:
		return 0, x.newLine(l)
	case 1:
		return same[0], nil
	}
	return 0, wrong(colNumber, msg.LotsSeveralLines, "n", len(same))
}

// newLine is what a line lacks to be added to a lot.
func (x *lot) newLine(l line) *imports.Problem {
	switch {
	case l.Article == "":
		return wrong(colArticle, msg.LotsNoArticle)
	case l.Unit == "":
		return wrong(colUnit, msg.LotsNoUnit)
	case len(x.Lines) >= group.MaxLines:
		return wrong(colArticle, msg.FaultLines, "max", group.MaxLines)
	}
	return nil
}

// meet is what is there of a line, and the lot that it is about.
func (p *plan) meet(l line) (imports.Found[line], *lot) {
	x, bad := p.lotOf(l)
	var at int64
	switch {
	case bad != nil:
	case x == nil && !l.lone():
		at, bad = (&lot{}).lineOf(l)
	case x != nil && !l.lone():
		at, bad = x.lineOf(l)
	}
	switch {
	case bad != nil:
		return imports.Found[line]{Problems: []imports.Problem{*bad}}, nil
	case x == nil:
		return imports.Found[line]{}, nil
	}
	f := imports.Found[line]{There: at != 0 || l.lone(), Part: true, Value: line{
		LotCell: l.LotCell, NumberCell: l.NumberCell, Lot: l.Lot, Number: l.Number, Title: x.Title, Description: x.Description, at: spot{x.Position, at},
	}}
	if at != 0 {
		i := x.Lines[at-1]
		f.Value.Section, f.Value.Article, f.Value.Note, f.Value.Unit, f.Value.Digits = i.Section, i.Title, i.Note, i.Unit, strconv.Itoa(i.Decimals)
	}
	return f, x
}

// take meets a line, and leaves the lots as it would.
func (p *plan) take(r imports.Row[line]) {
	l := r.Value
	f, x := p.meet(l)
	if x != nil && !r.Leads && l.Title != "" && folded(l.Title) != folded(x.Title) {
		f = imports.Found[line]{Problems: []imports.Problem{*wrong(colTitle, msg.LotsOtherTitle, "n", x.Position, "title", x.Title)}}
	}
	p.found[r.Ident] = f
	if len(f.Problems) > 0 {
		return
	}
	if x == nil {
		x = &lot{Lot: group.Lot{Position: int64(len(p.lots)) + 1}, kept: -1, lines: map[int64]bool{}}
		p.lots = append(p.lots, x)
	}
	if x.seen = true; r.Leads || x.kept < 0 && x.Title == "" {
		set(&x.Title, l.Title)
		set(&x.Description, l.Description)
	}
	if !l.lone() {
		x.take(l, f.Value.at.line)
	}
}

func (x *lot) take(l line, at int64) {
	if at == 0 {
		i := l.line()
		i.Number = int64(len(x.Lines)) + 1
		x.Lines = append(x.Lines, i)
		return
	}
	x.lines[at] = true
	i := &x.Lines[at-1]
	set(&i.Section, l.Section)
	set(&i.Title, l.Article)
	set(&i.Note, l.Note)
	set(&i.Unit, l.Unit)
	if l.Digits != "" {
		i.Decimals = l.line().Decimals
	}
}

// set replaces a text by one that is said.
func set(to *string, said string) {
	if said != "" {
		*to = said
	}
}

// unseen are the lines that the sheet does not have, and the lots without lines.
func (p *plan) unseen(g group.Group) []imports.Thing {
	var out []imports.Thing
	for _, x := range p.lots {
		lot := line{Lot: x.Position, Title: x.Title}
		thing := func(l line) {
			out = append(out, imports.Thing{Ident: l.ident(), Label: l.label(), Path: g.Path("/lots/" + strconv.FormatInt(x.Position, 10))})
		}
		if x.kept == 0 && !x.seen {
			thing(lot)
		}
		for _, i := range slices.Clip(x.Lines[:max(0, x.kept)]) {
			if !x.lines[i.Number] {
				l := lot
				l.Number, l.Article = i.Number, i.Title
				thing(l)
			}
		}
	}
	return out
}
