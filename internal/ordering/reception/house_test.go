package reception_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	pdfmsg "preau/internal/kit/pdf/msg"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	orderingmsg "preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/reception/msg"
)

// house is a school where two demandeurs order pens and reams, and the people between them and the supplier.
type house struct {
	*testing.T
	d                         *dbtest.DB
	b                         *basket.Service
	o                         *order.Service
	s                         *reception.Service
	authority, school, sister org.Organisation
	market                    int64
	ada, ben                  access.Actor // demandeurs: Ada confirms first
	validator, buyer, manager access.Actor
	rita, remi, away          access.Actor // réceptionnistes, the last one of the sister school
	told                      []string     // mails, in short
	stands                    order.State  // where the mail of an order that may have arrived leaves it
	tookAt                    time.Time    // when the supplier's server took it
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{T: t, d: d}
	cat, err := i18n.Load(msg.Source(), pdfmsg.Source(), orderingmsg.Source())
	h.ok(err)
	h.b = basket.New(basket.Options{
		DB: d.DB, Rules: ordering.New(d.DB, catalog.New(d.DB, func() *time.Location { return time.UTC }), nil),
		Tell: func(context.Context, *db.Tx, access.Actor, basket.Basket) error { return nil },
	})
	h.o = order.New(order.Options{DB: d.DB, Zone: func() *time.Location { return time.UTC }, Tell: order.Tell{
		Created:  func(context.Context, *db.Tx, access.Actor, order.Order, bool) error { return nil },
		Sent:     func(context.Context, *db.Tx, access.Actor, order.Order, map[string]basket.Case) error { return nil },
		Dispatch: func(context.Context, *db.Tx, order.Order, int64) error { return nil },
	}})
	h.s = reception.New(reception.Options{
		DB: d.DB, Speak: func(l i18n.Lang) *i18n.T { return cat.For(l, time.UTC) },
		Settings: func(context.Context) (instance.Settings, error) {
			return instance.Settings{OperatorLine: "Centrale d'achats des écoles"}, nil
		},
		Stands: func(context.Context, *db.Tx, order.Order) (order.State, time.Time, error) {
			return h.stands, h.tookAt, nil
		},
		Tell: reception.Tell{
			Arrived: func(_ context.Context, _ *db.Tx, _ access.Actor, a reception.Arrived) error {
				for _, c := range a.Cases {
					for _, l := range c.Lines {
						if n := a.More[l.ID]; n > 0 {
							h.told = append(h.told, fmt.Sprintf("%s %d %s", c.Owner, n, l.Article.Reference))
						}
					}
				}
				return nil
			},
			Corrected: func(_ context.Context, _ *db.Tx, _ access.Actor, c reception.Corrected) error {
				for _, l := range c.Lines {
					h.told = append(h.told, fmt.Sprintf("corrected %d: %s %d→%d %s", c.Of, l.Title, l.Was, l.Is, c.Reason))
				}
				return nil
			},
		},
	})
	supplier := h.org(org.Supplier, "Papeterie du Pont", "")
	h.exec(`UPDATE org_organisations SET email = 'commandes@pont.test' WHERE id = $1`, supplier.ID)
	h.authority = h.org(org.Authority, "P.O. des Trois Rives", "")
	h.school, h.sister = h.org(org.School, "École du Port", h.authority.ID), h.org(org.School, "École du Parc", h.authority.ID)
	h.exec(`UPDATE org_organisations SET phone = '+3281000000', address = 'Quai 3', postal_code = '5000' WHERE kind = 'school'`)
	h.sells(supplier)
	h.exec(`INSERT INTO catalog_adherents (id, market_id, org_id, starts_on, ends_on) SELECT 'all', id, $1, '2020-01-01', '' FROM catalog_markets`, h.authority.ID)
	use := access.Limit{Kind: access.Market, Ref: h.value(`SELECT id FROM catalog_markets`)}
	h.ada, h.ben = h.gives("Ada Tremblay", ordering.Requester, h.school, use), h.gives("Ben Ortiz", ordering.Requester, h.school, use)
	h.validator, h.buyer = h.gives("Véra Molitor", ordering.Validator, h.school), h.gives("Carl Huygens", ordering.Buyer, h.school)
	h.rita, h.remi = h.gives("Rita Sow", ordering.Receiver, h.school), h.gives("Rémi Petit", ordering.Receiver, h.school)
	h.away, h.manager = h.gives("Alix Mercier", ordering.Receiver, h.sister), h.gives("Marc Daubremont", ordering.Manager, h.school)
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) exec(q string, args ...any) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	}))
}

func (h *house) value(q string, args ...any) (v string) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		v, err = db.Value[string](h.Context(), tx, q, args...)
		return err
	}))
	return v
}

func (h *house) org(kind org.Kind, name, parent string) (o org.Organisation) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.Context(), tx, org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Commune: "Namur"}})
		return err
	}))
	return o
}

// gives makes a person who holds a role.
func (h *house) gives(name string, role access.RoleKey, at org.Organisation, limits ...access.Limit) access.Actor {
	h.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	user := strings.ReplaceAll(registers.Fold(name), " ", ".")
	h.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
		a.ID, user, user+"@preau.test", name)
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: access.Place{Kind: access.Organisation, ID: at.ID}, Limits: limits})
		return err
	}))
	return a
}

// now is a person as their next request finds them, with a form of its own.
func (h *house) now(a access.Actor) access.Actor {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	}))
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

// sells shows a market of three articles.
func (h *house) sells(supplier org.Organisation) {
	h.Helper()
	s := catalog.New(h.d.DB, func() *time.Location { return time.UTC })
	who := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	var err error
	h.market, err = s.Create(h.Context(), who, catalog.Input{Title: "Écriture", SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		ctx := h.Context()
		edition, err := article.NextEdition(ctx, tx)
		h.ok(err)
		var cats article.Categories
		cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
		h.ok(err)
		draft := func(ref, ean string, price int64) article.Draft {
			return article.Draft{Reference: ref, Data: article.Data{Category: cat, Title: "Article " + ref, Unit: "pièce", Pack: 1, Multiple: 1, VAT: 2100, Price: price, EAN: ean}}
		}
		h.ok(article.Put(ctx, tx, h.market, edition, []article.Draft{draft("103.299", "0123456789012", 4_150), draft("rame", "", 43_333), draft("colle", "", 12_345)}))
		return article.Show(ctx, tx, h.market, edition)
	}))
}

func (h *house) article(ref string) (n int64) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](h.Context(), tx, `SELECT number FROM catalog_articles WHERE reference = $1`, ref)
		return err
	}))
	return n
}

// confirmed is a confirmed basket: references and quantities.
func (h *house) confirmed(who access.Actor, of ...any) int64 {
	h.Helper()
	n := int64(0)
	for i := 0; i < len(of); i += 2 {
		var err error
		n, err = h.b.Add(h.Context(), h.now(who), basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: h.article(of[i].(string)), Quantity: int64(of[i+1].(int))})
		h.ok(err)
	}
	v, err := h.b.Show(h.Context(), h.now(who), n)
	h.ok(err)
	_, err = h.b.Confirm(h.Context(), h.now(who), n, basket.Confirming{Version: v.Version})
	h.ok(err)
	h.d.Clock.Advance(time.Minute)
	return n
}

// ordered makes one order of all that waits, and has the supplier take it.
func (h *house) ordered() string {
	h.Helper()
	ctx := h.Context()
	d, err := h.o.ToCreate(ctx, h.now(h.validator), 1, 100)
	h.ok(err)
	var keys []order.Key
	for _, w := range d.Waiting {
		keys = append(keys, w.Key)
	}
	plan, _, err := h.o.Plans(ctx, h.now(h.validator), keys)
	h.ok(err)
	in := order.Creating{Keys: keys, Mode: order.Together, Seen: map[string]int64{}, Labels: map[string]order.Wording{}}
	for _, p := range plan.Parcels {
		in.Labels[p.Key] = order.Wording{Label: "Étage 3e B"}
		for _, x := range p.Shares {
			in.Seen[x.ID] = x.Granted
		}
	}
	made, err := h.o.Create(ctx, h.now(h.validator), in)
	h.ok(err)
	h.ok(h.o.Send(ctx, h.now(h.buyer), made[0], 1))
	h.taken(made[0])
	return made[0]
}

func (h *house) taken(number string) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		o, err := db.Value[string](h.Context(), tx, `SELECT id FROM ordering_orders WHERE number = $1`, number)
		h.ok(err)
		return h.o.Taken(h.Context(), tx, o)
	}))
}

func (h *house) view(who access.Actor, number string) reception.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), number)
	h.ok(err)
	return v
}

// count is what a form says of the line of a reference.
func (h *house) count(number, ref string, came int64, fate ...reception.Fate) reception.Count {
	h.Helper()
	l := h.line(number, ref)
	c := reception.Count{Line: l.ID, Came: came, Seen: l.Version}
	if len(fate) > 0 {
		c.Fate = fate[0]
	}
	return c
}

func (h *house) line(number, ref string) reception.LineView {
	h.Helper()
	for _, l := range h.view(h.buyer, number).Lines {
		if l.Article.Reference == ref {
			return l
		}
	}
	h.Fatalf("no line of %s", ref)
	return reception.LineView{}
}

func (h *house) receives(who access.Actor, number string, in reception.Noted) int64 {
	h.Helper()
	n, err := h.s.Receive(h.Context(), h.now(who), number, in)
	h.ok(err)
	return n
}

// recount is a correction of one line.
func (h *house) recount(number, ref string, came int64, ended bool) reception.Recount {
	h.Helper()
	l := h.line(number, ref)
	return reception.Recount{Line: l.ID, Came: came, GivenUp: ended, Seen: l.Version}
}

// states are an order's state and how its lines have come in.
func (h *house) states(number string) string {
	h.Helper()
	v := h.view(h.buyer, number)
	out := string(v.State) + ":"
	for _, l := range v.Lines {
		out += fmt.Sprintf(" %s %d/%d", l.LineView.State, l.Received, l.Expected())
	}
	return out
}

// basket are a basket's state and what of its lines is there.
func (h *house) basket(who access.Actor, number int64) string {
	h.Helper()
	v, err := h.b.Show(h.Context(), h.now(who), number)
	h.ok(err)
	out := string(v.State) + ":"
	for _, l := range v.Lines {
		out += fmt.Sprintf(" %s %d/%d", l.State, l.Arrived, l.Granted)
	}
	return out
}

// is compares what there is with what there should be.
func (h *house) is(got, want string) {
	h.Helper()
	if got != want {
		h.Errorf("got  %s\nwant %s", got, want)
	}
}

func (h *house) mails(want ...string) {
	h.Helper()
	got, all := strings.Join(h.told, "; "), strings.Join(want, "; ")
	if got != all {
		h.Errorf("mails\ngot  %s\nwant %s", got, all)
	}
	h.told = nil
}

func (h *house) wants(err error, kind apperr.Kind, code string) {
	h.Helper()
	e, ok := apperr.As(err)
	switch {
	case !ok || e.Kind != kind:
		h.Errorf("got %v, want %v", err, kind)
	case kind == apperr.Invalid && (len(e.Fields) == 0 || !strings.HasPrefix(e.Fields[0].Name, code)):
		h.Errorf("got %v, want a fault of %s", e, code)
	case kind == apperr.Forbidden && (len(e.Reasons) == 0 || e.Reasons[0].Code != code):
		h.Errorf("got %v, want %s", e, code)
	}
}
