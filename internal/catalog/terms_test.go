package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/money"
)

func TestArea(t *testing.T) {
	for typed, want := range map[string]struct{ area, bad string }{
		"":                       {"", ""},
		" 75 ; 1000-1299,13 13 ": {"75, 1000-1299, 13", ""},
		"1000 – 1299":            {"1000-1299", ""},
		"75,93\n94":              {"75, 93, 94", ""},
		"Namur":                  {"", "Namur"},
		"1299-1000":              {"", "1299-1000"},
		"10-1299":                {"", "10-1299"},
		"750011":                 {"", "750011"},
		"75-":                    {"", "75-"},
		"1-2-3":                  {"", "1-2-3"},
		"75%' OR 1=1":            {"", "75%'"},
	} {
		area, bad := catalog.ParseArea(typed)
		if string(area) != want.area || bad != want.bad {
			t.Errorf("%q is read %q, %q", typed, area, bad)
		}
	}
	for _, c := range []struct {
		area  catalog.Area
		codes string // separated by spaces
		takes bool
	}{
		{"", "5000", true},
		{"75", "75011", true},
		{"75", "7500", true},
		{"75", "13001", false},
		{"1000-1299", "1000", true},
		{"1000-1299", "1299", true},
		{"1000-1299", "1300", false},
		{"1000-1299", "12990", false}, // a French code is not a Belgian one
		{"10-12", "12990", true},
		{"75, 5000", "5000", true},
		{"75", "", true}, // what is not known is not refused
		{"75", "13001 75002", true},
		{"75", "13001 93000", false},
	} {
		if got := c.area.TakesAny(strings.Fields(c.codes)); got != c.takes {
			t.Errorf("%q takes %q: %v", c.area, c.codes, got)
		}
	}
	if !catalog.Area("75").Takes("") {
		t.Error("a code that is not known is refused")
	}
}

// The terms of a market are data: kept, read by everybody who sees it, and their changes told by name (R165, R166).
func TestTerms(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R165", "R166")
		in := h.input("Mobilier")
		in.Terms = catalog.Terms{
			Franco: catalog.Sum{Cents: 15000, Said: true}, Costs: catalog.Sum{Cents: 0, Said: true}, Days: 20, Green: true, Details: true,
			Special: true, Procedure: " Appelez le fournisseur. ",
		}
		in.Area = "5000-5999; 1000"
		n := h.market(in)
		v, err := h.s.Read(t.Context(), h.who(""), n)
		h.ok(err)
		want := in.Terms
		want.Procedure, want.Area = "Appelez le fournisseur.", "5000-5999, 1000"
		if diff := cmp.Diff(want, v.Terms); diff != "" {
			t.Error(diff)
		}
		in.Franco, in.Days, in.Special = catalog.Sum{}, 0, false
		h.ok(h.s.Edit(t.Context(), h.central(), n, 1, in))
		seen, err := h.s.Show(t.Context(), h.central(), n)
		h.ok(err)
		if seen.Franco.Said || seen.Days != 0 || seen.Special || seen.Procedure == "" {
			t.Errorf("%+v", seen.Terms)
		}
		if got := seen.History[0].Data["fields"]; got != "franco delai special" {
			t.Errorf("the history says that %q changed", got)
		}
		if _, err := h.s.Read(t.Context(), access.Actor{}, n); !apperr.Is(err, apperr.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestBadTerms(t *testing.T) {
	each(t, func(h *house) {
		top := h.market(h.input("Fournitures"))
		sub := h.input("Fournitures scolaires")
		sub.Parent = top
		below := h.market(sub)
		for name, c := range map[string]struct {
			change func(*catalog.Input)
			field  string
		}{
			"a debt":              {func(in *catalog.Input) { in.Franco = catalog.Sum{Cents: -1, Said: true} }, catalog.FieldFranco},
			"a fortune":           {func(in *catalog.Input) { in.Costs = catalog.Sum{Cents: money.Max + 1, Said: true} }, catalog.FieldCosts},
			"before the order":    {func(in *catalog.Input) { in.Days = -1 }, catalog.FieldDays},
			"never":               {func(in *catalog.Input) { in.Days = catalog.MaxDays + 1 }, catalog.FieldDays},
			"special, no words":   {func(in *catalog.Input) { in.Special, in.Procedure = true, "  " }, catalog.FieldProcedure},
			"a book":              {func(in *catalog.Input) { in.Procedure = strings.Repeat("é", catalog.MaxProcedure+1) }, catalog.FieldProcedure},
			"a country":           {func(in *catalog.Input) { in.Area = "Belgique" }, catalog.FieldArea},
			"a sub-market's own":  {func(in *catalog.Input) { in.Parent = below }, catalog.FieldParent},
			"no such market":      {func(in *catalog.Input) { in.Parent = 99 }, catalog.FieldParent},
			"a forged number":     {func(in *catalog.Input) { in.Parent = -1 }, catalog.FieldParent},
			"a country, too long": {func(in *catalog.Input) { in.Area = strings.Repeat("75,", catalog.MaxArea) }, catalog.FieldArea},
		} {
			in := h.input("Autre")
			c.change(&in)
			_, err := h.s.Create(t.Context(), h.central(), in)
			if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		in := h.input("Fournitures") // it has a sub-market, and is none of itself
		other := h.market(h.input("Autre"))
		for name, parent := range map[string]int64{"below another": other, "below itself": top} {
			in.Parent = parent
			h.want(h.s.Edit(t.Context(), h.central(), top, 1, in), apperr.Invalid, "")
			if v, err := h.s.Show(t.Context(), h.central(), top); err != nil || v.Version != 1 {
				t.Errorf("%s: %+v, %v", name, v.Above, err)
			}
		}
	})
}

// Who adheres to a market orders from its sub-markets too, by itself or by its authority; those of the sub-market alone do not
// order from the market above (R155).
func TestSubMarkets(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R155")
		top := h.market(h.input("A"))
		sub := h.input("A1")
		sub.Parent = top
		below := h.market(sub)
		h.ok(h.adheres(top, h.authority, h.day(-1), ""))
		h.ok(h.adheres(below, h.beside, h.day(-1), ""))
		if diff := cmp.Diff([]string{"A A1", "A A1", "A1"}, []string{h.markets(h.school), h.markets(h.authority), h.markets(h.beside)}); diff != "" {
			t.Error(diff)
		}
		l, err := h.s.List(t.Context(), h.central(), catalog.Filter{Size: 9})
		h.ok(err)
		if l.Rows[0].Adherents != 1 || l.Rows[1].Adherents != 2 {
			t.Errorf("adherents: %+v", l.Rows)
		}
		all, err := h.s.Readings(t.Context(), h.who(""))
		h.ok(err)
		if len(all) != 1 || all[0].Title != "A" || len(all[0].Below) != 1 || all[0].Below[0].Above.Title != "A" {
			t.Errorf("%+v", all)
		}
	})
}

// A market is withdrawn with its sub-markets or without them, as was said before; each has its line in the history, and comes back by
// itself. Those that are left sell on, to the adherents of both.
func TestWithdrawBelow(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R155", "R161")
		for _, too := range []bool{true, false} {
			name := map[bool]string{true: "A", false: "B"}[too]
			top := h.market(h.input(name))
			var below []int64
			for _, n := range []string{"1", "2", "3"} {
				in := h.input(name + n)
				in.Parent = top
				below = append(below, h.market(in))
			}
			h.ok(h.adheres(top, h.school, h.day(-1), ""))
			h.ok(h.s.Withdraw(t.Context(), h.central(), below[2], false))
			live, err := h.s.Below(t.Context(), h.central(), top, catalog.Live)
			h.ok(err)
			if len(live) != 2 || live[0].Title != name+"1" {
				t.Errorf("%s: the page says %+v", name, live)
			}
			h.ok(h.s.Withdraw(t.Context(), h.central(), top, too))
			h.want(h.s.Withdraw(t.Context(), h.central(), top, too), apperr.Conflict, "")
			want := map[bool]string{true: "", false: "B1 B2"}[too]
			if got := h.markets(h.school); got != want {
				t.Errorf("%s: the school orders from %q", name, got)
			}
			if !too {
				continue
			}
			v, err := h.s.Show(t.Context(), h.central(), below[0])
			h.ok(err)
			if v.State != catalog.Withdrawn || v.History[0].Act != "catalog.market.withdraw" || v.History[0].Data["with"] != name {
				t.Errorf("%+v", v.History)
			}
			h.ok(h.s.Move(t.Context(), h.central(), top, catalog.Reinstate))
			if got := h.markets(h.school); got != "A" {
				t.Errorf("put back, the school orders from %q", got)
			}
			h.ok(h.s.Withdraw(t.Context(), h.central(), top, true))
		}
		h.want(h.s.Withdraw(t.Context(), h.who(access.Admin), 1, true), apperr.Forbidden, "catalog.not_central")
	})
}

// A market that is shown to its adherents alone does not exist for others; the SQL that lists what somebody reads says what the rules do.
func TestReaders(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R165")
		open, hidden := h.market(h.input("A")), h.input("B")
		hidden.Reserved = true
		secret := h.market(hidden)
		over := h.input("C")
		over.Reserved = true
		past := h.market(over)
		h.ok(h.adheres(secret, h.school, h.day(-1), ""))
		h.ok(h.adheres(past, h.school, h.day(-5), h.day(-1)))
		at := func(orgID string) access.Actor {
			a := h.who("")
			a.Grants = []access.Grant{{Role: "ordering.any", Place: access.Place{Kind: access.Organisation, ID: orgID}}}
			return a
		}
		for name, c := range map[string]struct {
			who    access.Actor
			titles string
		}{
			"a stranger":        {h.who(""), "A"},
			"of the adherent":   {at(h.school.ID), "A B"},
			"of its authority":  {at(h.authority.ID), "A B"},
			"of a sister":       {at(h.sister.ID), "A"},
			"of another school": {at(h.beside.ID), "A"},
			"the Centrale":      {h.central(), "A B C"},
			"an administrator":  {h.who(access.Admin), "A B C"},
		} {
			all, err := h.s.Readings(t.Context(), c.who)
			h.ok(err)
			var titles []string
			for _, r := range all {
				titles = append(titles, r.Title)
			}
			if got := strings.Join(titles, " "); got != c.titles {
				t.Errorf("%s reads %s, not %s", name, got, c.titles)
			}
			for title, n := range map[string]int64{"A": open, "B": secret, "C": past} {
				if _, err := h.s.Read(t.Context(), c.who, n); slices.Contains(titles, title) == apperr.Is(err, apperr.NotFound) {
					t.Errorf("%s reads %s: %v", name, title, err)
				}
			}
		}
	})
}
