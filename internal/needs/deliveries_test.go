package needs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

// placed makes an establishment at an address.
func (h *house) placed(name string, p org.Place) org.Organisation {
	h.t.Helper()
	var o org.Organisation
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: p})
		return err
	}))
	return o
}

// What goes where: members at one address are one place, of whom no address is known is a place alone; the sums by
// place are the totals, and sheets that are not validated are in none of them.
func TestDeliveries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R054")
		h := newHouse(t, d)
		support := h.org("Lycée Support")
		c := h.coordinator("Coco Ordo", support)
		n := h.group(c, support)
		campus := org.Place{Address: "12 rue du Pré", PostalCode: "35000", Commune: "Rennes"}
		members := map[string]access.Actor{}
		for name, p := range map[string]org.Place{
			"Collège Pré": campus, "Lycée Pré": {Address: "12, RUE DU PRÉ", PostalCode: "35000", Commune: "Rennes"},
			"École Loin": {Commune: "Brest"}, "École Près": {Commune: "Brest"}, "École Tard": campus,
		} {
			members[name] = h.joined("De "+name, h.placed(name, p), c, n)
		}
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, ref := range []string{"A", "B"} {
				if _, err := org.InsertSite(t.Context(), tx, org.Site{OrgID: members["École Loin"].OrgID, Name: "Implantation " + ref, Place: org.Place{Commune: "Brest"}}); err != nil {
					return err
				}
			}
			return nil
		}))
		for name, q := range map[string]sheet.Quantities{"Collège Pré": {1: 5_000, 2: 500}, "Lycée Pré": {1: 7_000}, "École Loin": {3: 1_000}, "École Près": {1: 2_000}} {
			h.ok(h.s.ValidateSheet(t.Context(), h.now(members[name]), n, 1, sheet.Input{Quantities: q}))
		}
		h.ok(h.s.SaveSheet(t.Context(), h.now(members["École Tard"]), n, 1, sheet.Input{Quantities: sheet.Quantities{1: 900_000}}))

		all, err := h.s.Consolidate(t.Context(), h.now(c), n, 1)
		h.ok(err)
		type place struct {
			Members []string
			Totals  map[int64]int64
		}
		var got []place
		sums := map[int64]int64{}
		for _, p := range all.Deliveries() {
			got = append(got, place{names(p.Members), p.Totals})
			for line, q := range p.Totals {
				sums[line] += q
			}
		}
		want := []place{
			{[]string{"École Loin"}, map[int64]int64{3: 1_000}},
			{[]string{"École Près"}, map[int64]int64{1: 2_000}},
			{[]string{"Collège Pré", "Lycée Pré"}, map[int64]int64{1: 12_000, 2: 500}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(all.Totals, sums); diff != "" || all.Excluded != 1 || all.SeveralSites() != 1 {
			t.Errorf("the places' sums are not the totals, %d left out, %d with several sites: %s", all.Excluded, all.SeveralSites(), diff)
		}
		some := all.Of("pré rennes")
		if diff := cmp.Diff(map[int64]int64{1: 12_000, 2: 500, 3: 0}, some.Totals); diff != "" || len(some.Members) != 2 || some.Excluded != 1 {
			t.Errorf("of some members: %v %s", names(some.Members), diff)
		}
		if none := all.Of("absent"); len(none.Members) != 0 || none.Totals[1] != 0 || len(none.Deliveries()) != 0 {
			t.Errorf("of nobody: %+v", none)
		}
		for text, wanted := range map[string][]int64{"": {1, 2, 3}, "becher": {1}, "absent": nil} {
			if diff := cmp.Diff(wanted, numbers(all.Lines(text, false))); diff != "" {
				t.Errorf("lines with %q: %s", text, diff)
			}
		}
		if got := numbers(all.Of("loin").Lines("", true)); !cmp.Equal(got, []int64{3}) {
			t.Errorf("lines that are wanted: %v", got)
		}
	})
}

// One member over all lots: what its validated sheets want, and how many sheets are left out; to nobody but coordinators.
func TestNeedsOfOneMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R054", "R055")
		c := newCampaign(t, d)
		c.ok(c.validate(1, 0, sheet.Quantities{1: 5_000, 2: 2_500}))
		c.ok(c.save(2, 0, sheet.Quantities{3: 9_000}))
		ref := c.ref()
		v, err := c.s.ShowNeedsOf(t.Context(), c.now(c.c), c.n, ref)
		c.ok(err)
		if v.Excluded != 1 || len(v.Lots) != 2 || len(v.Lots[0].Lines) != 3 || v.Lots[1].View != sheet.ViewEntry || v.Lots[1].Quantities != nil {
			t.Errorf("one sheet is validated, one is not: %+v", v)
		}
		if diff := cmp.Diff(sheet.Quantities{1: 5_000, 2: 2_500}, v.Lots[0].Quantities); diff != "" {
			t.Error(diff)
		}
		_, err = c.s.ShowNeedsOf(t.Context(), c.now(c.m), c.n, ref)
		c.wantReason(err, "needs.not_coordinator")
	})
}

func names(ms []board.Buyer) []string {
	var out []string
	for _, m := range ms {
		out = append(out, m.Name)
	}
	return out
}

func numbers(ls []group.Line) []int64 {
	var out []int64
	for _, l := range ls {
		out = append(out, l.Number)
	}
	return out
}

// ref names the campaign's member in addresses.
func (c *campaign) ref() string {
	c.t.Helper()
	v, err := c.s.ShowNeeds(c.t.Context(), c.now(c.m), c.n)
	c.ok(err)
	return v.Membership.Org.Ref
}
