package figures_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/figures"
)

// office is two schools of one authority that order from two suppliers, at instants that the test chooses.
type office struct {
	*testing.T
	d          *dbtest.DB
	s          *figures.Service
	zone       *time.Location
	port, parc org.Organisation
	pont, quai org.Organisation // suppliers
	site       string           // of the first school
	markets    map[string]int64 // by supplier's id
	n          int
}

func newOffice(t *testing.T, d *dbtest.DB) *office {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	h := &office{T: t, d: d, zone: zone, markets: map[string]int64{}}
	h.ok(err)
	h.s = figures.New(d.DB, func() *time.Location { return zone })
	authority := h.org(org.Authority, "P.O. des Trois Rives", "")
	h.port, h.parc = h.org(org.School, "École du Port", authority.ID), h.org(org.School, "École du Parc", authority.ID)
	h.pont, h.quai = h.org(org.Supplier, "Papeterie du Pont", ""), h.org(org.Supplier, "Quai aux Livres", "")
	h.sells(h.pont, 5)
	h.sells(h.quai, 0)
	h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
		s, err := org.InsertSite(t.Context(), tx, org.Site{OrgID: h.port.ID, Name: "Bas"})
		h.site = s.ID
		return err
	}))
	h.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name, display_name, function, phone, lang, state, state_at,
		state_by, state_reason, created_at, sort_fold, search_fold, version) VALUES ('ada', 1, 'ada', 'ada', 'ada@preau.test', 'ada@preau.test', '', '', '', 'Ada', '', '', 'fr', 'active', 0, '', '', 0, '', '', 1)`)
	d.Clock.Set(h.at("2026-11-27 12:00"))
	return h
}

func (h *office) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *office) at(s string) time.Time {
	h.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, h.zone)
	h.ok(err)
	return at
}

func (h *office) org(kind org.Kind, name, parent string) (o org.Organisation) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.Context(), tx, org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Commune: "Namur"}})
		return err
	}))
	return o
}

func (h *office) exec(q string, args ...any) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	}))
}

func (h *office) sells(supplier org.Organisation, days int) {
	h.Helper()
	s := catalog.New(h.d.DB, func() *time.Location { return h.zone })
	who := access.Actor{ID: "c", Name: "Paule", Key: id.New(), At: h.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
	n, err := s.Create(h.Context(), who, catalog.Input{Title: "Marché de " + supplier.Name, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	h.markets[supplier.ID] = n
	h.exec(`UPDATE catalog_markets SET delivery_days = $1 WHERE number = $2`, days, n)
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		edition, err := article.NextEdition(h.Context(), tx)
		h.ok(err)
		var cats article.Categories
		cat, err := cats.ID(h.Context(), tx, []string{"Fournitures"})
		h.ok(err)
		var drafts []article.Draft
		for i := range 4 {
			drafts = append(drafts, article.Draft{Reference: fmt.Sprint("A", i), Data: article.Data{Category: cat, Title: "Article", Unit: "pièce", Pack: 1, Multiple: 1, VAT: 2100, Price: 10_000}})
		}
		h.ok(article.Put(h.Context(), tx, n, edition, drafts))
		return article.Show(h.Context(), tx, n, edition)
	}))
}

// said is an order as a test tells it: instants of the zone, empty where it did not happen.
type said struct {
	school, supplier                org.Organisation
	site, state                     string
	confirmed, made, sent, answered string
	came                            []string // receptions; one that begins with + corrects the one before it, with - brought nothing
	lines                           string   // a letter each: complete, short, awaited, gone; a capital one is claimed, a W claimed in error
	net                             int64
}

// order writes an order as the rooms would.
func (h *office) order(s said) {
	h.Helper()
	h.n++
	market := h.markets[s.supplier.ID]
	o := fmt.Sprint("order ", h.n)
	if s.made == "" {
		s.made = s.sent
	}
	var site, sent any
	if s.site != "" {
		site = s.site
	}
	if s.sent != "" {
		sent = h.at(s.sent)
	}
	h.exec(`INSERT INTO ordering_orders (id, number, org_id, site_id, head_id, market, supplier_id, state, label, free, delivery, delivery_vat, net, gross, created_by, created_name,
		created_at, sent_by, sent_name, sent_at, sent_to, deliver_to, reason, moved_by, moved_name, moved_at, version)
		VALUES ($1, $1, $2, $3, $2, $4, $5, $6, '', FALSE, 0, 0, $7, 0, '', '', $8, '', '', $9, '', '', '', '', '', $8, 1)`,
		o, s.school.ID, site, market, s.supplier.ID, s.state, s.net, h.at(s.made), sent)
	for i, c := range s.lines {
		l := fmt.Sprint(o, " line ", i)
		state := map[string]string{"c": "complete", "s": "short", "a": "awaited", "w": "complete", "g": "awaited"}[strings.ToLower(string(c))]
		var agreed any
		if c == 'g' {
			agreed = 0
		}
		h.exec(`INSERT INTO ordering_order_lines (id, order_id, position, article, edition, quantity, state, agreed)
			SELECT $1, $2, $3, v.article, v.from_edition, 1, $4, $5 FROM catalog_versions v JOIN catalog_articles a ON a.number = v.article WHERE a.market = $6 AND a.reference = $7`,
			l, o, i, state, agreed, market, fmt.Sprint("A", i))
		if c >= 'A' && c <= 'Z' {
			claim := "open"
			if c == 'W' {
				claim = "withdrawn"
			}
			h.exec(`INSERT INTO ordering_claims (id, number, order_id, line_id, fault, quantity, text, state, offer, opened_by, opened_name, opened_at, moved_at, version)
				VALUES ($1, (SELECT count(*) FROM ordering_claims), $2, $1, 'other', 1, '', $3, '', '', '', 0, 0, 1)`, l, o, claim)
		}
	}
	if s.confirmed != "" {
		h.exec(`INSERT INTO ordering_baskets (id, number, org_id, account_id, owner_name, title, remark, label, state, opened_at, confirmed_at, moved_at, version)
			VALUES ($1, $2, $3, 'ada', '', '', '', '', 'ordered', 0, $4, 0, 1)`, o, h.n, s.school.ID, h.at(s.confirmed))
		h.exec(`INSERT INTO ordering_basket_lines (id, basket_id, article, edition, market, asked, granted, state, reason, moved_by, moved_name, moved_at, order_line_id, added_at)
			SELECT $1, $1, article, edition, $2, 1, 1, 'ordered', '', '', '', 0, id, 0 FROM ordering_order_lines WHERE order_id = $1 AND position = 0`, o, market)
	}
	if s.answered != "" {
		for i, act := range []string{"send", "acknowledge", "ship"} {
			h.exec(`INSERT INTO history_lines (id, object_kind, object_id, act, from_state, to_state, account_id, name, data, done_at) VALUES ($1, 'ordering.order', $2, $3, '', '', '', '', '{}', $4)`,
				fmt.Sprint(o, i), o, "ordering.order."+act, h.at(s.answered).Add(time.Duration(i-1)*time.Hour))
		}
	}
	for i, came := range s.came {
		r, first, brought := fmt.Sprint(o, " reception ", i+1), strings.TrimLeft(came, "+-"), 1
		var corrects any
		if came[0] == '+' {
			corrects, first = i, strings.TrimLeft(s.came[i-1], "+-")
		}
		if came[0] == '-' {
			brought = 0
		}
		h.exec(`INSERT INTO ordering_receptions (id, order_id, n, corrects, first_at, found, reason, received_by, received_name, at) VALUES ($1, $2, $3, $4, $5, 'sent', '', '', '', $6)`,
			r, o, i+1, corrects, h.at(first), h.at(strings.TrimLeft(came, "+-")))
		h.exec(`INSERT INTO ordering_reception_lines (reception_id, line_id, conform, excess, fate, ended, reason, at) VALUES ($1, $2, $3, 0, '', FALSE, '', 0)`, r, o+" line 0", brought)
	}
}

func (h *office) who(role access.RoleKey, at org.Organisation, limits ...access.Limit) access.Actor {
	return access.Actor{ID: "x", Name: "Xavier", At: h.d.Clock.Now(), Grants: []access.Grant{{Role: role, Place: access.Place{Kind: access.Organisation, ID: at.ID}, Limited: len(limits) > 0, Limits: limits}}}
}

func (h *office) central() access.Actor {
	return access.Actor{ID: "c", Name: "Paule", Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
}

func (h *office) show(who access.Actor, f figures.Filter) figures.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), who, f)
	h.ok(err)
	return v
}

func (h *office) is(got, want any) {
	h.Helper()
	if !reflect.DeepEqual(got, want) {
		h.Errorf("got  %v\nwant %v", got, want)
	}
}

// bought are the months in which something was ordered, in short.
func bought(v figures.View) string {
	var out []string
	for _, m := range v.Months {
		if m.Orders > 0 {
			out = append(out, fmt.Sprintf("%s %d %s", m.From.Format("2006-01"), m.Orders, amount(m.Use)))
		}
	}
	return strings.Join(out, ", ")
}

func schools(v figures.View) string {
	var out []string
	for _, s := range v.Schools {
		out = append(out, fmt.Sprintf("%s %d %s", s.Name, s.Orders, amount(s.Use)))
	}
	return strings.Join(out, ", ")
}

func amount(u figures.Use) string {
	if !u.Priced {
		return "?"
	}
	return fmt.Sprint(int64(u.Net))
}

// What is bought by month and by establishment, for whom: months are those of the zone, what was given up is not counted, and no one sees
// more than their places.
func TestUse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R292")
		h := newOffice(t, d)
		h.order(said{school: h.port, supplier: h.pont, state: "sent", sent: "2026-11-01 00:30", net: 10_000, lines: "a"}) // still October in UTC
		h.order(said{school: h.port, supplier: h.quai, state: "closed", sent: "2026-10-31 23:30", net: 2_000, lines: "s", site: h.site})
		h.order(said{school: h.parc, supplier: h.pont, state: "received", sent: "2025-12-01 00:00", net: 400, lines: "c"})
		h.order(said{school: h.parc, supplier: h.pont, state: "received", sent: "2025-11-30 23:59", net: 7, lines: "c"}) // a day too early
		for _, s := range []string{"created", "to_resend", "refused", "cancelled"} {
			sent := "2026-11-02 10:00"
			if s == "created" {
				sent = ""
			}
			h.order(said{school: h.port, supplier: h.pont, state: s, made: "2026-11-02 09:00", sent: sent, net: 1 << 40, lines: "a"})
		}
		all := h.show(h.central(), figures.Filter{})
		h.is(bought(all), "2025-12 1 400, 2026-10 1 2000, 2026-11 1 10000")
		h.is(schools(all), "École du Port 2 12000, École du Parc 1 400")
		h.is([]any{len(all.Months), all.All, len(all.Markets)}, []any{12, int64(2), 2})
		h.is(bought(h.show(h.central(), figures.Filter{Year: 2025})), "2025-11 1 7, 2025-12 1 400")
		h.is(bought(h.show(h.central(), figures.Filter{Market: h.markets[h.quai.ID]})), "2026-10 1 2000")
		h.is(bought(h.show(h.central(), figures.Filter{Org: h.parc.Ref})), "2025-12 1 400")

		authority := org.Organisation{ID: h.port.ParentID}
		for _, x := range []struct {
			who  access.Actor
			want string
		}{
			{h.who(ordering.Buyer, h.port), "École du Port 2 12000"},
			{h.who(ordering.Validator, h.parc), "École du Parc 1 400"},
			{h.who(ordering.Validator, h.port, access.Limit{Kind: access.Site, Ref: "another"}), "École du Port 1 10000"}, // what goes to no site in particular
			{h.who(ordering.Manager, h.port), "École du Port 2 ?"},
			{h.who(ordering.Superbuyer, authority), "École du Port 2 12000, École du Parc 1 400"},
			{h.who(ordering.President, authority), "École du Port 2 12000, École du Parc 1 400"},
			{h.who(ordering.Reference, h.parc), "École du Parc 1 400"},
		} {
			h.is(schools(h.show(x.who, figures.Filter{})), x.want)
		}
		both := h.who(ordering.Manager, h.port)
		both.Grants = append(both.Grants, h.who(ordering.Buyer, h.parc).Grants...)
		v := h.show(both, figures.Filter{})
		h.is(schools(v), "École du Parc 1 400, École du Port 2 ?")
		if o, _ := v.Acts.Of(figures.SeeAmounts); len(o.Reasons) != 1 || len(o.Reasons[0].Lifters) == 0 {
			t.Errorf("amounts that are missing say %+v", o)
		}
		h.is(schools(h.show(h.who(ordering.Buyer, h.parc), figures.Filter{Org: h.port.Ref})), "") // a neighbour's
	})
}

// Who may look at which figures, and the reason of who may not: it names who gives the role.
func TestReaders(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R292")
		h := newOffice(t, d)
		for _, role := range []access.RoleKey{ordering.Requester, ordering.Receiver} {
			_, err := h.s.Show(t.Context(), h.who(role, h.port), figures.Filter{})
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Forbidden || len(e.Reasons) != 1 || e.Reasons[0].Code != figures.CodeNotReader || len(e.Reasons[0].Lifters) == 0 {
				t.Errorf("%s: %v", role, err)
			}
		}
		if _, err := h.s.Show(t.Context(), access.Actor{ID: "x"}, figures.Filter{}); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		if _, err := h.s.Show(t.Context(), access.Actor{}, figures.Filter{}); !apperr.Is(err, apperr.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
		for role, want := range map[access.RoleKey]string{
			ordering.Validator: "amounts suppliers", ordering.Buyer: "amounts suppliers", ordering.Manager: "suppliers waits", ordering.Superbuyer: "amounts suppliers waits",
			ordering.President: "amounts suppliers waits",
		} {
			who := h.who(role, h.port)
			v, got := h.show(who, figures.Filter{}), []string{}
			for _, x := range []struct {
				do   figures.Act
				name string
			}{{figures.SeeAmounts, "amounts"}, {figures.SeeSuppliers, "suppliers"}, {figures.SeeWaits, "waits"}} {
				if v.Acts.May(x.do) {
					got = append(got, x.name)
				} else if o, _ := v.Acts.Of(x.do); len(o.Reasons) != 1 || len(o.Reasons[0].Lifters) == 0 {
					t.Errorf("%s, %s: %+v", role, x.do, o)
				}
			}
			h.is(strings.Join(got, " "), want)
			if (len(v.Steps) > 0) != v.Acts.May(figures.SeeWaits) {
				t.Errorf("%s: %d steps", role, len(v.Steps))
			}
			if _, err := h.s.Steps(t.Context(), who, figures.Filter{}); apperr.Is(err, apperr.Forbidden) == v.Acts.May(figures.SeeWaits) {
				t.Errorf("%s: the file of waits: %v", role, err)
			}
		}
	})
}

// How long suppliers take, in working days of the zone, and how much of it is as it should be; by hand.
func TestSpans(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R292")
		h := newOffice(t, d)
		// Friday to Monday is one working day; the second delivery, on Wednesday, is the third.
		h.order(said{
			school: h.port, supplier: h.pont, state: "received", confirmed: "2026-10-05 09:00", made: "2026-10-06 09:00", sent: "2026-10-09 10:00", answered: "2026-10-12 08:00",
			came: []string{"2026-10-12 09:00", "2026-10-14 09:00"}, lines: "cCg",
		})
		// Over the change to winter time, on 25 October: sent on Friday at half past midnight, there on Friday a week later, which is five days; noted
		// empty first, then wrongly and corrected, which counts for when it came.
		h.order(said{
			school: h.port, supplier: h.pont, state: "received", confirmed: "2026-10-21 09:00", made: "2026-10-21 10:00", sent: "2026-10-23 00:30",
			came: []string{"-2026-10-26 09:00", "2026-10-30 23:30", "+2026-11-12 09:00"}, lines: "cW",
		})
		// Within a weekend: none. The rest was given up.
		h.order(said{school: h.parc, supplier: h.pont, state: "closed", made: "2026-11-06 10:00", sent: "2026-11-07 10:00", answered: "2026-11-07 12:00", came: []string{"2026-11-08 10:00"}, lines: "csg"})
		// Eight days, of a market without a delivery time.
		h.order(said{school: h.parc, supplier: h.quai, state: "part_received", sent: "2026-11-02 10:00", came: []string{"2026-11-12 10:00"}, lines: "sAa"})
		h.order(said{school: h.parc, supplier: h.quai, state: "sent", sent: "2026-11-03 10:00", lines: "a"})

		v := h.show(h.central(), figures.Filter{})
		var got []string
		for _, s := range v.Suppliers {
			got = append(got, fmt.Sprintf("%s: first %v whole %v of %d–%d, %d/%d in time, %d lines: %d %d %d", s.Name, s.First, s.Whole, s.Least, s.Most, s.InTime, s.Due, s.Lines, s.Conform, s.Short, s.Claimed))
		}
		h.is(got, []string{
			"Papeterie du Pont: first {3 1 5} whole {2 3 5} of 5–5, 2/2 in time, 6 lines: 4 1 1",
			"Quai aux Livres: first {1 8 8} whole {0 0 0} of 0–0, 0/0 in time, 2 lines: 0 1 1",
		})
		h.is(v.Steps, []figures.Step{
			{Stage: figures.Validating, Spread: figures.Spread{Times: 2, Median: 0, Most: 1}},
			{Stage: figures.Sending, Spread: figures.Spread{Times: 5, Median: 0, Most: 3}},
			{Stage: figures.Answering, Spread: figures.Spread{Times: 2, Median: 0, Most: 1}},
			{Stage: figures.Delivering, Spread: figures.Spread{Times: 4, Median: 0, Most: 8}},
			{Stage: figures.Completing, Spread: figures.Spread{Times: 2, Median: 0, Most: 2}},
		})
		h.exec(`UPDATE catalog_markets SET delivery_days = 4 WHERE number = $1`, h.markets[h.pont.ID])
		if s := h.show(h.central(), figures.Filter{}).Suppliers[0]; s.InTime != 1 || s.Due != 2 {
			t.Errorf("of four days: %+v", s)
		}
		suppliers, err := h.s.Suppliers(t.Context(), h.who(ordering.Buyer, h.parc), figures.Filter{})
		h.ok(err)
		h.is([]any{suppliers[0].Name, suppliers[0].First.Times, len(suppliers)}, []any{"Quai aux Livres", int64(1), 2}) // what one's own school ordered, and no more
	})
}
