package why_test

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// shop is what is bought: articles of markets, baskets and orders of schools, and updates of catalogues.
type shop struct {
	suppliers []org.Organisation
	articles  []articleOf
	baskets   []*basketOf
	orders    []*orderOf
	delivered []deliveredOf
	updates   []updateOf
}

type articleOf struct{ number, market, edition int64 }

type basketOf struct {
	id            string
	number        int64
	school, owner string
	state         string
	supplier      string // of its lines, by reference
}

type orderOf struct{ id, number, school, supplier, creator, owner, state string }

type updateOf struct {
	number, market int64
	state          string
}

// fillShop makes articles in all markets, some of which are special, begin later, are over, or deliver elsewhere; and who keeps duties apart.
func (w *world) fillShop(ctx context.Context, tx *db.Tx) error {
	address := ""
	for i := range 4 {
		if i%2 == 1 {
			address = fmt.Sprintf("commandes%d@fournisseur.test", i)
		}
		s, err := org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: fmt.Sprint("Fournisseur ", i), Email: address, Place: org.Place{Commune: "Namur"}})
		if err != nil {
			return err
		}
		w.suppliers = append(w.suppliers, s)
	}
	for i, n := range w.markets {
		if _, err := tx.Exec(ctx, `UPDATE catalog_markets SET supplier_id = $1 WHERE number = $2`, w.suppliers[i%4].ID, n); err != nil {
			return err
		}
		if err := w.shelf(ctx, tx, n); err != nil {
			return err
		}
	}
	for i, change := range []string{"special = TRUE, special_text = 'Appelez.'", "area = '75000-75999'", "starts_on = '2027-06-01'", "ends_on = '2026-06-01'"} {
		if _, err := tx.Exec(ctx, `UPDATE catalog_markets SET state = 'live', `+change+` WHERE number = $1`, w.markets[12+i]); err != nil {
			return err
		}
		for _, o := range w.schools {
			if err := row(ctx, tx, "catalog_adherents", "id", id.New(), "market_id", w.goods[12+i], "org_id", o.ID, "starts_on", "2026-01-01", "ends_on", ""); err != nil {
				return err
			}
		}
	}
	for i, o := range w.schools {
		if _, err := tx.Exec(ctx, `UPDATE org_organisations SET postal_code = '5000', phone = $1 WHERE id = $2`, map[bool]string{true: "+3281000000"}[i%3 > 0], o.ID); err != nil {
			return err
		}
	}
	for _, o := range append(slices.Clone(w.heads[:2]), w.schools[12]) {
		if err := row(ctx, tx, "ordering_duties", "org_id", o.ID, "strict", true, "set_by", "", "set_name", "Personne 6", "set_at", w.around(-20, -1), "version", 1); err != nil {
			return err
		}
	}
	return nil
}

// shelf has a market show four articles: one to be had, one by a procedure, one without a price, one withdrawn.
func (w *world) shelf(ctx context.Context, tx *db.Tx, market int64) error {
	edition, err := article.NextEdition(ctx, tx)
	if err != nil {
		return err
	}
	var cats article.Categories
	cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
	if err != nil {
		return err
	}
	drafts := make([]article.Draft, 5)
	for i := range drafts {
		drafts[i] = article.Draft{Reference: fmt.Sprintf("%d.%d", market, i), Data: article.Data{Category: cat, Title: "Article", Unit: "pièce", Pack: 1, Multiple: 1, Price: 1_0000, VAT: 2100}}
	}
	drafts[2].Special, drafts[3].Price, drafts[4].Withdrawn = true, article.NoPrice, true
	if err := article.Put(ctx, tx, market, edition, drafts); err != nil {
		return err
	}
	for _, d := range drafts {
		w.articles = append(w.articles, articleOf{d.Number, market, edition})
	}
	return article.Show(ctx, tx, market, edition)
}

// of are the articles of a market.
func (w *world) of(market int64) []articleOf {
	i := slices.IndexFunc(w.articles, func(a articleOf) bool { return a.market == market })
	return w.articles[i : i+5]
}

// emptyBaskets are open with nothing in them, whatever else is drawn.
const emptyBaskets = 8

// fillBaskets makes baskets and orders in every state, of demandeurs and former ones, some of which validate what they asked for.
func (w *world) fillBaskets(ctx context.Context, tx *db.Tx) error {
	for i := range 200 {
		s := w.schools[i%len(w.schools)]
		owner := w.near(pick(w.r, []access.RoleKey{ordering.Requester, ordering.Requester, ordering.Validator, ordering.Buyer}), s.ID)
		if owner == nil {
			owner = w.somebody("")
		}
		b := &basketOf{id: id.New(), number: int64(i + 1), school: s.ID, owner: owner.id}
		b.state = pick(w.r, []string{"open", "open", "open", "confirmed", "confirmed", "confirmed", "partly", "ordered", "ordered", "ordered", "ordered", "closed", "not_allowed", "withdrawn", "refused", "cancelled", "abandoned"})
		if i < emptyBaskets {
			b.state = "open"
		}
		if err := w.basket(ctx, tx, b, owner.name); err != nil {
			return err
		}
	}
	return nil
}

// lineStates are those of a basket's lines that make it what it is; the first ones are always there.
var lineStates = map[string][]string{
	"open": {"in_basket"}, "confirmed": {"confirmed", "confirmed"}, "partly": {"in_order", "confirmed"}, "ordered": {"in_order"}, "closed": {"received"}, "not_allowed": {"not_allowed", "cancelled"},
	"withdrawn": {"withdrawn"}, "refused": {"refused"}, "cancelled": {"cancelled"}, "abandoned": {"abandoned"},
}

func (w *world) basket(ctx context.Context, tx *db.Tx, b *basketOf, name string) error {
	w.baskets = append(w.baskets, b)
	var confirmed any
	if !slices.Contains([]string{"open", "not_allowed", "abandoned"}, b.state) {
		confirmed = w.around(-20, -2)
	}
	if err := row(ctx, tx, "ordering_baskets", "id", b.id, "number", b.number, "org_id", b.school, "account_id", b.owner, "owner_name", name, "title", "", "remark", "", "label", "",
		"state", b.state, "opened_at", w.around(-40, -20), "confirmed_at", confirmed, "moved_at", w.around(-2, -1), "version", 1); err != nil {
		return err
	}
	market := pick(w.r, w.markets[:12])
	b.supplier = w.suppliers[int(market-1)%4].Ref
	if b.state == "open" && (w.in(40) || b.number <= emptyBaskets) {
		return nil // nothing is in it
	}
	for i, state := range lineStates[b.state] {
		a, of := w.of(market)[i], any(nil)
		if i == 0 && w.in(20) {
			a = w.of(market)[pick(w.r, []int{2, 3, 4})]
		}
		if state == "in_order" {
			line, is, err := w.order(ctx, tx, b, a)
			if err != nil {
				return err
			}
			of, state = line, is
		}
		if err := row(ctx, tx, "ordering_basket_lines", "id", id.New(), "basket_id", b.id, "article", a.number, "edition", a.edition, "market", market, "asked", 2, "granted", 2,
			"state", state, "reason", "", "moved_by", "", "moved_name", "Personne 8", "moved_at", w.around(-2, -1), "order_line_id", of, "added_at", w.around(-40, -20)); err != nil {
			return err
		}
	}
	return nil
}

// order makes the order that a basket's line is in, and tells the state of that line.
func (w *world) order(ctx context.Context, tx *db.Tx, b *basketOf, a articleOf) (line, state string, err error) {
	creator := w.near(pick(w.r, []access.RoleKey{ordering.Validator, ordering.Buyer, ordering.Superbuyer}), b.school, w.above(b.school))
	if creator == nil || w.in(20) {
		creator = w.byID[b.owner]
	}
	supplier := w.suppliers[int(a.market-1)%4]
	o := &orderOf{id: id.New(), number: fmt.Sprintf("X-2026-%06d", len(w.orders)+1), school: b.school, supplier: supplier.ID, creator: creator.id, owner: b.owner}
	o.state = pick(w.r, []string{"created", "created", "created", "to_resend", "to_resend", "sending", "sent"})
	w.orders = append(w.orders, o)
	var at any
	if o.state == "sent" {
		at = w.around(-1, 0)
	}
	gross := pick(w.r, []int64{10_000, 90_000})
	if err := row(ctx, tx, "ordering_orders", "id", o.id, "number", o.number, "org_id", b.school, "head_id", w.above(b.school), "market", a.market, "supplier_id", supplier.ID, "state", o.state,
		"label", "", "free", false, "delivery", 0, "delivery_vat", 2100, "net", gross, "gross", gross, "created_by", creator.id, "created_name", creator.name, "created_at", w.around(-2, -1),
		"sent_by", "", "sent_name", "Personne 9", "sent_at", at, "sent_to", "", "deliver_to", "", "reason", "", "moved_by", "", "moved_name", "Personne 9", "moved_at", w.around(-1, 0), "version", 1); err != nil {
		return "", "", err
	}
	line = id.New()
	err = row(ctx, tx, "ordering_order_lines", "id", line, "order_id", o.id, "position", 1, "article", a.number, "edition", a.edition, "quantity", 2)
	return line, map[bool]string{true: "ordered", false: "in_order"}[o.state == "sent"], err
}

// above is a school's authority, itself where it has none.
func (w *world) above(school string) string {
	for _, o := range w.schools {
		if o.ID == school && o.ParentID != "" {
			return o.ParentID
		}
	}
	return school
}

// fillUpdates makes updates of the markets' catalogues in every state: some that are what their market shows, one open at most in each.
func (w *world) fillUpdates(ctx context.Context, tx *db.Tx) error {
	for _, market := range w.markets {
		shown := w.of(market)[0].edition
		for i, state := range []string{"live", "live", "undone", "dropped", "void", "refused", pick(w.r, []string{"reading", "ready", "ready", "scheduled"})} {
			if i == 6 && w.in(25) {
				break
			}
			n, edition, before := int64(len(w.updates)+1), int64(500+len(w.updates)), shown
			if state == "live" && i == 1 {
				edition = shown
			}
			if i == 6 && w.in(50) {
				before = shown - 1 // something went live since
			}
			var emptied any
			if w.in(40) {
				emptied = w.around(-9, -1)
			}
			by := pick(w.r, w.people)
			w.updates = append(w.updates, updateOf{n, market, state})
			if err := row(ctx, tx, "catalog_updates", "number", n, "market", market, "mode", pick(w.r, []string{"full", "changes", "prices", "hand"}), "state", state, "edition", edition,
				"before_edition", before, "highest", 0, "file_name", "a.csv", "sha256", "", "usual_category", "", "usual_vat", -1, "live_on", "", "started_by", by.id, "started_name", by.name,
				"started_at", w.around(-10, -2), "moved_by", "", "moved_name", "", "moved_at", w.around(-2, -1), "header", "[]", "fault", "[]", "done", 0, "total", 0, "at_line", 0,
				"at_reference", "", "at_article", 0, "line_count", 1, "new_count", 1, "changed_count", 0, "priced_count", 0, "withdrawn_count", 0, "same_count", 0,
				"refused_count", w.r.IntN(2), "warned_count", 0, "emptied_at", emptied, "version", 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// ofArticle is whether somebody may order an article that they have in a basket of a school.
func (w *world) ofArticle() question {
	s, a := pick(w.r, w.schools), pick(w.r, w.articles)
	if w.in(40) {
		a = pick(w.r, w.of(w.markets[pick(w.r, []int{12, 13, 14, 15})]))
	}
	q := question{room: "article", act: "order", place: at(s.ID), number: a.market, paper: a.number, text: w.goods[a.market-1], role: ordering.Requester}
	if w.in(85) {
		q.who = w.near(pick(w.r, []access.RoleKey{ordering.Requester, ordering.Requester, ordering.Requester, ordering.Buyer}), s.ID)
	}
	body := ordering.Body{ID: s.ID, Ref: s.Ref, Name: s.Name}
	q.ask = func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		live, err := article.Live(ctx, tx, []int64{a.number})
		if err != nil {
			return err
		}
		of := []article.Article{live[a.number]}
		markets, err := w.a.Ordering.MarketsOf(ctx, tx, of)
		if err != nil {
			return err
		}
		why, err := w.a.Ordering.Sale(ctx, tx, who, body, ordering.Delivery{}, markets, of)
		return refusal(why[a.number], err)
	}
	return q
}

func (w *world) ofBasket() question {
	b, do := pick(w.r, w.baskets), pick(w.r, append(basket.Moves.Acts(), basket.Confirm, basket.Withdraw, basket.Fill, basket.Remind))
	for range 6 {
		if (do != basket.Confirm || b.state == "open") && (do != basket.Remind || b.state == "ordered") {
			break
		}
		b = pick(w.r, w.baskets)
	}
	q := question{room: "basket", act: string(do), place: at(b.school), number: b.number, text: b.id, role: ordering.Requester, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Baskets.Why(ctx, tx, who, do, b.number)
	}}
	switch {
	case do == basket.Validate && w.in(60):
		q.who = w.byID[b.owner]
	case do == basket.Validate || w.in(20):
		q.who = w.near(ordering.Validator, b.school)
	case w.in(80):
		q.who = w.byID[b.owner]
	}
	return q.active()
}

// active keeps a question for those who can be signed in.
func (q question) active() question {
	if q.who != nil && q.who.state != "active" {
		q.who = nil
	}
	return q
}

func (w *world) ofCreating() question {
	b := pick(w.r, w.baskets)
	for range 20 {
		if b.state == "confirmed" || b.state == "partly" {
			break
		}
		b = pick(w.r, w.baskets)
	}
	q := question{room: "order", act: "create", place: at(b.school), number: b.number, text: b.id, role: ordering.Validator, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Orders.WhyCreate(ctx, tx, who, []order.Key{{Basket: b.number, Supplier: b.supplier}})
	}}
	if q.who = w.near(ordering.Validator, b.school); w.at[b.owner][held{ordering.Validator, access.Place{ID: b.school}}] && w.in(70) {
		q.who = w.byID[b.owner]
	}
	return q.active()
}

func (w *world) ofOrder() question {
	o, do := pick(w.r, w.orders), pick(w.r, []order.Act{order.See, order.SeePrices, order.Send, order.Send, order.Send, order.Resend, order.Resend, order.Cancel, order.GiveBack})
	for range 6 {
		if do != order.Send && do != order.Resend || o.state == map[order.Act]string{order.Send: "created", order.Resend: "to_resend"}[do] {
			break
		}
		o = pick(w.r, w.orders)
	}
	q := question{room: "order", act: string(do), place: at(o.school), text: o.id, org: o.supplier, role: ordering.Buyer, ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return w.a.Orders.Why(ctx, tx, who, do, o.number)
	}}
	switch n := w.r.IntN(100); {
	case n < 40:
		q.who = w.near(ordering.Buyer, o.school)
	case n < 65:
		q.who = w.near(ordering.Superbuyer, o.school, w.above(o.school))
	case n < 80:
		q.who = w.byID[o.creator]
	case n < 90:
		q.who = w.near(ordering.Validator, o.school)
	case n < 95:
		q.who = w.byID[o.owner]
	}
	return q.active()
}

func (w *world) ofUpdate() question {
	u := pick(w.r, w.updates)
	do := pick(w.r, []update.Act{update.See, update.Begin, update.GoLive, update.Schedule, update.Unschedule, update.Drop, update.Undo, update.Undo, update.GiveBack, update.GiveBack})
	for range 6 {
		if open := slices.Contains([]string{"ready", "scheduled"}, u.state); do == update.GoLive && open || do == update.Undo && u.state == "live" || do != update.GoLive && do != update.Undo {
			break
		}
		u = pick(w.r, w.updates)
	}
	return question{room: "update of a catalogue", act: string(do), number: u.market, paper: u.number, who: w.somebody(pick(w.r, []access.RoleKey{catalog.Central, catalog.Central, access.Admin})), ask: func(ctx context.Context, tx *db.Tx, who access.Actor) error {
		return update.Why(ctx, tx, who, do, u.market, u.number)
	}}
}

// adheres: the purchasing body lets the school order from the market.
func (l *lifting) adheres(r apperr.Reason) {
	l.does(r, l.standing(r, held{catalog.Central, access.Everywhere}, ""), func(who access.Actor) error {
		return catalog.Why(l.ctx, l.tx, who, catalog.SetAdherent, l.q.number)
	})
	l.exec(`INSERT INTO catalog_adherents (id, market_id, org_id, starts_on, ends_on) VALUES ($1, $2, $3, '2026-01-01', '')`, id.New(), l.q.text, l.q.place.ID)
}

func (l *lifting) price(r apperr.Reason) {
	l.does(r, l.standing(r, held{catalog.Central, access.Everywhere}, ""), func(who access.Actor) error {
		return catalog.Why(l.ctx, l.tx, who, catalog.Edit, l.q.number)
	})
	l.exec(`UPDATE catalog_versions SET price = 10000 WHERE article = $1`, l.q.paper)
}

// fill: the demandeur puts something into their basket.
func (l *lifting) fill(r apperr.Reason) {
	l.alone(r)
	l.does(r, l.who, func(who access.Actor) error { return l.w.a.Baskets.Why(l.ctx, l.tx, who, basket.Fill, l.q.number) })
	a := l.w.articles[0]
	l.w.ok(row(l.ctx, l.tx, "ordering_basket_lines", "id", id.New(), "basket_id", l.q.text, "article", a.number, "edition", a.edition, "market", a.market, "asked", 1, "granted", 1,
		"state", "in_basket", "reason", "", "moved_by", "", "moved_name", "", "moved_at", l.w.now, "added_at", l.w.now))
}

// phone: who manages the school enters the telephone; who is named instead names somebody first.
func (l *lifting) phone(r apperr.Reason) {
	l.able(r, held{ordering.Requester, l.q.place})
	l.exec(`UPDATE org_organisations SET phone = '+3281000000' WHERE id = $1`, l.q.place.ID)
}

// address: the operator enters where the supplier is written to.
func (l *lifting) address(r apperr.Reason) {
	if who := l.lifter(r); !who.operator {
		l.fault(r, "only the operator enters a supplier's address")
	}
	l.exec(`UPDATE org_organisations SET email = 'commandes@fournisseur.test' WHERE id = $1`, l.q.org)
}

// superbuyer: whoever is one sends it; the asker becomes one.
func (l *lifting) superbuyer(r apperr.Reason) {
	who := l.lifter(r).actor
	super, err := access.Holds(l.ctx, l.tx, ordering.Roles, who, ordering.Superbuyer, l.q.place)
	l.w.ok(err)
	if h := (held{ordering.Superbuyer, l.q.place}); !super && !l.mayGive(who, h, 4) {
		l.fault(r, who.Name+" neither sends it nor names who does")
	}
	l.gives(held{ordering.Superbuyer, l.q.place}, l.subject)
}

// aside: what cannot be ordered any more is left out: a validateur refuses it, or an order of it is given back to one. Nothing is left of what
// was asked for here.
func (l *lifting) aside(r apperr.Reason) {
	l.standing(r, held{ordering.Validator, l.q.place}, "")
	l.exec(`UPDATE ordering_basket_lines SET state = 'refused' WHERE basket_id = $1 AND state = 'confirmed'`, l.q.text)
	l.exec(`UPDATE ordering_orders SET state = 'cancelled' WHERE id = $1`, l.q.text)
	l.q.righted = true
}

// another does what strict duties keep the asker from; the asker's part in it is taken out of the question.
func another(l *lifting, r apperr.Reason) {
	who := l.lifter(r).actor
	holds := false
	for _, role := range []access.RoleKey{l.q.role, ordering.Superbuyer} {
		does, err := access.Holds(l.ctx, l.tx, ordering.Roles, who, role, l.q.place)
		l.w.ok(err)
		holds = holds || does && who.ID != l.who.ID || l.mayGive(who, held{role, l.q.place}, 4) // who asks may be who names somebody else
	}
	if !holds {
		l.fault(r, who.Name+" neither does it nor names who does")
	}
	l.exec(`UPDATE ordering_baskets SET account_id = $1 WHERE account_id = $2`, l.spare("").id, l.who.ID)
	l.exec(`UPDATE ordering_orders SET created_by = '' WHERE created_by = $1`, l.who.ID)
}

// drop: the open update of the market is given up.
func (l *lifting) drop(r apperr.Reason) {
	n := l.number(`SELECT number FROM catalog_updates WHERE market = $1 AND number <> $2 AND state IN ('reading', 'ready', 'scheduled', 'undoing', 'dropping')`, l.q.number, l.q.paper)
	l.does(r, l.standing(r, held{catalog.Central, access.Everywhere}, ""), func(who access.Actor) error {
		return update.Why(l.ctx, l.tx, who, update.Drop, l.q.number, n)
	})
	l.exec(`UPDATE catalog_updates SET state = 'dropped' WHERE number = $1`, n)
}
