package imports_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/document"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
)

// Two administrators at once: their files are read and compared side by side; one is written, the other waits with the
// reason, and is compared again line by line when its turn comes.
func TestTwoAdministrators(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		ada, bob := h.who, h.admin("Bob")
		mine := h.start("annuaire-education", "a.csv", directory(school(9900010, "École A"), school(9900020, "École B")))
		h.who = bob
		his := h.start("annuaire-education", "b.csv", directory(school(9900020, "École Bé"), school(9900030, "École C")))
		h.drain()
		h.wantCounts(mine, imports.Ready, 2, 2, 0, 0, 0)
		h.wantCounts(his, imports.Ready, 2, 2, 0, 0, 0)
		h.ok(h.s.Apply(h.t.Context(), h.as(ada), imports.Place{}, mine, h.show(mine, "").Version))
		err := h.s.Apply(h.t.Context(), h.as(bob), imports.Place{}, his, h.show(his, "").Version)
		e, ok := apperr.As(err)
		if !ok || e.Kind != apperr.Forbidden || e.Reasons[0].Code != "imports.busy" || e.Reasons[0].By != "Ada" || e.Reasons[0].Since.IsZero() {
			h.t.Fatalf("%v", err)
		}
		if o, ok := h.show(his, "").Offers.Of(imports.Apply); !ok || o.OK() {
			h.t.Errorf("the page offers %+v", o)
		}
		h.drain()
		// What his file calls new is there by now, and otherwise: it is left alone and told.
		done := h.apply(his)
		if done.State != imports.Done || done.Written != 1 || done.Overtaken != 1 || done.View != imports.Overtook || !strings.Contains(h.orgs(), "École B|") {
			h.t.Errorf("%+v\n%s", done.Import, h.orgs())
		}
	})
}

// Compared again, a sheet knows what happened since.
func TestComparedAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		first := h.sent("annuaire-education", "a.csv", directory(school(9900010, "École A"), school(9900020, "École B")))
		n := h.sent("annuaire-education", "b.csv", directory(school(9900020, "École Bé"), school(9900030, "École C")))
		h.apply(first)
		h.ok(h.s.CompareAgain(h.t.Context(), h.as(h.who), imports.Place{}, n, h.show(n, "").Version))
		h.drain()
		h.wantCounts(n, imports.Ready, 2, 1, 1, 0, 0)
		if r := h.show(n, imports.Absents); r.Absent != 1 || r.Absents[0].Label != "École A" {
			h.t.Errorf("%+v", r.Absents)
		}
		// A person mends what the sheet would change: that line is left alone.
		h.run(`UPDATE org_organisations SET name = 'École de B', version = version + 1 WHERE name = 'École B'`)
		if done := h.apply(n); done.Written != 1 || done.Overtaken != 1 {
			h.t.Errorf("%+v", done.Import)
		}
		if err := h.s.CompareAgain(h.t.Context(), h.as(h.who), imports.Place{}, n, h.show(n, "").Version); !apperr.Is(err, apperr.Conflict) {
			h.t.Errorf("compared when done: %v", err)
		}
	})
}

// The same file while it is being dealt with is its import, whoever sends it; a form sent twice is one import; afterwards
// it may be sent again.
func TestSameFileMeanwhile(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		const file = "Nom;Type\nA;école\n"
		f, who := h.stage("a.csv", file), h.as(h.who)
		n, err := h.s.Start(h.t.Context(), who, imports.Place{}, "organisations", f.ID)
		h.ok(err)
		if again, err := h.s.Start(h.t.Context(), who, imports.Place{}, "organisations", f.ID); err != nil || again != n {
			h.t.Errorf("a double click: %d, %v", again, err)
		}
		h.who = h.admin("Bob")
		_, err = h.s.Start(h.t.Context(), h.as(h.who), imports.Place{}, "organisations", h.stage("autre nom.csv", file).ID)
		if !apperr.Is(err, apperr.Conflict) || !strings.Contains(h.refusal(err), "import n° 1, envoyé par Ada") {
			h.t.Errorf("%v", err)
		}
		h.ok(h.s.Cancel(h.t.Context(), h.as(h.who), imports.Place{}, n, 1))
		h.drain()
		h.wantCounts(n, imports.Cancelled, 0, 0, 0, 0, 0)
		h.wantCounts(h.sent("organisations", "a.csv", file), imports.Ready, 1, 1, 0, 0, 0)
	})
}

// Cancelled while it is read or compared, an import goes no further; stopped while it is written, it keeps what it wrote and
// takes up the rest.
func TestCancelAndStop(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		var lines []string
		for i := range 30 {
			lines = append(lines, school(9900000+i*10, "École"))
		}
		n := h.start("annuaire-education", "a.csv", directory(lines...))
		part := func(left int) { h.until(n, left) }
		part(6)
		r := h.show(n, "")
		if r.State != imports.Reading || r.Lines == 0 || r.Lines == 30 {
			h.t.Fatalf("%+v", r.Import)
		}
		h.ok(h.s.Cancel(h.t.Context(), h.as(h.who), imports.Place{}, n, r.Version))
		h.drain()
		if now := h.show(n, ""); now.State != imports.Cancelled || now.Lines != r.Lines {
			h.t.Errorf("%+v", now.Import)
		}

		n = h.sent("annuaire-education", "a.csv", directory(lines...))
		h.ok(h.s.Apply(h.t.Context(), h.as(h.who), imports.Place{}, n, h.show(n, "").Version))
		part(9)
		r = h.show(n, "")
		if r.State != imports.Applying || r.Written == 0 || r.Written == 30 {
			h.t.Fatalf("%+v", r.Import)
		}
		if err := h.s.Cancel(h.t.Context(), h.as(h.who), imports.Place{}, n, r.Version); !apperr.Is(err, apperr.Conflict) {
			h.t.Errorf("cancelled while it is written: %v", err)
		}
		h.ok(h.s.Stop(h.t.Context(), h.as(h.who), imports.Place{}, n, r.Version))
		h.drain()
		if now := h.show(n, ""); now.State != imports.Stopped || now.Written != r.Written || h.count("org_organisations") != h.one(`SELECT CAST(written_count AS TEXT) FROM imports_imports WHERE number = $1`, n) {
			h.t.Errorf("%+v", now.Import)
		}
		if done := h.apply(n); done.State != imports.Done || done.Written != 30 || h.count("org_organisations") != "30" {
			h.t.Errorf("%+v", done.Import)
		}
	})
}

// A long import makes room for others, and goes on by itself.
func TestMakesRoom(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.s.Pace(1, 1)
		h.s.Spell(0)
		n := h.sent("annuaire-education", "a.csv", directory(school(9900010, "A"), school(9900020, "B"), school(9900030, "C")))
		h.wantCounts(n, imports.Ready, 3, 3, 0, 0, 0)
		if done := h.apply(n); done.Written != 3 {
			h.t.Errorf("%+v", done.Import)
		}
	})
}

// After thirty days the file goes, and what was read of it; figures and reasons stay. What nobody ended ends.
func TestKeptThirtyDays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		file := directory(school(9900010, "École A"), school(9900020, ""), school(9900030, "École C", "12"))
		done := h.sent("annuaire-education", "a.csv", file)
		h.apply(done)
		waiting := h.sent("annuaire-education", "b.csv", file+"\r\n"+school(9900040, "École D"))
		h.d.Clock.Advance(imports.KeptFor - time.Hour)
		h.drain()
		if r := h.show(done, imports.Faults); !r.Kept() || len(r.Faults) != 2 || r.Faults[1].Value != "12" {
			h.t.Errorf("%+v %+v", r.Import, r.Faults)
		}
		h.d.Clock.Advance(25 * time.Hour)
		h.drain()
		h.d.Clock.Advance(document.KeptFor + time.Hour)
		h.drain()
		r := h.show(done, imports.Faults)
		if r.Kept() || r.State != imports.Done || r.Written != 2 || r.Refused != 1 || len(r.Faults) != 2 || r.Faults[1].Value != "" || r.Faults[1].Letter != "J" || r.FileName != "a.csv" {
			h.t.Errorf("%+v %+v", r.Import, r.Faults)
		}
		if w := h.show(waiting, ""); w.State != imports.Cancelled || w.Kept() {
			h.t.Errorf("%+v", w.Import)
		}
		if got := h.count("imports_rows") + h.count("imports_absents") + h.count("document_files WHERE state <> 'deleted'"); got != "000" {
			h.t.Errorf("left: %s", got)
		}
		_, err := h.s.GiveBack(h.t.Context(), h.who, imports.Place{}, done, nil)
		if e, ok := apperr.As(err); !ok || e.Kind != apperr.Forbidden || e.Reasons[0].Code != "imports.emptied" {
			h.t.Errorf("%v", err)
		}
		if h.count("org_organisations") != "2" {
			h.t.Error("what was written is gone")
		}
	})
}

// The table's states are those that the database takes, and each has a word in addresses.
func TestStates(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n := h.sent("organisations", "a.csv", "Nom;Type\nA;école\n")
		for _, s := range imports.Moves().States {
			h.run(`UPDATE imports_imports SET state = $1 WHERE number = $2`, s, n)
			if got := imports.StateOf(s.Slug()); got != s || s.Label() == "" {
				h.t.Errorf("%s: %q is %q", s, s.Slug(), got)
			}
		}
		if imports.StateOf("x") != "" {
			h.t.Error("any word is a state")
		}
	})
}
