package request_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/access/msg"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

const (
	head  access.RoleKey = "test.head" // reaches down
	chief access.RoleKey = "test.chief"
	buyer access.RoleKey = "test.buyer"
)

var chain = append(access.Base(), access.Roles{
	{Key: head, Label: msg.RoleMember, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{access.Admin}, ReachesDown: true},
	{Key: chief, Label: msg.RoleMember, Kinds: []access.PlaceKind{access.Organisation, access.Group}, GivenBy: []access.RoleKey{head, chief}},
	{Key: buyer, Label: msg.RoleMember, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{chief}},
}...)

// The list of what somebody may decide holds exactly the requests that the chain of delegation lets them decide.
func TestListIsTheChainOfDelegation(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		s := request.New(h.d.DB, nil, chain) // nobody is mailed: nothing is decided here
		top := h.school("Autorité")
		below, beside, group := h.under("École", top), h.school("Ailleurs"), access.Place{Kind: access.Group, ID: "g"}
		asker, numbers := h.person("Asker"), []int64(nil)
		for _, role := range []access.RoleKey{access.Admin, access.Member, head, chief, buyer, "test.gone"} {
			for _, p := range []access.Place{access.Everywhere, top, below, beside, group} {
				numbers = append(numbers, h.asks(asker, role, p, int64(len(numbers)+1)))
			}
		}
		total := 0
		for i, g := range []access.Grant{
			{Role: access.Admin, Place: access.Everywhere},
			{Role: head, Place: top},
			{Role: head, Place: below},
			{Role: chief, Place: top},
			{Role: chief, Place: below},
			{Role: chief, Place: group},
			{Role: access.Member, Place: beside},
			{Role: buyer, Place: below},
			{Role: access.Admin, Place: top},
		} {
			who := h.person(fmt.Sprint("P", i))
			who.Grants = []access.Grant{g}
			toDecide, _, err := s.Lists(h.t.Context(), who)
			h.ok(err)
			var listed, may []int64
			for _, r := range toDecide {
				listed = append(listed, r.Number)
			}
			for _, n := range numbers {
				v, err := s.Show(h.t.Context(), who, n)
				if err == nil && v.Acts[1].Do == request.Give && v.Acts[1].OK() {
					may = append(may, n)
				} else if !apperr.Is(err, apperr.NotFound) {
					h.t.Errorf("%+v sees request %d: %+v, %v", g, n, v.Acts, err)
				}
			}
			if d := cmp.Diff(may, listed); d != "" {
				h.t.Errorf("%+v may decide - and is shown +:\n%s", g, d)
			}
			total += len(may)
		}
		if total != 16 {
			h.t.Errorf("%d decisions are possible in all", total)
		}
	})
}

func (h *house) under(name string, parent access.Place) access.Place {
	h.t.Helper()
	p := h.school(name)
	h.do(func(tx *db.Tx) error { return org.Move(h.t.Context(), tx, p.ID, parent.ID) })
	return p
}

// asks stores a request, as the use cases will for these roles.
func (h *house) asks(a access.Actor, role access.RoleKey, p access.Place, n int64) int64 {
	h.t.Helper()
	h.do(func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `INSERT INTO request_asks (id, number, account_id, role, place_kind, place_id, state, asked_at, decided_by, decided_name, reason, version)
			VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, '', '', '', 1)`, id.New(), n, a.ID, role, p.Kind, p.ID, tx.Now())
		return err
	})
	return n
}

// Who asks and decides all the same is told who can; their own page tells it too, while the request waits.
func TestAskerIsToldWhoDecides(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		_, ada, bo := h.asked()
		want := []apperr.Lifter{{ID: ada.ID, Name: "Ada"}}
		e, ok := apperr.As(h.decide(bo, 1, request.Give, ""))
		if !ok || len(e.Reasons) != 1 {
			h.t.Fatalf("decided one's own: %v", e)
		}
		r := e.Reasons[0]
		if r.Kind != apperr.Grant || !cmp.Equal(r.Lifters, want) || r.Ask == nil || r.Ask.Path != "/contact?motif=request.not_lifter&page=%2Facces%2Fdemandes%2F1" {
			h.t.Errorf("%+v", r)
		}
		shown := func() []apperr.Lifter {
			v, err := h.s.Show(h.t.Context(), h.now(bo), 1)
			h.ok(err)
			return v.Lifters
		}
		if d := cmp.Diff(want, shown()); d != "" {
			h.t.Error(d)
		}
		h.ok(h.decide(ada, 1, request.Refuse, "Inconnu"))
		if got := shown(); got != nil {
			h.t.Errorf("decided, and %v can still decide", got)
		}
	})
}
