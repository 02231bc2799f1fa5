// Package sheet is the sheets of needs (fiches de besoins): what one member wants of one lot.
//
// States: none → entry → validated, and back before the deadline. Who may do what is in rules.go.
package sheet

import (
	"encoding/binary"
	"errors"
	"sort"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// State is the stored state of a sheet.
type State string

// The states of a sheet. None is never stored.
const (
	None      State = "none"
	Entry     State = "entry"
	Validated State = "validated"
)

// Sheet is what one member wants of one lot (fiche de besoins).
type Sheet struct {
	ID            string
	MembershipID  string
	LotID         string
	State         State
	Quantities    Quantities
	Filled        int // lines with a quantity
	SavedBy       string
	SavedName     string
	SavedAt       time.Time
	ValidatedName string
	ValidatedAt   time.Time
	Version       int64 // 0 while there is no sheet
}

// View is how a sheet is shown: four states, in words and by shape, not by colour only (R043).
type View string

// The four visible states of a sheet.
const (
	ViewNone      View = "none"      // not started
	ViewEntry     View = "entry"     // created, not validated
	ViewEmpty     View = "empty"     // validated: nothing is wanted
	ViewValidated View = "validated" // validated, with quantities
)

// ViewOf is the visible state of a sheet that has this stored state and so many filled lines.
func ViewOf(s State, filled int) View {
	switch {
	case s == Validated && filled == 0:
		return ViewEmpty
	case s == Validated:
		return ViewValidated
	case s == Entry:
		return ViewEntry
	}
	return ViewNone
}

// View is the sheet's visible state.
func (s Sheet) View() View { return ViewOf(s.State, s.Filled) }

// Label is the state in words.
func (v View) Label() i18n.Key {
	switch v {
	case ViewEntry:
		return msg.SheetEntry
	case ViewEmpty:
		return msg.SheetEmpty
	case ViewValidated:
		return msg.SheetValidated
	case ViewNone:
	}
	return msg.SheetNone
}

// Done says whether the lot needs nothing more from the member.
func (v View) Done() bool { return v == ViewEmpty || v == ViewValidated }

// Quantities are the quantities of a sheet, in thousandths, by line number. Zero quantities are left out.
type Quantities map[int64]int64

var errPacked = errors.New("packed quantities are damaged")

const packVersion = 1

// Pack writes the quantities as one compact column: a format byte, then for each line in order the step from the line
// before and the quantity, both as unsigned varints.
func (q Quantities) Pack() []byte {
	lines := make([]int64, 0, len(q))
	for l, n := range q {
		if n > 0 {
			lines = append(lines, l)
		}
	}
	sort.Slice(lines, func(i, j int) bool { return lines[i] < lines[j] })
	out := append(make([]byte, 0, 1+4*len(lines)), packVersion)
	last := int64(0)
	for _, l := range lines {
		out = binary.AppendUvarint(out, uint64(l-last)) //nolint:gosec // lines are sorted: the step is positive
		out = binary.AppendUvarint(out, uint64(q[l]))   //nolint:gosec // quantities are positive
		last = l
	}
	return out
}

// Unpack reads what Pack wrote.
func Unpack(b []byte) (Quantities, error) {
	q := Quantities{}
	err := UnpackEach(b, func(line, n int64) { q[line] = n })
	if err != nil {
		return nil, err
	}
	return q, nil
}

// UnpackEach reads what Pack wrote, line by line, without keeping it.
func UnpackEach(b []byte, fn func(line, n int64)) error {
	if len(b) == 0 || b[0] != packVersion {
		return errPacked
	}
	last := int64(0)
	for b = b[1:]; len(b) > 0; {
		step, n := binary.Uvarint(b)
		if n <= 0 {
			return errPacked
		}
		amount, m := binary.Uvarint(b[n:])
		if m <= 0 || step == 0 || step > 1<<32 || amount > 1<<62 {
			return errPacked
		}
		last += int64(step)
		fn(last, int64(amount))
		b = b[n+m:]
	}
	return nil
}

// Clean leaves out zeros, and lines that the lot does not have.
func (q Quantities) Clean(lines []group.Line) Quantities {
	out := Quantities{}
	for _, l := range lines {
		if n := q[l.Number]; n > 0 {
			out[l.Number] = n
		}
	}
	return out
}

// Equal says whether two sheets ask for the same.
func (q Quantities) Equal(o Quantities) bool {
	if len(q) != len(o) {
		return false
	}
	for l, n := range q {
		if o[l] != n {
			return false
		}
	}
	return true
}
