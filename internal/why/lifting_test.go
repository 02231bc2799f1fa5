package why_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// lifting does, in a transaction that is given up afterwards, what the reasons of a refusal say, and asks again.
type lifting struct {
	w       *world
	ctx     context.Context
	tx      *db.Tx
	q       *question
	subject *person      // who asks
	who     access.Actor // as they are by now
	org     string       // acted for, in place of their own establishment
	ask     func(access.Actor) error
	depth   int
	faults  *[]string
	lifted  map[string]int
}

const (
	mostRounds = 8
	mostDepth  = 5
)

// run asks until the act passes, or only a date or what never changes is left. It tells what is left, "" when it passes.
func (l *lifting) run() string {
	if l.depth > mostDepth {
		return "too many stand in the way of each other"
	}
	for range mostRounds {
		answer, reasons := l.w.judge(l.ask(l.who))
		if answer != why {
			if answer == may {
				return ""
			}
			return string(answer)
		}
		some := false
		l.q.righted = l.q.righted || l.depth == 0 && (reasons[0].Kind == apperr.Grant || slices.Contains(outside, reasons[0].Code))
		for _, r := range reasons {
			if r.Kind == apperr.Date || r.Kind == apperr.Never {
				continue
			}
			some = true
			if l.subject == nil && r.Kind == apperr.Grant { // whoever gets a right signs in first
				l.signIn()
			} else if lift := l.w.lifts[r.Code]; lift != nil {
				l.lifted[r.Code]++
				lift(l, r)
			} else {
				l.fault(r, "nobody knows how it is lifted")
			}
			if len(*l.faults) > 0 {
				return "a fault"
			}
			l.who = l.w.read(l.ctx, l.tx, l.subject)
			if l.org != "" && l.depth > 0 {
				l.who.OrgID = l.org
			}
		}
		if !some {
			return "left " + strings.Join(codesOf(reasons), ", ")
		}
	}
	_, reasons := l.w.judge(l.ask(l.who))
	return "lifted again and again: " + strings.Join(codesOf(reasons), ", ")
}

// outside are the reasons that mean, of a sheet, that it is nobody's yet who asks; and the one whose lifting gives what is asked for.
var outside = []string{"casework.not_taken_over", "ordering.market_asked", "needs.sign_in", "needs.no_establishment", "needs.not_member", "needs.membership_waits", "needs.membership_refused", "needs.membership_withdrawn"}

func codesOf(reasons []apperr.Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.Code)
	}
	return out
}

func (l *lifting) fault(r apperr.Reason, format string) {
	*l.faults = append(*l.faults, r.Code+" ("+strings.Join(l.names(r), ", ")+"): "+format)
}

func (l *lifting) names(r apperr.Reason) []string {
	var out []string
	for _, x := range r.Lifters {
		out = append(out, x.Name+string(x.Said.Key))
	}
	return out
}

func (l *lifting) exec(q string, args ...any) {
	_, err := l.tx.Exec(l.ctx, q, args...)
	l.w.ok(err)
}

func (l *lifting) number(q string, args ...any) int64 {
	n, err := db.Value[int64](l.ctx, l.tx, q, args...)
	l.w.ok(err)
	return n
}

// lifter is one of those whom a reason names.
type lifter struct {
	actor    access.Actor
	operator bool
}

func (l *lifting) lifter(r apperr.Reason) lifter {
	some := slices.DeleteFunc(slices.Clone(r.Lifters), func(x apperr.Lifter) bool { return x.Name == "…" })
	if len(some) == 0 {
		l.fault(r, "nobody lifts it")
		return lifter{actor: l.who}
	}
	x := pick(l.w.r, some)
	switch {
	case x.Said.Key == access.You()[0].Said.Key || x.Name != "" && (x.Name == l.who.Name || x.Name == l.who.Address): // a visitor has no name, nor has the operator
		return lifter{actor: l.who}
	case x.Said.Key != "": // the operator
		return lifter{actor: l.admin(), operator: true}
	case l.w.byName[x.Name] == nil:
		l.fault(r, "nobody is called "+x.Name)
		return lifter{actor: l.who}
	}
	return lifter{actor: l.w.read(l.ctx, l.tx, l.w.byName[x.Name])}
}

// admin is an administrator: one that the operator's command line makes.
func (l *lifting) admin() access.Actor {
	p := l.spare("")
	l.gives(held{access.Admin, access.Everywhere}, p)
	return l.w.read(l.ctx, l.tx, p)
}

// spare is somebody who holds nothing yet, and works in an establishment.
func (l *lifting) spare(orgID string) *person {
	l.w.spares++
	n := 10_000 + l.w.spares
	p := &person{id: id.New(), number: int64(n), name: fmt.Sprintf("Personne %d", n), email: fmt.Sprintf("p%d@preau.test", n), state: "active"}
	var at any = orgID
	if orgID == "" {
		at = nil
	}
	l.w.ok(row(l.ctx, l.tx, "account_accounts", "id", p.id, "number", p.number, "user_name", p.email[:len(p.email)-11], "user_name_fold", p.email[:len(p.email)-11], "email", p.email,
		"email_fold", p.email, "password_hash", "", "first_name", "Personne", "last_name", fmt.Sprint(n), "display_name", p.name, "function", "Gestion", "phone", "+32470000000", "lang", "fr",
		"org_id", at, "state", "active", "state_at", l.w.now, "state_by", "", "state_reason", "", "created_at", l.w.now, "sort_fold", "p", "search_fold", "p", "version", 1))
	l.w.byID[p.id], l.w.byName[p.name] = p, p
	return p
}

// gives writes a grant, whoever may give it.
func (l *lifting) gives(h held, to *person) {
	_, err := access.Give(l.ctx, l.tx, access.ByProgram("préau", l.w.now), access.Gift{AccountID: to.id, Role: h.role, Place: h.place, From: l.w.now.Add(-1)})
	l.w.ok(err)
	// One that is to come would be in its way.
	l.exec(`UPDATE access_grants SET starts_at = $1 WHERE account_id = $2 AND role = $3 AND place_kind = $4 AND place_id = $5 AND taken_at IS NULL AND starts_at > $1`,
		l.w.now.Add(-1), to.id, h.role, h.place.Kind, h.place.ID)
}

// chain has the lifter give the asker a role, by the table of delegation.
func (l *lifting) chain(r apperr.Reason, h held, above ...access.Place) {
	l.from(r, h, l.subject, above...)
}

// from has the lifter give somebody a role: by themselves or, where they stand further up the chain, by naming who may.
func (l *lifting) from(r apperr.Reason, h held, to *person, above ...access.Place) {
	who := l.lifter(r)
	if !l.mayGive(who.actor, h, 4, above...) {
		l.fault(r, fmt.Sprintf("%s gives no %s at %s", who.actor.Name, h.role, h.place.Kind))
		return
	}
	l.gives(h, to)
}

// mayGive says whether somebody gives a role at a place, or a role that gives it, and so on.
func (l *lifting) mayGive(who access.Actor, h held, left int, above ...access.Place) bool {
	may, err := access.MayGive(l.ctx, l.tx, app.Roles(), who, h.role, h.place, above...)
	l.w.ok(err)
	if may || left == 0 {
		return may
	}
	declared, _ := app.Roles().At(h.role, h.place.Kind)
	for _, giver := range declared.GivenBy {
		for _, p := range append(append([]access.Place{h.place}, above...), access.Everywhere) {
			if _, ok := app.Roles().At(giver, p.Kind); ok && (giver != h.role || p != h.place) && l.mayGive(who, held{giver, p}, left-1, above...) {
				return true
			}
		}
	}
	return false
}

// standing is a lifter who holds a role at a place: named for it or, where the operator is, somebody whom an administrator names.
func (l *lifting) standing(r apperr.Reason, h held, orgID string) access.Actor {
	who := l.lifter(r)
	if !who.operator {
		return who.actor
	}
	if h.role == access.Admin {
		return who.actor
	}
	if !l.mayGive(who.actor, h, 4) {
		l.fault(r, "the operator gives no "+string(h.role))
	}
	p := l.spare(orgID)
	l.gives(h, p)
	return l.w.read(l.ctx, l.tx, p)
}

// able is a lifter who may give a role at a place; where they stand further up the chain, whom they name.
func (l *lifting) able(r apperr.Reason, h held) access.Actor {
	who := l.lifter(r).actor
	may, err := access.MayGive(l.ctx, l.tx, app.Roles(), who, h.role, h.place)
	l.w.ok(err)
	if may {
		return who
	}
	if !l.mayGive(who, h, 4) {
		l.fault(r, who.Name+" gives no "+string(h.role))
	}
	declared, _ := app.Roles().At(h.role, h.place.Kind)
	p := l.spare("")
	l.gives(held{declared.GivenBy[0], h.place}, p)
	return l.w.read(l.ctx, l.tx, p)
}
