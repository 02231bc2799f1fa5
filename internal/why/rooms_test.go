package why_test

import (
	"context"
	"slices"
	"time"

	"preau/internal/app"
	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
	"preau/internal/core/contact"
	"preau/internal/core/delegation"
	"preau/internal/core/imports"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/terms"
	"preau/internal/core/token"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/matrix"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
	"preau/internal/ordering"
)

// question is whether somebody may do an act on an object, now.
type question struct {
	room, act string
	who       *person                             // nil: a visitor
	alter     func(context.Context, *db.Tx) error // what the object is changed to before; nil: as it is
	ask       func(ctx context.Context, tx *db.Tx, who access.Actor) error

	// What lifting has to know of the object.
	group   *groupOf
	lot     int
	paper   int64
	org     string // an establishment's id
	ref     string // and its reference
	number  int64
	text    string // a message's number
	role    access.RoleKey
	place   access.Place
	request *requestOf
	of      imports.Place
	account *person
	token   *tokenOf

	from      int  // the room that it was drawn in
	visitable bool // its page is open to visitors, too
	righted   bool // the first refusal was that who asked has no right to the act
}

// room is a table of rules, with how often a question of it is drawn.
type room struct {
	weight int
	draw   func() question
}

// rooms draw a question of each table of rules. Those with more to tell are drawn more often.
func (w *world) rooms() []func() question {
	var out []func() question
	for _, r := range []room{
		{4, w.ofGroup},
		{1, w.ofNewGroup},
		{7, w.ofMembership},
		{4, w.ofMember},
		{6, w.ofSheet},
		{6, w.ofDocument},
		{5, w.ofMatrix},
		{2, w.ofMarket},
		{5, w.ofLimit},
		{3, w.ofWork},
		{3, w.ofMarketAt},
		{1, w.ofKeeping},
		{6, w.ofRequest},
		{4, w.ofAccount},
		{4, w.ofOwnAccount},
		{1, w.ofClosing},
		{3, w.ofMove},
		{1, w.ofMoveLink},
		{3, w.ofHelp},
		{1, w.ofToken},
		{1, w.ofScope},
		{2, w.ofPublishing},
		{1, w.ofAccepting},
		{1, w.ofOwing},
		{4, w.ofImport},
		{3, w.ofMessage},
		{3, w.ofAccess},
		{1, w.ofMail},
		{2, w.ofExport},
		{1, w.ofGiving},
		{5, w.ofArticle},
		{8, w.ofBasket},
		{4, w.ofCreating},
		{7, w.ofOrder},
		{6, w.ofUpdate},
		{4, w.ofDelivery},
		{1, w.ofAnswer},
		{3, w.ofClaim},
		{3, w.ofFigures},
		{7, w.ofDemand},
		{3, w.ofInviting},
		{3, w.ofTeam},
		{1, w.ofBeginning},
		{1, w.ofCorrecting},
		{2, w.ofText},
	} {
		for range r.weight {
			out = append(out, r.draw)
		}
	}
	return out
}

// draw draws a question, and who asks it: a share of a hundred in a room that gave one of the reasons that are rarest so far.
func (w *world) draw(rooms []func() question, rare []int, share int) question {
	from := w.r.IntN(len(rooms))
	if len(rare) > 0 && w.in(share) {
		if is := pick(w.r, rare); is != anyRoom {
			from = is
		}
	}
	q := rooms[from]()
	q.from = from
	if q.visitable && w.in(10) {
		q.who = nil
	} else if q.who == nil && !w.in(2) {
		q.who = w.somebody("")
	}
	return q
}

// somebody is a person who can be signed in; holding a role, most often, when one is named.
func (w *world) somebody(role access.RoleKey) *person {
	for range 400 {
		p := pick(w.r, w.people)
		if p.state != "active" {
			continue
		}
		if role == "" || w.holds[p.id][role] || w.in(1) {
			return p
		}
	}
	return w.people[0]
}

func (w *world) ofGroup() question {
	g, do := pick(w.r, w.groups), pick(w.r, group.Moves.Acts())
	if w.in(40) {
		g, do = w.draft(), group.OpenGroup
	}
	q := question{room: "group", act: string(do), group: g, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return group.Why(ctx, tx, who, do, g.number)
	}}
	if w.in(60) {
		q.who = w.near(group.Coordinator, g.support, g.id)
	}
	return q
}

// draft is a group that is none yet, most often.
func (w *world) draft() *groupOf {
	g := pick(w.r, w.groups)
	for range 20 {
		if g.state == "draft" && w.near(group.Coordinator, g.support, g.id) != nil {
			break
		}
		g = pick(w.r, w.groups)
	}
	return g
}

// near is somebody who holds a role at one of these places, if there is anybody.
func (w *world) near(role access.RoleKey, places ...string) *person {
	for _, i := range w.r.Perm(len(w.people)) {
		p := w.people[i]
		for _, at := range places {
			if p.state == "active" && w.at[p.id][held{role, access.Place{ID: at}}] {
				return p
			}
		}
	}
	return nil
}

func (w *world) ofNewGroup() question {
	return question{room: "group", act: "create", place: at(pick(w.r, w.schools).ID), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return group.WhyCreate(ctx, tx, who)
	}}
}

func (w *world) ofMembership() question {
	g, do := pick(w.r, w.groups), pick(w.r, []membership.Act{membership.Join, membership.Join, membership.Withdraw, membership.SeeMembership})
	var who *person
	switch m := w.memberIn(g, map[membership.Act]string{membership.Join: pick(w.r, []string{"refused", "asked", ""}), membership.Withdraw: "accepted"}[do]); {
	case do == membership.Join && w.in(15):
		g = w.draft()
		who = w.near(group.Coordinator, g.support, g.id)
	case m != nil && w.in(70):
		who = w.near(access.Member, m.org)
	}
	return question{room: "membership, one's own", act: string(do), group: g, who: who, visitable: true, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Needs.WhyMembership(ctx, tx, who, do, g.number, "")
	}}
}

// memberIn is a membership of a group, most often in a state; nil where there is none.
func (w *world) memberIn(g *groupOf, state string) *memberOf {
	if len(g.members) == 0 {
		return nil
	}
	m := pick(w.r, g.members)
	for range 6 {
		if state == "" || m.state == state {
			break
		}
		m = pick(w.r, g.members)
	}
	return m
}

func (w *world) ofMember() question {
	g := pick(w.r, w.groups)
	for len(g.members) == 0 {
		g = pick(w.r, w.groups)
	}
	do := pick(w.r, []membership.Act{membership.Accept, membership.Refuse, membership.AllowAgain, membership.Remove})
	m := w.memberIn(g, map[membership.Act]string{membership.Accept: "withdrawn"}[do])
	q := question{room: "membership, decided", act: string(do), group: g, org: m.org, ref: m.ref, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Needs.WhyMembership(ctx, tx, who, do, g.number, m.ref)
	}}
	if w.in(70) {
		q.who = w.near(group.Coordinator, g.support, g.id)
	}
	return q
}

func (w *world) ofSheet() question {
	g := pick(w.r, w.groups)
	for len(g.lots) == 0 {
		g = pick(w.r, w.groups)
	}
	for range 8 { // most often, one whose entry runs
		if len(g.lots) > 0 && g.state == "open" && g.from.Before(w.now) && g.until.After(w.now) {
			break
		}
		if other := pick(w.r, w.groups); len(other.lots) > 0 {
			g = other
		}
	}
	lot, do := w.r.IntN(len(g.lots)), pick(w.r, sheet.Moves.Acts())
	q := question{room: "sheet", act: string(do), group: g, lot: lot, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return sheet.Why(ctx, tx, who, do, g.number, int64(lot+1))
	}}
	if m := w.memberIn(g, "accepted"); m != nil && w.in(75) {
		q.who = w.near(access.Member, m.org)
	}
	return q
}

func (w *world) ofDocument() question {
	g := pick(w.r, w.groups)
	for len(g.documents) == 0 {
		g = pick(w.r, w.groups)
	}
	do := pick(w.r, append(document.Moves.Acts(), document.DownloadDocument, document.DownloadDocument, document.DownloadDocument))
	t := document.Taking{Group: g.number, Document: pick(w.r, g.documents), Version: int64(w.r.IntN(2) + 1)}
	if do == document.AddDocument {
		t.Document, t.Version = 0, 0
	}
	if do == document.DownloadDocument && w.in(30) {
		for range 20 {
			if x := pick(w.r, w.groups); len(x.erased) > 0 && w.near(group.Coordinator, x.support, x.id) != nil {
				g, t = x, pick(w.r, x.erased)
				break
			}
		}
	}
	q := question{room: "document", act: string(do), group: g, paper: t.Document, visitable: true, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Needs.WhyDocument(ctx, tx, who, do, t)
	}}
	switch {
	case w.in(60) || do == document.DownloadDocument && w.in(40):
		q.who = w.near(group.Coordinator, g.support, g.id)
	case len(g.members) > 0 && w.in(40):
		q.who = w.near(access.Member, pick(w.r, g.members).org)
	}
	return q
}

func (w *world) ofMatrix() question {
	g, do := pick(w.r, w.groups), pick(w.r, []matrix.Act{matrix.Ask, matrix.Take})
	return question{room: "matrix", act: string(do), group: g, who: w.near(group.Coordinator, g.support, g.id), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return matrix.Why(ctx, tx, who, do, g.number)
	}}
}

func (w *world) ofMarket() question {
	n, do := pick(w.r, w.markets), pick(w.r, catalog.Moves.Acts())
	return question{room: "market", act: string(do), number: n, who: w.somebody(pick(w.r, []access.RoleKey{catalog.Central, access.Admin, ""})), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return catalog.Why(ctx, tx, who, do, n)
	}}
}

func (w *world) ofLimit() question {
	o := pick(w.r, w.schools)
	in := ordering.LimitInput{Amount: money.Cents(w.r.IntN(100_000)), Limited: w.in(70), Knowing: w.in(30)}
	q := question{room: "maximum amount", act: "set", place: at(o.ID), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Ordering.WhyLimit(ctx, tx, who, o.Ref, in)
	}}
	if in.Limited && !in.Knowing && w.in(25) { // with nobody to send what exceeds it
		q.alter = func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1 WHERE role = $2 AND place_id IN ($3, $4) AND taken_at IS NULL AND starts_at <= $1`,
				w.now, ordering.Superbuyer, o.ID, o.ParentID)
			return err
		}
	}
	switch {
	case w.in(75):
		q.who = w.near(pick(w.r, []access.RoleKey{ordering.President, ordering.Reference}), o.ID, o.ParentID)
	case w.in(70):
		q.who = w.near(pick(w.r, []access.RoleKey{ordering.Manager, ordering.Buyer, ordering.Receiver}), o.ID)
	}
	return q
}

func (w *world) ofMarketAt() question {
	o, i, do := pick(w.r, w.schools), w.r.IntN(12), pick(w.r, []ordering.MarketAct{ordering.UseMarket, ordering.AskMarket})
	q := question{room: "market at a school", act: string(do), place: at(o.ID), text: w.goods[i], role: ordering.Requester}
	if w.in(35) { // one that somebody asked for
		for range 40 {
			r := pick(w.r, w.requests)
			if r.more == "" || w.byID[r.asker].state != "active" {
				continue
			}
			q.who, q.place, q.text = w.byID[r.asker], r.place, r.more
			break
		}
	} else if w.in(80) {
		q.who = w.near(pick(w.r, []access.RoleKey{ordering.Requester, ordering.Requester, ordering.Buyer, ordering.Manager}), o.ID)
	}
	n := w.markets[slices.Index(w.goods, q.text)]
	ref := w.schools[slices.IndexFunc(w.schools, func(s org.Organisation) bool { return s.ID == q.place.ID })].Ref
	q.number = n
	q.ask = func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Ordering.WhyMarket(ctx, tx, who, do, ref, n)
	}
	return q
}

func (w *world) ofWork() question {
	var who *person
	if w.in(25) {
		who = w.somebody(pick(w.r, []access.RoleKey{ordering.Manager, ordering.President}))
	}
	return question{room: "ordering", act: "work", who: who, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		if !who.SignedIn() {
			return apperr.UnauthenticatedErr()
		}
		return refusal(w.a.Ordering.WhyNothing(ctx, tx, who))
	}}
}

// refusal is a list of reasons as an error.
func refusal(reasons []apperr.Reason, err error) error {
	if err != nil || len(reasons) == 0 {
		return err
	}
	return apperr.ForbiddenErr(reasons...)
}

func (w *world) ofKeeping() question {
	place := at(pick(w.r, w.heads).ID)
	of := w.near(ordering.Superbuyer, place.ID)
	if of == nil {
		of = w.somebody("")
	}
	var alter func(context.Context, *db.Tx) error
	if w.in(60) { // the last one
		alter = func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1 WHERE role = $2 AND account_id <> $3 AND taken_at IS NULL AND starts_at <= $1`,
				w.now, ordering.Superbuyer, of.id)
			return err
		}
	}
	return question{room: "access", act: "take back", place: place, account: of, alter: alter, ask: func(ctx context.Context, tx *db.Tx, _ access.Actor) error {
		return refusal(w.a.Ordering.WhyKeep(ctx, tx, access.Holder{AccountID: of.id, Name: of.name}, ordering.Superbuyer, place, tx.Now(), time.Time{}))
	}}
}

func (w *world) ofRequest() question {
	q, do := pick(w.r, w.requests), pick(w.r, append(request.Moves.Acts(), request.AskAgain, request.AskAgain, request.AskAgain))
	for range 30 { // somebody decides on one thing more
		if do != request.Give || q.more != "" && w.near(ordering.Manager, q.place.ID) != nil {
			break
		}
		q = pick(w.r, w.requests)
	}
	out := question{room: "request", act: string(do), request: q, role: q.role, place: q.place, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Requests.Why(ctx, tx, who, do, q.number)
	}}
	if do == request.Give && w.in(70) {
		out.who = w.near(ordering.Manager, q.place.ID)
	} else if w.in(60) {
		out.who = w.byID[q.asker]
	} else if w.in(60) {
		out.who = w.near(pick(w.r, []access.RoleKey{access.Member, ordering.Manager}), q.place.ID)
	}
	if out.who != nil && out.who.state != "active" {
		out.who = nil
	}
	return out
}

func (w *world) ofAccount() question {
	p, do := pick(w.r, w.people), pick(w.r, []account.Act{account.See, account.Suspend, account.Reactivate, account.Resend, account.Close})
	q := question{room: "account", act: string(do), account: p, who: w.somebody(access.Admin), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return account.Why(ctx, tx, who, do, p.number)
	}}
	if w.in(20) {
		q.account = q.who
		p = q.who
	}
	return q
}

// ofOwnAccount is asked by a browser in which the account's owner is about to be signed in.
func (w *world) ofOwnAccount() question {
	p, do := pick(w.r, w.people), pick(w.r, []account.Act{account.SignIn, account.Activate, account.Accept, account.ResetPassword, account.ChangePassword, account.SaveProfile})
	return question{room: "account, one's own", act: string(do), account: p, who: p, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return account.Why(ctx, tx, who, do, p.number)
	}}
}

func (w *world) ofClosing() question {
	q := question{room: "account, one's own", act: "close", who: w.somebody(""), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Closing.Why(ctx, tx, who)
	}}
	if w.in(30) { // the only administrator
		q.who = w.somebody(access.Admin)
		q.alter = func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1 WHERE role = $2 AND account_id <> $3 AND taken_at IS NULL AND starts_at <= $1`, w.now, access.Admin, q.who.id)
			return err
		}
	}
	return q
}

func (w *world) ofMove() question {
	p, do := pick(w.r, w.people), pick(w.r, []moving.Act{moving.Ask, moving.Withdraw, moving.Settle})
	q := question{room: "change of address", act: string(do), account: p, who: w.somebody(access.Admin)}
	if w.in(15) {
		q.account = q.who
	}
	n := q.account.number
	q.ask = func(ctx context.Context, tx *db.Tx, who access.Actor) error { return moving.Why(ctx, tx, who, do, n) }
	return q
}

func (w *world) ofMoveLink() question {
	m := pick(w.r, w.moves)
	side, secret, act := moving.NewSide, m.newSecret, "confirm"
	if w.in(70) {
		side, secret, act = moving.OldSide, m.oldSecret, "object"
	}
	return question{room: "change of address", act: act, ask: func(ctx context.Context, tx *db.Tx, _ access.Actor) error {
		return moving.WhyAnswer(ctx, tx, w.now, side, secret)
	}}
}

func (w *world) ofHelp() question {
	p, do := pick(w.r, w.people), pick(w.r, []helping.Act{helping.Look, helping.Resend, helping.Correct, helping.Correct, helping.Phone})
	for range 6 {
		if do != helping.Correct || p.state == "invited" {
			break
		}
		p = pick(w.r, w.people)
	}
	return question{room: "helpdesk", act: string(do), account: p, who: w.somebody(pick(w.r, []access.RoleKey{access.Helper, access.Admin})), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return helping.Why(ctx, tx, who, do, p.number)
	}}
}

func (w *world) ofToken() question {
	x := pick(w.r, w.tokens)
	return question{room: "token", act: "use", token: x, ask: func(ctx context.Context, tx *db.Tx, _ access.Actor) error {
		_, _, err := token.WhoBy(ctx, tx, x.secret)
		return err
	}}
}

// ofScope is asked by a program: for what its token does not let it do, and for what a person alone does.
func (w *world) ofScope() question {
	x := *pick(w.r, w.tokens)
	scope := pick(w.r, []string{"needs:read", "needs:write", ""})
	q := question{room: "token", act: "scope " + scope, token: &x, who: w.byID[x.owner]}
	if scope == "" {
		q.act = "make tokens"
	}
	q.ask = func(_ context.Context, _ *db.Tx, who access.Actor) error {
		if scope != "" {
			return w.a.Tokens.WhyScope(who, token.Token{Name: "Programme", Scopes: x.scopes}, scope)
		}
		if who.Token = "Programme"; len(x.scopes) > 1 { // lifted: on a page
			who.Token = ""
		}
		return token.BySession(who)
	}
	return q
}

func (w *world) ofPublishing() question {
	text := pick(w.r, []string{"", "Version 3", "Version 4"})
	on := pick(w.r, []string{"", w.now.Add(-30 * day).Format(time.DateOnly), w.now.Add(50 * day).Format(time.DateOnly), w.now.Add(200 * day).Format(time.DateOnly)})
	return question{
		room: "conditions", act: "publish", who: w.somebody(access.Admin),
		alter: func(ctx context.Context, tx *db.Tx) error { return draft(ctx, tx, text, on) },
		ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
			return terms.WhyPublish(ctx, tx, who, time.UTC)
		},
	}
}

func draft(ctx context.Context, tx *db.Tx, text, on string) error {
	_, err := tx.Exec(ctx, `UPDATE terms_drafts SET text = $1, day = $2`, text, on)
	return err
}

func (w *world) ofAccepting() question {
	n := int64(w.r.IntN(3) + 1)
	return question{room: "conditions", act: "accept", number: n, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		if !who.SignedIn() {
			return apperr.UnauthenticatedErr()
		}
		return terms.WhyAccept(ctx, tx, who, n)
	}}
}

func (w *world) ofOwing() question {
	return question{room: "conditions", act: "do anything", ask: func(_ context.Context, _ *db.Tx, who access.Actor) error {
		return refusal(w.a.Terms.Owed(who), nil)
	}}
}

func (w *world) ofImport() question {
	x := pick(w.r, w.imports)
	do, place := pick(w.r, []imports.Act{imports.See, imports.Apply, imports.Apply, imports.Apply, imports.Again, imports.Stop, imports.Cancel, imports.GiveBack, imports.GiveBack, imports.GiveBack}), imports.Place{Of: x.of, ID: x.id}
	q := question{room: "import", act: string(do), number: x.number, of: place, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Imports.Why(ctx, tx, who, do, place, x.number)
	}}
	if x.of == "" {
		q.who = w.somebody(access.Admin)
		return q
	}
	for _, g := range w.groups {
		if g.id == x.id {
			q.group, q.who = g, w.near(group.Coordinator, g.support, g.id)
		}
	}
	return q
}

func (w *world) ofMessage() question {
	n, do := pick(w.r, w.messages), pick(w.r, []contact.Act{contact.See, contact.Reply, contact.Shut, contact.OpenBack})
	return question{room: "message", act: string(do), text: n, who: w.somebody(pick(w.r, []access.RoleKey{access.Helper, access.Admin})), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Desk.Why(ctx, tx, who, do, n)
	}}
}

// ofAccess is about the account of somebody who holds a role at a place, most often of one that nobody came to yet.
func (w *world) ofAccess() question {
	p, o := pick(w.r, w.people), pick(w.r, w.schools)
	q := question{room: "access"}
	for range 60 {
		someone := pick(w.r, w.people)
		if someone.state != "invited" || len(w.works[someone.id]) == 0 {
			continue
		}
		school := pick(w.r, w.works[someone.id])
		if q.who = w.near(ordering.Manager, school.ID); q.who != nil {
			p, o = someone, school
			break
		}
	}
	do := pick(w.r, []delegation.Act{delegation.Change, delegation.Resend, delegation.Correct, delegation.Correct, delegation.Correct})
	q.act, q.account, q.place = string(do), p, access.Place{Kind: access.Organisation, ID: o.ID}
	q.ask = func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Accesses.Why(ctx, tx, who, do, o.Ref, p.number)
	}
	return q
}

func (w *world) ofMail() question {
	m, do := pick(w.r, w.mails), pick(w.r, []notify.Act{notify.Retry, notify.Dismiss})
	return question{room: "mail", act: string(do), who: w.somebody(access.Admin), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return notify.WhyMail(ctx, tx, who, do, m)
	}}
}

func (w *world) ofExport() question {
	do := pick(w.r, []keeper.ExportAct{keeper.Take, keeper.Replace})
	return question{room: "export", act: string(do), who: w.somebody(""), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return keeper.WhyExport(ctx, tx, who, do)
	}}
}

func (w *world) ofGiving() question {
	h := w.someRole()
	q := question{room: "role", act: "give " + string(h.role), role: h.role, place: h.place}
	var above []access.Place
	for _, g := range w.groups {
		if h.place.Kind == access.Group && g.id == h.place.ID {
			q.group, above = g, []access.Place{at(g.support)}
		}
	}
	q.ask = func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return refusal(access.WhyGive(ctx, tx, app.Roles(), who, h.role, h.place, above...))
	}
	return q
}
