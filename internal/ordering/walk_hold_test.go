package ordering_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// walkState is all that baskets and orders are, as the tables have it.
type walkState struct {
	baskets    []walkBasket
	lines      []walkLine
	orders     []walkOrder
	orderLines []walkOrderLine
	mails      []walkMail
	numbers    []walkNumber
	dispatches []walkDispatch
	phones     []walkPhone
	limits     []walkLimit
	duties     []walkDuty
	history    int64 // lines
	done       int64 // forms that were taken
}

type (
	walkBasket struct {
		id                        string
		number                    int64
		org, site, owner          string
		title, label, state, from string
		version                   int64
	}
	walkLine struct {
		id, basket              string
		article, edition        int64
		market, asked, granted  int64
		state, reason, orderRef string // orderRef is the order line's id
	}
	walkOrder struct {
		id, number, org, site, head  string
		market                       int64
		state                        string
		delivery, rate               int64
		net, gross                   int64
		creator, sender, to, because string
		perhaps                      string
		version                      int64
	}
	walkOrderLine struct {
		id, order             string
		article, edition, qty int64
		price, vat            int64
	}
	walkMail struct {
		id, kind, object, address, occasion, state, later, messageID string
		repeated                                                     bool
	}
	walkNumber struct {
		head    string
		year, n int64
	}
	walkDispatch struct {
		order string
		n     int64
	}
	walkPhone struct{ place, phone string }
	walkLimit struct {
		org             string
		amount, version int64
	}
	walkDuty struct {
		org     string
		strict  bool
		version int64
	}
)

// rowsOf reads rows of a statement.
func rowsOf[T any](w *walk, ctx context.Context, tx *db.Tx, into func(*T) []any, q string) []T {
	out, err := db.All(ctx, tx, into, q)
	w.ok(err)
	return out
}

// read reads it all in one snapshot.
func (w *walk) read() walkState {
	w.t.Helper()
	var s walkState
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		ctx := w.t.Context()
		s.baskets = rowsOf(w, ctx, tx, func(b *walkBasket) []any {
			return []any{&b.id, &b.number, &b.org, &b.site, &b.owner, &b.title, &b.label, &b.state, &b.from, &b.version}
		}, `SELECT id, number, org_id, COALESCE(site_id, ''), account_id, title, label, state, CAST(COALESCE(copied_from, 0) AS TEXT), version FROM ordering_baskets ORDER BY number`)
		s.lines = rowsOf(w, ctx, tx, func(l *walkLine) []any {
			return []any{&l.id, &l.basket, &l.article, &l.edition, &l.market, &l.asked, &l.granted, &l.state, &l.reason, &l.orderRef}
		}, `SELECT id, basket_id, article, edition, market, asked, granted, state, reason, COALESCE(order_line_id, '') FROM ordering_basket_lines ORDER BY id`)
		s.orders = rowsOf(w, ctx, tx, func(o *walkOrder) []any {
			return []any{&o.id, &o.number, &o.org, &o.site, &o.head, &o.market, &o.state, &o.delivery, &o.rate, &o.net, &o.gross, &o.creator, &o.sender, &o.to, &o.because, &o.perhaps, &o.version}
		}, `SELECT id, number, org_id, COALESCE(site_id, ''), head_id, market, state, delivery, delivery_vat, net, gross, created_by, sent_by, sent_to, reason, perhaps, version FROM ordering_orders ORDER BY id`)
		s.orderLines = rowsOf(w, ctx, tx, func(l *walkOrderLine) []any {
			return []any{&l.id, &l.order, &l.article, &l.edition, &l.qty, &l.price, &l.vat}
		}, `SELECT l.id, l.order_id, l.article, l.edition, l.quantity, v.price, v.vat FROM ordering_order_lines l JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition ORDER BY l.id`)
		s.mails = rowsOf(w, ctx, tx, func(m *walkMail) []any {
			return []any{&m.id, &m.kind, &m.object, &m.address, &m.occasion, &m.state, &m.later, &m.messageID, &m.repeated}
		}, `SELECT id, kind, object_id, address_fold, occasion, state, later, message_id, repeated FROM notify_mails WHERE kind LIKE 'ordering.%' ORDER BY id`)
		s.numbers = rowsOf(w, ctx, tx, func(n *walkNumber) []any { return []any{&n.head, &n.year, &n.n} }, `SELECT head_id, year, n FROM ordering_order_numbers ORDER BY head_id, year`)
		s.dispatches = rowsOf(w, ctx, tx, func(x *walkDispatch) []any { return []any{&x.order, &x.n} }, `SELECT order_id, n FROM ordering_dispatches ORDER BY order_id, n`)
		s.phones = rowsOf(w, ctx, tx, func(p *walkPhone) []any { return []any{&p.place, &p.phone} }, `SELECT id, phone FROM org_organisations WHERE kind = 'school' UNION ALL SELECT id, phone FROM org_sites ORDER BY 1`)
		s.limits = rowsOf(w, ctx, tx, func(l *walkLimit) []any { return []any{&l.org, &l.amount, &l.version} }, `SELECT org_id, COALESCE(amount, -1), version FROM ordering_limits ORDER BY org_id`)
		s.duties = rowsOf(w, ctx, tx, func(x *walkDuty) []any { return []any{&x.org, &x.strict, &x.version} }, `SELECT org_id, strict, version FROM ordering_duties ORDER BY org_id`)
		type counts struct{ history, done int64 }
		c := rowsOf(w, ctx, tx, func(c *counts) []any { return []any{&c.history, &c.done} }, `SELECT (SELECT count(*) FROM history_lines), (SELECT count(*) FROM core_done)`)
		s.history, s.done = c[0].history, c[0].done
		return nil
	}))
	return s
}

// same says how two states differ; nothing: they do not.
func (s walkState) same(o walkState) string {
	if reflect.DeepEqual(s, o) {
		return ""
	}
	a, b := strings.Split(s.text(), "\n"), strings.Split(o.text(), "\n")
	var out []string
	for _, l := range a {
		if !slices.Contains(b, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

func (s walkState) text() string {
	var b strings.Builder
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Slice {
			fmt.Fprintf(&b, "%s %v\n", v.Type().Field(i).Name, f)
			continue
		}
		for j := range f.Len() {
			fmt.Fprintf(&b, "%s %v\n", v.Type().Field(i).Name, f.Index(j))
		}
	}
	return b.String()
}

func (s walkState) basket(id string) walkBasket {
	return s.baskets[slices.IndexFunc(s.baskets, func(b walkBasket) bool { return b.id == id })]
}

func (s walkState) of(basket string) []walkLine {
	var out []walkLine
	for _, l := range s.lines {
		if l.basket == basket {
			out = append(out, l)
		}
	}
	return out
}

func (s walkState) line(id string) (walkLine, bool) {
	i := slices.IndexFunc(s.lines, func(l walkLine) bool { return l.id == id })
	if i < 0 {
		return walkLine{}, false
	}
	return s.lines[i], true
}

func (s walkState) order(id string) (walkOrder, bool) {
	i := slices.IndexFunc(s.orders, func(o walkOrder) bool { return o.id == id })
	if i < 0 {
		return walkOrder{}, false
	}
	return s.orders[i], true
}

func (s walkState) in(order string) []walkOrderLine {
	var out []walkOrderLine
	for _, l := range s.orderLines {
		if l.order == order {
			out = append(out, l)
		}
	}
	return out
}

// shares are the lines of baskets that are in an order.
func (s walkState) shares(order string) []walkLine {
	var out []walkLine
	for _, ol := range s.in(order) {
		for _, l := range s.lines {
			if l.orderRef == ol.id {
				out = append(out, l)
			}
		}
	}
	return out
}

func (s walkState) phone(org, site string) string {
	place := org
	if site != "" {
		place = site
	}
	return s.phones[slices.IndexFunc(s.phones, func(p walkPhone) bool { return p.place == place })].phone
}

// limit is the maximum amount of a school, below zero: none.
func (s walkState) limit(org string) int64 {
	for _, l := range s.limits {
		if l.org == org {
			return l.amount
		}
	}
	return -1
}

func (s walkState) strict(head string) bool {
	return slices.ContainsFunc(s.duties, func(d walkDuty) bool { return d.org == head && d.strict })
}

// whole holds all that must be so after any step.
func (w *walk) whole(s walkState) {
	w.t.Helper()
	w.basketsFollowLines(s)
	w.sharesAddUp(s)
	w.amountsAreExact(s)
	w.numbersHaveNoGap(s)
	w.outboxIsOnce(s)
	w.ordersFollowMails(s)
	w.nothingVanishes(s)
	w.nobodyWaitsInSilence(s)
	for _, b := range s.baskets {
		w.visit("basket " + b.state)
	}
	for _, l := range s.lines {
		w.visit("line " + l.state)
	}
	for _, o := range s.orders {
		w.visit("order " + o.state)
	}
}

// basketsFollowLines: what a basket is follows from its lines alone, by the words of 1.10.
func (w *walk) basketsFollowLines(s walkState) {
	w.t.Helper()
	for _, b := range s.baskets {
		has := map[string]int{}
		all := s.of(b.id)
		for _, l := range all {
			has[l.state]++
		}
		bought := has["in_order"] + has["ordered"]
		want := "abandoned"
		for _, rule := range []struct {
			is   bool
			then string
		}{
			{len(all) == 0 && b.state == "abandoned", "abandoned"},
			{len(all) == 0 || has["in_basket"] > 0, "open"},
			{has["not_allowed"] > 0, "not_allowed"},
			{bought > 0 && has["confirmed"] > 0, "partly"},
			{bought > 0, "ordered"},
			{has["confirmed"] > 0, "confirmed"},
			{has["withdrawn"] > 0, "withdrawn"},
			{has["cancelled"] > 0, "cancelled"},
			{has["refused"] > 0, "refused"},
		} {
			if rule.is {
				want = rule.then
				break
			}
		}
		if b.state != want {
			w.fail("basket %d is %s, its lines %v make it %s", b.number, b.state, has, want)
		}
		if has["in_basket"] > 0 && has["in_basket"] < len(all) || has["not_allowed"] > 0 && has["not_allowed"]+has["cancelled"] < len(all) {
			w.fail("the lines of basket %d are %v", b.number, has)
		}
	}
}

// orderWith is the order that a line is of.
func (s walkState) orderWith(line string) (o walkOrder) {
	for _, ol := range s.orderLines {
		if ol.id == line {
			o, _ = s.order(ol.order)
		}
	}
	return o
}

// sharesAddUp: what baskets have in an order's line is what it orders, and a line of a basket stands where its order does.
func (w *walk) sharesAddUp(s walkState) {
	w.t.Helper()
	sums, orderOf := map[string]int64{}, map[string]walkOrder{}
	for _, ol := range s.orderLines {
		orderOf[ol.id], _ = s.order(ol.order)
	}
	for _, l := range s.lines {
		if l.granted < 1 || l.granted > l.asked {
			w.fail("line %v orders %d of %d", l, l.granted, l.asked)
		}
		if l.orderRef == "" {
			if l.state == "in_order" || l.state == "ordered" {
				w.fail("line %v is in no order", l)
			}
			continue
		}
		sums[l.orderRef] += l.granted
		o := orderOf[l.orderRef]
		b := s.basket(l.basket)
		stands := map[string][]string{"created": {"in_order"}, "sending": {"in_order", "ordered"}, "to_resend": {"in_order", "ordered"}, "sent": {"ordered"}, "cancelled": {"cancelled"}}[o.state]
		if !slices.Contains(stands, l.state) || o.market != l.market || o.org != b.org || o.site != b.site {
			w.fail("line %v is in order %v", l, o)
		}
	}
	for _, ol := range s.orderLines {
		if o := orderOf[ol.id]; sums[ol.id] != ol.qty && (sums[ol.id] != 0 || o.state != "cancelled") {
			w.fail("order line %v of %v: baskets have %d in it", ol, o, sums[ol.id])
		}
	}
}

// amountsAreExact computes each order's amounts anew: lines to the cent, half up, VAT on the sum of a rate, delivery below the franco.
func (w *walk) amountsAreExact(s walkState) {
	w.t.Helper()
	for _, o := range s.orders {
		net, bases := int64(0), map[int64]int64{}
		for _, l := range s.in(o.id) {
			cents := (l.price*l.qty + 50) / 100
			net += cents
			bases[l.vat] += cents
		}
		m, delivery := w.marketOf(o.market), int64(0)
		if m.costs > 0 && net < m.franco {
			delivery = m.costs
		}
		bases[2100] += delivery
		gross := net + delivery
		for rate, base := range bases {
			gross += (base*rate + 5_000) / 10_000
		}
		if o.delivery != delivery || o.net != net+delivery || o.gross != gross {
			w.fail("order %v: net %d, delivery %d, gross %d", o, net, delivery, gross)
		}
	}
}

// numbersHaveNoGap: the orders of an authority and year are numbered 1 to n, none missing, none twice (R232).
func (w *walk) numbersHaveNoGap(s walkState) {
	w.t.Helper()
	all := map[string]int64{}
	for _, o := range s.orders {
		if o.head != w.school(o.org).head {
			w.fail("order %v is numbered under another head", o)
		}
		all[o.head]++
		if slices.ContainsFunc(s.orders, func(x walkOrder) bool { return x.id != o.id && x.number == o.number }) {
			w.fail("two orders are %s", o.number)
		}
	}
	for _, n := range s.numbers {
		if all[n.head] != n.n {
			w.fail("%s counts %d orders, and has %d", n.head, n.n, all[n.head])
		}
		for i := int64(1); i <= n.n; i++ {
			tail := fmt.Sprintf("-%d-%06d", n.year, i)
			if !slices.ContainsFunc(s.orders, func(o walkOrder) bool { return o.head == n.head && strings.HasSuffix(o.number, tail) }) {
				w.fail("no order of %s ends in %s", n.head, tail)
			}
		}
	}
}

// outboxIsOnce: one row of the outbox for each sending of an order, and no mail twice for the same occasion (R230, R291).
func (w *walk) outboxIsOnce(s walkState) {
	w.t.Helper()
	had, out := map[string]bool{}, map[string]int{}
	for _, m := range s.mails {
		key := strings.Join([]string{m.kind, m.object, m.address, m.occasion}, "\x00")
		if had[key] {
			w.fail("mailed twice: %v", m)
		}
		had[key] = true
		if m.kind == "ordering.order_supplier" {
			out[m.object+" "+m.occasion]++
		}
	}
	for _, x := range s.dispatches {
		if key := fmt.Sprint(x.order, " ", x.n); out[key] != 1 {
			w.fail("sending %v has %d rows in the outbox", x, out[key])
		}
	}
	if len(out) != len(s.dispatches) {
		w.fail("%d sendings, %d in the outbox", len(s.dispatches), len(out))
	}
	for _, o := range s.orders {
		if state := w.lastSending(s, o.id); o.state == "sent" && state != "accepted" || o.state == "sending" && state == "accepted" {
			w.fail("order %v, its mail is %s", o, state)
		}
	}
}

// lastSending is the state of the last mail that carries an order; empty: there is none.
func (w *walk) lastSending(s walkState, order string) string {
	n, state := int64(0), ""
	for _, x := range s.dispatches {
		n = max(n, map[bool]int64{true: x.n}[x.order == order])
	}
	for _, m := range s.mails {
		if m.kind == "ordering.order_supplier" && m.object == order && m.occasion == fmt.Sprint(n) {
			state = m.state
		}
	}
	return state
}

// nothingVanishes: each line that was confirmed once is there, of the same article, in the same basket, asked as it was.
func (w *walk) nothingVanishes(s walkState) {
	w.t.Helper()
	for id, was := range w.ever {
		is, there := s.line(id)
		if !there || is.basket != was.basket || is.article != was.article || is.asked != was.asked || is.granted > was.granted || is.state == "in_basket" {
			w.fail("line %v became %v", was, is)
		}
	}
	for _, l := range s.lines {
		if l.state != "in_basket" && l.state != "abandoned" {
			w.ever[l.id] = l
		}
	}
}

// nobodyWaitsInSilence: what waits is held by somebody who can act; else who gives the role has a line in their work list (R216, R124).
func (w *walk) nobodyWaitsInSilence(s walkState) {
	w.t.Helper()
	told := map[string]bool{}
	for _, b := range s.baskets {
		if b.state != "confirmed" && b.state != "partly" {
			continue
		}
		head := w.school(b.org).head
		can := slices.ContainsFunc(w.people, func(p *walkPerson) bool {
			return p.holds(ordering.Validator, b.org, b.site) && !(s.strict(head) && p.ID == b.owner)
		})
		if key := b.org + string(msg.WaitNoValidator); !can && !told[key] {
			told[key] = true
			w.isTold(b.org, string(msg.WaitNoValidator), "/acces/"+w.school(b.org).Ref, b)
		}
	}
	for _, o := range s.orders {
		if o.state != "created" && o.state != "to_resend" {
			continue
		}
		school := w.school(o.org)
		limit := s.limit(o.org)
		over := limit >= 0 && o.gross > limit
		can := slices.ContainsFunc(w.people, func(p *walkPerson) bool {
			super := p.holds(ordering.Superbuyer, school.head, "") || p.holds(ordering.Superbuyer, school.ID, "")
			return (super || !over && p.holds(ordering.Buyer, o.org, "")) && !w.ownHands(s, o, p)
		})
		if can {
			continue
		}
		key, path := string(msg.WaitNoBuyer), "/acces/"+school.Ref
		if over {
			key, path = string(msg.WaitSuperbuyer), "/acces/"+school.headRef
		}
		if !told[o.org+key] {
			told[o.org+key] = true
			w.isTold(o.org, key, path, o)
		}
	}
}

// ownHands says whether strict duties keep somebody from sending an order: something of theirs is in it, or they made it.
func (w *walk) ownHands(s walkState, o walkOrder, p *walkPerson) bool {
	if !s.strict(w.school(o.org).head) {
		return false
	}
	return o.creator == p.ID || slices.ContainsFunc(s.shares(o.id), func(l walkLine) bool { return s.basket(l.basket).owner == p.ID })
}

// isTold holds that somebody who gives the role has a line about it.
func (w *walk) isTold(org, title, path string, what any) {
	w.t.Helper()
	w.visit("nobody can act, and somebody is told: " + title)
	school := w.school(org)
	for _, p := range w.people {
		if !p.holds(ordering.Manager, org, "") && !p.holds(ordering.President, school.head, "") {
			continue
		}
		found := false
		w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
			items, err := w.box.Waiting(w.t.Context(), tx, w.request(p))
			for _, i := range items {
				found = found || string(i.Title.Key) == title && i.Path == path
			}
			return err
		}))
		if found {
			return
		}
	}
	w.fail("%v waits for nobody, and nobody is told %s", what, title)
}

// visible are the grants of who has one; for messages alone.
func visible(a access.Actor) string {
	var out []string
	for _, g := range a.Grants {
		out = append(out, string(g.Role))
	}
	return strings.Join(out, " ")
}
