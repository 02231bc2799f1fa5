package basket_test

import (
	"context"
	"slices"
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
)

// house is a school of an authority with two markets: pens, which Ada was given, and paper, which she was not.
type house struct {
	*testing.T
	d                           *dbtest.DB
	c                           *catalog.Service
	s                           *basket.Service
	authority, school, sister   org.Organisation
	pens, paper                 int64
	market                      map[int64]string // ids, by number
	ada, validator, colleague   access.Actor
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
	h.s = basket.New(basket.Options{
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
		Reminded: func(context.Context, *db.Tx, basket.Case) error { return nil },
		Handed:   func(context.Context, *db.Tx, access.Actor, []basket.Basket) error { return nil },
	})
	supplier := h.org(org.Supplier, "Papeterie du Pont", "")
	h.authority = h.org(org.Authority, "P.O. des Trois Rives", "")
	h.school, h.sister = h.org(org.School, "École du Port", h.authority.ID), h.org(org.School, "École du Parc", h.authority.ID)
	h.pens, h.paper = h.marketOf("Écriture", supplier), h.marketOf("Papier", supplier)
	h.lines(h.pens, "pen 0.4150 1", "eraser 1.2000 5", "closed - 1")
	h.lines(h.paper, "sheets 4.3333 1")
	h.pen, h.eraser, h.sheets, h.closed = h.number("pen"), h.number("eraser"), h.number("sheets"), h.number("closed")
	h.ada = h.gives(h.person("Ada Tremblay"), ordering.Requester, h.school, h.pens)
	h.colleague = h.gives(h.person("Ben Ortiz"), ordering.Requester, h.school, h.pens, h.paper)
	h.validator = h.gives(h.person("Véra Molitor"), ordering.Validator, h.school)
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
		n, err := h.s.Add(h.Context(), h.now(who), basket.Adding{OrgRef: h.school.Ref, Basket: basketNumber, Article: of[i], Quantity: of[i+1]})
		h.ok(err)
		basketNumber = n
	}
	return basketNumber
}

func (h *house) show(who access.Actor, number int64) basket.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), number)
	h.ok(err)
	return v
}

// is says what the basket is: its state, then each line's article, quantity and state.
func (h *house) is(number int64, want string) {
	h.Helper()
	v := h.show(h.owner(number), number)
	parts := []string{string(v.State)}
	for _, l := range v.Lines {
		parts = append(parts, strings.TrimPrefix(l.Now.Title, "Article ")+" "+string(rune('0'+l.Granted%10))+" "+string(l.State))
	}
	if got := strings.Join(parts, ", "); got != want {
		h.Errorf("basket %d is %q, want %q", number, got, want)
	}
}

// owner is whose basket it is.
func (h *house) owner(number int64) access.Actor {
	h.Helper()
	var account string
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		account, err = db.Value[string](ctx, tx, `SELECT account_id FROM ordering_baskets WHERE number = $1`, number)
		return err
	})
	all := []access.Actor{h.ada, h.colleague, h.validator}
	return all[slices.IndexFunc(all, func(a access.Actor) bool { return a.ID == account })]
}

func (h *house) confirm(who access.Actor, number int64) basket.State {
	h.Helper()
	s, err := h.s.Confirm(h.Context(), h.now(who), number, basket.Confirming{Version: h.show(who, number).Version})
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
