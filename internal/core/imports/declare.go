package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// Spec declares one kind of sheet, as data. T is a line: its exported fields are kept as JSON until it is written.
type Spec[T any] struct {
	Key    string // in the database: "org.fr"
	Slug   string // in addresses and forms
	Label  i18n.Key
	Hint   i18n.Key // what is sent, and where it is found
	Writes string   // what it changes, of its place: two imports never write to the same at a time
	Space  Space    // whose it is
	Most   int64    // lines of a file; 0: as many as it has
	JSON   bool     // it is published as JSON, too
	ByHand bool     // lines are compared for who sent the sheet and written for who applied it, with the rights that they have by then
	Whole  bool     // its lines are written at once or not at all, and not while one is refused: a short sheet, of Most lines
	Model  bool     // people fill it in themselves: an empty one is offered

	Columns sheet.Columns[T]
	// Aside are the keys of columns, read as Text, whose bad cells are told and left out while the rest of the line is
	// taken: nobody here can mend a register.
	Aside []string
	// Private are the keys of columns that nobody but who sent the sheet has to read: what a bad cell of theirs holds is not
	// kept, and the file goes back to its sender alone.
	Private []string
	Fields  []Field[T]

	// Check puts a line in its normal form and says what is wrong with it. It knows nothing but the line.
	Check func(v *T, now time.Time) []Problem
	Ident func(T) string // what the line is about
	Owner func(T) string // of several lines about parts of one thing; nil where lines have none
	Title func(T) string // what it is called in lists
	// Find gives for each line what is there, and may complete the lines by it: so completed they are saved.
	Find func(ctx context.Context, tx *db.Tx, at At, lines []T) ([]Found[T], error)
	// Begin holds what is changed, in each transaction that writes lines, and refuses where who applied the import may change it no
	// more: the writing then stops. Nil where nothing is to be held.
	Begin func(ctx context.Context, tx *db.Tx, w Write) error
	// Save writes a line: a new thing, or one that was found, with the values that change replaced.
	Save func(ctx context.Context, tx *db.Tx, w Write, v T) error
	// Absent lists some of what is there of the same register or place, beyond after, and gives what comes next, "" at the end;
	// nil where nobody counts them.
	Absent     func(ctx context.Context, tx *db.Tx, at At, after string, most int) ([]Thing, string, error)
	AbsentHint i18n.Key // what to know of them
}

// Field is a value that is compared. One that the file leaves empty stays as it is.
type Field[T any] struct {
	Key   string
	Label i18n.Key
	At    func(*T) *string
	Leads bool // it is the owner's: only its first line says it
	Day   bool // it is a day, or words in its place
}

// Problem is what is wrong with a line: in a column, or as a whole.
type Problem struct {
	Column string
	Reason i18n.Msg
}

// Found is what is there of a line.
type Found[T any] struct {
	There    bool
	Part     bool      // it is not, but what owns it is, which a leading line may change too
	Changes  bool      // it changes by more than its fields, which Then tells
	Value    T         // what is kept, as a line would say it
	Problems []Problem // why the line cannot be taken
	Says
}

// Says is what follows from a line, in words.
type Says struct {
	Notes []i18n.Msg // told alone
	Then  []i18n.Msg // what must still follow when the line is written
}

// Write is for whom and how a line is saved.
type Write struct {
	Who    access.Actor // who applied the import; of a place, with the rights that they have by now
	Place  string
	Import int64
	First  bool // nothing of this import is written yet
	New    bool
	Leads  bool
}

// Kind is a Spec whose type of line is nobody else's matter.
type Kind struct {
	Key, Slug, Writes       string
	Label, Hint, AbsentHint i18n.Key
	Space                   Space
	Most                    int64
	JSON, HasModel, ByHand  bool
	Whole                   bool

	Model  func(f sheet.Format, w io.Writer, t *i18n.T, name string) error
	Faults func(*i18n.Catalogue) []string // a programmer's mistakes

	fields  map[string]i18n.Key
	private bool
	days    map[string]bool
	open    func(f *sheet.File, now time.Time) (table, error)
	compare func(ctx context.Context, tx *db.Tx, at At, lines []Line) ([]verdict, error)
	begin   func(ctx context.Context, tx *db.Tx, w Write) error
	save    func(ctx context.Context, tx *db.Tx, w Write, l Line) (verdict, error)
	absent  func(ctx context.Context, tx *db.Tx, at At, after string, most int) ([]Thing, string, error)
}

// table is a file whose titles fit.
type table struct {
	header sheet.Header
	lines  func(yield func(staged, error) bool)
}

// staged is a line as it was read.
type staged struct {
	Line
	owner   string
	refused bool
	faults  []Fault
}

// verdict is what comes of a line.
type verdict struct {
	outcome  Outcome
	changes  []Change
	says     Says
	problems []late
}

// late is a problem that is found when a line is compared, with what its cell holds.
type late struct {
	Problem
	value string
}

// Of makes a kind of its declaration.
func Of[T any](s Spec[T]) Kind {
	k := Kind{
		Key: s.Key, Slug: s.Slug, Writes: s.Writes, Space: s.Space, Most: s.Most, Label: s.Label, Hint: s.Hint, AbsentHint: s.AbsentHint,
		JSON: s.JSON, HasModel: s.Model, ByHand: s.ByHand, Whole: s.Whole, Model: s.Columns.Model, Faults: s.faults, fields: map[string]i18n.Key{}, days: map[string]bool{}, private: len(s.Private) > 0,
		open: s.open, compare: s.compare, begin: s.Begin, save: s.save, absent: s.Absent,
	}
	for _, f := range s.Fields {
		k.fields[f.Key], k.days[f.Key] = f.Label, f.Day
	}
	return k
}

// FieldLabel is a value's name in words.
func (k Kind) FieldLabel(key string) i18n.Key { return k.fields[key] }

// IsDay says whether a value is a day, which people read as their language writes it.
func (k Kind) IsDay(key string) bool { return k.days[key] }

// faults are those of the columns, and columns set aside that nobody could empty.
func (s Spec[T]) faults(c *i18n.Catalogue) []string {
	out := s.Columns.Faults(c)
	for _, key := range s.Aside {
		if s.text(key) == nil {
			out = append(out, s.Key+": "+key+" is set aside and has no Text")
		}
	}
	return out
}

func (s Spec[T]) text(key string) func(*T) *string {
	for _, c := range s.Columns {
		if c.Key == key {
			return c.Text
		}
	}
	return nil
}

func (s Spec[T]) open(f *sheet.File, now time.Time) (table, error) {
	t, err := sheet.NewTable(f, s.Columns)
	if err != nil {
		return table{}, err
	}
	keys := map[string]string{}
	for _, x := range t.Header.Titles {
		keys[x.Letter()] = x.Key
	}
	return table{header: t.Header, lines: func(yield func(staged, error) bool) {
		for rec, err := range t.Records() {
			if err != nil {
				yield(staged{}, err)
				return
			}
			if !yield(s.stage(rec, keys, now), nil) {
				return
			}
		}
	}}, nil
}

// stage checks a line. What is wrong in columns that may be left out is told; anything else refuses the line.
func (s Spec[T]) stage(rec *sheet.Record[T], keys map[string]string, now time.Time) staged {
	v := rec.Value
	told := map[string]bool{}
	for _, b := range rec.Bad {
		told[keys[b.Letter]] = true
	}
	var empty []string
	for _, p := range s.Check(&v, now) {
		if p.Column == "" || !told[p.Column] { // one reason a cell: the first
			rec.Fail(p.Column, p.Reason)
		}
		empty = append(empty, p.Column)
	}
	out := staged{Line: Line{Line: int64(rec.Line), Outcome: Read}}
	for _, b := range rec.Bad {
		aside := b.Letter != "" && slices.Contains(s.Aside, keys[b.Letter])
		out.refused = out.refused || !aside
		if b.Letter != "" && slices.Contains(s.Private, keys[b.Letter]) {
			b.Value = ""
		}
		out.faults = append(out.faults, Fault{Line: int64(b.Line), Letter: b.Letter, Header: b.Header, Value: b.Value, Reason: b.Reason, Aside: aside})
	}
	if !out.refused && len(empty) > 0 {
		for _, key := range empty {
			*s.text(key)(&v) = ""
		}
		out.refused = len(s.Check(&v, now)) > 0
	}
	out.Label = s.Title(v)
	if out.refused {
		for i := range out.faults {
			out.faults[i].Aside = false
		}
		out.Outcome = Bad
		return out
	}
	out.ident, out.data = s.Ident(v), text(v)
	if s.Owner != nil {
		out.owner = s.Owner(v)
	}
	return out
}

func (s Spec[T]) compare(ctx context.Context, tx *db.Tx, at At, lines []Line) ([]verdict, error) {
	vs, found, err := s.find(ctx, tx, at, lines)
	if err != nil {
		return nil, err
	}
	out := make([]verdict, len(lines))
	for i := range lines {
		out[i], _ = s.judge(vs[i], found[i], lines[i].leads)
	}
	return out, nil
}

func (s Spec[T]) find(ctx context.Context, tx *db.Tx, at At, lines []Line) ([]T, []Found[T], error) {
	vs := make([]T, len(lines))
	for i, l := range lines {
		if err := json.Unmarshal([]byte(l.data), &vs[i]); err != nil {
			return nil, nil, fmt.Errorf("line %d as it was kept: %w", l.Line, err)
		}
	}
	found, err := s.Find(ctx, tx, at, vs)
	return vs, found, err
}

// judge says what comes of a line, and what would be saved.
func (s Spec[T]) judge(v T, f Found[T], leads bool) (verdict, T) {
	switch {
	case len(f.Problems) > 0:
		return verdict{outcome: Bad, problems: s.late(v, f.Problems)}, v
	case !f.There && !f.Part:
		return verdict{outcome: Fresh, says: f.Says}, v
	}
	kept, out := f.Value, verdict{outcome: Same, says: f.Says}
	for _, x := range s.Fields {
		was, is := x.At(&kept), *x.At(&v)
		if is == "" || is == *was || x.Leads && !leads {
			continue
		}
		if f.There || x.Leads { // what is new has no old values
			out.changes = append(out.changes, Change{Field: x.Key, Old: *was, New: is})
		}
		*was = is
	}
	switch {
	case !f.There:
		out.outcome = Fresh
	case len(out.changes) > 0, f.Changes:
		out.outcome = Changed
	}
	return out, kept
}

func (s Spec[T]) late(v T, ps []Problem) []late {
	out := make([]late, len(ps))
	for i, p := range ps {
		out[i].Problem = p
		if at := s.text(p.Column); at != nil && !slices.Contains(s.Private, p.Column) {
			out[i].value = *at(&v)
		}
	}
	return out
}

// as says whether a line would still be written as it was compared. A new part of what an earlier line of the same import
// made has an owner now, and changes nothing of it.
func (v verdict) as(l Line) bool {
	return v.outcome == l.Outcome && slices.Equal(v.changes, l.Changes) && written(v.says.Then...) == written(l.Then...)
}

// save writes a line if what is there is still what it was compared with.
func (s Spec[T]) save(ctx context.Context, tx *db.Tx, w Write, l Line) (verdict, error) {
	vs, found, err := s.find(ctx, tx, At{Place: w.Place, Import: w.Import, Who: w.Who, Writing: true}, []Line{l})
	if err != nil {
		return verdict{}, err
	}
	now, v := s.judge(vs[0], found[0], l.leads)
	if now.outcome == Bad || now.outcome != Same && !now.as(l) {
		return verdict{outcome: Overtaken}, nil
	}
	if now.outcome == Same {
		return now, nil
	}
	w.New, w.Leads = now.outcome == Fresh, l.leads
	return now, s.Save(ctx, tx, w, v)
}
