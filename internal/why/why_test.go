package why_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// drawn is how many questions are drawn on each engine.
var drawn = map[db.Engine]int{db.SQLite: 100_000, db.Postgres: 4_000}

// enough is how often each reason occurs among 100,000 questions.
const enough = 100

// notDrawn are the reasons that no question here can have.
var notDrawn = map[string]string{
	"account.last_admin":         "only while two administrators suspend each other at the same instant: who alone is one has account.own",
	"account.move_early":         "only the program completes a change of address, and waits",
	"account.move_taken":         "only the program completes a change of address, and lets it lapse",
	"account.move_objected":      "tells the desk why it is written to: nobody is refused anything",
	"account.no_mailbox":         "tells the desk why it is written to: nobody is refused anything",
	"account.identity_taken":     "what an identity of a provider is refused is asked with a provider, by its pages' tests",
	"account.other_organisation": "the same",
	"account.last_way":           "the same",
	"account.level_low":          "the same",
	"casework.not_asker":         "who answered by a stranger's number is asked by the mandates' own tests",
	"webhook.disabled":           "asked by the webhooks' own tests",
	"webhook.unwanted":           "the same",
	"account.prove_again":        "asked of every form on accesses by internal/app's tests of proofs",
	"account.weak_session":       "asked of administrators' sessions by internal/app's tests of proofs",
	"account.stronger_way":       "the same",
	"account.passkey_doubtful":   "what a passkey is refused is asked with a device, by its pages' tests",
	"account.last_passkey":       "the same",
	"account.sign_up_closed":     "the settings of the instance, before anybody is known",
	"account.way_closed":         "the settings of the instance, before anybody is known",
	"contact.not_desk":           "for others than the desk a message does not exist",
	"imports.not_in_charge":      "for others than who deals with the place an import does not exist",
	"imports.unsound":            "asked by the test of the schools' sheet, the one kind that is written at once",
	"imports.nothing":            "only the program compares: without anything to write the import is done",
	"ordering.not_manager":       "how a shortage is shared is asked by its room's tests, step by step",
	"account.temporary_late":     "only who signs in with a temporary password is told: asked by its room's tests",

	"offers.not_moderator":        "what structures refuse is asked by their rooms' tests, cell by cell",
	"offers.not_admin":            "the same",
	"offers.structure_not_active": "the same",
	"offers.last_admin":           "the same",
	"offers.invitation_void":      "the same",
	"offers.account_closed":       "the same",
	"offers.lieu_in_use":          "the same",

	"catalog.request_answered": "requests for articles are asked by their room's tests, step by step",
	"catalog.request_voted":    "the same",
	"notify.tries_spent":       "only the program sends: when its tries are spent it gives up",
	"terms.not_yours":          "for others than administrators the draft does not exist",
	"offers.not_manager":       "what is refused of offers is asked by their room's tests, cell by cell",
	"offers.not_approver":      "the same",
	"offers.moderators_only":   "the same",
	"offers.inactive":          "the same",
	"offers.lieu_withdrawn":    "the same",
	"offers.four_eyes":         "the same",
	"offers.too_early":         "the same",
	"offers.publication_over":  "the same",
	"offers.changed":           "the same",
	"offers.unchanged":         "the same",
	"offers.waits":             "the same",
	"offers.submitted_once":    "the same",
	"offers.withdrawn":         "the same",
	"offers.archived":          "the same",
	"offers.unnamed":           "asked by the test of shared accounts",

	"casework.last_officer": "whose role ends is asked by the room's tests",

	"token.not_yours": "another's token does not exist",
}

// Each refusal says why, each reason that can be lifted says by whom, and lifting what can be lifted makes the act pass or
// leaves a date, or what never changes. An act that the state offers to nobody is the end, too, for who had no right to it:
// no page shows it. PREAU_TEST_SEED repeats a run.
func TestWhyNot(t *testing.T) {
	for e, n := range drawn {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			seed := uint64(time.Now().UnixNano())
			if s, err := strconv.ParseUint(os.Getenv("PREAU_TEST_SEED"), 10, 64); err == nil {
				seed = s
			}
			t.Logf("seed %d", seed)
			w := newWorld(t, e, seed)
			t.Logf("states:%s", w.states())
			c := newCount()
			w.askAll(c, n)
			c.print(t)
			c.check(t, e, n)
		})
	}
}

// askAll asks n questions, in turns at each instant; then, as far as a reason still occurred too rarely, some more where it is given.
func (w *world) askAll(c *count, n int) {
	w.lifts = lifts()
	start := w.d.Clock.Now()
	const turns, more = 4, 60
	for turn := range turns + more {
		for _, d := range days {
			rare, only := c.rarest(), turn >= turns
			if only {
				if rare = c.short(n); len(rare) == 0 {
					return
				}
			}
			w.now = start.Add(time.Duration(d) * day)
			w.d.Clock.Set(w.now)
			w.seen = map[string]access.Actor{}
			w.askAt(c, rare, only, n/len(days)/turns)
		}
	}
}

// askAt asks n questions at one instant, a few hundred in one snapshot; of the extra ones a tenth, in the rooms of rare reasons alone.
func (w *world) askAt(c *count, rare []int, only bool, n int) {
	rooms, share := w.rooms(), 33
	if only {
		n, share = n/10, 100
	}
	for ; n > 0; n -= 500 {
		qs := make([]question, min(n, 500))
		for i := range qs {
			qs[i] = w.draw(rooms, rare, share)
		}
		w.askSome(c, qs)
	}
}

func (w *world) askSome(c *count, qs []question) {
	ctx := w.t.Context()
	var more []question
	w.ok(w.d.View(ctx, func(tx *db.Tx) error {
		for _, q := range qs {
			if q.alter != nil {
				more = append(more, q)
				continue
			}
			who := w.actor(ctx, tx, q.who)
			if answer, reasons := w.judge(q.ask(ctx, tx, who)); c.add(&q, who, answer, reasons) && w.first(&q, reasons) {
				more = append(more, q)
			}
		}
		return nil
	}))
	for _, q := range more {
		w.lift(ctx, c, &q)
	}
}

// first says whether a refusal is met for the first time: the same person, refused the same act on the same object for the same reasons
// at the same instant, is lifted once. A fifth of all refusals are such repeats.
func (w *world) first(q *question, reasons []apperr.Reason) bool {
	asker := ""
	if q.who != nil {
		asker = q.who.id
	}
	key := fmt.Sprint(w.now.Unix(), q.room, q.act, asker, q.lot, q.paper, q.org, q.ref, q.number, q.text, q.role, q.place, q.of, codesOf(reasons))
	for _, of := range []any{q.group, q.request, q.account, q.token} {
		key += fmt.Sprintf(" %p", of)
	}
	if w.met[key] {
		return false
	}
	w.met[key] = true
	return true
}

var errBack = errors.New("as it was")

// lift lifts what can be lifted of a refusal, and gives it all up again.
func (w *world) lift(ctx context.Context, c *count, q *question) {
	var faults []string
	left := ""
	err := w.d.InTx(ctx, func(tx *db.Tx) error {
		if q.alter != nil {
			w.ok(q.alter(ctx, tx))
			who := w.actor(ctx, tx, q.who)
			answer, reasons := w.judge(q.ask(ctx, tx, who))
			if !c.add(q, who, answer, reasons) {
				return errBack
			}
		}
		l := &lifting{w: w, ctx: ctx, tx: tx, q: q, subject: q.who, who: w.actor(ctx, tx, q.who), faults: &faults, lifted: c.lifted}
		l.ask = func(who access.Actor) error { return q.ask(ctx, tx, who) }
		left = l.run()
		return errBack
	})
	if !errors.Is(err, errBack) {
		w.ok(err)
	}
	c.end(q, left, faults)
}

// count is what was drawn, and what came of it.
type count struct {
	outcomes, codes, kinds, acts, roles, ends, lifted map[string]int
	from                                              map[string]int // the room in which a reason was given last
	faults                                            map[string]int
}

func newCount() *count {
	c := &count{from: map[string]int{}, faults: map[string]int{}}
	for _, m := range []*map[string]int{&c.outcomes, &c.codes, &c.kinds, &c.acts, &c.roles, &c.ends, &c.lifted} {
		*m = map[string]int{}
	}
	return c
}

var kindNames = map[apperr.ReasonKind]string{apperr.Never: "never", apperr.Grant: "a right", apperr.Datum: "a datum", apperr.Act: "an act", apperr.Date: "a date"}

// add counts an answer, and says whether something in it can be lifted.
func (c *count) add(q *question, who access.Actor, answer outcome, reasons []apperr.Reason) bool {
	c.outcomes[string(answer)]++
	for _, role := range rolesOf(who) {
		c.roles[role]++
	}
	c.acts[q.room+": "+q.act+" → "+string(answer)]++
	if answer == why && len(reasons) == 0 {
		c.faults[q.room+": "+q.act+" is refused without a reason"]++
	}
	can := false
	for _, r := range reasons {
		c.codes[r.Code]++
		c.kinds[kindNames[r.Kind]]++
		c.from[r.Code] = q.from
		liftable := r.Kind == apperr.Grant || r.Kind == apperr.Datum || r.Kind == apperr.Act
		can = can || liftable
		switch {
		case r.Code == "" || r.Text.Key == "":
			c.faults[fmt.Sprintf("%s: %s: a reason without a code or a sentence: %q", q.room, q.act, r.Code)]++
		case liftable && !named(r):
			c.faults[r.Code+" can be lifted, and names nobody"]++
		case !liftable && len(r.Lifters) > 0:
			c.faults[r.Code+" cannot be lifted, and names somebody"]++
		}
	}
	return can
}

// rolesOf are the roles that somebody holds at the question's instant.
func rolesOf(who access.Actor) []string {
	var out []string
	for _, g := range who.Grants {
		limited := ""
		if g.Limited {
			limited = ", limited"
		}
		if role := string(g.Role) + " of a " + string(g.Place.Kind) + limited; !slices.Contains(out, role) {
			out = append(out, role)
		}
	}
	switch {
	case !who.SignedIn():
		return []string{"a visitor"}
	case len(out) == 0:
		return []string{"no role"}
	}
	return out
}

// rarest are the rooms that gave the ten rarest reasons.
func (c *count) rarest() []int {
	codes := slices.Sorted(maps.Keys(c.codes))
	slices.SortStableFunc(codes, func(a, b string) int { return c.codes[a] - c.codes[b] })
	var out []int
	for _, code := range codes[:min(len(codes), 10)] {
		out = append(out, c.from[code])
	}
	return out
}

// anyRoom is one of all rooms.
const anyRoom = -1

// short are the rooms that gave the reasons which occurred too rarely among n questions; any of them for one that did not occur at all
// among as many as make sure of each.
func (c *count) short(n int) []int {
	var out []int
	for code := range app.Said() {
		switch some := c.codes[code]; {
		case notDrawn[code] != "" || some >= enough*n/100_000:
		case some > 0:
			out = append(out, c.from[code])
		case n == drawn[db.SQLite]:
			out = append(out, anyRoom)
		}
	}
	slices.Sort(out)
	return out
}

func named(r apperr.Reason) bool {
	return len(r.Lifters) > 0 && !slices.ContainsFunc(r.Lifters, func(l apperr.Lifter) bool { return l.Name == "" && l.Said.Key == "" })
}

// end counts how lifting ended.
func (c *count) end(q *question, left string, faults []string) {
	for _, f := range faults {
		c.faults[q.room+": "+q.act+": "+f]++
	}
	switch {
	case len(faults) > 0:
	case left == "":
		c.ends["the act passes"]++
	case left == string(absent) && q.righted: // who may do it at all, and nobody may in this state: no page shows it
		c.ends["the act is not offered in this state"]++
	case strings.HasPrefix(left, "left "):
		c.ends[left]++
	default:
		c.faults[q.room+": "+q.act+": "+left]++
	}
}

func (c *count) print(t *testing.T) {
	t.Helper()
	for _, part := range []struct {
		title string
		of    map[string]int
	}{{"answers", c.outcomes}, {"kinds of reasons", c.kinds}, {"reasons", c.codes}, {"lifted", c.lifted}, {"after lifting", c.ends}, {"acts", c.acts}, {"askers' roles", c.roles}} {
		var b strings.Builder
		for _, k := range slices.Sorted(maps.Keys(part.of)) {
			fmt.Fprintf(&b, "\n  %7d  %s", part.of[k], k)
		}
		t.Logf("%s:%s", part.title, b.String())
	}
}

// check fails where a refusal broke its promise, where a reason did not occur often enough, and where the list of those that
// cannot occur is wrong.
func (c *count) check(t *testing.T, e db.Engine, n int) {
	t.Helper()
	for _, f := range slices.Sorted(maps.Keys(c.faults)) {
		t.Errorf("%d times: %s", c.faults[f], f)
	}
	for _, role := range app.Roles() {
		for _, kind := range role.Kinds {
			if n := c.roles[string(role.Key)+" of a "+string(kind)]; e == db.SQLite && n < enough {
				t.Errorf("who holds %s of a %s asked %d times", role.Key, kind, n)
			}
		}
	}
	said := app.Said()
	for code := range c.codes {
		if said[code] == "" {
			t.Errorf("%s is given and has no sentence", code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(said)) {
		reason, left := notDrawn[code]
		switch {
		case left && c.codes[code] > 0:
			t.Errorf("%s occurs, and is listed as one that cannot: %s", code, reason)
		case !left && e == db.SQLite && c.codes[code] < enough*n/100_000:
			t.Errorf("%s occurred %d times", code, c.codes[code])
		}
	}
}
