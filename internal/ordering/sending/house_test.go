package sending_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	pdfmsg "preau/internal/kit/pdf/msg"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	orderingmsg "preau/internal/ordering/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/sending/msg"
)

// node is the program as far as orders go out, on a database.
type node struct {
	*testing.T
	d       *dbtest.DB
	queue   *jobs.Queue
	mail    *notify.Service
	orders  *order.Service
	baskets *basket.Service
	s       *sending.Service
	told    []string // of the demandeurs
	links   int      // that were made for suppliers
	stops   []string // addresses that were told not to deliver
	late    []string // orders of which their sender was told that they went out though they were cancelled
}

func open(t *testing.T, d *dbtest.DB, tr mail.Transport) *node {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), pdfmsg.Source(), notifymsg.Source(), orderingmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	n := &node{T: t, d: d}
	quiet := slog.New(slog.DiscardHandler) // faults are provoked here
	n.queue = jobs.New(d.DB, d.Clock, quiet)
	n.mail = notify.New(d.DB, n.queue, d.Clock, tr, notify.Options{
		BaseURL: "https://preau.example", Catalogue: cat, Log: quiet,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Plateforme de commandes", From: "ne-pas-repondre@preau.example", FromName: "Préau", ReplyTo: "aide@preau.example", Zone: zone}, nil
		},
		Attach: func(ctx context.Context, ref string) (mail.Attachment, error) { return n.s.Attach(ctx, ref) },
	}, []byte("a key of the tests"), sending.Kinds()...)
	nothing := order.Tell{
		Created: func(context.Context, *db.Tx, access.Actor, order.Order, bool) error { return nil },
		Cancelled: func(context.Context, *db.Tx, access.Actor, order.Order, map[string]basket.Case, string) error {
			return nil
		},
		GivenBack: func(context.Context, *db.Tx, access.Actor, order.Order, string) error { return nil },
		Bounced:   func(context.Context, *db.Tx, order.Order) error { return nil },
		Stop: func(_ context.Context, _ *db.Tx, _ order.Order, addresses []string) error {
			n.stops = append(n.stops, addresses...)
			return nil
		},
		Late: func(_ context.Context, _ *db.Tx, o order.Order, _ bool) error {
			n.late = append(n.late, o.Number)
			return nil
		},
		Sent: func(_ context.Context, _ *db.Tx, _ access.Actor, o order.Order, _ map[string]basket.Case) error {
			n.told = append(n.told, o.Number)
			return nil
		},
		Dispatch: func(ctx context.Context, tx *db.Tx, o order.Order, again int64) error {
			return n.s.Dispatch(ctx, tx, o, again)
		},
	}
	n.orders = order.New(order.Options{DB: d.DB, Zone: func() *time.Location { return zone }, Tell: nothing})
	n.baskets = basket.New(basket.Options{
		DB: d.DB, Rules: ordering.New(d.DB, catalog.New(d.DB, func() *time.Location { return zone }), nil),
		Tell: func(context.Context, *db.Tx, access.Actor, basket.Basket) error { return nil },
	})
	n.s = sending.New(sending.Options{
		DB: d.DB, Mail: n.mail, Orders: n.orders, Speak: func(lang i18n.Lang) *i18n.T { return cat.For(lang, zone) },
		Settings: func(context.Context) (instance.Settings, error) {
			return instance.Settings{Amounts: instance.HTVA, OperatorLine: "Centrale d'achats des écoles"}, nil
		},
		Link: func(context.Context, *db.Tx, order.Order) (string, error) { n.links++; return "link", nil },
	})
	return n
}

// house is a node with a school, its people, and an order of two articles that waits for its acheteur.
type house struct {
	*node
	authority, school, supplier org.Organisation
	ada, validator, buyer       access.Actor
	receiver, stranger          access.Actor
	market                      int64
	number                      string // of the order
}

func furnish(n *node) *house {
	h := &house{node: n}
	h.supplier, h.authority = h.org(org.Supplier, "Papeterie du Pont", ""), h.org(org.Authority, "P.O. des Trois Rives", "")
	h.school = h.org(org.School, "École du Port", h.authority.ID)
	h.exec(`UPDATE org_organisations SET email = 'commandes@pont.test' WHERE id = $1`, h.supplier.ID)
	h.exec(`UPDATE org_organisations SET phone = '+3281000000', address = 'Quai 3', postal_code = '5000' WHERE id = $1`, h.school.ID)
	h.sells()
	h.ada = h.gives(h.person("Ada Tremblay"), ordering.Requester, access.Limit{Kind: access.Market, Ref: h.value(`SELECT id FROM catalog_markets`)})
	h.validator, h.buyer = h.gives(h.person("Véra Molitor"), ordering.Validator), h.gives(h.person("Carl Huygens"), ordering.Buyer)
	h.receiver, h.stranger = h.gives(h.person("Rita Sow"), ordering.Receiver), h.person("Otto Nemo")
	h.number = h.ordered()
	return h
}

func (n *node) ok(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

func (n *node) exec(q string, args ...any) {
	n.Helper()
	n.ok(n.d.InTx(n.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(n.Context(), q, args...)
		return err
	}))
}

func (n *node) value(q string, args ...any) (v string) {
	n.Helper()
	n.ok(n.d.View(n.Context(), func(tx *db.Tx) (err error) {
		v, err = db.Value[string](n.Context(), tx, q, args...)
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

func (h *house) person(name string) access.Actor {
	h.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	user := strings.ReplaceAll(registers.Fold(name), " ", ".")
	h.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
		a.ID, user, user+"@preau.test", name)
	return a
}

func (h *house) gives(a access.Actor, role access.RoleKey, limits ...access.Limit) access.Actor {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: access.Place{Kind: access.Organisation, ID: h.school.ID}, Limits: limits})
		return err
	}))
	return a
}

// now is a person as their next request finds them.
func (h *house) now(a access.Actor) access.Actor {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	}))
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

// sells shows a market of two articles.
func (h *house) sells() {
	h.Helper()
	s := catalog.New(h.d.DB, func() *time.Location { return time.UTC })
	central := func() access.Actor {
		return access.Actor{ID: "c", Name: "Paule", Key: id.New(), Act: "POST /test", Body: "x", At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	}
	var err error
	h.market, err = s.Create(h.Context(), central(), catalog.Input{Title: "Écriture", SupplierRef: h.supplier.Ref, Reference: "EC-1", StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	h.ok(s.AddAdherent(h.Context(), central(), h.market, catalog.AdherentInput{OrgRef: h.authority.Ref, StartsOn: "2020-01-01"}))
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		ctx := h.Context()
		edition, err := article.NextEdition(ctx, tx)
		h.ok(err)
		var cats article.Categories
		cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
		h.ok(err)
		draft := func(ref, unit string, price int64) article.Draft {
			return article.Draft{Reference: ref, Data: article.Data{Category: cat, Title: "Article " + ref, Unit: unit, Pack: 1, Multiple: 1, VAT: 2100, Price: price}}
		}
		h.ok(article.Put(ctx, tx, h.market, edition, []article.Draft{draft("pen", "pièce", 4_150), draft("paper", "rame", 43_333)}))
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

// ordered is an order of Ada's: 7 pens and 3 reams.
func (h *house) ordered() string {
	h.Helper()
	ctx := h.Context()
	n, err := h.baskets.Add(ctx, h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.article("pen"), Quantity: 7})
	h.ok(err)
	_, err = h.baskets.Add(ctx, h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: h.article("paper"), Quantity: 3})
	h.ok(err)
	v, err := h.baskets.Show(ctx, h.now(h.ada), n)
	h.ok(err)
	_, err = h.baskets.Confirm(ctx, h.now(h.ada), n, basket.Confirming{Version: v.Version})
	h.ok(err)
	keys := []order.Key{{Basket: n, Supplier: h.supplier.Ref}}
	plan, _, err := h.orders.Plans(ctx, h.now(h.validator), keys)
	h.ok(err)
	in := order.Creating{Keys: keys, Mode: order.Together, Seen: map[string]int64{}, Labels: map[string]order.Wording{}}
	for _, p := range plan.Parcels {
		in.Labels[p.Key] = order.Wording{Label: "3e B"}
		for _, x := range p.Shares {
			in.Seen[x.ID] = x.Granted
		}
	}
	made, err := h.orders.Create(ctx, h.now(h.validator), in)
	h.ok(err)
	return made[0]
}

func (h *house) order() order.View {
	h.Helper()
	v, err := h.orders.Show(h.Context(), h.now(h.buyer), h.number)
	h.ok(err)
	return v
}

func (h *house) send() {
	h.Helper()
	h.ok(h.orders.Send(h.Context(), h.now(h.buyer), h.number, h.order().Version))
}

func (h *house) resend() {
	h.Helper()
	h.ok(h.orders.Resend(h.Context(), h.now(h.buyer), h.number, h.order().Version))
}

// drain runs what is due.
func (n *node) drain() {
	n.Helper()
	_, err := n.queue.Drain(n.Context())
	n.ok(err)
}

func (h *house) in(want order.State) {
	h.Helper()
	if o := h.order(); o.State != want {
		h.Errorf("the order is %s (%s), want %s", o.State, o.Reason, want)
	}
}

// mails are the rows of the outbox for suppliers, by state.
func (n *node) mails() string {
	n.Helper()
	var all []string
	n.ok(n.d.View(n.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All(n.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT state FROM notify_mails WHERE kind = 'ordering.order_supplier' ORDER BY queued_at, id`)
		return err
	}))
	return strings.Join(all, " ")
}
