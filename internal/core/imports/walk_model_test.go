package imports_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/imports"
	"preau/internal/kit/db"
)

// thing is an organisation as the model knows it.
type thing struct {
	name, address string
	version       int
	lines         int // of its history that imports wrote
}

// sheetLine is a line of a file.
type sheetLine struct {
	slot          int
	name, address string
	said          string // what came of it
	changes       string // what would be replaced, by what
	about         bool   // it is about something, as no other line before
	dealt         bool   // it was written, or passed over, since it was compared
}

// sent is an import as the model knows it.
type sent struct {
	n              int64
	file           string
	lines          []sheetLine
	state          imports.State
	version        int64
	read, done     int
	written, moves int
	overtaken      int
	counted        [4]int // new, changed, same, refused, as they were last counted
}

// follow does in the model what the program did to an import, as far as that says it came.
func (w *walk) follow(i *sent) {
	w.t.Helper()
	r := w.show(i.n, "")
	for i.version < r.Version && (i.state == imports.Reading || i.state == imports.Comparing || i.state == imports.Applying) {
		w.work(i, len(i.lines))
		switch i.state {
		case imports.Reading:
			i.state, i.done = imports.Comparing, 0
		case imports.Comparing:
			i.counted, i.overtaken = [4]int{}, 0
			for _, l := range i.lines {
				i.counted[slices.Index([]string{"new", "changed", "same", "refused"}, l.said)]++
			}
			i.state = imports.Done
			if i.counted[0]+i.counted[1] > 0 {
				i.state = imports.Ready
			}
		default:
			i.state = imports.Done
		}
		i.version, i.moves = i.version+1, i.moves+1
	}
	done := int(r.Import.Done)
	if i.state == imports.Reading {
		done = int(r.Lines)
	}
	w.work(i, done)
	w.states[i.state]++
}

// work deals with lines of an import's present state until so many are done.
func (w *walk) work(i *sent, until int) {
	switch i.state {
	case imports.Reading:
		i.read = max(i.read, until)
	case imports.Comparing:
		n := 0
		for k := range i.lines {
			l := &i.lines[k]
			if !l.about {
				continue
			}
			if n++; n > i.done && n <= until {
				l.said, l.changes = w.judge(*l)
				i.done = n
			}
		}
	case imports.Applying:
		w.write(i, until)
	default:
	}
}

// write writes lines that were compared, or passes over those that somebody overtook, until so many are dealt with. A line
// that says by now what is there is neither.
func (w *walk) write(i *sent, until int) {
	for k := range i.lines {
		l := &i.lines[k]
		if i.done >= until {
			return
		}
		if l.dealt || l.said != "new" && l.said != "changed" {
			continue
		}
		l.dealt = true
		i.done++
		said, changes := w.judge(*l)
		switch {
		case said == "same":
		case said != l.said || changes != l.changes:
			l.said = "overtaken"
			i.overtaken++
		default:
			w.save(*l)
			i.written++
		}
	}
}

func (w *walk) save(l sheetLine) {
	there := w.world[l.slot]
	if there == nil {
		there = &thing{}
		w.world[l.slot] = there
	}
	there.name = l.name
	if l.address != "" {
		there.address = l.address
	}
	there.version++
	there.lines++
}

// judge is what would come of a line now.
func (w *walk) judge(l sheetLine) (said, changes string) {
	there := w.world[l.slot]
	if there == nil {
		return "new", ""
	}
	if l.name != there.name {
		changes += "name " + there.name + " " + l.name + "; "
	}
	if l.address != "" && l.address != there.address {
		changes += "address " + there.address + " " + l.address
	}
	if changes == "" {
		return "same", ""
	}
	return "changed", changes
}

// check holds an import against the model: where it stands, what it counted, what came of each line, what its history tells.
func (w *walk) check(i *sent) {
	w.t.Helper()
	r := w.show(i.n, "")
	w.states[r.State]++
	got := fmt.Sprintf("%s, version %d: read %d, done %d, %d written, %d overtaken, counted %v, %d in the history", r.State, r.Version, r.Lines, r.Import.Done,
		r.Written, r.Overtaken, [4]int{int(r.New), int(r.Changed), int(r.Same), int(r.Counts.Refused)}, len(r.History))
	done := int(r.Import.Done)
	if i.state != imports.Reading && (i.state != imports.Cancelled || i.done > 0) {
		done = i.done // of the file, bytes are read
	}
	want := fmt.Sprintf("%s, version %d: read %d, done %d, %d written, %d overtaken, counted %v, %d in the history", i.state, i.version, i.read, done,
		i.written, i.overtaken, i.counted, min(30, i.moves))
	if got != want {
		w.fail("import %d is\n%s\nand in the model\n%s", i.n, got, want)
	}
	var said []string
	for _, l := range i.lines[:i.read] {
		said = append(said, l.said)
	}
	if diff := cmp.Diff(strings.Join(said, " "), w.outcomes(i.n)); diff != "" {
		w.fail("lines of import %d (-model +there):\n%s", i.n, diff)
	}
	applying := 0
	for _, o := range w.sent {
		if o.state == imports.Applying {
			applying++
		}
	}
	if applying > 1 {
		w.fail("%d imports are written at a time", applying)
	}
}

func (w *walk) outcomes(n int64) string {
	w.t.Helper()
	var out []string
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(w.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT outcome FROM imports_rows WHERE import = $1 ORDER BY line`, n)
		return err
	}))
	return strings.Join(out, " ")
}

// checkWorld holds all organisations against the model.
func (w *walk) checkWorld() {
	w.t.Helper()
	var want, got []string
	for slot := range walkSlots {
		if o := w.world[slot]; o != nil {
			want = append(want, fmt.Sprintf("%s %s, %s, version %d, written %d times", uai(9900000+slot), o.name, o.address, o.version, o.lines))
		}
	}
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		got, err = db.All(w.t.Context(), tx, func(s *string) []any { return []any{s} },
			`SELECT uai || ' ' || name || ', ' || address || ', version ' || version || ', written ' ||
			(SELECT count(*) FROM history_lines h WHERE h.object_id = o.id) || ' times' FROM org_organisations o ORDER BY uai`)
		return err
	}))
	if diff := cmp.Diff(want, got); diff != "" {
		w.fail("organisations (-model +there):\n%s", diff)
	}
}
