package ordering_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/money"
	"preau/internal/ordering"
)

// house is a service with an authority over two schools, and a school beside.
type house struct {
	t                                *testing.T
	d                                *dbtest.DB
	s                                *ordering.Service
	c                                *catalog.Service
	authority, school, sister, alone org.Organisation
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := catalog.New(d.DB, func() *time.Location { return time.UTC })
		h := &house{t: t, d: d, c: c, s: ordering.New(d.DB, c, nil)}
		h.authority = h.org(org.Authority, "P.O. des Trois Rives", "")
		h.school, h.sister = h.org(org.School, "École du Port", h.authority.ID), h.org(org.School, "École du Parc", h.authority.ID)
		h.alone = h.org(org.School, "École d'à côté", "")
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

func (h *house) org(kind org.Kind, name, parent string) (o org.Organisation) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = org.Insert(ctx, tx, org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Commune: "Namur"}})
		return err
	})
	return o
}

// person is an active account without a role.
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

func at(o org.Organisation) access.Place { return access.Place{Kind: access.Organisation, ID: o.ID} }

// gives gives a role, limited to some markets.
func (h *house) gives(a access.Actor, role access.RoleKey, o org.Organisation, markets ...string) access.Actor {
	h.t.Helper()
	var limits []access.Limit
	for _, m := range markets {
		limits = append(limits, access.Limit{Kind: access.Market, Ref: m})
	}
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: at(o), Limits: limits})
		return err
	})
	return h.now(a)
}

func (h *house) takes(a access.Actor, role access.RoleKey, o org.Organisation) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.TakeBack(ctx, tx, access.ByProgram("Préau", tx.Now()), a.ID, role, at(o))
		return err
	})
}

// now is the person as their next request finds them, with a form of their own.
func (h *house) now(a access.Actor) access.Actor {
	h.t.Helper()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.t.Context(), tx, a.ID, tx.Now())
		return err
	}))
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

func (h *house) with(name string, role access.RoleKey, o org.Organisation) access.Actor {
	h.t.Helper()
	return h.gives(h.person(name), role, o)
}

func (h *house) sets(who access.Actor, o org.Organisation, in ordering.LimitInput) error {
	return h.s.SetLimit(h.t.Context(), h.now(who), o.Ref, in)
}

func (h *house) reason(err error, code string) apperr.Reason {
	h.t.Helper()
	e, ok := apperr.As(err)
	if !ok || len(e.Reasons) != 1 || e.Reasons[0].Code != code || len(e.Reasons[0].Lifters) == 0 || e.Reasons[0].Ask == nil {
		h.t.Fatalf("got %v, want %s with who lifts it", err, code)
	}
	return e.Reasons[0]
}

func (h *house) want(err error, kind apperr.Kind) {
	h.t.Helper()
	if !apperr.Is(err, kind) {
		h.t.Errorf("got %v, want %v", err, kind)
	}
}

func euros(n int64, version int64) ordering.LimitInput {
	return ordering.LimitInput{Amount: money.Cents(n * 100), Limited: true, Version: version}
}

// The president or the reference person sets the most that an establishment's buyers send in one order.
func TestLimits(t *testing.T) {
	each(t, func(h *house) {
		head, ref := h.with("Head", ordering.President, h.authority), h.with("Ref", ordering.Reference, h.authority)
		manager, buyer, super := h.with("Max", ordering.Manager, h.school), h.with("Bea", ordering.Buyer, h.school), h.with("Sue", ordering.Superbuyer, h.authority)
		neighbour := h.with("Nils", ordering.Manager, h.sister)
		h.ok(h.sets(head, h.school, euros(500, 0)))
		h.ok(h.sets(ref, h.school, euros(0, 1))) // either may, and each sees what the other did
		h.want(h.sets(head, h.school, euros(300, 1)), apperr.Conflict)
		v, err := h.s.Limits(t.Context(), h.now(head), h.authority.Ref)
		h.ok(err)
		if len(v.Limits) != 2 || v.Limits[1].Amount != 0 || !v.Limits[1].Limited || v.Limits[1].SetName != "Ref" || v.Limits[0].Limited || len(v.Supers) != 1 || !v.Limits[0].Acts.May(ordering.SetLimit) || len(v.Why) > 0 {
			t.Errorf("%+v", v)
		}
		for _, who := range []access.Actor{manager, buyer, super} {
			v, err := h.s.Limits(t.Context(), h.now(who), h.school.Ref)
			if err != nil || len(v.Limits) != 1 || v.Limits[0].Acts.May(ordering.SetLimit) {
				t.Errorf("%s sees %+v, %v", who.Name, v, err)
			}
			if len(v.Why) != 1 || v.Why[0].Code != ordering.CodeNotHead || len(v.Why[0].Lifters) != 2 || v.Why[0].Lifters[0].Name != "Head" || v.Why[0].Lifters[1].Name != "Ref" {
				t.Errorf("%s is told who sets it: %+v", who.Name, v.Why)
			}
			h.reason(h.sets(who, h.school, euros(1, 2)), ordering.CodeNotHead)
		}
		for _, who := range []access.Actor{neighbour, h.person("Nobody")} {
			_, err := h.s.Limits(t.Context(), h.now(who), h.school.Ref)
			h.want(err, apperr.NotFound)
			h.want(h.sets(who, h.school, euros(1, 2)), apperr.NotFound)
		}
		_, err = h.s.Limits(t.Context(), access.Actor{}, h.school.Ref)
		h.want(err, apperr.Unauthenticated)
		h.want(h.sets(head, h.authority, euros(1, 0)), apperr.NotFound) // an authority sends nothing itself
		h.want(h.s.SetLimit(t.Context(), h.now(head), "aucune", euros(1, 0)), apperr.NotFound)
		h.want(h.sets(head, h.school, ordering.LimitInput{Amount: money.Max + 1, Limited: true, Version: 2}), apperr.Invalid)
		h.want(h.sets(head, h.school, ordering.LimitInput{Amount: -1, Limited: true, Version: 2}), apperr.Invalid)
		h.ok(h.sets(head, h.school, ordering.LimitInput{Version: 2}))
		if v, err := h.s.Limits(t.Context(), h.now(head), h.school.Ref); err != nil || v.Limits[0].Limited || v.Limits[0].Version != 3 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// tasks are what waits for a person, in words.
func (h *house) tasks(who access.Actor) int {
	h.t.Helper()
	n := 0
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		items, err := inbox.New(h.s).Waiting(h.t.Context(), tx, h.now(who))
		for _, i := range items {
			n += i.Count
		}
		return err
	}))
	return n
}

func (h *house) whyKeep(a access.Actor, role access.RoleKey, o org.Organisation) []apperr.Reason {
	h.t.Helper()
	var why []apperr.Reason
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		why, err = h.s.WhyKeep(h.t.Context(), tx, access.Holder{AccountID: a.ID, Name: a.Name}, role, at(o), tx.Now(), time.Time{})
		return err
	}))
	return why
}

// A limit without a superbuyer is set knowingly, and stays a task until one is named; the last one stays named meanwhile.
func TestSuperbuyers(t *testing.T) {
	each(t, func(h *house) {
		head := h.with("Head", ordering.President, h.authority)
		r := h.reason(h.sets(head, h.school, euros(500, 0)), ordering.CodeNoSuper)
		if r.Lifters[0].Said.Key != access.You()[0].Said.Key {
			t.Errorf("who names one: %+v", r.Lifters)
		}
		if h.tasks(head) != 0 {
			t.Error("a task without a limit")
		}
		in := euros(500, 0)
		in.Knowing = true
		h.ok(h.sets(head, h.school, in))
		if n := h.tasks(head); n != 1 {
			t.Errorf("%d tasks", n)
		}
		sue := h.person("Sue")
		if n := h.tasks(sue); n != 0 {
			t.Errorf("%d tasks of somebody else", n)
		}
		sue = h.gives(sue, ordering.Superbuyer, h.authority)
		if n := h.tasks(head); n != 0 {
			t.Errorf("%d tasks", n)
		}
		why := h.whyKeep(sue, ordering.Superbuyer, h.authority)
		if len(why) != 1 || why[0].Code != ordering.CodeLastSuper || len(why[0].Lifters) == 0 || why[0].Ask == nil {
			t.Errorf("%+v", why)
		}
		if why := h.whyKeep(sue, ordering.Buyer, h.school); why != nil {
			t.Errorf("%+v", why)
		}
		local := h.with("Lou", ordering.Superbuyer, h.school)
		if why := h.whyKeep(local, ordering.Superbuyer, h.school); why != nil { // Sue is above
			t.Errorf("%+v", why)
		}
		h.takes(local, ordering.Superbuyer, h.school)
		sam := h.with("Sam", ordering.Superbuyer, h.authority)
		if why := h.whyKeep(sue, ordering.Superbuyer, h.authority); why != nil {
			t.Errorf("%+v", why)
		}
		h.takes(sam, ordering.Superbuyer, h.authority)
		h.ok(h.sets(head, h.school, ordering.LimitInput{Version: 1}))
		if why := h.whyKeep(sue, ordering.Superbuyer, h.authority); why != nil {
			t.Errorf("%+v", why)
		}
		h.d.Clock.Advance(time.Second)
		h.takes(sue, ordering.Superbuyer, h.authority)
		if n := h.tasks(head); n != 0 {
			t.Errorf("%d tasks without a limit", n)
		}
	})
}

// What a person is in the service: each role with its markets and managers; or why they can do nothing there.
func TestHome(t *testing.T) {
	each(t, func(h *house) {
		central := access.Actor{ID: "c", Name: "Cé", Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}, Act: "POST /test", Body: "x"}
		supplier := h.org(org.Supplier, "Papeterie", "")
		day := func(n int) string { return h.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		var ids []string
		for _, title := range []string{"Fournitures", "Mobilier"} {
			central.Key = id.New()
			n, err := h.c.Create(t.Context(), central, catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: day(-1), EndsOn: day(1)})
			h.ok(err)
			central.Key = id.New()
			h.ok(h.c.AddAdherent(t.Context(), central, n, catalog.AdherentInput{OrgRef: h.authority.Ref, StartsOn: day(0)}))
			v, err := h.c.Show(t.Context(), central, n)
			h.ok(err)
			ids = append(ids, v.ID)
		}
		home := func(who access.Actor) ordering.HomeView {
			h.t.Helper()
			v, err := h.s.Home(t.Context(), h.now(who))
			h.ok(err)
			return v
		}
		why := func(who access.Actor, code, lifter string) {
			h.t.Helper()
			v := home(who)
			if len(v.Why) != 1 || v.Why[0].Code != code || v.Why[0].Ask == nil || len(v.Why[0].Lifters) == 0 || lifter != "" && v.Why[0].Lifters[0].Name != lifter {
				t.Errorf("%s: %+v", who.Name, v.Why)
			}
		}
		nobody := h.person("Nobody")
		why(nobody, ordering.CodeNoRole, "")
		if v, err := h.s.Home(t.Context(), central); err != nil || !v.Central || len(v.Why) != 0 {
			t.Errorf("who runs the markets: %+v, %v", v, err)
		}
		max := h.with("Max", ordering.Manager, h.school)
		nobody.OrgID = h.school.ID
		why(nobody, ordering.CodeNoRole, "Max")
		why(max, ordering.CodeManagerOnly, "")
		why(h.with("Head", ordering.President, h.authority), ordering.CodeHeadOnly, "")
		max = h.gives(max, ordering.Requester, h.school, ids[0], "a market that is over")
		if v := home(max); len(v.Why) != 0 || len(v.Posts) != 1 || len(v.Posts[0].Roles) != 2 || v.Posts[0].Managers[0] != "Max" ||
			len(v.Posts[0].Roles[1].Markets) != 1 || v.Posts[0].Roles[1].Markets[0].Title != "Fournitures" {
			t.Errorf("%+v", v)
		}
		h.d.Clock.Advance(48 * time.Hour)
		if v := home(max); len(v.Posts[0].Roles[1].Markets) != 0 {
			t.Errorf("%+v", v)
		}
		if _, err := h.s.Home(t.Context(), access.Actor{}); !apperr.Is(err, apperr.Unauthenticated) {
			t.Error(err)
		}
	})
}
