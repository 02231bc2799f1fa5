package access_test

import (
	"context"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func (h *house) adds(a access.Actor, role access.RoleKey, l access.Limit) bool {
	h.t.Helper()
	var added bool
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		added, err = access.AddLimit(ctx, tx, h.operator(), a.ID, role, h.school, l)
		return err
	})
	return added
}

func (h *house) takesLimit(a access.Actor, role access.RoleKey, kind access.LimitKind, ref string) bool {
	h.t.Helper()
	var taken bool
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		taken, err = access.TakeLimit(ctx, tx, h.operator(), a.ID, role, h.school, kind, ref)
		return err
	})
	return taken
}

func declared(t *testing.T, key access.RoleKey) access.Role {
	t.Helper()
	r, ok := roles.ByKey(key)
	if !ok {
		t.Fatalf("no role %s", key)
	}
	return r
}

// reaches is what of a, b and c a person's role counts for at the school.
func (h *house) reaches(a access.Actor, key access.RoleKey, kind access.LimitKind) string {
	h.t.Helper()
	who, out := h.now(a), ""
	for _, ref := range []string{"a", "b", "c"} {
		if who.Within(declared(h.t, key), h.school, kind, ref) {
			out += ref
		}
	}
	return out
}

func (h *house) wantReach(a access.Actor, key access.RoleKey, kind access.LimitKind, want string) {
	h.t.Helper()
	if got := h.reaches(a, key, kind); got != want {
		h.t.Errorf("%s reaches %q, want %q", key, got, want)
	}
}

// What no limit means is the role's: a buyer without a market buys nothing, a checker without a site checks all.
func TestLimitsOfAGrant(t *testing.T) {
	each(t, func(h *house) {
		cy, di := h.with("Cy", buyer, h.school), h.with("Di", checker, h.school)
		h.wantReach(cy, buyer, access.Market, "")
		h.wantReach(di, checker, access.Site, "abc")
		for _, c := range []struct {
			who  access.Actor
			role access.RoleKey
			kind access.LimitKind
		}{{cy, buyer, access.Market}, {di, checker, access.Site}} {
			if !h.adds(c.who, c.role, access.Limit{Kind: c.kind, Ref: "b"}) || h.adds(c.who, c.role, access.Limit{Kind: c.kind, Ref: "b"}) {
				h.t.Error("added never, or twice")
			}
			h.wantReach(c.who, c.role, c.kind, "b") // at their next request
			h.adds(c.who, c.role, access.Limit{Kind: c.kind, Ref: "a"})
			h.wantReach(c.who, c.role, c.kind, "ab")
			if !h.takesLimit(c.who, c.role, c.kind, "b") || h.takesLimit(c.who, c.role, c.kind, "b") || h.takesLimit(c.who, c.role, access.Lot, "a") {
				h.t.Error("taken never, twice, or another")
			}
			h.wantReach(c.who, c.role, c.kind, "a")
			h.takesLimit(c.who, c.role, c.kind, "a")
		}
		h.wantReach(cy, buyer, access.Market, "")
		h.wantReach(di, checker, access.Site, "abc")
		if h.adds(h.person("Ed"), buyer, access.Limit{Kind: access.Market, Ref: "a"}) {
			h.t.Error("limited what was not given")
		}
	})
}

func TestLimitsComeWithTheGrantAndGoWithIt(t *testing.T) {
	each(t, func(h *house) {
		cy := h.person("Cy")
		gift := access.Gift{AccountID: cy.ID, Role: buyer, Place: h.school, Limits: []access.Limit{{Kind: access.Market, Ref: "a"}, {Kind: access.Market, Ref: "c"}}}
		h.gives(gift)
		h.wantReach(cy, buyer, access.Market, "ac")
		gift.Limits = []access.Limit{{Kind: access.Market, Ref: "b"}}
		if h.gives(gift); h.reaches(cy, buyer, access.Market) != "ac" {
			h.t.Error("a gift that changes nothing changes limits")
		}
		h.takes(h.operator(), cy, buyer, h.school)
		h.wantReach(cy, buyer, access.Market, "")
		gift.Limits = nil
		h.gives(gift)
		h.wantReach(cy, buyer, access.Market, "")
	})
}

// A limit that ends by itself widens nothing: only who takes it away does.
func TestDatedLimits(t *testing.T) {
	each(t, func(h *house) {
		di := h.with("Di", checker, h.school)
		from := dbtest.Start.Add(time.Hour)
		to := from.Add(time.Hour)
		h.adds(di, checker, access.Limit{Kind: access.Site, Ref: "b", From: from, To: to})
		for _, c := range []struct {
			at   time.Time
			want string
		}{{from.Add(-time.Microsecond), "abc"}, {from, "b"}, {to.Add(-time.Microsecond), "b"}, {to, ""}} {
			h.d.Clock.Set(c.at)
			h.wantReach(di, checker, access.Site, c.want)
		}
		if !h.adds(di, checker, access.Limit{Kind: access.Site, Ref: "b"}) {
			h.t.Error("what has ended is in the way of a new limit")
		}
		h.wantReach(di, checker, access.Site, "b")
		h.takesLimit(di, checker, access.Site, "b")
		h.wantReach(di, checker, access.Site, "abc")
		h.adds(di, checker, access.Limit{Kind: access.Site, Ref: "c", From: to.Add(time.Hour)})
		h.wantReach(di, checker, access.Site, "abc")
		if !h.adds(di, checker, access.Limit{Kind: access.Site, Ref: "c"}) || h.adds(di, checker, access.Limit{Kind: access.Site, Ref: "c"}) {
			h.t.Error("what begins later does not begin now, or twice")
		}
		h.wantReach(di, checker, access.Site, "c")
	})
}

func TestWithin(t *testing.T) {
	here, there := access.Place{Kind: access.Organisation, ID: "here"}, access.Place{Kind: access.Organisation, ID: "there"}
	limited := access.Grant{Role: buyer, Place: here, Limited: true, Limits: []access.Limit{{Kind: access.Market, Ref: "m"}}}
	who := access.Actor{Grants: []access.Grant{limited, {Role: checker, Place: here}, {Role: checker, Place: there, Limited: true}, {Role: manager, Place: here}}}
	for _, c := range []struct {
		role  access.RoleKey
		place access.Place
		kind  access.LimitKind
		ref   string
		want  bool
	}{
		{buyer, here, access.Market, "m", true},
		{buyer, here, access.Market, "n", false},
		{buyer, there, access.Market, "m", false},
		{buyer, here, access.Site, "any", true}, // it is not limited by sites
		{checker, here, access.Site, "any", true},
		{checker, there, access.Site, "any", false}, // its limits have ended
		{manager, here, access.Lot, "any", true},
		{manager, there, access.Lot, "any", false},
		{president, here, access.Lot, "any", false},
	} {
		if got := who.Within(declared(t, c.role), c.place, c.kind, c.ref); got != c.want {
			t.Errorf("%s at %s within %s %s: %t", c.role, c.place.ID, c.kind, c.ref, got)
		}
	}
}
