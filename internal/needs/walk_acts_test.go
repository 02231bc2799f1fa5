package needs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// attempt is one act of the walk: what the model says of it, how it is done, and what it changes in the model.
type attempt struct {
	name string
	who  *walkPerson
	g    *modelGroup // nil when it has none
	want func(at time.Time) verdict
	call func(context.Context, access.Actor) (string, error) // the text is what the answer says, the same for a repeat
	then func() effects
}

// effects are what an accepted act leaves beside its objects.
type effects struct {
	lines   []historyRow
	mails   []mailRow
	refused string // when nothing was to be done: why
}

type historyRow struct{ Kind, Act, From, To, Account string }

type mailRow struct{ Kind, Address, Occasion string }

func line(kind, act, from, to string) effects {
	return effects{lines: []historyRow{{Kind: kind, Act: act, From: from, To: to}}}
}

// acts are all acts of the service, and how often the walk tries each.
func (w *walk) acts() []weighted {
	refuse, good := membership.Decision{Do: membership.Refuse, Reason: "Hors du département"}, membership.Decision{Do: membership.Refuse, Reason: "Doublon", Block: true}
	return []weighted{
		{3, "create", w.createGroup},
		{3, "edit", w.editGroup},
		{6, "add lot", w.addLot},
		{3, "edit lot", w.editLot},
		{3, "remove lot", w.removeLot},
		{6, "open", func() attempt { return w.moveGroup("open", "open", w.m.open, w.s.OpenGroup) }},
		{2, "abandon", w.abandonGroup},
		{14, "join", func() attempt { return w.askOrLeave("join", w.m.join, w.s.Join) }},
		{4, "withdraw", func() attempt { return w.askOrLeave("withdraw", w.m.withdraw, w.s.Withdraw) }},
		{8, "accept", func() attempt { return w.decide("accept", membership.Decision{Do: membership.Accept}) }},
		{5, "refuse", func() attempt { return w.decide("refuse", refuse) }},
		{5, "refuse for good", func() attempt { return w.decide("refuse for good", good) }},
		{5, "allow again", w.allowAgain},
		{2, "remove", w.removeMember},
		{12, "save", func() attempt { return w.enter("save", sheet.Save) }},
		{10, "validate", func() attempt { return w.enter("validate", sheet.Validate) }},
		{9, "validate empty", func() attempt { return w.enter("validate empty", sheet.ValidateEmpty) }},
		{9, "reopen", func() attempt { return w.enter("reopen", sheet.Reopen) }},
		{2, "name coordinator", w.nameCoordinator},
		{2, "end coordinator", w.endCoordinator},
		{2, "add coordinator", w.addCoordinator},
	}
}

type inputFaults struct{ text, date string }

// groupInput is a group's form, now and then with a fault.
func (w *walk) groupInput(support string) (group.Input, inputFaults) {
	now := w.d.Clock.Now().Truncate(time.Second)
	in := group.Input{SupportID: support, Title: w.text("Groupe"), Description: w.text("Achats de")}
	in.EntryFrom = now.Add(time.Duration(w.rng.IntN(48)-12) * time.Hour)
	in.EntryUntil = later(in.EntryFrom, now).Add(time.Duration(1+w.rng.IntN(48)) * time.Hour)
	in.JoinUntil = now.Add(time.Duration(w.rng.Int64N(int64(in.EntryUntil.Sub(now))+1)) / time.Hour * time.Hour)
	var f inputFaults
	switch w.rng.IntN(16) {
	case 0:
		in.Title, f.text = " \t", group.FieldTitle
	case 1:
		in.Title, f.text = strings.Repeat("é", group.MaxTitle+1), group.FieldTitle
	case 2:
		in.Description, f.text = strings.Repeat("é", group.MaxDescription+1), group.FieldDescription
	case 3:
		in.JoinUntil, f.date = time.Time{}, group.FieldJoinUntil
	case 4:
		in.EntryUntil, f.date = in.EntryFrom, group.FieldEntryUntil
	case 5:
		in.JoinUntil, f.date = in.EntryUntil.Add(time.Second), group.FieldJoinUntil
	case 6:
		in.EntryFrom, in.EntryUntil = now.Add(-2*time.Hour), now.Add(-time.Hour)
		in.JoinUntil, f.date = in.EntryUntil, group.FieldEntryUntil
	}
	return in, f
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (w *walk) createGroup() attempt {
	support := pick(w, w.supports).ID
	in, f := w.groupInput(support)
	var number int64
	a := attempt{name: "create", who: pick(w, w.people)}
	a.want = func(time.Time) verdict { return w.m.create(a.who, support, f) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		n, err := w.s.CreateGroup(ctx, who, in)
		if n != 0 {
			number = n
		}
		return fmt.Sprint(n), err
	}
	a.then = func() effects {
		g := &modelGroup{number: number, support: support, state: "draft", version: 1, coords: map[string]bool{}, members: map[string]*modelMember{}}
		g.fill(in)
		w.m.groups = append(w.m.groups, g)
		if number != int64(len(w.m.groups)) {
			w.fail("group number %d after %d groups: a gap", number, len(w.m.groups)-1)
		}
		return line("needs.group", "create", "", "draft")
	}
	return a
}

func (g *modelGroup) fill(in group.Input) {
	g.title, g.description = in.Title, in.Description
	g.joinUntil, g.entryFrom, g.entryUntil = in.JoinUntil, in.EntryFrom, in.EntryUntil
}

func (w *walk) editGroup() attempt {
	g := w.group()
	in, f := w.groupInput("")
	version := w.stale(g.version)
	a := attempt{name: "edit", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.edit(a.who, g, version, f) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.EditGroup(ctx, who, g.number, version, in)
	}
	a.then = func() effects {
		if g.state == "draft" {
			g.fill(in)
		} else {
			g.title, g.description = in.Title, in.Description
		}
		g.version++
		return line("needs.group", "edit", g.state, g.state)
	}
	return a
}

// lotInput is a lot's form, its lines as the model keeps them, and the field at fault.
func (w *walk) lotInput() (in group.LotInput, lot modelLot, fault string) {
	in.Title = w.text("Lot")
	for i := range w.rng.IntN(4) {
		l := group.Line{Title: w.text("Article"), Unit: "pièces", Decimals: w.rng.IntN(4)}
		switch w.rng.IntN(30) {
		case 0:
			l.Unit = ""
			fault = first(fault, group.LineField("unite", i))
		case 1:
			l.Decimals = 4
			fault = first(fault, group.LineField("decimales", i))
		case 2, 3:
			l = group.Line{Title: " "} // left out
		}
		if l.Unit != "" {
			lot.lines = append(lot.lines, fmt.Sprintf("%s|%s|%d", l.Title, l.Unit, l.Decimals))
		}
		in.Lines = append(in.Lines, l)
	}
	if w.rng.IntN(20) == 0 {
		in.Title, fault = "", group.FieldTitle
	}
	lot.title = in.Title
	return in, lot, fault
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (w *walk) addLot() attempt {
	g := w.group()
	in, lot, fault := w.lotInput()
	a := attempt{name: "add lot", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.lots(a.who, g, 0, 0, fault) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		n, err := w.s.AddLot(ctx, who, g.number, in)
		return fmt.Sprint(n), err
	}
	a.then = func() effects {
		g.lots = append(g.lots, &lot)
		return g.lotsChanged()
	}
	return a
}

func (g *modelGroup) lotsChanged() effects {
	g.version++
	return line("needs.group", "edit lots", "draft", "draft")
}

func (w *walk) editLot() attempt {
	g := w.group()
	in, lot, fault := w.lotInput()
	version, n := w.stale(g.version), w.lot(g)
	a := attempt{name: "edit lot", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.lots(a.who, g, version, n, fault) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.EditLot(ctx, who, g.number, int64(n), version, in)
	}
	a.then = func() effects {
		*g.lots[n-1] = lot
		return g.lotsChanged()
	}
	return a
}

func (w *walk) removeLot() attempt {
	g := w.group()
	version, n := w.stale(g.version), w.lot(g)
	a := attempt{name: "remove lot", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.lots(a.who, g, version, n, "") }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.RemoveLot(ctx, who, g.number, int64(n), version)
	}
	a.then = func() effects {
		g.lots = slices.Delete(g.lots, n-1, n)
		return g.lotsChanged()
	}
	return a
}

func (w *walk) moveGroup(name, to string, want func(*walkPerson, *modelGroup, time.Time) verdict,
	call func(context.Context, access.Actor, int64) error,
) attempt {
	g := w.group()
	a := attempt{name: name, who: pick(w, w.people), g: g}
	a.want = func(at time.Time) verdict { return want(a.who, g, at) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) { return "", call(ctx, who, g.number) }
	a.then = func() effects {
		e := line("needs.group", name, g.state, to)
		g.state, g.version, g.opened = to, g.version+1, g.opened || to == "open"
		return e
	}
	return a
}

func (w *walk) abandonGroup() attempt {
	want := func(p *walkPerson, g *modelGroup, _ time.Time) verdict { return w.m.running(p, g) }
	return w.moveGroup("abandon", "abandoned", want, w.s.AbandonGroup)
}

// askOrLeave is what an establishment's person does about its membership.
func (w *walk) askOrLeave(name string, want func(*walkPerson, *modelGroup, time.Time) verdict,
	call func(context.Context, access.Actor, int64) error,
) attempt {
	g := w.group()
	a := attempt{name: name, who: pick(w, w.people), g: g}
	a.want = func(at time.Time) verdict { return want(a.who, g, at) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) { return "", call(ctx, who, g.number) }
	a.then = func() effects {
		x := g.member(a.who.OrgID)
		g.members[a.who.OrgID] = x
		x.version++
		to := map[string]string{"join": "asked", "withdraw": "withdrawn"}[name]
		e := line("needs.membership", name, x.state, to)
		x.state, x.reason = to, ""
		if name == "join" {
			x.askedBy = a.who.ID
			e.mails = w.askedMails(g, x)
		}
		return e
	}
	return a
}

// askedMails: every coordinator is told, and when there is none the operator; once a day at most, while they do not decide.
func (w *walk) askedMails(g *modelGroup, x *modelMember) []mailRow {
	if now := w.d.Clock.Now(); x.told == 0 || !now.Before(x.toldAt.Add(24*time.Hour)) {
		x.told, x.toldAt, x.toldTo = x.version, now, map[string]bool{}
	}
	var all, out []mailRow
	for id, p := range w.m.people {
		if w.m.coords[g.support][id] || g.coords[id] {
			all = append(all, mailRow{"needs.asked", p.Address, fmt.Sprintf("asked %d", x.told)})
		}
	}
	if all == nil {
		all = append(all, mailRow{"needs.nobody", w.contact, fmt.Sprintf("nobody %d", x.told)})
	}
	for _, m := range all {
		if !x.toldTo[m.Address] {
			x.toldTo[m.Address], out = true, append(out, m)
		}
	}
	return out
}

// decide decides on one demand or several; now and then on one that is decided, or that nobody made.
func (w *walk) decide(name string, d membership.Decision) attempt {
	g := w.group()
	for range 1 + w.rng.IntN(3) {
		d.Refs = append(d.Refs, w.demand(g).Ref)
	}
	switch w.rng.IntN(20) {
	case 0:
		d.Refs = nil
	case 1:
		d.Reason = " "
	}
	a := attempt{name: name, who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.decide(a.who, g, d) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		out, err := w.s.Decide(ctx, who, g.number, d)
		return fmt.Sprintf("%d decided, %d before", out.Done, len(out.Already)), err
	}
	a.then = func() effects { return w.decided(g, d) }
	return a
}

func (w *walk) decided(g *modelGroup, d membership.Decision) effects {
	e := effects{refused: "needs.already_decided"}
	for _, ref := range d.Refs {
		x := g.member(w.m.byRef(ref))
		if x.state != "asked" {
			continue // the first decision stands
		}
		e.refused = ""
		x.state, x.version, x.told = "accepted", x.version+1, 0
		if d.Do == membership.Refuse {
			x.state, x.reason, x.blocked = "refused", d.Reason, d.Block
		}
		e.lines = append(e.lines, historyRow{Kind: "needs.membership", Act: string(d.Do), From: "asked", To: x.state})
		e.mails = append(e.mails, mailRow{"needs." + x.state, w.m.people[x.askedBy].Address, fmt.Sprintf("%s %d", x.state, x.version)})
	}
	return e
}

// allowAgain lifts a refusal for good mostly; now and then one that is none.
func (w *walk) allowAgain() attempt {
	g := w.group()
	o := pick(w, w.schools)
	for n := 0; n < 12 && !g.member(o.ID).blocked; n++ {
		o = pick(w, w.schools)
	}
	if w.rng.IntN(15) == 0 {
		o = org.Organisation{Ref: "inconnu"}
	}
	a := attempt{name: "allow again", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.allow(a.who, g, o.ID) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.AllowAgain(ctx, who, g.number, o.Ref)
	}
	a.then = func() effects {
		x := g.member(o.ID)
		x.blocked, x.version = false, x.version+1
		e := line("needs.membership", "allow again", "refused", "refused")
		e.mails = []mailRow{{"needs.allowed", w.m.people[x.askedBy].Address, fmt.Sprintf("allowed %d", x.version)}}
		return e
	}
	return a
}

// removeMember takes an accepted member out mostly; now and then one that is none.
func (w *walk) removeMember() attempt {
	g := w.group()
	o, reason := pick(w, w.schools), "Départ demandé"
	for n := 0; n < 12 && g.member(o.ID).state != "accepted"; n++ {
		o = pick(w, w.schools)
	}
	switch w.rng.IntN(15) {
	case 0:
		o = org.Organisation{Ref: "inconnu"}
	case 1:
		reason = " "
	}
	a := attempt{name: "remove", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.remove(a.who, g, o.ID, reason) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.Remove(ctx, who, g.number, o.Ref, reason)
	}
	a.then = func() effects {
		x := g.member(o.ID)
		x.state, x.reason, x.version, x.told = "withdrawn", reason, x.version+1, 0
		e := line("needs.membership", "remove", "accepted", "withdrawn")
		e.mails = []mailRow{{"needs.removed", w.m.people[x.askedBy].Address, fmt.Sprintf("removed %d", x.version)}}
		return e
	}
	return a
}

// enter is what a member does to a sheet.
func (w *walk) enter(name string, do sheet.Act) attempt {
	g := w.group()
	a := attempt{name: name, who: pick(w, w.people), g: g}
	n := w.lot(g)
	in := w.sheetInput(a.who, g, n)
	a.want = func(at time.Time) verdict { return w.m.enters(a.who, g, n, do, in, at) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		switch do {
		case sheet.Save:
			return "", w.s.SaveSheet(ctx, who, g.number, int64(n), in)
		case sheet.Validate:
			return "", w.s.ValidateSheet(ctx, who, g.number, int64(n), in)
		case sheet.ValidateEmpty:
			return "", w.s.ValidateEmptySheet(ctx, who, g.number, int64(n), in.Version)
		default:
			return "", w.s.ReopenSheet(ctx, who, g.number, int64(n), in.Version)
		}
	}
	a.then = func() effects { return g.entered(a.who, g.lots[n-1], do, in) }
	return a
}

func (g *modelGroup) entered(p *walkPerson, l *modelLot, do sheet.Act, in sheet.Input) effects {
	x := g.member(p.OrgID)
	s := x.sheet(l)
	x.sheets[l] = s
	from := s.state
	s.version++
	s.state = "validated"
	switch do {
	case sheet.Save:
		s.state, s.q = "entry", l.clean(in.Quantities)
	case sheet.Validate:
		s.q = l.clean(in.Quantities)
	case sheet.ValidateEmpty:
		s.q = map[int64]int64{}
	default:
		s.state = "entry"
	}
	return line("needs.sheet", string(do), from, s.state)
}

// sheetInput wants some of the lot's lines, none now and then, and beside them what no page would send.
func (w *walk) sheetInput(p *walkPerson, g *modelGroup, n int) sheet.Input {
	in := sheet.Input{Quantities: sheet.Quantities{}}
	if n < 1 || n > len(g.lots) {
		return in
	}
	l := g.lots[n-1]
	in.Version = w.stale(g.member(p.OrgID).sheet(l).version)
	for i := range l.lines {
		if w.rng.IntN(3) > 0 {
			in.Quantities[int64(i+1)] = w.rng.Int64N(50_000)
		}
	}
	if w.rng.IntN(10) == 0 {
		in.Quantities[int64(len(l.lines)+1)] = 1_000
		in.Quantities[1] = -1_000
	}
	return in
}

func (w *walk) nameCoordinator() attempt {
	o := pick(w, append(slices.Clone(w.supports), org.Organisation{ID: "unknown"}))
	p := pick(w, w.candidates)
	a := attempt{name: "name coordinator", who: pick(w, w.people)}
	a.want = func(time.Time) verdict { return w.m.names(a.who, o.ID, p.ID) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.NameCoordinator(ctx, who, o.ID, group.Person{Address: p.Address})
	}
	a.then = func() effects {
		w.m.coords[o.ID][p.ID] = true
		e := line("org", "needs.coordinator.name", "", "")
		e.mails = []mailRow{{Kind: "needs.named", Address: p.Address}}
		return e
	}
	return a
}

func (w *walk) endCoordinator() attempt {
	o, p := pick(w, w.supports), pick(w, w.candidates)
	a := attempt{name: "end coordinator", who: pick(w, w.people)}
	a.want = func(time.Time) verdict {
		if !a.who.admin {
			return no(notFound)
		}
		if !w.m.coords[o.ID][p.ID] {
			return no(conflict)
		}
		return done
	}
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.EndCoordinator(ctx, who, o.ID, p.ID)
	}
	a.then = func() effects {
		delete(w.m.coords[o.ID], p.ID)
		return line("account", "needs.coordinator.end", "", "")
	}
	return a
}

func (w *walk) addCoordinator() attempt {
	g, p := w.group(), pick(w, w.candidates)
	a := attempt{name: "add coordinator", who: pick(w, w.people), g: g}
	a.want = func(time.Time) verdict { return w.m.adds(a.who, g, p.ID) }
	a.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.s.AddCoordinator(ctx, who, g.number, group.Person{Address: p.Address})
	}
	a.then = func() effects {
		g.coords[p.ID] = true
		e := line("needs.group", "needs.coordinator.name", "", "")
		e.mails = []mailRow{{Kind: "needs.named", Address: p.Address}}
		return e
	}
	return a
}
