package needs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Leaving is free while the demand waits, and until entry opens once it is accepted; then a coordinator takes the member out.
func TestLeavingIsFreeUntilEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R031")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c, m := h.coordinator("Bénédicte Goffin", o), h.member("Claire Delvaux", school)
		accept := membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}}
		n := h.draft(c, o)
		v, err := h.s.Head(t.Context(), h.now(c), n)
		h.ok(err)
		g := v.Group
		in := group.Input{Title: g.Title, JoinUntil: g.JoinUntil, EntryFrom: d.Clock.Now().Add(24 * time.Hour), EntryUntil: g.EntryUntil}
		h.ok(h.s.EditGroup(t.Context(), h.now(c), n, v.Group.Version, in))
		h.ok(h.s.OpenGroup(t.Context(), h.now(c), n))
		for _, accepted := range []bool{false, true} {
			h.ok(h.s.Join(t.Context(), h.now(m), n))
			if accepted {
				_, err = h.s.Decide(t.Context(), h.now(c), n, accept)
				h.ok(err)
			}
			h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		}
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		d.Clock.Advance(24 * time.Hour) // entry opens: a demand can still be taken back
		h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		_, err = h.s.Decide(t.Context(), h.now(c), n, accept)
		h.ok(err)
		if r := h.wantReason(h.s.Withdraw(t.Context(), h.now(m), n), "needs.entry_begun"); r.Ask == nil || !strings.HasSuffix(r.Ask.Path, "/contact") {
			t.Errorf("the refusal leads to %+v", r.Ask)
		}
		h.ok(h.s.Remove(t.Context(), h.now(c), n, school.Ref, "Départ demandé"))
		mine, err := h.s.Memberships(t.Context(), h.now(m))
		h.ok(err)
		if got := mine[0]; got.State != membership.Withdrawn || got.Reason != "Départ demandé" || got.DecidedName != c.Name {
			t.Errorf("membership %+v", got)
		}
	})
}

// Who is taken out after having validated leaves the totals at once; the sheet stays readable, and the consolidation says who left.
func TestLeaversSheets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R058", "R031")
		c := newCampaign(t, d)
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000}))
		stays := c.joined("Marc Dupont", c.org("École B"), c.c, c.n)
		c.ok(c.s.ValidateSheet(t.Context(), c.now(stays), c.n, 1, sheet.Input{Quantities: sheet.Quantities{1: 7_000}}))
		mine, err := c.s.Memberships(t.Context(), c.now(c.m))
		c.ok(err)
		b, err := c.s.ShowBoard(t.Context(), c.now(c.c), c.n)
		c.ok(err)
		ref := ""
		for _, m := range b.Members {
			if m.Org.ID == mine[0].Org.ID {
				ref = m.Org.Ref
			}
		}

		for _, who := range []struct {
			code string
			err  error
		}{
			{"needs.not_coordinator", c.s.Remove(t.Context(), c.now(c.m), c.n, ref, "non")},
			{"needs.not_coordinator", c.s.Remove(t.Context(), c.now(stays), c.n, ref, "non")},
		} {
			c.wantReason(who.err, who.code)
		}
		for _, reason := range []string{"", " \n", strings.Repeat("é", 1001)} {
			c.wantKind(c.s.Remove(t.Context(), c.now(c.c), c.n, ref, reason), apperr.Invalid)
		}
		c.wantKind(c.s.Remove(t.Context(), c.now(c.c), c.n, "aucun", "non"), apperr.NotFound)
		c.drain()
		c.mails.Reset()

		c.ok(c.s.Remove(t.Context(), c.now(c.c), c.n, ref, "Fermeture de l'école"))
		c.wantKind(c.s.Remove(t.Context(), c.now(c.c), c.n, ref, "encore"), apperr.Conflict)
		c.drain()
		if got := c.mails.To(c.m.Address); len(got) != 1 || !strings.Contains(got[0].Text, "Fermeture de l'école") {
			t.Errorf("mails %+v", got)
		}
		if got := c.lines("needs.membership.remove"); len(got) != 1 || got[0] != c.c.Name {
			t.Errorf("the history says %q", got)
		}

		con, err := c.s.Consolidate(t.Context(), c.now(c.c), c.n, 1)
		c.ok(err)
		if diff := cmp.Diff(map[int64]int64{1: 7_000, 2: 0, 3: 0}, con.Totals); diff != "" || len(con.Members) != 1 || con.Sheets.Sum() != 1 {
			t.Errorf("consolidation %+v\n%s", con, diff)
		}
		if len(con.Leavers) != 1 || con.Leavers[0].Org.Ref != ref || con.Leavers[0].Name != c.c.Name || !con.Leavers[0].At.Equal(d.Clock.Now()) {
			t.Errorf("who left: %+v", con.Leavers)
		}
		if b, err = c.s.ShowBoard(t.Context(), c.now(c.c), c.n); err != nil || len(b.Members) != 1 || b.Total.Validated != 1 {
			t.Errorf("board %+v, %v", b, err)
		}
		v, err := c.s.ShowMember(t.Context(), c.now(c.c), c.n, ref, 1)
		c.ok(err)
		if v.Sheet.State != sheet.Validated || v.Sheet.Quantities[1] != 5_000 || v.Membership.State != membership.Withdrawn {
			t.Errorf("the sheet is shown as %+v", v)
		}
		r := c.wantReason(c.s.SaveSheet(t.Context(), c.now(c.m), c.n, 1, sheet.Input{Version: 1}), "needs.membership_withdrawn")
		if r.By != c.c.Name || r.Since.IsZero() {
			t.Errorf("the refusal says %+v", r)
		}
		own, err := c.s.ShowLot(t.Context(), c.now(c.m), c.n, 1)
		c.ok(err)
		all, err := c.s.ShowNeeds(t.Context(), c.now(c.m), c.n)
		c.ok(err)
		if own.Sheet.Quantities[1] != 5_000 || len(own.Out) != 1 || own.Out[0].Code != "needs.membership_withdrawn" || all.Done != 1 || len(all.Open) == 0 {
			t.Errorf("who was taken out reads %+v, %+v", own, all)
		}
		if own.Acts.May(sheet.Save) || own.Acts.May(sheet.Reopen) {
			t.Errorf("who was taken out is offered %+v", own.Acts)
		}
		_, err = c.s.ShowLot(t.Context(), c.now(c.member("Ève Petit", c.org("École C"))), c.n, 1)
		c.wantReason(err, "needs.not_member")
		second, err := c.s.Consolidate(t.Context(), c.now(c.c), c.n, 2)
		c.ok(err)
		if len(second.Leavers) != 0 {
			t.Errorf("who had no sheet of the lot: %+v", second.Leavers)
		}

		c.ok(c.s.Join(t.Context(), c.now(c.m), c.n)) // and back: what was signed counts again
		_, err = c.s.Decide(t.Context(), c.now(c.c), c.n, membership.Decision{Do: membership.Accept, Refs: []string{ref}})
		c.ok(err)
		if con, err = c.s.Consolidate(t.Context(), c.now(c.c), c.n, 1); err != nil || con.Totals[1] != 12_000 || len(con.Leavers) != 0 {
			t.Errorf("consolidation %+v, %v", con, err)
		}
	})
}
