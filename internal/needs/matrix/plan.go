package matrix

import (
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

// plan is all that a matrix says, as it was at one instant: quantities are still packed, 1,000 members × 40 lots have
// some 30 MB.
type plan struct {
	group   group.Group
	lots    []lot
	members []member
}

type member struct {
	id, name, commune string
}

// lot is a lot with its members' sheets, in the members' order.
type lot struct {
	group.Lot
	cells                  []cell
	valid, empty, excluded int // of members
	gone                   int // sheets of who is no member any more
}

type cell struct {
	view   sheet.View
	packed []byte // of a validated sheet
}

func (p plan) excluded() int {
	n := 0
	for _, l := range p.lots {
		n += l.excluded + l.gone
	}
	return n
}

func (l *lot) count() {
	for _, c := range l.cells {
		switch {
		case c.view == sheet.ViewValidated:
			l.valid++
		case c.view == sheet.ViewEmpty:
			l.empty++
		default:
			l.excluded++
		}
	}
}
