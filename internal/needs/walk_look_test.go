package needs_test

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/workflow"
	"preau/internal/needs"
)

// look opens a page: what it shows, and what it offers, is what the person may do.
func (w *walk) look() {
	g := w.groupWith("accepted")
	p := pick(w, w.people)
	who := w.request(p)
	switch w.rng.IntN(3) {
	case 0:
		v, err := w.s.Show(w.t.Context(), who, g.number)
		want := done
		if !w.m.sees(p, g) {
			want = no(notFound)
		}
		w.looked("see group", p, g, who, want, err)
		if err == nil {
			w.offers(p, g, who, v)
		}
	case 1:
		if w.rng.IntN(3) == 0 {
			p = w.someoneFor(g)
			who = w.request(p)
		}
		_, err := w.s.Demands(w.t.Context(), who, g.number)
		w.looked("follow", p, g, who, w.m.coordinating(p, g), err)
	default:
		if w.rng.IntN(2) == 0 {
			p = w.agentFor(g, "see")
			who = w.request(p)
		}
		n := w.lot(g)
		v, err := w.s.ShowLot(w.t.Context(), who, g.number, int64(n))
		w.looked("see sheet", p, g, who, w.m.reads(p, g, n), err)
		if err == nil {
			w.offersOfSheet(p, g, n, who, v)
		}
	}
}

func (w *walk) looked(name string, p *walkPerson, g *modelGroup, who access.Actor, want verdict, err error) {
	w.t.Helper()
	role := w.roleOf(p, g)
	if diff := want.differs(err); diff != "" {
		w.fail("%s by %s (%s): %s", name, p.Name, role, diff)
	}
	refused := ""
	if !want.ok() {
		refused = want.first()
	}
	w.count(name, role, refused)
	w.check(nil, name, who, effects{})
}

// offers: a button is offered exactly when its act would be accepted.
func (w *walk) offers(p *walkPerson, g *modelGroup, who access.Actor, v needs.GroupView) {
	w.t.Helper()
	w.offer(p, needs.OpenGroup, v.Acts, w.m.open(p, g, who.At))
	w.offer(p, needs.AbandonGroup, v.Acts, w.m.running(p, g))
	w.offer(p, needs.EditGroup, v.Acts, w.m.edit(p, g, g.version, inputFaults{}))
	w.offer(p, needs.EditLots, v.Acts, w.m.lots(p, g, 0, 0, ""))
	w.offer(p, needs.AddCoordinator, v.Acts, w.m.running(p, g))
	offered(w, p, needs.Join, v.Join, w.m.join(p, g, who.At))
	offered(w, p, needs.Withdraw, v.Join, w.m.withdraw(p, g, who.At))
	if (len(v.JoinWhy) == 0) != w.m.join(p, g, who.At).ok() {
		w.fail("the page says that joining is refused for %v", v.JoinWhy)
	}
}

func (w *walk) offer(p *walkPerson, do needs.GroupAct, offers []workflow.Offer[needs.GroupAct], want verdict) {
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

func (w *walk) offersOfSheet(p *walkPerson, g *modelGroup, n int, who access.Actor, v needs.LotView) {
	w.t.Helper()
	s := g.member(p.OrgID).sheet(g.lots[n-1])
	if v.Sheet.Version != s.version || !v.Sheet.Quantities.Equal(s.q) || string(v.Sheet.State) != s.state {
		w.fail("the page shows the sheet %+v, the model has %+v", v.Sheet, s)
	}
	in := needs.SheetInput{Version: s.version, Quantities: needs.Quantities{1: 1_000}}
	for _, do := range []needs.SheetAct{needs.Save, needs.ValidateEmpty, needs.Reopen} {
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
	g := w.groupWith("accepted")
	o := w.schools[w.rng.IntN(4)]
	var both []*walkPerson
	for _, p := range w.people {
		if p.confirmed && p.OrgID == o.ID {
			both = append(both, p)
		}
	}
	n := w.lot(g)
	in := []needs.SheetInput{w.sheetInput(both[0], g, n), w.sheetInput(both[1], g, n)}
	in[1].Version = in[0].Version
	who := []access.Actor{w.request(both[0]), w.request(both[1])}
	want := w.m.enters(both[0], g, n, needs.Save, in[0], who[0].At)
	if second := w.m.enters(both[1], g, n, needs.Save, in[1], who[1].At); !want.ok() || !second.ok() {
		return // nothing to race for
	}
	call := func(i int) func() (string, error) {
		return func() (string, error) {
			return "", w.s.SaveSheet(w.t.Context(), who[i], g.number, int64(n), in[i])
		}
	}
	_, errs := atOnce(call(0), call(1))
	i := w.winner("two colleagues save", errs)
	e := g.entered(both[i], g.lots[n-1], needs.Save, in[i])
	w.keyed++
	w.count("save", "member", "")
	w.count("save", "member", "conflict")
	w.check(g, "two colleagues save", who[i], e)
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
	g := w.groupWith("asked")
	o := w.demand(g)
	var both []*walkPerson
	for _, p := range w.people {
		if w.m.coordinates(p, g) {
			both = append(both, p)
		}
	}
	if len(both) < 2 || g.state != "open" || g.member(o.ID).state != "asked" {
		return
	}
	ds := []needs.Decision{{Do: needs.Accept, Refs: []string{o.Ref}}, {Do: needs.Refuse, Refs: []string{o.Ref}, Reason: "non"}}
	who := []access.Actor{w.request(both[0]), w.request(both[1])}
	outs := make([]needs.Decided, 2)
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
	if errs[i] != nil || outs[i].Done != 1 || outs[1-i].Done != 0 || errs[1-i] != nil && !apperr.Is(errs[1-i], conflict) {
		w.fail("two coordinators decide: %+v, %v", outs, errs)
	}
	w.keyed++
	if errs[1-i] == nil {
		w.keyed++ // who was told that it was decided before
	}
	w.count(string(ds[i].Do), "coordinator", "")
	w.count(string(ds[1-i].Do), "coordinator", "somebody was faster")
	w.check(g, "two coordinators decide", who[i], w.decided(g, ds[i]))
}
