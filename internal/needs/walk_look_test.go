package needs_test

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/workflow"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// glance is a page that somebody opens.
type glance struct {
	name string
	who  *walkPerson
	g    *modelGroup
	lot  int
}

func (w *walk) glance(name string) glance {
	x := glance{name: name, who: pick(w, w.people), g: w.group()}
	x.lot = w.lot(x.g)
	return x
}

func (w *walk) glances(x glance) verdict {
	switch {
	case x.name == "follow":
		return w.m.coordinating(x.who, x.g)
	case x.name == "see demands" && w.m.sees(x.who, x.g) && x.who.admin:
		return done
	case x.name == "see demands":
		return w.m.coordinating(x.who, x.g)
	case x.name == "see sheet":
		return w.m.reads(x.who, x.g, x.lot, w.d.Clock.Now())
	case !w.m.sees(x.who, x.g):
		return no(notFound)
	}
	return done
}

// look opens a page: what it shows, and what it offers, is what the person may do.
func (w *walk) look() {
	w.t.Helper()
	x := w.glance(pick(w, []string{"see group", "see demands", "follow", "see sheet", "see sheet"}))
	for n, may := 0, w.rng.IntN(2) == 0; n < 60 && w.glances(x).ok() != may; n++ {
		x = w.glance(x.name)
	}
	who := w.request(x.who)
	var err error
	switch x.name {
	case "see group":
		var v needs.GroupView
		if v, err = w.s.Show(w.t.Context(), who, x.g.number); err == nil {
			w.offers(x.who, x.g, who, v)
		}
	case "see demands":
		_, err = w.s.Demands(w.t.Context(), who, x.g.number)
	case "follow":
		_, err = w.s.ShowBoard(w.t.Context(), who, x.g.number)
	default:
		var v sheet.LotView
		if v, err = w.s.ShowLot(w.t.Context(), who, x.g.number, int64(x.lot)); err == nil {
			w.offersOfSheet(x.who, x.g, x.lot, who, v)
		}
	}
	want := w.glances(x)
	if diff := want.differs(err); diff != "" {
		w.fail("%s by %s: %s", x.name, x.who.Name, diff)
	}
	w.count(x.name, w.roleOf(x.who, x.g), want.refused())
	w.check(nil, x.name, who, effects{})
}

// offers: a button is offered exactly when its act would be accepted.
func (w *walk) offers(p *walkPerson, g *modelGroup, who access.Actor, v needs.GroupView) {
	w.t.Helper()
	w.offer(p, group.OpenGroup, v.Acts, w.m.open(p, g, who.At))
	w.offer(p, group.AbandonGroup, v.Acts, w.m.running(p, g))
	w.offer(p, group.EditGroup, v.Acts, w.m.edit(p, g, g.version, inputFaults{}))
	w.offer(p, group.EditLots, v.Acts, w.m.lots(p, g, 0, 0, ""))
	w.offer(p, group.AddCoordinator, v.Acts, w.m.running(p, g))
	offered(w, p, membership.Join, v.Join, w.m.join(p, g, who.At))
	offered(w, p, membership.Withdraw, v.Join, w.m.withdraw(p, g, who.At))
	if (len(v.JoinWhy) == 0) != w.m.join(p, g, who.At).ok() {
		w.fail("the page says that joining is refused for %v", v.JoinWhy)
	}
}

func (w *walk) offer(p *walkPerson, do group.Act, offers []workflow.Offer[group.Act], want verdict) {
	w.t.Helper()
	offered(w, p, do, offers, want)
}

func offered[A ~string](w *walk, p *walkPerson, do A, offers []workflow.Offer[A], want verdict) {
	w.t.Helper()
	may := slices.ContainsFunc(offers, func(o workflow.Offer[A]) bool { return o.Do == do && o.OK() })
	if may != want.ok() {
		w.fail("the page of %s offers %q: %t, the model says %s", p.Name, do, may, want.first())
	}
}

func (w *walk) offersOfSheet(p *walkPerson, g *modelGroup, n int, who access.Actor, v sheet.LotView) {
	w.t.Helper()
	s := g.member(p.OrgID).sheet(g.lots[n-1])
	if v.Sheet.Version != s.version || !v.Sheet.Quantities.Equal(s.q) || string(v.Sheet.State) != s.state {
		w.fail("the page shows the sheet %+v, the model has %+v", v.Sheet, s)
	}
	in := sheet.Input{Version: s.version, Quantities: sheet.Quantities{1: 1_000}}
	for _, do := range []sheet.Act{sheet.Save, sheet.ValidateEmpty, sheet.Reopen} {
		offered(w, p, do, v.Acts, w.m.enters(p, g, n, do, in, who.At))
	}
}

// roleOf is what a person is to a group, for the table of counts.
func (w *walk) roleOf(p *walkPerson, g *modelGroup) string {
	switch {
	case g != nil && w.m.coordinates(p, g):
		return "coordinator"
	case g != nil && p.confirmed && g.member(p.OrgID).state == "accepted":
		return "member"
	case p.role == "coordinator":
		return "coordinator elsewhere"
	}
	return p.role
}

// raceForASheet lets two colleagues save the same sheet from the same version: one is done, the other is told.
func (w *walk) raceForASheet() {
	w.t.Helper()
	for range 60 {
		g, p, q := w.group(), pick(w, w.people), pick(w, w.people)
		n, now := w.lot(g), w.d.Clock.Now()
		ins := []sheet.Input{w.sheetInput(p, g, n), w.sheetInput(q, g, n)}
		ins[1].Version = ins[0].Version
		if p != q && p.OrgID == q.OrgID && w.m.enters(p, g, n, sheet.Save, ins[0], now).ok() && w.m.enters(q, g, n, sheet.Save, ins[1], now).ok() {
			w.saveBoth([]*walkPerson{p, q}, g, n, ins)
			return
		}
	}
}

func (w *walk) saveBoth(people []*walkPerson, g *modelGroup, n int, ins []sheet.Input) {
	w.t.Helper()
	who := []access.Actor{w.now(people[0].Actor), w.now(people[1].Actor)}
	call := func(i int) func() (string, error) {
		return func() (string, error) {
			return "", w.s.SaveSheet(w.t.Context(), who[i], g.number, int64(n), ins[i])
		}
	}
	_, errs := atOnce(call(0), call(1))
	i := w.winner("two colleagues save", errs)
	w.keyed++
	w.count("save", "member", "")
	w.count("save", "member", "somebody was faster")
	w.check(g, "two colleagues save", who[i], g.entered(people[i], g.lots[n-1], sheet.Save, ins[i]))
}

// winner is the one of two that was done; the other must be told of the conflict.
func (w *walk) winner(name string, errs []error) int {
	w.t.Helper()
	for i := range errs {
		if errs[i] == nil && apperr.Is(errs[1-i], conflict) {
			return i
		}
	}
	w.fail("%s: %v", name, errs)
	return 0
}

// raceToDecide lets one coordinator accept and another refuse the same demand: one decision stands, one mail goes.
func (w *walk) raceToDecide() {
	w.t.Helper()
	for range 60 {
		g, p, q := w.group(), pick(w, w.people), pick(w, w.people)
		o := w.demand(g)
		if p != q && w.m.coordinates(p, g) && w.m.coordinates(q, g) && g.state == "open" && g.member(o.ID).state == "asked" {
			w.decideBoth([]*walkPerson{p, q}, g, o.Ref)
			return
		}
	}
}

func (w *walk) decideBoth(people []*walkPerson, g *modelGroup, ref string) {
	w.t.Helper()
	ds := []membership.Decision{{Do: membership.Accept, Refs: []string{ref}}, {Do: membership.Refuse, Refs: []string{ref}, Reason: "non"}}
	who := []access.Actor{w.now(people[0].Actor), w.now(people[1].Actor)}
	outs := make([]membership.Decided, 2)
	call := func(i int) func() (string, error) {
		return func() (string, error) {
			var err error
			outs[i], err = w.s.Decide(w.t.Context(), who[i], g.number, ds[i])
			return "", err
		}
	}
	_, errs := atOnce(call(0), call(1))
	i := 0
	if outs[1].Done == 1 {
		i = 1
	}
	if errs[0] != nil || errs[1] != nil || outs[i].Done != 1 || outs[1-i].Done != 0 {
		w.fail("two coordinators decide: %+v, %v", outs, errs)
	}
	w.keyed += 2 // who was slower is told that it was decided before
	w.count(string(ds[i].Do), "coordinator", "")
	w.count(string(ds[1-i].Do), "coordinator", "somebody was faster")
	w.check(g, "two coordinators decide", who[i], w.decided(g, ds[i]))
}
