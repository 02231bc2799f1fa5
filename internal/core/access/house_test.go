package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/access/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
)

// The roles of these tests: a chain over the tree of organisations, roles with limits, and one that others give to a group
// than to an organisation.
const (
	president access.RoleKey = "test.president"
	manager   access.RoleKey = "test.manager"
	buyer     access.RoleKey = "test.buyer"   // of markets: without one, of none
	checker   access.RoleKey = "test.checker" // of sites: without one, of all
	leader    access.RoleKey = "test.leader"
)

var roles = append(access.Base(), access.Roles{
	{Key: president, Label: msg.RoleMember, Kinds: at(access.Organisation), GivenBy: by(access.Admin), ReachesDown: true},
	{Key: manager, Label: msg.RoleMember, Kinds: at(access.Organisation), GivenBy: by(president, manager)},
	{Key: buyer, Label: msg.RoleMember, Kinds: at(access.Organisation), GivenBy: by(manager), Limit: access.Market},
	{Key: checker, Label: msg.RoleMember, Kinds: at(access.Organisation), GivenBy: by(manager), Limit: access.Site, Unlimited: access.ReachAll},
	{Key: leader, Label: msg.RoleMember, Kinds: at(access.Organisation), GivenBy: by(access.Admin)},
	{Key: leader, Label: msg.RoleMember, Kinds: at(access.Group), GivenBy: by(leader)},
}...)

func at(kinds ...access.PlaceKind) []access.PlaceKind { return kinds }

func by(keys ...access.RoleKey) []access.RoleKey { return keys }

// house is a database with invented people and a tree of three schools: authority over school and annex, elsewhere beside.
type house struct {
	t                                   *testing.T
	d                                   *dbtest.DB
	authority, school, annex, elsewhere access.Place
	group                               access.Place
}

// each runs a test on both engines.
func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := &house{t: t, d: d, group: access.Place{Kind: access.Group, ID: "g"}}
		h.authority = h.org("Autorité", access.Place{})
		h.school = h.org("École", h.authority)
		h.annex = h.org("Annexe", h.school)
		h.elsewhere = h.org("Ailleurs", access.Place{})
		test(h)
	})
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) do(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return fn(h.t.Context(), tx) }))
}

func (h *house) org(name string, parent access.Place) access.Place {
	h.t.Helper()
	var o org.Organisation
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		o, err = org.Insert(ctx, tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, ParentID: parent.ID, Place: org.Place{Commune: "Rennes"}})
		return err
	})
	return access.Place{Kind: access.Organisation, ID: o.ID}
}

// person makes an active account.
func (h *house) person(name string) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	user := strings.ReplaceAll(registers.Fold(name), " ", ".")
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, user, user+"@preau.test", name)
		return err
	})
	return a
}

func (h *house) setState(a access.Actor, state string) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_accounts SET state = $1 WHERE id = $2`, state, a.ID)
		return err
	})
}

// operator is who gives in these tests.
func (h *house) operator() access.Actor { return access.ByProgram("Ada Min", h.d.Clock.Now()) }

// gives writes a gift, and says whether it was one.
func (h *house) gives(g access.Gift) bool {
	h.t.Helper()
	var given bool
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		given, err = access.Give(ctx, tx, h.operator(), g)
		return err
	})
	return given
}

// with is a new person with a role at a place, read as a request reads them.
func (h *house) with(name string, role access.RoleKey, p access.Place) access.Actor {
	h.t.Helper()
	a := h.person(name)
	if !h.gives(access.Gift{AccountID: a.ID, Role: role, Place: p}) {
		h.t.Fatalf("%s is not given %s", name, role)
	}
	return h.now(a)
}

// now is the person as their next request finds them.
func (h *house) now(a access.Actor) access.Actor {
	h.t.Helper()
	a.Grants = h.grantsAt(a, h.d.Clock.Now())
	return a
}

func (h *house) grantsAt(a access.Actor, when time.Time) []access.Grant {
	h.t.Helper()
	var gs []access.Grant
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		gs, err = access.GrantsOf(h.t.Context(), tx, a.ID, when)
		return err
	}))
	return gs
}

func (h *house) takes(who, from access.Actor, role access.RoleKey, p access.Place) bool {
	h.t.Helper()
	var taken bool
	h.do(func(ctx context.Context, tx *db.Tx) error {
		var err error
		taken, err = access.TakeBack(ctx, tx, who, from.ID, role, p)
		return err
	})
	return taken
}

// holders are the names of who holds a role, in order.
func (h *house) holders(role access.RoleKey, p access.Place) string {
	h.t.Helper()
	var names []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		hs, err := access.Holders(h.t.Context(), tx, role, p)
		for _, x := range hs {
			names = append(names, x.Name)
		}
		return err
	}))
	return strings.Join(names, " ")
}
