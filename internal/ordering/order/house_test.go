package order_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// house is a school of an authority with two markets: pens, which Ada was given, and paper, which she was not.
type house struct {
	*testing.T
	d                           *dbtest.DB
	c                           *catalog.Service
	b                           *basket.Service
	s                           *order.Service
	authority, school, sister   org.Organisation
	pens, paper                 int64
	market                      map[int64]string // ids, by number
	ada, validator, colleague   access.Actor
	buyer, super, manager       access.Actor
	pen, eraser, sheets, closed int64    // articles
	told                        []string // mails, in short
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{T: t, d: d, c: catalog.New(d.DB, func() *time.Location { return time.UTC }), market: map[int64]string{}}
	h.b = basket.New(basket.Options{
		DB: d.DB, Rules: ordering.New(d.DB, h.c, nil), Find: h.find,
		Tell: func(_ context.Context, _ *db.Tx, _ access.Actor, b basket.Basket) error {
			h.told = append(h.told, "confirmed "+b.Title)
			return nil
		},
		Refused: func(_ context.Context, _ *db.Tx, _ access.Actor, cases map[string]basket.Case, lines []string, reason string) error {
			for _, c := range cases {
				h.told = append(h.told, "refused "+c.Owner+" "+reason)
			}
			return nil
		},
		Lowered: func(_ context.Context, _ *db.Tx, _ access.Actor, c basket.Case, l basket.Line, was int64) error {
			h.told = append(h.told, "lowered "+c.Owner)
			return nil
		},
	})
	note := func(s string) error { h.told = append(h.told, s); return nil }
	h.s = order.New(order.Options{DB: d.DB, Zone: func() *time.Location { return time.UTC }, Tell: order.Tell{
		Created: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, over bool) error {
			return note(fmt.Sprintf("created %s %d over=%v", o.Supplier.Name, o.Gross, over))
		},
		Relimited: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, over bool) error {
			return note(fmt.Sprintf("relimited %s over=%v", o.Number, over))
		},
		Cancelled: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, cases map[string]basket.Case, reason string) error {
			return note(fmt.Sprintf("cancelled %d %s", len(cases), reason))
		},
		GivenBack: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, reason string) error {
			return note("back " + reason)
		},
		Stop: func(_ context.Context, _ *db.Tx, o order.Order, at []string) error {
			return note("stop at " + strings.Join(at, ", "))
		},
		Late:    func(_ context.Context, _ *db.Tx, o order.Order, _ bool) error { return note("late to " + o.SentBy) },
		Bounced: func(_ context.Context, _ *db.Tx, o order.Order) error { return note("bounced to " + o.SentBy) },
		Sent: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, cases map[string]basket.Case) error {
			return note(fmt.Sprintf("sent %d", len(cases)))
		},
		Dispatch: func(_ context.Context, _ *db.Tx, o order.Order, again int64) error {
			return note("dispatched to " + o.SentTo)
		},
	}})
	supplier, other := h.org(org.Supplier, "Papeterie du Pont", ""), h.org(org.Supplier, "Atelier Nord", "")
	h.address(supplier, "commandes@pont.test")
	h.address(other, "nord@nord.test")
	h.authority = h.org(org.Authority, "P.O. des Trois Rives", "")
	h.school, h.sister = h.org(org.School, "École du Port", h.authority.ID), h.org(org.School, "École du Parc", h.authority.ID)
	h.pens, h.paper = h.marketOf("Écriture", supplier), h.marketOf("Papier", other)
	h.lines(h.pens, "pen 0.4150 1", "eraser 1.2000 5", "closed - 1")
	h.lines(h.paper, "sheets 4.3333 1")
	h.pen, h.eraser, h.sheets, h.closed = h.number("pen"), h.number("eraser"), h.number("sheets"), h.number("closed")
	h.ada = h.gives(h.person("Ada Tremblay"), ordering.Requester, h.school, h.pens)
	h.colleague = h.gives(h.person("Ben Ortiz"), ordering.Requester, h.school, h.pens, h.paper)
	h.validator = h.gives(h.person("Véra Molitor"), ordering.Validator, h.school)
	h.buyer = h.gives(h.person("Carl Huygens"), ordering.Buyer, h.school)
	h.super = h.gives(h.person("Sarah Wirth"), ordering.Superbuyer, h.authority)
	h.manager = h.gives(h.person("Marc Daubremont"), ordering.Manager, h.school)
	h.phone("+3281000000")
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(fn func(ctx context.Context, tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return fn(h.Context(), tx) }))
}

func (h *house) org(kind org.Kind, name, parent string) (o org.Organisation) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = org.Insert(ctx, tx, org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Commune: "Namur"}})
		return err
	})
	return o
}

func (h *house) person(name string) access.Actor {
	h.Helper()
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

// gives gives a role, limited to some markets.
func (h *house) gives(a access.Actor, role access.RoleKey, o org.Organisation, markets ...int64) access.Actor {
	h.Helper()
	var limits []access.Limit
	for _, m := range markets {
		limits = append(limits, access.Limit{Kind: access.Market, Ref: h.market[m]})
	}
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: access.Place{Kind: access.Organisation, ID: o.ID}, Limits: limits})
		return err
	})
	return h.now(a)
}

func (h *house) takes(a access.Actor, role access.RoleKey) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.TakeBack(ctx, tx, access.ByProgram("Préau", tx.Now()), a.ID, role, access.Place{Kind: access.Organisation, ID: h.school.ID})
		return err
	})
}

// now is the person as their next request finds them, with a form of their own.
func (h *house) now(a access.Actor) access.Actor {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	}))
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

// central is the purchasing body, with a form of its own.
func (h *house) central() access.Actor {
	return access.Actor{ID: "c", Name: "Paule", Key: id.New(), Act: "POST /test", Body: "x", At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
}

// marketOf makes a market to which the authority adheres.
func (h *house) marketOf(title string, supplier org.Organisation) int64 {
	h.Helper()
	n, err := h.c.Create(h.Context(), h.central(), catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	h.ok(h.c.AddAdherent(h.Context(), h.central(), n, catalog.AdherentInput{OrgRef: h.authority.Ref, StartsOn: "2020-01-01"}))
	h.do(func(ctx context.Context, tx *db.Tx) error {
		h.market[n], err = db.Value[string](ctx, tx, `SELECT id FROM catalog_markets WHERE number = $1`, n)
		return err
	})
	return n
}

// lines shows an edition of a market: "reference price multiple brand", a price of - withdraws, a brand may be left out.
func (h *house) lines(market int64, lines ...string) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		edition, err := article.NextEdition(ctx, tx)
		h.ok(err)
		var refs []string
		for _, l := range lines {
			refs = append(refs, strings.Fields(l)[0])
		}
		known, err := article.Referred(ctx, tx, market, refs)
		h.ok(err)
		var cats article.Categories
		cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
		h.ok(err)
		var drafts []article.Draft
		for i, l := range lines {
			f := strings.Fields(l)
			d := article.Draft{Number: known[refs[i]].Number, Reference: refs[i], Data: article.Data{
				Category: cat, Title: "Article " + refs[i], Unit: "pièce", Pack: 1, Multiple: int64(f[2][0] - '0'), VAT: 2100, Price: article.NoPrice, Withdrawn: f[1] == "-",
			}}
			if len(f) > 3 {
				d.Brand = f[3]
			}
			if !d.Withdrawn {
				whole, part, _ := strings.Cut(f[1], ".")
				for _, r := range whole + part {
					d.Price = max(d.Price, 0)*10 + int64(r-'0')
				}
			}
			drafts = append(drafts, d)
		}
		h.ok(article.Put(ctx, tx, market, edition, drafts))
		return article.Show(ctx, tx, market, edition)
	})
}

func (h *house) number(reference string) (n int64) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.Value[int64](ctx, tx, `SELECT number FROM catalog_articles WHERE reference = $1`, reference)
		return err
	})
	return n
}

func (h *house) find(ctx context.Context, tx *db.Tx, _ access.Actor, _ ordering.Body, reference string) ([]int64, error) {
	return db.All(ctx, tx, func(n *int64) []any { return []any{n} }, `SELECT number FROM catalog_articles WHERE reference = $1 OR reference LIKE $2`, reference, reference+"-%")
}

// adds puts articles in a basket of who's, "article quantity" each, and gives its number.
func (h *house) adds(who access.Actor, basketNumber int64, of ...int64) int64 {
	h.Helper()
	for i := 0; i < len(of); i += 2 {
		n, err := h.b.Add(h.Context(), h.now(who), basket.Adding{OrgRef: h.school.Ref, Basket: basketNumber, Article: of[i], Quantity: of[i+1]})
		h.ok(err)
		basketNumber = n
	}
	return basketNumber
}

func (h *house) show(who access.Actor, number int64) basket.View {
	h.Helper()
	v, err := h.b.Show(h.Context(), h.now(who), number)
	h.ok(err)
	return v
}

func (h *house) confirm(who access.Actor, number int64) basket.State {
	h.Helper()
	s, err := h.b.Confirm(h.Context(), h.now(who), number, basket.Confirming{Version: h.show(who, number).Version})
	h.ok(err)
	return s
}

func (h *house) wants(err error, kind apperr.Kind, code string) {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != kind {
		h.Errorf("got %v, want %v", err, kind)
		return
	}
	if code != "" && (len(e.Reasons) == 0 || e.Reasons[0].Code != code) {
		h.Errorf("got %v, want %s", e, code)
	}
}

func (h *house) fault(err error, field string) {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid || len(e.Fields) == 0 || e.Fields[0].Name != field {
		h.Errorf("got %v, want a fault of %s", err, field)
	}
}

func (h *house) address(o org.Organisation, email string) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE org_organisations SET email = $1 WHERE id = $2`, email, o.ID)
		return err
	})
}

func (h *house) phone(number string) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE org_organisations SET phone = $1 WHERE id = $2`, number, h.school.ID)
		return err
	})
}

// limit sets the school's maximum amount, in cents; below zero there is none.
func (h *house) limit(cents int64) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM ordering_limits`); err != nil || cents < 0 {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, $2, '', '', 1, 1)`, h.school.ID, cents)
		return err
	})
}

// strict keeps duties apart.
func (h *house) strict() {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ordering_duties (org_id, strict, set_by, set_name, set_at, version) VALUES ($1, TRUE, '', '', 1, 1)`, h.authority.ID)
		return err
	})
}

// confirmed is a confirmed basket of who's.
func (h *house) confirmed(who access.Actor, of ...int64) int64 {
	h.Helper()
	n := h.adds(who, 0, of...)
	h.confirm(who, n)
	h.told = nil
	return n
}

// states are the states of a basket and its lines.
func (h *house) states(who access.Actor, number int64) string {
	h.Helper()
	v := h.show(who, number)
	out := string(v.State) + ":"
	for _, l := range v.Lines {
		out += " " + string(l.State)
	}
	return out
}

// keys are all lines of « Commandes à créer ».
func (h *house) keys(who access.Actor) []order.Key {
	h.Helper()
	d, err := h.s.ToCreate(h.Context(), h.now(who), 1, 100)
	h.ok(err)
	var out []order.Key
	for _, w := range d.Waiting {
		out = append(out, w.Key)
	}
	return out
}

// form is the form of a plan as the page makes it.
func (h *house) form(who access.Actor, mode order.Mode, keys ...order.Key) order.Creating {
	h.Helper()
	together, each, err := h.s.Plans(h.Context(), h.now(who), keys)
	h.ok(err)
	p := together
	if mode == order.Each {
		p = each
	}
	in := order.Creating{Keys: keys, Mode: mode, Seen: map[string]int64{}, Agreed: map[string]int64{}, Labels: map[string]order.Wording{}}
	for _, x := range p.Parcels {
		in.Labels[x.Key] = order.Wording{Label: x.Label}
		for _, s := range x.Shares {
			in.Seen[s.ID], in.Agreed[s.ID] = s.Granted, s.Now.From
		}
	}
	return in
}

// creates makes orders of all that waits, and gives their numbers.
func (h *house) creates(mode order.Mode) []string {
	h.Helper()
	made, err := h.s.Create(h.Context(), h.now(h.validator), h.form(h.validator, mode, h.keys(h.validator)...))
	h.ok(err)
	return made
}

func (h *house) order(who access.Actor, number string) order.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), number)
	h.ok(err)
	return v
}
