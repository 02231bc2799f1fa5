package imports_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/group"
	lotsintake "preau/internal/needs/intake"
)

// inGroup is a house of a group that is being prepared, seen by its coordinator.
func inGroup(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	h := newHouse(t, d)
	h.who = h.admin("Coco")
	h.who.Grants = nil
	at := d.Clock.Now()
	h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
		o, err := org.Insert(t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: "Lycée"})
		if err != nil {
			return err
		}
		_, err = access.Give(t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: h.who.ID, Role: group.Coordinator, Place: access.Place{Kind: access.Organisation, ID: o.ID}})
		if err == nil {
			h.who.Grants, err = access.GrantsOf(t.Context(), tx, h.who.ID, tx.Now())
			h.at.ID = o.ID
		}
		return err
	}))
	_, err := group.New(d.DB, nil, nil).CreateGroup(t.Context(), h.as(h.who), group.Input{
		SupportID: h.at.ID, Title: "Manuels", JoinUntil: at.Add(time.Hour), EntryFrom: at, EntryUntil: at.Add(2 * time.Hour),
	})
	h.ok(err)
	h.at = imports.Place{Of: lotsintake.Of, ID: h.one(`SELECT id FROM needs_groups`)}
	return h
}

// lots are the group's lots in short, with how often the history says that they were changed.
func (h *house) lots() string {
	h.t.Helper()
	var out []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		lots, err := group.LotsWithLines(h.t.Context(), tx, h.at.ID)
		for _, l := range lots {
			out = append(out, fmt.Sprint(l.Position, l.Title, l.Lines))
		}
		return err
	}))
	return strings.Join(append(out, h.count(`history_lines WHERE act = 'needs.group.edit lots'`)), "\n")
}

// Wherever the process ends while the lots of a group are compared and written, each line comes in once, in its order, and the
// group's history tells of the import once.
func TestLotsEndedAnywhere(t *testing.T) {
	t.Parallel()
	line := func(lot, article int, unit string) string {
		return fmt.Sprintf("Lot %d;;Article %d;%s", lot, article, unit)
	}
	var old, fresh []string
	for i := range 9 {
		old = append(old, line(i/4+1, i, "pièces"))
	}
	for i := range 24 {
		fresh = append(fresh, line(i/5+1, i, "boîtes"))
	}
	fresh[3], fresh[11], fresh[19] = "Lot 1;;;boîtes", "Lot 9;7;Au loin;boîtes", "Lot 1;1;Article premier;pièces"
	const titles = "Lot;Ligne;Article;Unité\n"
	whole := func(t *testing.T, d *dbtest.DB, run func(h *house, n int64)) string {
		h := inGroup(t, d)
		h.apply(h.sent("lots", "old.csv", titles+strings.Join(old, "\n")+"\n"))
		n := h.start("lots", "new.csv", titles+strings.Join(fresh, "\n")+"\n")
		run(h, n)
		if r := h.show(n, ""); r.State != imports.Ready {
			t.Fatalf("%s: %+v", h.said(r), r.Import)
		}
		h.ok(h.s.Apply(t.Context(), h.as(h.who), h.at, n, h.show(n, "").Version))
		run(h, n)
		r := h.show(n, imports.Faults)
		return fmt.Sprintf("%s\n%s %+v %d absent\n%s", h.lots(), r.State, r.Counts, r.Absent, h.said(r))
	}
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		want := whole(t, dbtest.Open(t, d.Engine()), func(h *house, _ int64) { h.drain() })
		crashes, chance := 0, rand.New(rand.NewPCG(3, 4))
		got := whole(t, d, func(h *house, n int64) { crashes += h.lived(n, chance) })
		if got != want {
			t.Errorf("after %d ends:\n%s\nwant\n%s", crashes, got, want)
		}
		if crashes < 15 || !strings.Contains(got, "\n2\ndone ") || !strings.Contains(got, "Article premier") {
			t.Errorf("only %d ends: %s", crashes, got)
		}
		t.Logf("%d processes ended before their time", crashes)
	})
}

// After thirty days the file goes, whosever import it is.
func TestPlaceKeptThirtyDays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := inGroup(t, d)
		n := h.sent("lots", "a.csv", "Lot;Article;Unité\nPapier;Ramette;\nPapier;Gomme;pièces\n")
		h.d.Clock.Advance(imports.KeptFor + time.Hour)
		h.drain()
		r := h.show(n, imports.Faults)
		if r.Kept() || r.State != imports.Cancelled || r.Refused != 1 || len(r.Faults) != 1 || h.count("imports_rows") != "0" {
			t.Errorf("%+v %+v", r.Import, r.Faults)
		}
	})
}
