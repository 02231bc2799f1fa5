package why_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/ordering"
)

// world is the whole program on a database full of drawn people, grants and objects in every state.
type world struct {
	t   testing.TB
	d   *dbtest.DB
	a   *app.App
	r   *rand.Rand
	now time.Time // of the question

	heads, schools []org.Organisation
	people         []*person
	byName, byID   map[string]*person
	works          map[string][]org.Organisation      // schools where people have a role that a manager gives
	holds          map[string]map[access.RoleKey]bool // roles that people have, had or will have
	at             map[string]map[held]bool           // and where, whatever the kind of place
	spares         int                                // people that lifting has made

	groups   []*groupOf
	markets  []int64
	goods    []string // the ids of the markets
	requests []*requestOf
	messages []string
	imports  []importOf
	mails    []string
	moves    []moveOf
	tokens   []*tokenOf
	help     helped
	seen     map[string]access.Actor // actors as they are at the question's instant
	lifts    map[string]func(*lifting, apperr.Reason)
	met      map[string]bool // refusals that were lifted, see first
	shop
}

type person struct {
	id, name, email string
	number          int64
	state           string
}

type groupOf struct {
	id, support string
	state       string
	from, until time.Time // of entry
	number      int64
	lots        []string
	documents   []int64
	erased      []document.Taking // versions whose file is gone
	members     []*memberOf
}

// bare says whether it is made a draft without a lot: without some of them, what this refuses would rarely be drawn.
func (g *groupOf) bare() bool { return g.number%20 == 0 }

type memberOf struct{ org, ref, state string }

type requestOf struct {
	number int64
	asker  string
	role   access.RoleKey
	place  access.Place
	more   string // a market; empty: the role itself is asked for
}

type importOf struct {
	number int64
	of, id string
}

type moveOf struct{ newSecret, oldSecret string }

type tokenOf struct {
	owner, secret string
	scopes        []string
}

// The instants at which questions are asked: days after the world was made.
var days = []int{0, 2, 9, 30, 75}

const (
	manyPeople = 160
	manyGroups = 60
	day        = 24 * time.Hour
)

func newWorld(t testing.TB, e db.Engine, seed uint64) *world {
	t.Helper()
	w := &world{t: t, d: dbtest.Open(t, e), r: rand.New(rand.NewPCG(seed, 1)), byName: map[string]*person{}, byID: map[string]*person{}, works: map[string][]org.Organisation{}, holds: map[string]map[access.RoleKey]bool{}, at: map[string]map[held]bool{}, seen: map[string]access.Actor{}, met: map[string]bool{}}
	w.now = w.d.Clock.Now()
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	w.ok(err)
	w.a, err = app.New(app.Options{
		DB: w.d.DB, Clock: w.d.Clock, Log: slog.New(slog.DiscardHandler), Key: key, Files: blobtest.Folder(t), PublicURL: webtest.Base, Version: "test",
		Transport: mail.NewMemory(), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	w.ok(err)
	w.ok(w.d.InTx(t.Context(), func(tx *db.Tx) error {
		for _, fill := range []func(context.Context, *db.Tx) error{
			w.places, w.crowd, w.fillGroups, w.fillMarkets, w.fillRequests, w.fillDesk, w.fillImports, w.fillMoves, w.fillTokens, w.fillTerms, w.grants, w.requesters, w.fillShop, w.fillBaskets, w.fillDeliveries, w.fillUpdates, w.fillDemands,
		} {
			if err := fill(t.Context(), tx); err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// pick draws one of some.
func pick[T any](r *rand.Rand, some []T) T { return some[r.IntN(len(some))] }

// in says yes so many times in a hundred.
func (w *world) in(percent int) bool { return w.r.IntN(100) < percent }

// around is an instant between two days, counted from now.
func (w *world) around(from, to int) time.Time {
	return w.d.Clock.Now().Add(time.Duration(from)*day + time.Duration(w.r.Int64N(int64(time.Duration(to-from)*day)))).Truncate(time.Second)
}

// row writes a row: names and values in turn.
func row(ctx context.Context, tx *db.Tx, table string, pairs ...any) error {
	var names, marks []string
	var args []any
	for i := 0; i < len(pairs); i += 2 {
		names, args = append(names, pairs[i].(string)), append(args, pairs[i+1])
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, args...)
	return err
}

// places are four authorities with their schools, and two schools that stand for themselves.
func (w *world) places(ctx context.Context, tx *db.Tx) error {
	for i := range 4 {
		head, err := org.Insert(ctx, tx, org.Organisation{Kind: org.Authority, Country: "BE", Name: fmt.Sprintf("P.O. %d", i+1), Place: org.Place{Commune: "Namur"}})
		if err != nil {
			return err
		}
		w.heads = append(w.heads, head)
	}
	for i := range 14 {
		o := org.Organisation{Kind: org.School, Country: "BE", Name: fmt.Sprintf("École %d", i+1), Place: org.Place{Commune: "Namur"}}
		if i < 12 {
			o.ParentID = w.heads[i%4].ID
		}
		school, err := org.Insert(ctx, tx, o)
		if err != nil {
			return err
		}
		w.schools = append(w.schools, school)
	}
	return nil
}

// add makes an account.
func (w *world) add(ctx context.Context, tx *db.Tx, state, orgID string, known bool) (*person, error) {
	n := int64(len(w.people)) + 1
	p := &person{id: id.New(), number: n, state: state, name: fmt.Sprintf("Personne %d", n), email: fmt.Sprintf("p%d@preau.test", n)}
	first, last, function, phone := "Personne", fmt.Sprint(n), "Gestion", "+32470000000"
	if !known {
		first, last, function, phone = "", "", "", ""
	}
	var who any = orgID
	if orgID == "" {
		who = nil
	}
	var signedIn any
	if state == "active" || state == "suspended" || state == "invited" && w.in(50) {
		signedIn = w.around(-50, -1)
	}
	err := row(ctx, tx, "account_accounts", "id", p.id, "number", n, "user_name", fmt.Sprint("p", n), "user_name_fold", fmt.Sprint("p", n), "email", p.email, "email_fold", p.email,
		"password_hash", "", "first_name", first, "last_name", last, "display_name", p.name, "function", function, "phone", phone, "lang", "fr", "org_id", who,
		"state", state, "state_at", w.around(-60, -30), "state_by", "", "state_reason", "", "created_at", w.around(-90, -60), "first_signed_in_at", signedIn,
		"sort_fold", fmt.Sprint("p", n), "search_fold", fmt.Sprint("p", n), "version", 1)
	w.people = append(w.people, p)
	w.byName[p.name], w.byID[p.id] = p, p
	w.holds[p.id], w.at[p.id] = map[access.RoleKey]bool{}, map[held]bool{}
	return p, err
}

func (w *world) crowd(ctx context.Context, tx *db.Tx) error {
	for range manyPeople {
		state, orgID := "active", ""
		if w.in(30) {
			state = pick(w.r, []string{"created", "invited", "invited", "suspended", "closed"})
		}
		if w.in(85) {
			orgID = pick(w.r, w.schools).ID
		}
		if _, err := w.add(ctx, tx, state, orgID, w.in(80)); err != nil {
			return err
		}
	}
	return nil
}

// held is a role that somebody is given at a place.
type held struct {
	role  access.RoleKey
	place access.Place
}

func at(orgID string) access.Place { return access.Place{Kind: access.Organisation, ID: orgID} }

// grants gives everybody some roles, from an instant to another, past and future ones too, some limited.
func (w *world) grants(ctx context.Context, tx *db.Tx) error {
	for _, g := range w.groups {
		if !g.bare() {
			continue
		}
		if err := w.grant(ctx, tx, w.somebody(""), held{group.Coordinator, access.Place{Kind: access.Group, ID: g.id}}); err != nil {
			return err
		}
	}
	for _, role := range app.Roles() { // somebody holds each, whatever else is drawn
		for _, kind := range role.Kinds {
			p, h := w.somebody(""), w.place(role, kind)
			w.holds[p.id][h.role], w.at[p.id][held{h.role, access.Place{ID: h.place.ID}}] = true, true
			if _, err := access.Give(ctx, tx, access.ByProgram("Personne 1", w.now), access.Gift{AccountID: p.id, Role: h.role, Place: h.place, From: w.around(-80, -40)}); err != nil {
				return err
			}
		}
	}
	managed := 0 // places of people who were invited, with somebody who manages them
	for _, p := range w.people {
		mine, err := db.Value[string](ctx, tx, `SELECT coalesce(org_id, '') FROM account_accounts WHERE id = $1`, p.id)
		if err != nil {
			return err
		}
		if mine != "" && w.in(75) {
			if err := w.grant(ctx, tx, p, held{access.Member, at(mine)}); err != nil {
				return err
			}
		}
		if p.state == "invited" || w.in(20) {
			o := pick(w.r, w.schools)
			w.works[p.id] = append(w.works[p.id], o)
			if err := w.grant(ctx, tx, p, held{pick(w.r, []access.RoleKey{ordering.Requester, ordering.Validator, ordering.Buyer, ordering.Receiver}), at(o.ID)}); err != nil {
				return err
			}
			if p.state == "invited" && managed < 8 {
				managed++
				if err := w.grant(ctx, tx, w.somebody(""), held{ordering.Manager, at(o.ID)}); err != nil {
					return err
				}
			}
		}
		for range w.r.IntN(4) {
			if err := w.grant(ctx, tx, p, w.someRole()); err != nil {
				return err
			}
		}
	}
	return nil
}

// requesters are demandeurs who asked for a market, and wait; people who were refused where they work no more; and people who were
// refused a role, and have it since.
func (w *world) requesters(ctx context.Context, tx *db.Tx) error {
	for i := range 14 {
		q := &requestOf{number: int64(2000 + i), asker: w.somebody("").id, role: access.Member, place: at(w.heads[i%len(w.heads)].ID)}
		if err := w.request(ctx, tx, q, "refused", w.around(-10, -1)); err != nil {
			return err
		}
	}
	for i := range 14 {
		p := w.somebody("")
		q := &requestOf{number: int64(3000 + i), asker: p.id, role: ordering.Receiver, place: at(w.schools[i%len(w.schools)].ID)}
		gift := access.Gift{AccountID: p.id, Role: q.role, Place: q.place, From: w.around(-9, -1)}
		if _, err := access.Give(ctx, tx, access.ByProgram("Personne 1", w.now), gift); err != nil {
			return err
		}
		w.at[p.id][held{q.role, access.Place{ID: q.place.ID}}] = true
		if err := w.request(ctx, tx, q, "refused", w.around(-12, -10)); err != nil {
			return err
		}
	}
	for i := range 20 {
		p := w.somebody("")
		q := &requestOf{number: int64(1000 + i), asker: p.id, role: ordering.Requester, place: at(w.schools[i%len(w.schools)].ID), more: w.goods[i%12]}
		gift := access.Gift{AccountID: p.id, Role: q.role, Place: q.place, From: w.around(-60, -50)}
		given, err := access.Give(ctx, tx, access.ByProgram("Personne 1", w.now), gift)
		if err == nil && given {
			w.at[p.id][held{q.role, access.Place{ID: q.place.ID}}] = true
			err = w.request(ctx, tx, q, "open", nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// someRole is a role of any module at a place where it can be held.
func (w *world) someRole() held {
	role := pick(w.r, app.Roles())
	for strings.HasPrefix(string(role.Key), "casework.") && w.in(75) { // nothing is drawn there that asks for them
		role = pick(w.r, app.Roles())
	}
	kind := pick(w.r, role.Kinds)
	return w.place(role, kind)
}

// place is where a role can be held, of a kind.
func (w *world) place(role access.Role, kind access.PlaceKind) held {
	switch {
	case kind == access.Platform:
		return held{role.Key, access.Everywhere}
	case kind == access.Group:
		return held{role.Key, access.Place{Kind: access.Group, ID: pick(w.r, w.groups).id}}
	case role.ReachesDown && w.in(85):
		return held{role.Key, at(pick(w.r, w.heads).ID)}
	}
	return held{role.Key, at(pick(w.r, w.schools).ID)}
}

func (w *world) grant(ctx context.Context, tx *db.Tx, p *person, h held) error {
	w.holds[p.id][h.role], w.at[p.id][held{h.role, access.Place{ID: h.place.ID}}] = true, true
	gift := access.Gift{AccountID: p.id, Role: h.role, Place: h.place, From: w.around(-80, -40)}
	switch n := w.r.IntN(100); {
	case n < 12:
		gift.From = w.around(1, 60) // to come
	case n < 28:
		gift.To = w.around(-30, 70) // ended, or it ends meanwhile
	}
	role, _ := app.Roles().ByKey(h.role)
	if role.Limit != "" && w.in(50) {
		gift.Limits = []access.Limit{{Kind: role.Limit, Ref: pick(w.r, w.goods), From: gift.From}}
	}
	who := access.ByProgram("Personne 1", w.now)
	given, err := access.Give(ctx, tx, who, gift)
	if err == nil && given && w.in(12) {
		_, err = access.TakeBack(ctx, tx, who, p.id, h.role, h.place)
	}
	return err
}

// actor is somebody as a session would know them at the question's instant; nil: a visitor.
func (w *world) actor(ctx context.Context, tx *db.Tx, p *person) access.Actor {
	if p == nil {
		return access.Actor{At: w.now}
	}
	if a, ok := w.seen[p.id]; ok {
		return a
	}
	a := w.read(ctx, tx, p)
	w.seen[p.id] = a
	return a
}

// read reads the actor anew: lifting changes what somebody is.
func (w *world) read(ctx context.Context, tx *db.Tx, p *person) access.Actor {
	if p == nil {
		return access.Actor{At: w.now}
	}
	a, err := db.One(ctx, tx, func(a *access.Actor) []any {
		return append([]any{&a.ID, &a.Name, &a.UserName, &a.Address, &a.Lang, &a.OrgID, &a.OrgName}, a.Bound.Into()...)
	}, `SELECT a.id, a.display_name, a.user_name, a.email, a.lang, a.org_id, o.name, `+access.BoundColumns+`
		FROM account_accounts a LEFT JOIN org_organisations o ON o.id = a.org_id WHERE a.id = $1`, p.id, w.now)
	w.ok(err)
	a.At = w.now
	a.Grants, err = access.GrantsOf(ctx, tx, p.id, tx.Now())
	w.ok(err)
	return a
}

// stated are the tables of what has a state.
var stated = []string{
	"account_accounts", "account_moves", "catalog_markets", "catalog_updates", "contact_messages", "imports_imports", "needs_documents", "needs_groups", "needs_matrices", "needs_memberships",
	"needs_sheets", "notify_mails", "ordering_basket_lines", "ordering_baskets", "ordering_orders", "request_asks", "retention_exports", "token_tokens",
}

// states are how many things are in which state.
func (w *world) states() string {
	type found struct {
		state string
		n     int
	}
	var b strings.Builder
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		for _, table := range stated {
			fs, err := db.All(w.t.Context(), tx, func(f *found) []any { return []any{&f.state, &f.n} }, `SELECT state, count(*) FROM `+table+` GROUP BY state ORDER BY state`)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "\n  %s:", table)
			for _, f := range fs {
				fmt.Fprintf(&b, " %s %d", f.state, f.n)
			}
		}
		return nil
	}))
	return b.String()
}

// outcome is how a question was answered.
type outcome string

const (
	may    outcome = "may"
	hidden outcome = "does not exist for them"
	absent outcome = "not offered now"
	why    outcome = "refused"
)

func (w *world) judge(err error) (outcome, []apperr.Reason) {
	e, ok := apperr.As(err)
	switch {
	case err == nil:
		return may, nil
	case !ok:
		w.t.Fatalf("not a refusal: %v", err)
	case e.Kind == apperr.NotFound || e.Kind == apperr.Unauthenticated && len(e.Reasons) == 0:
		return hidden, nil
	case e.Kind == apperr.Conflict:
		return absent, nil
	case e.Kind == apperr.Forbidden || e.Kind == apperr.Unauthenticated:
		return why, e.Reasons
	}
	w.t.Fatalf("an answer that is no refusal: %v", err)
	return "", nil
}
