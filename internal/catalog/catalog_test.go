package catalog_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// house is a catalogue with a supplier, an authority over two schools, and a school beside.
type house struct {
	t *testing.T
	d *dbtest.DB
	s *catalog.Service

	supplier, authority, school, sister, beside org.Organisation
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := &house{t: t, d: d, s: catalog.New(d.DB, func() *time.Location { return time.UTC })}
		h.supplier = h.org(org.Supplier, "Papeterie du Pont", "")
		h.authority = h.org(org.Authority, "P.O. des Trois Rives", "")
		h.school, h.sister = h.org(org.School, "École du Port", h.authority.ID), h.org(org.School, "École du Parc", h.authority.ID)
		h.beside = h.org(org.School, "École d'à côté", "")
		test(h)
	})
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) org(kind org.Kind, name, parent string) org.Organisation {
	h.t.Helper()
	var o org.Organisation
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Commune: "Namur"}})
		return err
	}))
	return o
}

// who is somebody of the purchasing body, an administrator or a stranger, with a new form.
func (h *house) who(role access.RoleKey) access.Actor {
	a := access.Actor{ID: "p" + string(role), Name: "Paule", Key: id.New(), Act: "POST /test", Body: "x", At: h.d.Clock.Now()}
	if role != "" {
		a.Grants = []access.Grant{{Role: role, Place: access.Everywhere}}
	}
	return a
}

func (h *house) central() access.Actor { return h.who(catalog.Central) }

// day is a day from today on.
func (h *house) day(n int) string { return h.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }

func (h *house) input(title string) catalog.Input {
	return catalog.Input{Title: title, Reference: "M-" + title, SupplierRef: h.supplier.Ref, StartsOn: h.day(-10), EndsOn: h.day(10)}
}

func (h *house) market(in catalog.Input) int64 {
	h.t.Helper()
	n, err := h.s.Create(h.t.Context(), h.central(), in)
	h.ok(err)
	return n
}

func (h *house) adheres(n int64, o org.Organisation, from, to string) error {
	return h.s.AddAdherent(h.t.Context(), h.central(), n, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: from, EndsOn: to})
}

// markets are the titles of those that an organisation may order from, in order.
func (h *house) markets(o org.Organisation) string {
	h.t.Helper()
	var titles []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		ms, err := h.s.MarketsOf(h.t.Context(), tx, o.ID)
		for _, m := range ms {
			titles = append(titles, m.Title)
		}
		return err
	}))
	return strings.Join(titles, " ")
}

func (h *house) want(err error, kind apperr.Kind, code string) {
	h.t.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != kind {
		h.t.Errorf("got %v, want %v", err, kind)
		return
	}
	if code != "" && (len(e.Reasons) != 1 || e.Reasons[0].Code != code || len(e.Reasons[0].Lifters) == 0) {
		h.t.Errorf("the reasons are %+v, want %s", e.Reasons, code)
	}
}

// A school orders from the markets that it adheres to, or its authority does for it, while both the market and the adhesion run.
func TestMarketsOfASchool(t *testing.T) {
	each(t, func(h *house) {
		a, b := h.market(h.input("A")), h.market(h.input("B"))
		later := h.input("C")
		later.StartsOn, later.EndsOn = h.day(1), h.day(2)
		c := h.market(later)
		h.ok(h.adheres(a, h.school, h.day(-5), h.day(1)))
		h.ok(h.adheres(b, h.authority, h.day(-5), ""))
		h.ok(h.adheres(c, h.authority, h.day(1), h.day(1)))
		wanted := func(school, sister, authority string) {
			h.t.Helper()
			if diff := cmp.Diff([]string{school, sister, authority, ""}, []string{h.markets(h.school), h.markets(h.sister), h.markets(h.authority), h.markets(h.beside)}); diff != "" {
				t.Error(diff)
			}
		}
		wanted("A B", "B", "B")
		h.d.Clock.Advance(24 * time.Hour)
		wanted("A B C", "B C", "B C")
		h.d.Clock.Advance(24 * time.Hour) // the adhesions of A and C are over
		wanted("B", "B", "B")
		h.ok(h.adheres(a, h.school, h.day(0), "")) // anew, where the former one has ended by itself
		wanted("A B", "B", "B")
		h.ok(h.s.Move(t.Context(), h.central(), b, catalog.Withdraw))
		wanted("A", "", "")
		h.ok(h.s.Move(t.Context(), h.central(), b, catalog.Reinstate))
		ending := h.adhesion(a, 0).ID
		h.ok(h.s.EndAdherent(t.Context(), h.central(), a, ending))
		h.want(h.s.EndAdherent(t.Context(), h.central(), a, ending), apperr.Conflict, "")
		wanted("B", "B", "B")
		h.d.Clock.Advance(20 * 24 * time.Hour)
		wanted("", "", "")
	})
}

// adhesion is one of a market's, in the order of its page.
func (h *house) adhesion(n int64, i int) catalog.Adherent {
	h.t.Helper()
	v, err := h.s.Show(h.t.Context(), h.central(), n)
	h.ok(err)
	if len(v.Members) <= i {
		h.t.Fatalf("%d adhesions", len(v.Members))
	}
	return v.Members[i]
}

// wantField wants a fault of one field.
func (h *house) wantField(err error, field string) {
	h.t.Helper()
	if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Name != field {
		h.t.Errorf("got %v, want a fault of %s", err, field)
	}
}

// An adhesion is planned, renewed while it runs, and gets other days; the days are the market's and no other adhesion's. A page that
// shows days that were changed since ends and changes nothing.
func TestDatesOfAnAdhesion(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.t, "R170")
		n := h.market(h.input("A"))
		change := func(a catalog.Adherent, from, to string) error {
			return h.s.ChangeAdherent(t.Context(), h.central(), n, a.ID, catalog.AdherentInput{StartsOn: from, EndsOn: to})
		}
		h.wantField(h.adheres(n, h.school, h.day(-11), ""), catalog.FieldStartsOn)
		h.wantField(h.adheres(n, h.school, h.day(0), h.day(11)), catalog.FieldEndsOn)
		h.ok(h.adheres(n, h.school, h.day(-1), h.day(1)))
		h.wantField(h.adheres(n, h.school, h.day(1), ""), catalog.FieldOrg)
		h.ok(h.adheres(n, h.school, h.day(3), "")) // the renewal, after a gap
		h.wantField(h.adheres(n, h.school, h.day(9), h.day(10)), catalog.FieldOrg)
		first, second := h.adhesion(n, 0), h.adhesion(n, 1)
		if v, err := h.s.Show(t.Context(), h.central(), n); err != nil || v.Adhering() != 1 || second.StartsOn != h.day(3) {
			t.Errorf("%+v, %v", v.Members, err)
		}
		h.wantField(change(first, h.day(-1), h.day(3)), catalog.FieldStartsOn)
		h.wantField(change(first, h.day(-11), h.day(1)), catalog.FieldStartsOn)
		h.wantField(change(first, h.day(2), h.day(1)), catalog.FieldEndsOn)
		h.wantField(change(first, "", ""), catalog.FieldStartsOn)
		h.ok(change(first, h.day(-1), h.day(2)))
		h.want(change(first, h.day(-2), h.day(2)), apperr.Conflict, "")
		h.want(h.s.EndAdherent(t.Context(), h.central(), n, first.ID), apperr.Conflict, "")
		if a := h.adhesion(n, 0); a.StartsOn != h.day(-1) || a.EndsOn != h.day(2) || a.ID == first.ID {
			t.Errorf("%+v", a)
		}
		v, err := h.s.Show(t.Context(), h.central(), n)
		h.ok(err)
		want := map[string]string{"org": h.school.Name, "from": h.day(-1), "to": h.day(2), "was_from": h.day(-1), "was_to": h.day(1)}
		if diff := cmp.Diff(want, v.History[0].Data); diff != "" || v.History[0].Act != "catalog.market.adherent.dates" {
			t.Errorf("%s: %s", v.History[0].Act, diff)
		}
		in := h.input("A")
		in.StartsOn = h.day(0)
		h.ok(h.s.Edit(t.Context(), h.central(), n, 1, in)) // the market is shorter by now: what the adhesion has stays
		h.ok(change(h.adhesion(n, 0), h.day(-1), h.day(1)))
		for range 2 {
			if got := h.markets(h.school); got != "A" {
				t.Errorf("%q", got)
			}
			h.d.Clock.Advance(24 * time.Hour)
		}
		if got := h.markets(h.school); got != "" {
			t.Errorf("in the gap: %q", got)
		}
		h.d.Clock.Advance(24 * time.Hour)
		if got := h.markets(h.school); got != "A" {
			t.Errorf("renewed: %q", got)
		}
	})
}

// What is wrong with a market or an adhesion is said at its field, and nothing is kept.
func TestBadMarkets(t *testing.T) {
	each(t, func(h *house) {
		n := h.market(h.input("A"))
		for name, c := range map[string]struct {
			change func(*catalog.Input)
			field  string
		}{
			"no title":          {func(in *catalog.Input) { in.Title = "  " }, catalog.FieldTitle},
			"a long title":      {func(in *catalog.Input) { in.Title = strings.Repeat("é", catalog.MaxTitle+1) }, catalog.FieldTitle},
			"a long reference":  {func(in *catalog.Input) { in.Reference = strings.Repeat("1", catalog.MaxReference+1) }, catalog.FieldReference},
			"a long summary":    {func(in *catalog.Input) { in.Summary = strings.Repeat("x", catalog.MaxSummary+1) }, catalog.FieldSummary},
			"no supplier":       {func(in *catalog.Input) { in.SupplierRef = "" }, catalog.FieldSupplier},
			"a school supplies": {func(in *catalog.Input) { in.SupplierRef = h.school.Ref }, catalog.FieldSupplier},
			"no first day":      {func(in *catalog.Input) { in.StartsOn = "" }, catalog.FieldStartsOn},
			"no such day":       {func(in *catalog.Input) { in.StartsOn = "2026-02-30" }, catalog.FieldStartsOn},
			"no last day":       {func(in *catalog.Input) { in.EndsOn = "" }, catalog.FieldEndsOn},
			"days crossed":      {func(in *catalog.Input) { in.EndsOn = h.day(-11) }, catalog.FieldEndsOn},
		} {
			in := h.input("B")
			c.change(&in)
			_, err := h.s.Create(t.Context(), h.central(), in)
			if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
				t.Errorf("%s: created: %v", name, err)
			}
			if err := h.s.Edit(t.Context(), h.central(), n, 1, in); !apperr.Is(err, apperr.Invalid) {
				t.Errorf("%s: edited: %v", name, err)
			}
		}
		for name, err := range map[string]error{
			"no organisation":    h.s.AddAdherent(t.Context(), h.central(), n, catalog.AdherentInput{StartsOn: h.day(0)}),
			"a supplier adheres": h.adheres(n, h.supplier, h.day(0), ""),
			"no first day":       h.adheres(n, h.school, "", ""),
			"crossed":            h.adheres(n, h.school, h.day(0), h.day(-1)),
		} {
			if !apperr.Is(err, apperr.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.ok(h.adheres(n, h.school, h.day(0), ""))
		h.want(h.adheres(n, h.school, h.day(3), ""), apperr.Invalid, "")
		l, err := h.s.List(t.Context(), h.central(), catalog.Filter{Size: 20})
		h.ok(err)
		if l.Total != 1 || l.Rows[0].Version != 1 || l.Rows[0].Adherents != 1 {
			t.Errorf("what is kept: %+v", l)
		}
	})
}

// Two of the purchasing body edit the same market: the second is told. A double click does it once.
func TestTwoEditors(t *testing.T) {
	each(t, func(h *house) {
		who := h.central()
		n, err := h.s.Create(t.Context(), who, h.input("A"))
		h.ok(err)
		if again, err := h.s.Create(t.Context(), who, h.input("A")); err != nil || again != n {
			t.Errorf("a double click: %d, %v", again, err)
		}
		h.ok(h.s.Edit(t.Context(), h.central(), n, 1, h.input("B")))
		h.want(h.s.Edit(t.Context(), h.central(), n, 1, h.input("C")), apperr.Conflict, "")
		v, err := h.s.Show(t.Context(), h.central(), n)
		h.ok(err)
		if v.Title != "B" || v.Version != 2 || len(v.History) != 2 {
			t.Errorf("%+v", v)
		}
		h.ok(h.s.Move(t.Context(), h.central(), n, catalog.Withdraw))
		h.want(h.s.Move(t.Context(), h.central(), n, catalog.Withdraw), apperr.Conflict, "")
		h.want(h.s.Edit(t.Context(), h.central(), n, 3, h.input("D")), apperr.Forbidden, "catalog.market_withdrawn")
		h.want(h.adheres(n, h.school, h.day(0), ""), apperr.Forbidden, "catalog.market_withdrawn")
	})
}

// To whom may not see markets they do not exist; an administrator sees them, and is told who runs them.
func TestWhoRunsMarkets(t *testing.T) {
	each(t, func(h *house) {
		n := h.market(h.input("A"))
		acts := func(who access.Actor) []error {
			_, list := h.s.List(t.Context(), who, catalog.Filter{Size: 1})
			_, show := h.s.Show(t.Context(), who, n)
			_, suppliers := h.s.Suppliers(t.Context(), who)
			_, create := h.s.Create(t.Context(), who, h.input("B"))
			return []error{
				list, show, suppliers, create, h.s.MayCreate(t.Context(), who), h.s.Edit(t.Context(), who, n, 1, h.input("B")),
				h.s.Move(t.Context(), who, n, catalog.Withdraw), h.s.AddAdherent(t.Context(), who, n, catalog.AdherentInput{}), h.s.ChangeAdherent(t.Context(), who, n, "x", catalog.AdherentInput{}), h.s.EndAdherent(t.Context(), who, n, "x"),
			}
		}
		for i, err := range acts(h.who("")) {
			if !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%d: %v", i, err)
			}
		}
		for i, err := range acts(h.who(access.Admin)) {
			if i < 3 {
				h.ok(err)
			} else {
				h.want(err, apperr.Forbidden, "catalog.not_central")
			}
		}
		if v, err := h.s.Show(t.Context(), h.central(), n); err != nil || v.Version != 1 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// The list finds by words of the title or the reference, and its filter says what the phase says.
func TestList(t *testing.T) {
	each(t, func(h *house) {
		for title, days := range map[string][2]int{"Craies à venir": {1, 5}, "Craies en cours": {0, 0}, "Craies d'hier": {-5, -1}, "Craies retirées": {-5, 5}} {
			in := h.input(title)
			in.StartsOn, in.EndsOn = h.day(days[0]), h.day(days[1])
			if n := h.market(in); title == "Craies retirées" {
				h.ok(h.s.Move(t.Context(), h.central(), n, catalog.Withdraw))
			}
		}
		for _, phase := range append(catalog.Phases(), "") {
			l, err := h.s.List(t.Context(), h.central(), catalog.Filter{Text: "CRAIES m-", Phase: phase, Size: 20})
			h.ok(err)
			for _, m := range l.Rows {
				if phase != "" && m.PhaseOn(l.Today) != phase {
					t.Errorf("%s is among %s", m.Title, phase)
				}
			}
			if want := map[catalog.Phase]int{"": 4}[phase]; l.Total != max(want, 1) {
				t.Errorf("%q: %d", phase, l.Total)
			}
		}
		l, err := h.s.List(t.Context(), h.central(), catalog.Filter{Size: 3, Page: 9})
		h.ok(err)
		if l.Page != 2 || len(l.Rows) != 1 || l.Total != 4 {
			t.Errorf("the last page: %+v", l)
		}
		if first, err := h.s.List(t.Context(), h.central(), catalog.Filter{Size: 1}); err != nil || first.Rows[0].Title != "Craies en cours" {
			t.Errorf("first: %+v, %v", first, err)
		}
		for _, text := range []string{"…", "stylos", `%`, `_`, strings.Repeat("mot ", 500)} {
			if l, err := h.s.List(context.Background(), h.central(), catalog.Filter{Text: text, Size: 5}); err != nil || l.Total != 0 {
				t.Errorf("%.10q: %+v, %v", text, l, err)
			}
		}
	})
}
