package claim_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/claim/msg"
	orderingmsg "preau/internal/ordering/msg"
	"preau/internal/ordering/notice"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// house is a school with its people and its supplier, and the rooms from the basket to the claim.
type house struct {
	*testing.T
	d                               *dbtest.DB
	mail                            *notify.Service
	baskets                         *basket.Service
	orders                          *order.Service
	supply                          *supply.Service
	claims                          *claim.Service
	receptions                      *reception.Service
	school, supplier                org.Organisation
	ada, validator, buyer, receiver access.Actor
	central, stranger               access.Actor
	links                           map[string]string // the newest secret by the order's number
}

func furnish(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), notifymsg.Source(), orderingmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, d: d, links: map[string]string{}}
	quiet := slog.New(slog.DiscardHandler)
	queue := jobs.New(d.DB, d.Clock, quiet)
	var kinds []notify.Kind
	for _, k := range [][]notify.Kind{basket.Kinds(), notice.Kinds(), supply.Kinds(), claim.Kinds()} {
		kinds = append(kinds, k...)
	}
	h.mail = notify.New(d.DB, queue, d.Clock, mail.NewMemory(), notify.Options{
		BaseURL: "https://preau.example", Catalogue: cat, Log: quiet, EverSignedIn: func(context.Context, *db.Tx, string) (bool, error) { return true, nil },
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Plateforme de commandes", From: "ne-pas-repondre@preau.example", Zone: time.UTC}, nil
		},
	}, []byte("a key of the tests"), kinds...)
	utc := func() *time.Location { return time.UTC }
	people := basket.Mailer{Mail: h.mail, Reached: func(ctx context.Context, tx *db.Tx, _ string, role access.RoleKey, orgID, _ string) ([]access.Holder, bool, error) {
		to, err := access.Holders(ctx, tx, role, access.Place{Kind: access.Organisation, ID: orgID})
		return to, false, err
	}}
	tell := notice.Mailer{Mail: h.mail, Baskets: people}
	h.baskets = basket.New(basket.Options{
		DB: d.DB, Rules: ordering.New(d.DB, catalog.New(d.DB, utc), nil), Tell: people.Confirmed,
	})
	h.orders = order.New(order.Options{DB: d.DB, Zone: utc, Tell: order.Tell{
		Created: tell.Created, Cancelled: tell.Cancelled, GivenBack: tell.GivenBack, Sent: tell.Sent,
		Dispatch: func(context.Context, *db.Tx, order.Order, int64) error { return nil }, // the supplier's server has it at once: see ordered
	}})
	h.supply = supply.New(supply.Options{
		DB: d.DB, Mail: h.mail, Orders: h.orders, Baskets: people, Zone: utc, AnswerDays: func(context.Context) (int, error) { return 5, nil },
		Cancellation: func(context.Context, *db.Tx, order.Order) (string, error) { return "", nil },
		NotComing: func(context.Context, *db.Tx, order.Order, map[string]basket.Case, func(basket.Line) bool) error {
			return nil
		},
	})
	h.claims = claim.New(claim.Options{DB: d.DB, Zone: utc, AnswerDays: func(context.Context) (int, error) { return 5, nil }, Mail: h.mail, Baskets: people, Files: document.New(document.Options{DB: d.DB, Jobs: queue, Store: blobtest.Folder(t)})})
	h.receptions = reception.New(reception.Options{DB: d.DB, Tell: reception.Tell{
		Arrived: func(context.Context, *db.Tx, access.Actor, reception.Arrived) error { return nil },
	}})
	h.people()
	return h
}

func (h *house) people() {
	h.Helper()
	h.supplier, h.school = h.org(org.Supplier, "Papeterie du Pont"), h.org(org.School, "École du Port")
	h.exec(`UPDATE org_organisations SET email = 'commandes@pont.test', phone = '+3281000000'`)
	h.sells()
	at := access.Place{Kind: access.Organisation, ID: h.school.ID}
	h.ada = h.gives(h.person("Ada Tremblay"), ordering.Requester, at, access.Limit{Kind: access.Market, Ref: h.value(`SELECT id FROM catalog_markets`)})
	h.validator, h.buyer = h.gives(h.person("Véra Molitor"), ordering.Validator, at), h.gives(h.person("Carl Huygens"), ordering.Buyer, at)
	h.receiver, h.stranger = h.gives(h.person("Rita Sow"), ordering.Receiver, at), h.person("Otto Nemo")
	h.central = h.gives(h.person("Cora Centrale"), catalog.Central, access.Everywhere)
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

func (h *house) org(kind org.Kind, name string) (o org.Organisation) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.Context(), tx, org.Organisation{Kind: kind, Country: "BE", Name: name, Place: org.Place{Commune: "Namur"}})
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

func (h *house) gives(a access.Actor, role access.RoleKey, at access.Place, limits ...access.Limit) access.Actor {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: at, Limits: limits})
		return err
	}))
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	}))
	return a
}

// now is a person with a form of their own.
func (h *house) now(a access.Actor) access.Actor {
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

// sells shows a market of two articles.
func (h *house) sells() {
	h.Helper()
	s := catalog.New(h.d.DB, func() *time.Location { return time.UTC })
	who := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	market, err := s.Create(h.Context(), who, catalog.Input{Title: "Écriture", SupplierRef: h.supplier.Ref, Reference: "EC-1", StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	who.Key = id.New()
	h.ok(s.AddAdherent(h.Context(), who, market, catalog.AdherentInput{OrgRef: h.school.Ref, StartsOn: "2020-01-01"}))
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		ctx := h.Context()
		edition, err := article.NextEdition(ctx, tx)
		h.ok(err)
		var cats article.Categories
		c, err := cats.ID(ctx, tx, []string{"Fournitures"})
		h.ok(err)
		draft := func(ref string, price int64) article.Draft {
			return article.Draft{Reference: ref, Data: article.Data{Category: c, Title: "Article " + ref, Unit: "pièce", Pack: 1, Multiple: 1, VAT: 2100, Price: price}}
		}
		h.ok(article.Put(ctx, tx, market, edition, []article.Draft{draft("pen", 4_150), draft("paper", 43_333)}))
		return article.Show(ctx, tx, market, edition)
	}))
}

// ordered is an order of Ada's that the supplier has: some pens and some reams, of two baskets.
func (h *house) ordered() string {
	h.Helper()
	ctx := h.Context()
	var keys []order.Key
	for range 2 {
		n := int64(0)
		for _, ref := range []string{"pen", "paper"} {
			var article int64
			h.ok(h.d.View(ctx, func(tx *db.Tx) (err error) {
				article, err = db.Value[int64](ctx, tx, `SELECT number FROM catalog_articles WHERE reference = $1`, ref)
				return err
			}))
			var err error
			n, err = h.baskets.Add(ctx, h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: article, Quantity: 3})
			h.ok(err)
		}
		v, err := h.baskets.Show(ctx, h.now(h.ada), n)
		h.ok(err)
		_, err = h.baskets.Confirm(ctx, h.now(h.ada), n, basket.Confirming{Version: v.Version})
		h.ok(err)
		keys = append(keys, order.Key{Basket: n, Supplier: h.supplier.Ref})
	}
	plan, _, err := h.orders.Plans(ctx, h.now(h.validator), keys)
	h.ok(err)
	in := order.Creating{Keys: keys, Mode: order.Together, Seen: map[string]int64{}}
	for _, x := range plan.Parcels[0].Shares {
		in.Seen[x.ID] = x.Granted
	}
	made, err := h.orders.Create(ctx, h.now(h.validator), in)
	h.ok(err)
	v, err := h.orders.Show(ctx, h.now(h.buyer), made[0])
	h.ok(err)
	h.ok(h.orders.Send(ctx, h.now(h.buyer), made[0], v.Version))
	h.ok(h.d.InTx(ctx, func(tx *db.Tx) error {
		l, err := supply.Issue(ctx, tx, h.mail.Links(), order.Order{ID: v.ID, Number: v.Number, SentTo: "commandes@pont.test"})
		h.ok(err)
		h.links[v.Number] = strings.TrimPrefix(order.LinkPath(h.mail.Links(), l), order.SupplierPath+"/")
		return h.orders.Taken(ctx, tx, v.ID)
	}))
	return made[0]
}
