package needs_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

const askNotCoordinator = "/contact?motif=needs.not_coordinator&page=%2Fgroupements%2F1"

func (h *house) wantLifts(r apperr.Reason, ask string, names ...string) {
	h.t.Helper()
	var got []string
	for _, l := range r.Lifters {
		got = append(got, l.Name)
	}
	if d := cmp.Diff(names, got); d != "" {
		h.t.Errorf("%s: who can lift it:\n%s", r.Code, d)
	}
	if r.Ask == nil || r.Ask.Path != ask {
		h.t.Errorf("%s asks at %+v, want %s", r.Code, r.Ask, ask)
	}
}

// Whatever a coordinator does, who is none is told who is: through the support establishment, or added to the group.
func TestNotCoordinatorNamesTheCoordinators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		support := h.org("Lycée")
		coco := h.coordinator("Coco", support)
		n := h.group(coco, support)
		d.Clock.Advance(time.Second)
		h.ok(h.s.AddCoordinator(t.Context(), h.now(coco), n, group.Person{Address: h.person("Lia").Address}))
		sam := h.member("Sam", h.org("Collège"))
		_, demands := h.s.Demands(t.Context(), h.now(sam), n)
		_, decided := h.s.Decide(t.Context(), h.now(sam), n, membership.Decision{Do: membership.Accept, Refs: []string{"x"}})
		_, board := h.s.ShowBoard(t.Context(), h.now(sam), n)
		for _, err := range []error{
			demands, decided, board,
			h.s.EditGroup(t.Context(), h.now(sam), n, 1, group.Input{}),
			h.s.OpenGroup(t.Context(), h.now(sam), n),
			h.s.AbandonGroup(t.Context(), h.now(sam), n),
			h.s.AddCoordinator(t.Context(), h.now(sam), n, group.Person{}),
			h.s.MayGroup(t.Context(), h.now(sam), n, group.EditDates),
		} {
			h.wantLifts(h.wantReason(err, "needs.not_coordinator"), askNotCoordinator, "Lia", "Coco")
		}
		_, supports := h.s.Supports(t.Context(), h.now(sam))
		_, created := h.s.CreateGroup(t.Context(), h.now(sam), group.Input{SupportID: support.ID})
		for _, err := range []error{supports, created} { // only the operator gives that
			h.wantLifts(h.wantReason(err, "needs.not_coordinator"), "/contact?motif=needs.not_coordinator&page=%2Fgroupements%2Fnouveau", "")
		}
	})
}

// The rule that lets one add a coordinator and the table of roles say the same.
func TestWhoAddsACoordinatorIsWhoMayGiveTheRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		support := h.org("Lycée")
		coco := h.coordinator("Coco", support)
		n := h.group(coco, support)
		h.ok(h.s.AddCoordinator(t.Context(), h.now(coco), n, group.Person{Address: h.person("Lia").Address}))
		v, err := h.s.Show(t.Context(), h.now(coco), n)
		h.ok(err)
		lia := v.Coordinators[1]
		for _, who := range []access.Actor{
			h.now(coco), h.now(access.Actor{ID: lia.AccountID, Name: lia.Name}), h.coordinator("Else", h.org("Ailleurs")),
			h.grant(h.person("Boss"), access.Admin, access.Everywhere), h.member("Sam", support), h.person("Nobody"),
			{},
		} {
			rule := h.s.MayGroup(t.Context(), h.now(who), n, group.AddCoordinator) == nil
			h.ok(d.View(t.Context(), func(tx *db.Tx) error {
				may, err := access.MayGive(t.Context(), tx, append(access.Base(), group.Roles...), h.now(who), group.Coordinator,
					v.Group.Place(), access.Place{Kind: access.Organisation, ID: support.ID})
				if may != rule {
					t.Errorf("%q: the rule says %t, the table %t", who.Name, rule, may)
				}
				return err
			}))
		}
	})
}

// Whose role was ended is told since when and by whom, from the next request on.
func TestFormerCoordinatorIsToldByWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		support := h.org("Lycée")
		coco, boss := h.coordinator("Coco", support), h.grant(h.person("Ada Min"), access.Admin, access.Everywhere)
		n := h.group(coco, support)
		d.Clock.Advance(time.Hour)
		ended := d.Clock.Now()
		h.ok(h.s.EndCoordinator(t.Context(), h.now(boss), support.ID, coco.ID))
		d.Clock.Advance(24 * time.Hour)
		_, demands := h.s.Demands(t.Context(), h.now(coco), n)
		_, supports := h.s.Supports(t.Context(), h.now(coco))
		for _, err := range []error{demands, supports} {
			if r := h.wantReason(err, "needs.not_coordinator"); !r.Since.Equal(ended) || r.By != "Ada Min" {
				t.Errorf("since %s by %q", r.Since, r.By)
			}
		}
	})
}

// asks stores a request to be confirmed in an establishment, decided by Claire unless it is open.
func (h *house) asks(a access.Actor, n int64, state string) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var decided time.Time
		if state != "open" {
			decided = tx.Now()
		}
		_, err := tx.Exec(h.t.Context(), `INSERT INTO request_asks (id, number, account_id, role, place_kind, place_id, state, asked_at, decided_by, decided_name, decided_at, reason, version)
			VALUES ($1, $2, $3, $4, 'organisation', $5, $6, $7, '', 'Claire', $8, '', 1)`,
			id.New(), n, a.ID, access.Member, a.OrgID, state, tx.Now(), decided)
		return err
	}))
}

// Who is not confirmed is led to their own request while it waits, and told by whom it was refused.
func TestUnconfirmedIsLedToTheirRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		support, school := h.org("Lycée"), h.org("Collège")
		coco := h.coordinator("Coco", support)
		n := h.group(coco, support)
		sam := h.person("Sam")
		sam.OrgID, sam.OrgName = school.ID, school.Name
		why := func() apperr.Reason {
			t.Helper()
			v, err := h.s.Show(t.Context(), h.now(sam), n)
			h.ok(err)
			byError := h.wantReason(h.s.Join(t.Context(), h.now(sam), n), "needs.not_confirmed")
			if d := cmp.Diff(v.JoinWhy, []apperr.Reason{byError}); d != "" {
				t.Errorf("the page says - and the act +:\n%s", d)
			}
			return byError
		}
		const askUs = "/contact?motif=needs.not_confirmed&page=%2Fgroupements%2F1"
		h.wantLifts(why(), askUs, "") // the operator
		asked := d.Clock.Now()
		h.asks(sam, 7, "open")
		d.Clock.Advance(time.Hour)
		claire := h.member("Claire", school)
		r := why()
		h.wantLifts(r, "/acces/demandes/7", "Claire")
		if !r.Since.Equal(asked) || r.By != "" {
			t.Errorf("since %s by %q", r.Since, r.By)
		}
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE request_asks SET state = 'refused', decided_at = $1`, tx.Now())
			return err
		}))
		refused := d.Clock.Now()
		d.Clock.Advance(time.Hour)
		r = why()
		h.wantLifts(r, askUs, "Claire")
		if !r.Since.Equal(refused) || r.By != "Claire" {
			t.Errorf("since %s by %q", r.Since, r.By)
		}
		h.ok(h.s.Join(t.Context(), claire, n))
		_, err := h.s.Decide(t.Context(), h.now(coco), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.ok(err)
		_, err = h.s.ShowNeeds(t.Context(), h.now(sam), n) // its group's member, and still not confirmed there
		h.wantLifts(h.wantReason(err, "needs.not_confirmed"), askUs, "Claire")
	})
}

// What waits for a coordinator's act names the coordinators, and leads to where one writes to them.
func TestWaitingForACoordinatorNamesThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		support, school := h.org("Lycée"), h.org("Collège")
		coco := h.coordinator("Coco", support)
		n := h.group(coco, support)
		claire := h.member("Claire", school)
		h.ok(h.s.Join(t.Context(), claire, n))
		_, needsOf := h.s.ShowNeeds(t.Context(), h.now(claire), n)
		for code, err := range map[string]error{"needs.already_asked": h.s.Join(t.Context(), h.now(claire), n), "needs.membership_waits": needsOf} {
			h.wantLifts(h.wantReason(err, code), "/groupements/1/contact", "Coco")
		}
		_, err := h.s.Decide(t.Context(), h.now(coco), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.ok(err)
		v, err := h.s.Show(t.Context(), h.now(claire), n)
		h.ok(err)
		for _, o := range v.Join {
			if o.Do == membership.Withdraw {
				h.wantLifts(o.Reasons[0], "/groupements/1/contact") // no act of theirs lifts it: it says what to do instead
			}
		}
	})
}
