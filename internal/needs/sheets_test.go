package needs_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// campaign is a group in entry with one accepted member.
type campaign struct {
	*house
	c, m  access.Actor
	n     int64
	until time.Time

	support org.Organisation
}

func newCampaign(t *testing.T, d *dbtest.DB) *campaign {
	t.Helper()
	h := newHouse(t, d)
	o := h.org("Lycée Jean-Moulin")
	c := &campaign{house: h, support: o, c: h.coordinator("Bénédicte Goffin", o), until: d.Clock.Now().Add(10 * 24 * time.Hour)}
	c.n = h.group(c.c, o)
	c.m = h.joined("Claire Delvaux", h.org("École du Port"), c.c, c.n)
	return c
}

func (c *campaign) lot(lot int64) sheet.LotView {
	c.t.Helper()
	v, err := c.s.ShowLot(c.t.Context(), c.now(c.m), c.n, lot)
	c.ok(err)
	return v
}

func (c *campaign) save(lot, version int64, q sheet.Quantities) error {
	return c.s.SaveSheet(c.t.Context(), c.now(c.m), c.n, lot, sheet.Input{Quantities: q, Version: version})
}

func (c *campaign) validate(lot, version int64, q sheet.Quantities) error {
	return c.s.ValidateSheet(c.t.Context(), c.now(c.m), c.n, lot, sheet.Input{Quantities: q, Version: version})
}

func TestNeedsAreForAcceptedMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R040")
		c := newCampaign(t, d)
		school := c.org("École B")
		m := c.member("Marc Dupont", school)
		in := sheet.Input{Quantities: sheet.Quantities{1: 1000}}
		try := func(code string) {
			t.Helper()
			_, err := c.s.ShowNeeds(t.Context(), c.now(m), c.n)
			c.wantReason(err, code)
			_, err = c.s.ShowLot(t.Context(), c.now(m), c.n, 1)
			c.wantReason(err, code)
			c.wantReason(c.s.SaveSheet(t.Context(), c.now(m), c.n, 1, in), code)
		}
		try("needs.not_member")
		c.ok(c.s.Join(t.Context(), c.now(m), c.n))
		try("needs.membership_waits")
		_, err := c.s.Decide(t.Context(), c.now(c.c), c.n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "non"})
		c.ok(err)
		try("needs.membership_refused")
		c.wantKind(c.s.SaveSheet(t.Context(), access.Actor{At: d.Clock.Now()}, c.n, 1, in), apperr.Unauthenticated)
		stranger := c.person("Un Inconnu") // named the member's school, which nobody confirmed
		stranger.OrgID = c.m.OrgID
		_, err = c.s.ShowLot(t.Context(), c.now(stranger), c.n, 1)
		c.wantReason(err, "needs.not_confirmed")
		c.wantReason(c.s.SaveSheet(t.Context(), c.now(stranger), c.n, 1, in), "needs.not_confirmed")
	})
}

// Saving is not validating: each lot is entered, then signed by an act of its own.
func TestSaveThenValidate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R041")
		c := newCampaign(t, d)
		c.ok(c.save(1, 0, sheet.Quantities{1: 24_000, 2: 2_500, 99: 1_000}))
		v := c.lot(1)
		if v.Sheet.State != sheet.Entry || !cmp.Equal(v.Sheet.Quantities, sheet.Quantities{1: 24_000, 2: 2_500}) {
			t.Fatalf("sheet %+v", v.Sheet)
		}
		c.wantKind(c.validate(2, 0, sheet.Quantities{}), apperr.Invalid) // nothing entered is not « nothing wanted »
		c.ok(c.validate(1, v.Sheet.Version, sheet.Quantities{1: 30_000}))
		v = c.lot(1)
		if v.Sheet.View() != sheet.ViewValidated || v.Sheet.ValidatedName != c.m.Name || v.Sheet.Quantities[1] != 30_000 {
			t.Fatalf("sheet %+v", v.Sheet)
		}
		r := c.wantReason(c.save(1, v.Sheet.Version, sheet.Quantities{1: 1_000}), "needs.sheet_validated")
		if r.By != c.m.Name {
			t.Errorf("reason %+v", r)
		}
		if got := c.lot(1); got.Sheet.Quantities[1] != 30_000 {
			t.Fatal("a signed sheet changed")
		}
	})
}

func TestNothingNeededIsSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R042", "R043")
		c := newCampaign(t, d)
		views := func() []sheet.View {
			v, err := c.s.ShowNeeds(t.Context(), c.now(c.m), c.n)
			c.ok(err)
			return []sheet.View{v.Lots[0].View, v.Lots[1].View}
		}
		want := func(a, b sheet.View) {
			t.Helper()
			if diff := cmp.Diff([]sheet.View{a, b}, views()); diff != "" {
				t.Fatal(diff)
			}
		}
		want(sheet.ViewNone, sheet.ViewNone)
		c.ok(c.save(1, 0, sheet.Quantities{1: 1_000}))
		want(sheet.ViewEntry, sheet.ViewNone)
		c.wantKind(c.validate(2, 0, sheet.Quantities{}), apperr.Invalid) // only the confirmation signs that nothing is wanted
		want(sheet.ViewEntry, sheet.ViewNone)
		c.ok(c.s.ValidateEmptySheet(t.Context(), c.now(c.m), c.n, 1, c.lot(1).Sheet.Version))
		if q := c.lot(1).Sheet.Quantities; len(q) != 0 {
			t.Fatalf("quantities stayed: %v", q)
		}
		c.ok(c.validate(2, 0, sheet.Quantities{3: 1_000}))
		want(sheet.ViewEmpty, sheet.ViewValidated)
		v, err := c.s.ShowNeeds(t.Context(), c.now(c.m), c.n)
		c.ok(err)
		if v.Done != 2 {
			t.Errorf("%d lots done", v.Done)
		}
	})
}

// The instant at which the request arrived decides, to the second, however long it then waited.
func TestDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R044", "R045")
		c := newCampaign(t, d)
		in := sheet.Input{Quantities: sheet.Quantities{1: 1_000}}
		d.Clock.Set(c.until.Add(999 * time.Millisecond))
		early := c.now(c.m)
		d.Clock.Set(c.until.Add(time.Hour)) // it waited for its turn
		c.ok(c.s.SaveSheet(t.Context(), early, c.n, 1, in))
		d.Clock.Set(c.until.Add(time.Second))
		late := c.now(c.m)
		for do, err := range map[string]error{
			"save":           c.s.SaveSheet(t.Context(), late, c.n, 1, in),
			"validate":       c.s.ValidateSheet(t.Context(), c.now(c.m), c.n, 1, in),
			"validate empty": c.s.ValidateEmptySheet(t.Context(), c.now(c.m), c.n, 2, 0),
		} {
			if r := c.wantReason(err, "needs.deadline_passed"); !r.Since.Equal(c.until) {
				t.Errorf("%s: reason %+v", do, r)
			}
		}
		if v := c.lot(1); v.Sheet.Version != 1 || v.Sheet.State != sheet.Entry {
			t.Fatalf("sheet %+v", v.Sheet)
		}
	})
}

func TestEntryBegins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := newCampaign(t, d)
		at := d.Clock.Now()
		n, err := c.s.CreateGroup(t.Context(), c.now(c.c), group.Input{
			SupportID: c.support.ID, Title: "Plus tard",
			JoinUntil: at, EntryFrom: at.Add(time.Hour), EntryUntil: at.Add(2 * time.Hour),
		})
		c.ok(err)
		_, err = c.s.AddLot(t.Context(), c.now(c.c), n, group.LotInput{Title: "A4", Lines: []group.Line{{Title: "Ramette", Unit: "pièces"}}})
		c.ok(err)
		c.ok(c.s.OpenGroup(t.Context(), c.now(c.c), n))
		m := c.joined("Eva Tôt", c.org("École E"), c.c, n)
		in := sheet.Input{Quantities: sheet.Quantities{1: 1_000}}
		c.wantReason(c.s.SaveSheet(t.Context(), m, n, 1, in), "needs.entry_not_begun")
		d.Clock.Advance(time.Hour)
		c.ok(c.s.SaveSheet(t.Context(), c.now(m), n, 1, in))
		c.ok(c.s.AbandonGroup(t.Context(), c.now(c.c), c.n))
		c.wantReason(c.save(1, 0, sheet.Quantities{1: 1_000}), "needs.group_abandoned")
	})
}

func TestReopen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R047")
		c := newCampaign(t, d)
		done := func(want int) {
			t.Helper()
			v, err := c.s.ShowNeeds(t.Context(), c.now(c.m), c.n)
			c.ok(err)
			if v.Done != want {
				t.Errorf("%d lots done, want %d", v.Done, want)
			}
		}
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000}))
		done(1)
		c.ok(c.s.ReopenSheet(t.Context(), c.now(c.m), c.n, 1, 1))
		done(0)
		v := c.lot(1)
		if v.Sheet.State != sheet.Entry || v.Sheet.Quantities[1] != 5_000 || v.Sheet.ValidatedName != "" || !v.Sheet.ValidatedAt.IsZero() {
			t.Fatalf("sheet %+v", v.Sheet)
		}
		acts := []string{}
		for _, l := range v.History {
			acts = append(acts, l.Act)
		}
		if diff := cmp.Diff([]string{"needs.sheet.reopen", "needs.sheet.validate"}, acts); diff != "" {
			t.Errorf("the trace: %s", diff)
		}
		c.ok(c.validate(1, 2, sheet.Quantities{1: 6_000}))
		d.Clock.Set(c.until.Add(time.Second))
		c.wantReason(c.s.ReopenSheet(t.Context(), c.now(c.m), c.n, 1, 3), "needs.deadline_passed")
		c.wantReason(c.save(1, 3, sheet.Quantities{1: 7_000}), "needs.deadline_passed") // nobody is told to reopen what is over
		c.ok(c.s.AbandonGroup(t.Context(), c.now(c.c), c.n))
		c.wantReason(c.save(1, 3, sheet.Quantities{1: 7_000}), "needs.group_abandoned")
	})
}

// Nobody's work is overwritten unseen.
func TestTwoColleaguesOneSheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R057")
		c := newCampaign(t, d)
		c.ok(c.save(1, 0, sheet.Quantities{1: 1_000}))
		c.wantKind(c.save(1, 0, sheet.Quantities{1: 2_000}), apperr.Conflict)
		c.wantKind(c.save(1, 7, sheet.Quantities{1: 2_000}), apperr.Conflict)
		if v := c.lot(1); v.Sheet.Quantities[1] != 1_000 || v.Sheet.Version != 1 {
			t.Fatalf("sheet %+v", v.Sheet)
		}
	})
}

// The same form sent twice is done once.
func TestSaveOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := newCampaign(t, d)
		who := c.now(c.m)
		in := sheet.Input{Quantities: sheet.Quantities{1: 1_000}}
		c.ok(c.s.SaveSheet(t.Context(), who, c.n, 1, in))
		c.ok(c.s.SaveSheet(t.Context(), who, c.n, 1, in))
		v := c.lot(1)
		if v.Sheet.Version != 1 || len(v.History) != 1 {
			t.Fatalf("version %d, %d lines of history", v.Sheet.Version, len(v.History))
		}
	})
}

// A member sees its own needs alone; the coordinator sees all, and no sheet page of theirs.
func TestOwnNeedsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R055")
		c := newCampaign(t, d)
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000}))
		other := c.joined("Marc Dupont", c.org("École B"), c.c, c.n)
		v, err := c.s.ShowLot(t.Context(), c.now(other), c.n, 1)
		c.ok(err)
		if v.Sheet.Version != 0 || len(v.Sheet.Quantities) != 0 || len(v.History) != 0 || v.Lots[0].View != sheet.ViewNone {
			t.Fatalf("another member sees %+v", v.Sheet)
		}
		for name, who := range map[string]access.Actor{"another member": other, "the administrator": c.grant(c.person("Ada Min"), access.Admin, access.Everywhere)} {
			_, err = c.s.Consolidate(t.Context(), c.now(who), c.n, 1)
			c.wantReason(err, "needs.not_coordinator")
			_, err = c.s.ShowBoard(t.Context(), c.now(who), c.n)
			if r := c.wantReason(err, "needs.not_coordinator"); name == "" {
				t.Error(r)
			}
			if _, err = c.s.Demands(t.Context(), c.now(who), c.n); name == "another member" { // an administrator sees who asked (R030)
				c.wantReason(err, "needs.not_coordinator")
			}
			_, err = c.s.ShowMember(t.Context(), c.now(who), c.n, v.Membership.Org.Ref, 1)
			c.wantReason(err, "needs.not_coordinator")
		}
	})
}

// The coordinator sees what each member entered, validated or not, and each lot's state in words.
func TestCoordinatorSeesSheets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R055", "R052")
		c := newCampaign(t, d)
		c.ok(c.save(2, 0, sheet.Quantities{3: 4_500}))
		mine, err := c.s.ShowNeeds(t.Context(), c.now(c.m), c.n)
		c.ok(err)
		ref := mine.Membership.Org.Ref
		v, err := c.s.ShowMember(t.Context(), c.now(c.c), c.n, ref, 0)
		c.ok(err)
		if v.Lot.Position != 2 || v.Sheet.Quantities[3] != 4_500 || v.Sheet.SavedName != c.m.Name || v.Lots[0].View != sheet.ViewNone || v.Lots[1].View != sheet.ViewEntry {
			t.Errorf("the member is shown as %+v", v)
		}
		v, err = c.s.ShowMember(t.Context(), c.now(c.c), c.n, ref, 1)
		c.ok(err)
		if v.Lot.Position != 1 || len(v.Sheet.Quantities) != 0 {
			t.Errorf("the first lot is shown as %+v", v.Sheet)
		}
		_, err = c.s.ShowMember(t.Context(), c.now(c.c), c.n, ref, 9)
		c.wantKind(err, apperr.NotFound)
		_, err = c.s.ShowMember(t.Context(), c.now(c.c), c.n, "aucun", 1)
		c.wantKind(err, apperr.NotFound)
	})
}

func TestBoardAndConsolidation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R052", "R054")
		c := newCampaign(t, d)
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000, 2: 2_500}))
		b := c.joined("Marc Dupont", c.org("École B"), c.c, c.n)
		c.ok(c.s.ValidateSheet(t.Context(), c.now(b), c.n, 1, sheet.Input{Quantities: sheet.Quantities{1: 7_000}}))
		c.ok(c.s.ValidateEmptySheet(t.Context(), c.now(b), c.n, 2, 0))
		e := c.joined("Eva Tard", c.org("École C"), c.c, c.n)
		c.ok(c.s.SaveSheet(t.Context(), c.now(e), c.n, 1, sheet.Input{Quantities: sheet.Quantities{1: 900_000}}))
		c.joined("Rien Du-Tout", c.org("École D"), c.c, c.n)

		shown, err := c.s.ShowBoard(t.Context(), c.now(c.c), c.n)
		c.ok(err)
		if diff := cmp.Diff(board.Counts{Validated: 2, Empty: 1, Entry: 1, None: 4}, shown.Total); diff != "" {
			t.Error(diff)
		}
		if len(shown.Members) != 4 || shown.AllDone != 1 || shown.Nothing != 1 || shown.Members[3].Org.Name != "École B" {
			t.Errorf("board %+v", shown.Members)
		}
		if diff := cmp.Diff(board.Counts{Validated: 2, Entry: 1, None: 1}, shown.Lots[0].Counts); diff != "" {
			t.Error(diff)
		}

		got, err := c.s.Consolidate(t.Context(), c.now(c.c), c.n, 1)
		c.ok(err)
		if diff := cmp.Diff(map[int64]int64{1: 12_000, 2: 2_500, 3: 0}, got.Totals); diff != "" {
			t.Error(diff)
		}
		if got.Excluded != 2 || len(got.Members) != 2 || got.Sheets.Done() != 2 {
			t.Errorf("consolidation %+v", got)
		}
		c.ok(c.s.ReopenSheet(t.Context(), c.now(b), c.n, 1, 1))
		got, err = c.s.Consolidate(t.Context(), c.now(c.c), c.n, 1)
		c.ok(err)
		if got.Totals[1] != 5_000 || got.Excluded != 3 {
			t.Errorf("after reopening: %+v", got)
		}
	})
}

func TestWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := newCampaign(t, d)
		waiting := func(a access.Actor) []string {
			var out []string
			c.ok(d.View(t.Context(), func(tx *db.Tx) error {
				items, err := inbox.New(c.s).Waiting(t.Context(), tx, a)
				for _, i := range items {
					out = append(out, i.Path)
				}
				return err
			}))
			return out
		}
		if diff := cmp.Diff([]string{"/groupements/1/besoins"}, waiting(c.now(c.m))); diff != "" {
			t.Error(diff)
		}
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000}))
		c.ok(c.s.ValidateEmptySheet(t.Context(), c.now(c.m), c.n, 2, 0))
		if got := waiting(c.now(c.m)); len(got) != 0 {
			t.Errorf("all is done, and %v waits", got)
		}
		late := c.member("Eva Tard", c.org("École C"))
		c.ok(c.s.Join(t.Context(), c.now(late), c.n))
		if diff := cmp.Diff([]string{"/groupements/1/adhesions"}, waiting(c.now(c.c))); diff != "" {
			t.Error(diff)
		}
		c.ok(d.View(t.Context(), func(tx *db.Tx) error {
			items, err := c.s.Awaited(t.Context(), tx, c.now(late))
			if len(items) != 1 {
				t.Errorf("awaited %+v", items)
			}
			return err
		}))
	})
}

func TestHistoryOfMembership(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := newCampaign(t, d)
		c.ok(d.View(t.Context(), func(tx *db.Tx) error {
			lines, err := history.By(t.Context(), tx, c.c.ID, 10)
			if len(lines) == 0 || lines[0].Act != "needs.membership.accept" || lines[0].From != "asked" || lines[0].To != "accepted" {
				t.Errorf("history %+v", lines)
			}
			return err
		}))
	})
}
