package needs_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs"
	"preau/internal/needs/group"
)

func TestCreateGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R061", "R021")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.draft(c, o)
		v, err := h.s.Show(t.Context(), h.now(c), n)
		h.ok(err)
		if v.Group.Title != "Manuels scolaires 2027" || v.Group.Support.Name != o.Name || len(v.Lots) != 2 || v.Lots[1].Position != 2 || v.Phase != group.PhaseDraft {
			t.Fatalf("group %+v", v.Group)
		}
		if len(v.Coordinators) != 1 || v.Coordinators[0].Name != "Bénédicte Goffin" {
			t.Fatalf("coordinators %+v", v.Coordinators)
		}
		_, err = h.s.CreateGroup(t.Context(), h.now(h.person("Un Passant")), group.Input{SupportID: o.ID, Title: "x"})
		h.wantReason(err, "needs.not_coordinator")
		at, other := d.Clock.Now(), h.org("Autre lycée")
		in := group.Input{SupportID: other.ID, Title: "Papier", JoinUntil: at, EntryFrom: at, EntryUntil: at.Add(time.Hour)}
		_, err = h.s.CreateGroup(t.Context(), h.now(c), in) // nothing else is wrong with it
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Name != group.FieldSupport {
			t.Fatalf("a group of somebody else's establishment: %v", err)
		}
		in.SupportID = o.ID
		_, err = h.s.CreateGroup(t.Context(), h.now(c), in)
		h.ok(err)
	})
}

func TestGroupFormFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		at := d.Clock.Now()
		for field, in := range map[string]group.Input{
			group.FieldTitle:       {Title: " ", JoinUntil: at, EntryFrom: at, EntryUntil: at.Add(time.Hour)},
			group.FieldDescription: {Title: "x", Description: strings.Repeat("é", group.MaxDescription+1), JoinUntil: at, EntryFrom: at, EntryUntil: at.Add(time.Hour)},
			group.FieldEntryFrom:   {Title: "x", JoinUntil: at, EntryUntil: at.Add(time.Hour)},
			group.FieldEntryUntil:  {Title: "x", JoinUntil: at.Add(-time.Hour), EntryFrom: at.Add(-2 * time.Hour), EntryUntil: at.Add(-time.Minute)},
			group.FieldJoinUntil:   {Title: "x", JoinUntil: at.Add(2 * time.Hour), EntryFrom: at, EntryUntil: at.Add(time.Hour)},
		} {
			in.SupportID = o.ID
			_, err := h.s.CreateGroup(t.Context(), h.now(c), in)
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Invalid || e.Fields[0].Name != field {
				t.Errorf("%s: got %v", field, err)
			}
		}
	})
}

// A draft is seen by its coordinators and the administrator alone; to everybody else it does not exist.
func TestDraftIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R020", "R022")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		passer := h.member("Un Passant", h.org("École du Port"))
		admin := h.grant(h.person("Ada Min"), access.Admin, access.Everywhere)
		n := h.draft(c, o)
		seen := func(a access.Actor) int {
			l, err := h.s.Groups(t.Context(), a, needs.Filter{Size: 20})
			h.ok(err)
			_, err = h.s.Show(t.Context(), a, n)
			if (err == nil) != (l.Total == 1) {
				t.Fatalf("the list says %d, the page says %v", l.Total, err)
			}
			return l.Total
		}
		visitor := access.Actor{At: d.Clock.Now()}
		if seen(visitor) != 0 || seen(h.now(passer)) != 0 || seen(h.now(c)) != 1 || seen(h.now(admin)) != 1 {
			t.Fatal("a draft is seen by others")
		}
		h.ok(h.s.OpenGroup(t.Context(), h.now(c), n))
		if seen(visitor) != 1 || seen(h.now(passer)) != 1 {
			t.Fatal("an open group is not seen")
		}
	})
}

func TestOpenNeedsLinesAndTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		at := d.Clock.Now()
		n, err := h.s.CreateGroup(t.Context(), h.now(c), group.Input{SupportID: o.ID, Title: "Papier", JoinUntil: at, EntryFrom: at, EntryUntil: at.Add(time.Hour)})
		h.ok(err)
		r := h.wantReason(h.s.OpenGroup(t.Context(), h.now(c), n), "needs.no_lines")
		if r.Ask == nil {
			t.Error("the reason leads nowhere")
		}
		_, err = h.s.AddLot(t.Context(), h.now(c), n, group.LotInput{Title: "A4", Lines: []group.Line{{Title: "Ramette", Unit: "pièces"}}})
		h.ok(err)
		d.Clock.Advance(2 * time.Hour)
		h.wantReason(h.s.OpenGroup(t.Context(), h.now(c), n), "needs.deadline_behind")
	})
}

// A group that nobody could ever join is not opened: its dates stand from then on, and joining would be over for good.
func TestOpenWhileJoiningIsAhead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R032", "R061")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.draft(c, o)
		until := d.Clock.Now().Add(5 * 24 * time.Hour)
		d.Clock.Set(until.Add(time.Second))
		r := h.wantReason(h.s.OpenGroup(t.Context(), h.now(c), n), "needs.joining_behind")
		if r.Ask == nil || r.Ask.Path != "/groupements/1/modifier" {
			t.Errorf("reason %+v", r)
		}
		in := group.Input{SupportID: o.ID, Title: "Papier", JoinUntil: until, EntryFrom: until, EntryUntil: until.Add(time.Hour)}
		_, err := h.s.CreateGroup(t.Context(), h.now(c), in)
		if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != group.FieldJoinUntil {
			t.Errorf("a joining date behind: %v", err)
		}
		d.Clock.Set(until.Add(999 * time.Millisecond))
		_, err = h.s.CreateGroup(t.Context(), h.now(c), in)
		h.ok(err)
		h.ok(h.s.OpenGroup(t.Context(), h.now(c), n))
	})
}

// Lots and dates stand once the group is open; lots of a draft keep numbers without gaps.
func TestLots(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.draft(c, o)
		g, _, err := h.s.ShowLines(t.Context(), h.now(c), n, 1)
		h.ok(err)
		h.ok(h.s.RemoveLot(t.Context(), h.now(c), n, 1, g.Version))
		h.wantKind(h.s.RemoveLot(t.Context(), h.now(c), n, 1, g.Version), apperr.Conflict)
		v, err := h.s.Show(t.Context(), h.now(c), n)
		h.ok(err)
		if len(v.Lots) != 1 || v.Lots[0].Title != "Papier" || v.Lots[0].Position != 1 {
			t.Fatalf("lots %+v", v.Lots)
		}
		h.ok(h.s.OpenGroup(t.Context(), h.now(c), n))
		_, err = h.s.AddLot(t.Context(), h.now(c), n, group.LotInput{Title: "Tard"})
		h.wantReason(err, "needs.group_open")
		_, err = h.s.AddLot(t.Context(), h.now(h.person("Un Passant")), n, group.LotInput{Title: "x"})
		h.wantReason(err, "needs.not_coordinator")
	})
}

func TestEditGroupKeepsDatesOnceOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		before, err := h.s.Show(t.Context(), h.now(c), n)
		h.ok(err)
		in := group.Input{Title: "Autre titre", EntryUntil: d.Clock.Now().Add(time.Hour)}
		h.ok(h.s.EditGroup(t.Context(), h.now(c), n, before.Group.Version, in))
		h.wantKind(h.s.EditGroup(t.Context(), h.now(c), n, before.Group.Version, in), apperr.Conflict)
		after, err := h.s.Show(t.Context(), h.now(c), n)
		h.ok(err)
		if after.Group.Title != "Autre titre" || !after.Group.EntryUntil.Equal(before.Group.EntryUntil) {
			t.Fatalf("group %+v", after.Group)
		}
	})
}

// The list's filter by phase says in SQL what PhaseAt says in Go.
func TestPhasesInTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		deadline := d.Clock.Now().Add(10 * 24 * time.Hour)
		h.group(c, o)
		h.draft(c, o)
		h.ok(h.s.AbandonGroup(t.Context(), h.now(c), h.group(c, o)))
		for _, at := range []time.Time{d.Clock.Now().Add(-48 * time.Hour), d.Clock.Now(), deadline, deadline.Add(999 * time.Millisecond), deadline.Add(time.Second)} {
			d.Clock.Set(at)
			who := h.now(c)
			all, err := h.s.Groups(t.Context(), who, needs.Filter{Size: 20})
			h.ok(err)
			byPhase := map[group.Phase]int{}
			for _, g := range all.Rows {
				byPhase[g.PhaseAt(who.At)]++
			}
			for _, p := range []group.Phase{group.PhaseDraft, group.PhaseJoining, group.PhaseEntry, group.PhaseClosed, group.PhaseAbandoned} {
				l, err := h.s.Groups(t.Context(), who, needs.Filter{Phase: p, Size: 20})
				h.ok(err)
				if l.Total != byPhase[p] {
					t.Errorf("at %s, %s: the list has %d, PhaseAt says %d", at, p, l.Total, byPhase[p])
				}
			}
		}
		l, err := h.s.Groups(t.Context(), h.now(c), needs.Filter{Text: "SCOLAIRES manu", Size: 1})
		h.ok(err)
		if l.Total != 3 || len(l.Rows) != 1 {
			t.Errorf("words in any order: %d found, %d shown", l.Total, len(l.Rows))
		}
	})
}

func TestCoordinators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R061")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		admin := h.grant(h.person("Ada Min"), access.Admin, access.Everywhere)
		one := h.person("Jean Coordo")
		h.ok(h.s.NameCoordinator(t.Context(), h.now(admin), o.ID, group.Person{Address: one.Address, FirstName: "Jean", LastName: "Coordo"}))
		h.drain()
		if got := h.mails.To(one.Address); len(got) != 1 || !strings.Contains(got[0].Text, o.Name) {
			t.Fatalf("mails %+v", got)
		}
		h.wantKind(h.s.NameCoordinator(t.Context(), h.now(admin), o.ID, group.Person{Address: one.Address}), apperr.Invalid)
		h.wantKind(h.s.NameCoordinator(t.Context(), h.now(one), o.ID, group.Person{Address: "x@preau.test"}), apperr.NotFound)
		n := h.group(h.now(one), o)
		h.ok(h.s.AddCoordinator(t.Context(), h.now(one), n, group.Person{Address: "deux@preau.test", FirstName: "Deux", LastName: "Ième"}))
		v, err := h.s.Show(t.Context(), h.now(one), n)
		h.ok(err)
		if len(v.Coordinators) != 2 {
			t.Fatalf("coordinators %+v", v.Coordinators)
		}
		two := h.now(access.Actor{ID: v.Coordinators[1].AccountID, Name: "Deux Ième"})
		if !group.Coordinates(two, v.Group) {
			t.Fatal("the one added does not coordinate the group")
		}
		_, err = h.s.CreateGroup(t.Context(), two, group.Input{SupportID: o.ID, Title: "x"})
		h.wantReason(err, "needs.not_coordinator")
		h.ok(h.s.EndCoordinator(t.Context(), h.now(admin), o.ID, one.ID))
		h.wantKind(h.s.EndCoordinator(t.Context(), h.now(admin), o.ID, one.ID), apperr.Conflict) // it has ended
		if group.Coordinates(h.now(one), v.Group) {
			t.Fatal("the role ended, and acts on")
		}
	})
}
