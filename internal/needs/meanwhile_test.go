package needs_test

import (
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// write is a statement of somebody who is faster, committed when the others have read what was before.
func (h *house) write(q string, args ...any) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}
}

const (
	touched = `UPDATE needs_groups SET title = title WHERE number = $1`
	opened  = `UPDATE needs_groups SET state = 'open', version = version + 1 WHERE number = $1`
	ended   = `UPDATE needs_groups SET state = 'abandoned', version = version + 1 WHERE number = $1`
)

// Of two who change the same lot from what both have read, one is told; nothing is overwritten unseen.
func TestTwoEditALotAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.draft(c, o)
		g, _, err := h.s.ShowLines(t.Context(), h.now(c), n, 1)
		h.ok(err)
		titles := []string{"D'ici", "D'ailleurs"}
		edit := func(i int) func() error {
			who := h.now(c)
			return func() error {
				return h.s.EditLot(t.Context(), who, n, 1, g.Version, group.LotInput{Title: titles[i], Lines: []group.Line{{Title: titles[i], Unit: "pièces"}}})
			}
		}
		errs := d.Behind(t, h.write(touched, n), edit(0), edit(1))
		won := 0
		if errs[0] != nil {
			won = 1
		}
		if errs[won] != nil || !apperr.Is(errs[1-won], apperr.Conflict) {
			t.Fatalf("one is told: %v", errs)
		}
		_, l, err := h.s.ShowLines(t.Context(), h.now(c), n, 1)
		h.ok(err)
		if l.Title != titles[won] || len(l.Lines) != 1 || l.Lines[0].Title != titles[won] {
			t.Errorf("the lot is %+v, %q was saved", l, titles[won])
		}
	})
}

// Lots stand once the group is open, also for who read it as a draft the instant before.
func TestLotsWhileTheGroupOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.draft(c, o)
		g, _, err := h.s.ShowLines(t.Context(), h.now(c), n, 1)
		h.ok(err)
		as := []access.Actor{h.now(c), h.now(c), h.now(c)}
		in := group.LotInput{Title: "Tard", Lines: []group.Line{{Title: "Ramette", Unit: "pièces"}}}
		errs := d.Behind(
			t, h.write(opened, n),
			func() error { _, err := h.s.AddLot(t.Context(), as[0], n, in); return err },
			func() error { return h.s.EditLot(t.Context(), as[1], n, 1, g.Version, in) },
			func() error { return h.s.RemoveLot(t.Context(), as[2], n, 2, g.Version) },
		)
		for i, err := range errs {
			if k := apperr.KindOf(err); err == nil || k != apperr.Conflict && k != apperr.Forbidden {
				t.Errorf("change %d: %v", i, err)
			}
		}
		v, err := h.s.Show(t.Context(), h.now(c), n)
		h.ok(err)
		if len(v.Lots) != 2 || v.Lots[0].Title != "Sciences" || v.Lots[0].LineCount != 3 || v.Lots[1].Title != "Papier" {
			t.Errorf("lots %+v", v.Lots)
		}
	})
}

// Nothing is done any more in a group that is abandoned at this instant, whoever had read it as open.
func TestActsWhileTheGroupIsAbandoned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school, other := h.org("Lycée Jean-Moulin"), h.org("École A"), h.org("École B")
		c, m, asker := h.coordinator("Bénédicte Goffin", o), h.member("Claire", school), h.member("Alice", other)
		newcomer := h.member("Nadia", h.org("École C"))
		opened := func() int64 { // with a member, and a demand that waits
			n := h.group(c, o)
			h.ok(h.s.Join(t.Context(), h.now(m), n))
			h.ok(h.s.Join(t.Context(), h.now(asker), n))
			_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
			h.ok(err)
			h.ok(h.s.ValidateEmptySheet(t.Context(), h.now(m), n, 2, 0))
			return n
		}
		type act func(who access.Actor, n int64) error
		for _, acts := range [][]struct {
			who access.Actor
			do  act
		}{{
			{m, func(who access.Actor, n int64) error {
				return h.s.SaveSheet(t.Context(), who, n, 1, sheet.Input{Quantities: sheet.Quantities{1: 5_000}})
			}},
			{newcomer, func(who access.Actor, n int64) error { return h.s.Join(t.Context(), who, n) }},
			{asker, func(who access.Actor, n int64) error { return h.s.Withdraw(t.Context(), who, n) }},
		}, {
			{m, func(who access.Actor, n int64) error { return h.s.ReopenSheet(t.Context(), who, n, 2, 1) }},
			{c, func(who access.Actor, n int64) error {
				_, err := h.s.Decide(t.Context(), who, n, membership.Decision{Do: membership.Accept, Refs: []string{other.Ref}})
				return err
			}},
			{c, func(who access.Actor, n int64) error {
				return h.s.AddCoordinator(t.Context(), who, n, group.Person{Address: newcomer.Address})
			}},
		}} {
			n, calls := opened(), []func() error(nil)
			for _, a := range acts {
				who := h.now(a.who)
				calls = append(calls, func() error { return a.do(who, n) })
			}
			for i, err := range d.Behind(t, h.write(ended, n), calls...) {
				if e, ok := apperr.As(err); !ok || len(e.Reasons) == 0 || e.Reasons[0].Code != "needs.group_abandoned" {
					t.Errorf("act %d: %v", i, err)
				}
			}
		}
	})
}

// Who is no member any more enters nothing, not even from what they had read as a member.
func TestSheetWhileTheMembershipEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École A")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		m := h.joined("Claire Delvaux", school, c, n)
		save := func() error {
			return h.s.SaveSheet(t.Context(), m, n, 1, sheet.Input{Quantities: sheet.Quantities{1: 5_000}})
		}
		errs := d.Behind(t, h.write(`UPDATE needs_memberships SET state = 'withdrawn', version = version + 1 WHERE org_id = $1`, school.ID), save)
		h.wantReason(errs[0], "needs.membership_withdrawn")
	})
}

// Of two coordinators who decide the same demands at once, in whatever order they picked them, the first decision
// stands, and the other sees it and by whom.
func TestTwoDecideAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R029")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		as := []access.Actor{h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o)}
		var schools []access.Actor
		var refs []string
		for _, name := range []string{"École A", "École B", "École C"} {
			school := h.org(name)
			schools, refs = append(schools, h.member("Agent "+name, school)), append(refs, school.Ref)
		}
		for _, order := range [][]string{refs, {refs[2], refs[1], refs[0]}} {
			n, outs := h.group(as[0], o), make([]membership.Decided, 2)
			for _, m := range schools {
				h.ok(h.s.Join(t.Context(), h.now(m), n))
			}
			decide := func(i int, refs []string) func() error {
				who := h.now(as[i])
				return func() error {
					var err error
					outs[i], err = h.s.Decide(t.Context(), who, n, membership.Decision{Do: membership.Refuse, Refs: refs, Reason: who.Name})
					return err
				}
			}
			for i, err := range d.Behind(t, h.write(`UPDATE needs_memberships SET reason = reason`), decide(0, refs), decide(1, order)) {
				if err != nil {
					t.Errorf("coordinator %d: %v", i, err)
				}
			}
			won := 0
			if outs[1].Done > 0 {
				won = 1
			}
			if outs[won].Done != 3 || outs[1-won].Done != 0 || len(outs[1-won].Already) != 3 || outs[1-won].Already[0].DecidedName != as[won].Name {
				t.Errorf("decided %+v", outs)
			}
		}
	})
}
