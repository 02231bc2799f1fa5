package ordering_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// attempt is an act about to be done, with what the walk knows of its answer.
type attempt struct {
	name string
	who  *walkPerson
	call func(ctx context.Context, who access.Actor) (string, error)
	may  *bool                     // by the rules as the walk knows them; nil: it does not
	then func(is walkState) string // what is wrong with what it left; nil: nothing is known
}

func yes(may bool) *bool { return &may }

// aBasket is one in a state, mostly; false: there is none at all.
func (w *walk) aBasket(states ...string) (walkBasket, bool) {
	for range 12 {
		if len(w.now.baskets) == 0 {
			return walkBasket{}, false
		}
		if b := pickOf(w, w.now.baskets); len(states) == 0 || slices.Contains(states, b.state) {
			return b, true
		}
	}
	return pickOf(w, w.now.baskets), true
}

func (w *walk) anOrder(states ...string) (walkOrder, bool) {
	for range 12 {
		if len(w.now.orders) == 0 {
			return walkOrder{}, false
		}
		if o := pickOf(w, w.now.orders); slices.Contains(states, o.state) {
			return o, true
		}
	}
	return pickOf(w, w.now.orders), true
}

// owner is whose basket it is, mostly.
func (w *walk) owner(b walkBasket) *walkPerson {
	if w.in(10) {
		return pickOf(w, w.people)
	}
	return w.people[slices.IndexFunc(w.people, func(p *walkPerson) bool { return p.ID == b.owner })]
}

// version is what a form was made from: now and then, of something that was changed since.
func (w *walk) version(v int64) (int64, bool) {
	if w.in(8) {
		return v - 1, false
	}
	return v, true
}

// sells says whether an article can be ordered at all.
func (a *walkArticle) sells() bool { return !a.gone && !a.market.over && !a.market.gone }

// anArticle is mostly one of those that everybody wants, so that baskets have the same.
func (w *walk) anArticle() *walkArticle {
	if w.in(60) {
		return w.articles[4*w.rng.IntN(len(w.markets))]
	}
	return pickOf(w, w.articles)
}

func (w *walk) add() *attempt {
	a := w.anArticle()
	p := w.somebody(ordering.Requester, w.schools[0].ID, w.schools[1].ID, w.schools[2].ID)
	for range 6 {
		if p = w.somebody(ordering.Requester, pickOf(w, w.schools).ID); slices.ContainsFunc(w.schools, func(s *walkSchool) bool { return p.holds(ordering.Requester, s.ID, a.market.id) }) {
			break
		}
		a = w.anArticle()
	}
	s := pickOf(w, w.schools)
	for range 6 {
		if p.holds(ordering.Requester, s.ID, "") {
			break
		}
		s = pickOf(w, w.schools)
	}
	in := basket.Adding{OrgRef: s.Ref, Article: a.number, Quantity: pickOf(w, []int64{1, 2, 3, 5, 5, 10, 10, 20, 0, 7, 100_000})}
	if b, there := w.aBasket("open"); there && b.owner == p.ID && b.org == s.ID && w.in(60) {
		in.Basket = b.number
	}
	fits := in.Quantity > 0 && in.Quantity%a.multiple == 0
	x := &attempt{name: "add", who: p, call: func(ctx context.Context, who access.Actor) (string, error) {
		n, err := w.a.Baskets.Add(ctx, who, in)
		return fmt.Sprint(n), err
	}}
	if !p.holds(ordering.Requester, s.ID, a.market.id) || !a.sells() || !fits {
		x.may = yes(false)
	}
	was := w.now
	x.then = func(is walkState) string {
		sum := func(s walkState) (n int64) {
			for _, l := range s.lines {
				if l.article == a.number {
					n += l.asked
				}
			}
			return n
		}
		if sum(is) != sum(was)+in.Quantity {
			return "the quantity was not added"
		}
		return ""
	}
	return x
}

// save writes the form of an open basket: quantities, a title, a place, a label; to remove, it takes a line out, too.
func (w *walk) save(name string) *attempt {
	b, there := w.aBasket("open")
	if !there {
		return nil
	}
	x := &attempt{name: name, who: w.owner(b)}
	in := basket.Input{Title: fmt.Sprint("Panier ", w.rng.IntN(100)), Label: pickOf(w, []string{"", "3B", "GRATUITé", strings.Repeat("é", 61)}), Quantities: map[string]int64{}}
	var fresh bool
	in.Version, fresh = w.version(b.version)
	if sites := w.school(b.org).sites; len(sites) > 0 {
		in.SiteRef = pickOf(w, sites).Ref
	}
	lines, fits := w.now.of(b.id), len(in.Label) < 60
	for i, l := range lines {
		switch n := w.rng.IntN(100); {
		case name == "remove" && i == 0:
			in.Quantities[l.id] = 0
		case n < 40:
			in.Quantities[l.id] = pickOf(w, []int64{5, 10, 15, 40, 7})
			fits = fits && (in.Quantities[l.id] == l.asked || in.Quantities[l.id]%w.article(l.article).multiple == 0)
		}
	}
	if name == "remove" && len(lines) == 0 {
		return nil
	}
	x.may = yes(fresh && fits && b.state == "open" && x.who.ID == b.owner && x.who.holds(ordering.Requester, b.org, ""))
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Save(ctx, who, b.number, in)
	}
	x.then = func(is walkState) string {
		for _, l := range lines {
			got, there := is.line(l.id)
			if n, said := in.Quantities[l.id]; said && (there != (n > 0) || there && (got.asked != n || got.granted != n)) || !said && got != l {
				return fmt.Sprintf("line %v was to be %d, is %v", l, n, got)
			}
		}
		return ""
	}
	return x
}

// confirm hands a basket on; agrees to what changed, mostly; leaves out what is not allowed, now and then.
func (w *walk) confirm() *attempt {
	b, there := w.aBasket("open")
	if !there {
		return nil
	}
	x := &attempt{name: "confirm", who: w.owner(b)}
	in := basket.Confirming{Agreed: map[string]int64{}, Rest: w.in(25)}
	var fresh bool
	in.Version, fresh = w.version(b.version)
	lines := w.now.of(b.id)
	if w.in(85) {
		for _, l := range lines {
			in.Agreed[l.id] = w.edition(l.article)
		}
	}
	var barred, stopped []string
	for _, l := range lines {
		a := w.article(l.article)
		if !x.who.holds(ordering.Requester, b.org, a.market.id) {
			barred = append(barred, l.id)
		}
		if !a.sells() || !x.who.holds(ordering.Requester, b.org, a.market.id) {
			stopped = append(stopped, l.id)
		}
	}
	in.Rest = in.Rest || len(stopped) > 0 && w.in(40)
	if !fresh || b.state != "open" || x.who.ID != b.owner || !x.who.holds(ordering.Requester, b.org, "") || len(lines) == 0 || in.Rest && len(stopped) == len(lines) || len(barred) == 0 && len(stopped) > 0 && !in.Rest {
		x.may = yes(false)
	}
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		s, err := w.a.Baskets.Confirm(ctx, who, b.number, in)
		return string(s), err
	}
	mails := len(w.now.mails)
	x.then = func(is walkState) string {
		after := is.of(b.id)
		if all := len(barred) > 0 && !in.Rest; all {
			w.visit("confirm: not allowed")
			for _, l := range after {
				if want := map[bool]string{true: "not_allowed", false: "cancelled"}[slices.Contains(barred, l.id)]; l.state != want {
					return fmt.Sprintf("line %v is to be %s", l, want)
				}
			}
			if len(after) != len(lines) || len(is.mails) != mails {
				return "something else happened (R188)"
			}
			return ""
		}
		for _, l := range after {
			if l.state != "confirmed" || slices.Contains(stopped, l.id) {
				return fmt.Sprintf("line %v was not to be confirmed", l)
			}
		}
		if left := len(lines) - len(after); in.Rest && left != len(stopped) || !in.Rest && left != 0 {
			return "other lines were left out"
		} else if left > 0 {
			w.visit("confirm: the rest")
		}
		return ""
	}
	return x
}

func (w *walk) edition(number int64) (n int64) {
	w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) error {
		live, err := article.Live(w.t.Context(), tx, []int64{number})
		n = live[number].From
		return err
	}))
	return n
}

func (w *walk) withdraw() *attempt {
	b, there := w.aBasket("confirmed")
	if !there {
		return nil
	}
	x := &attempt{name: "withdraw", who: w.owner(b)}
	v, fresh := w.version(b.version)
	whole := !slices.ContainsFunc(w.now.of(b.id), func(l walkLine) bool { return l.state == "in_order" || l.state == "ordered" })
	x.may = yes(fresh && b.state == "confirmed" && whole && x.who.ID == b.owner)
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Withdraw(ctx, who, b.number, v)
	}
	return x
}

func (w *walk) abandon() *attempt {
	b, there := w.aBasket("open")
	if !there {
		return nil
	}
	x := &attempt{name: "abandon", who: w.owner(b)}
	v, fresh := w.version(b.version)
	x.may = yes(fresh && b.state == "open" && x.who.ID == b.owner)
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Abandon(ctx, who, b.number, v)
	}
	return x
}

// duplicate takes a basket's lines over: into a new one, into an open one, in the place of what is in there, all or what goes nowhere.
func (w *walk) duplicate() *attempt {
	b, there := w.aBasket(pickOf(w, []string{"not_allowed", "cancelled", "partly", "ordered", "refused", "withdrawn", "abandoned", "open", "confirmed"}))
	if !there {
		return nil
	}
	x := &attempt{name: "duplicate", who: w.owner(b)}
	in := basket.Copying{All: w.in(30), Replace: w.in(40)}
	var into []walkLine
	for _, i := range w.rng.Perm(len(w.now.baskets)) {
		if o := w.now.baskets[i]; w.in(70) && o.state == "open" && o.org == b.org && o.owner == b.owner || w.in(1) {
			in.Into, into = o.number, w.now.of(o.id)
			var fresh bool
			if in.Version, fresh = w.version(o.version); in.Replace && !fresh {
				x.may = yes(false)
			}
			break
		}
	}
	source := w.now.of(b.id)
	copied := slices.DeleteFunc(slices.Clone(source), func(l walkLine) bool {
		return slices.Contains([]string{"confirmed", "in_order", "ordered"}, l.state)
	})
	if in.All {
		copied = source
	}
	if len(copied) == 0 && len(source) > 0 {
		x.may = yes(false) // all of it is on its way
	}
	if x.who.ID != b.owner || !x.who.holds(ordering.Requester, b.org, "") || in.Into == b.number {
		x.may = yes(false)
	}
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		n, err := w.a.Baskets.Copy(ctx, who, b.number, in)
		return fmt.Sprint(n), err
	}
	x.then = func(is walkState) string {
		to := is.baskets[len(is.baskets)-1]
		if in.Into != 0 {
			to = is.baskets[slices.IndexFunc(is.baskets, func(o walkBasket) bool { return o.number == in.Into })]
			w.visit(map[bool]string{true: "duplicate: in the place of", false: "duplicate: beside"}[in.Replace])
		} else if to.from != fmt.Sprint(b.number) {
			return "it does not say where it is from"
		}
		want, got := map[int64]int64{}, map[int64]int64{}
		if in.Into != 0 && !in.Replace {
			for _, l := range into {
				want[l.article] += l.asked
			}
		}
		for _, l := range copied {
			want[l.article] += l.asked
		}
		for _, l := range is.of(to.id) {
			got[l.article] += l.asked
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Sprintf("it has %v, not %v", got, want)
		}
		for _, l := range source {
			if is, _ := is.line(l.id); is != l {
				return fmt.Sprintf("its source changed: %v became %v", l, is)
			}
		}
		return ""
	}
	return x
}

func (w *walk) remind() *attempt {
	b, there := w.aBasket("confirmed", "partly", "ordered")
	if !there {
		return nil
	}
	x := &attempt{name: "remind", who: w.owner(b)}
	inHand := slices.ContainsFunc(w.now.of(b.id), func(l walkLine) bool {
		order := w.now.orderWith(l.orderRef).state
		return l.state == "confirmed" || l.state == "in_order" && order != "sending" || l.state == "ordered" && order == "to_resend"
	})
	x.may = yes(slices.Contains([]string{"confirmed", "partly", "ordered"}, b.state) && inHand && x.who.ID == b.owner)
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Remind(ctx, who, b.number)
	}
	return x
}

// waits are the lines of a basket that wait for a validateur.
func (w *walk) waits(b walkBasket) []walkLine {
	return slices.DeleteFunc(w.now.of(b.id), func(l walkLine) bool { return l.state != "confirmed" })
}

func (p *walkPerson) validates(b walkBasket) bool { return p.holds(ordering.Validator, b.org, b.site) }

func (w *walk) refuse() *attempt {
	b, there := w.aBasket("confirmed", "partly")
	lines := w.waits(b)
	if !there || len(lines) == 0 && !w.in(5) {
		return nil
	}
	x := &attempt{name: "refuse", who: w.somebody(ordering.Validator, b.org)}
	if len(lines) == 0 {
		lines = w.now.of(b.id)
	}
	w.rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	lines = lines[:min(len(lines), 1+w.rng.IntN(2))]
	var ids []string
	confirmed := true
	for _, l := range lines {
		ids, confirmed = append(ids, l.id), confirmed && l.state == "confirmed"
	}
	reason := pickOf(w, []string{"déjà en stock", "trop cher", " "})
	x.may = yes(len(ids) > 0 && confirmed && x.who.validates(b) && reason != " ")
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Refuse(ctx, who, ids, reason)
	}
	return x
}

func (w *walk) lower() *attempt {
	b, there := w.aBasket("confirmed", "partly")
	lines := w.waits(b)
	if !there || len(lines) == 0 {
		return nil
	}
	l := pickOf(w, lines)
	x := &attempt{name: "lower", who: w.somebody(ordering.Validator, b.org)}
	was, to := l.granted, pickOf(w, []int64{1, 5, 10, l.granted - 1, l.granted})
	if w.in(10) {
		was++
	}
	m := w.article(l.article).multiple
	x.may = yes(was == l.granted && to < was && to > 0 && to%m == 0 && x.who.validates(b))
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Baskets.Lower(ctx, who, l.id, was, to, "moins")
	}
	x.then = func(is walkState) string {
		if got, _ := is.line(l.id); got.granted != to || got.asked != l.asked {
			return fmt.Sprintf("the line is %v", got)
		}
		return ""
	}
	return x
}

// choose is a form of « Commandes à créer », as the page makes it.
func (w *walk) choose(p *walkPerson) (order.Creating, bool) {
	ctx, who := w.t.Context(), w.request(p)
	d, err := w.a.Orders.ToCreate(ctx, who, 1, 100)
	w.ok(err)
	if len(d.Waiting) == 0 {
		return order.Creating{}, false
	}
	in := order.Creating{Mode: pickOf(w, []order.Mode{order.Together, order.Each}), Seen: map[string]int64{}, Agreed: map[string]int64{}, Labels: map[string]order.Wording{}}
	first, all := pickOf(w, d.Waiting).Key, w.in(50) // that waits of one supplier, or some
	for _, x := range d.Waiting {
		if x.Key == first || all && x.Supplier == first.Supplier || !all && w.in(20) {
			in.Keys = append(in.Keys, x.Key)
		}
	}
	together, each, err := w.a.Orders.Plans(ctx, who, in.Keys)
	w.ok(err)
	plan := map[order.Mode]order.Plan{order.Together: together, order.Each: each}[in.Mode]
	for _, x := range plan.Parcels {
		in.Labels[x.Key] = order.Wording{Label: pickOf(w, []string{"", "3B Mme Martin", "GRATUITé"})}
		for _, s := range x.Shares {
			in.Seen[s.ID], in.Agreed[s.ID] = s.Granted, s.Now.From
		}
	}
	return in, true
}

// create makes orders of what waits, together or one for each basket; from a page that is not quite new, now and then.
func (w *walk) create() *attempt {
	p := w.somebody(ordering.Validator, w.schools[0].ID, w.schools[1].ID, w.schools[2].ID)
	for range 3 {
		if w.in(60) {
			p = w.somebody(ordering.Validator, pickOf(w, w.schools).ID)
		}
	}
	in, some := w.choose(p)
	if !some {
		return nil
	}
	x := &attempt{name: "create " + string(in.Mode), who: p}
	switch n := w.rng.IntN(100); {
	case n < 5:
		for id := range in.Seen {
			in.Seen[id]++
		}
		x.may = yes(false)
	case n < 10:
		for key := range in.Labels {
			in.Labels[key] = order.Wording{Label: strings.Repeat("é", 61)}
		}
		x.may = yes(false)
	case n < 14:
		x.who = pickOf(w, w.people)
	}
	orders := len(w.now.orders)
	for id := range in.Seen {
		l, _ := w.now.line(id)
		b := w.now.basket(l.basket)
		if !x.who.validates(b) || !w.article(l.article).sells() || w.now.phone(b.org, b.site) == "" || w.now.strict(w.school(b.org).head) && b.owner == x.who.ID {
			x.may = yes(false)
		}
	}
	if x.may == nil {
		x.may = yes(true)
	}
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		made, err := w.a.Orders.Create(ctx, who, in)
		return strings.Join(made, " "), err
	}
	x.then = func(is walkState) string {
		parcels, parts := map[string]bool{}, map[string]int{}
		for id := range in.Seen {
			l, _ := is.line(id)
			if parts[l.orderRef]++; parts[l.orderRef] == 2 {
				w.visit("an order line of several baskets")
			}
			if l.state != "in_order" {
				return fmt.Sprintf("line %v was chosen", l)
			}
			b := is.basket(l.basket)
			key := fmt.Sprint(b.org, b.site, l.market)
			if in.Mode == order.Each {
				key += b.id
			}
			parcels[key] = true
		}
		if made := len(is.orders) - orders; made != len(parcels) {
			return fmt.Sprintf("%d orders, not %d", made, len(parcels))
		}
		return ""
	}
	return x
}

// sender is who sends orders of a school, mostly: its acheteur, or the superacheteur above.
func (w *walk) sender(o walkOrder) *walkPerson {
	s := w.school(o.org)
	if w.in(45) {
		return w.somebody(ordering.Superbuyer, s.ID, s.head)
	}
	return w.somebody(ordering.Buyer, s.ID)
}

func (w *walk) buys(p *walkPerson, o walkOrder) (buyer, super bool) {
	s := w.school(o.org)
	return p.holds(ordering.Buyer, o.org, ""), p.holds(ordering.Superbuyer, s.ID, "") || p.holds(ordering.Superbuyer, s.head, "")
}

func (w *walk) send() *attempt   { return w.dispatch("send", "created") }
func (w *walk) resend() *attempt { return w.dispatch("send again", "to_resend") }

func (w *walk) dispatch(name, from string) *attempt {
	o, there := w.anOrder(from)
	if !there || o.state != from && !w.in(6) {
		return nil
	}
	x := &attempt{name: name, who: w.sender(o)}
	v, fresh := w.version(o.version)
	buyer, super := w.buys(x.who, o)
	limit := w.now.limit(o.org)
	sells := true
	for _, l := range w.now.in(o.id) {
		sells = sells && (w.article(l.article).sells() || from == "to_resend")
	}
	x.may = yes(fresh && o.state == from && (buyer || super) && (limit < 0 || o.gross <= limit || super) && w.now.phone(o.org, o.site) != "" && !w.ownHands(w.now, o, x.who) && sells)
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		if name == "send" {
			return "", w.a.Orders.Send(ctx, who, o.number, v)
		}
		return "", w.a.Orders.Resend(ctx, who, o.number, v)
	}
	sent := len(w.now.dispatches)
	x.then = func(is walkState) string {
		if now, _ := is.order(o.id); now.state != "sending" || len(is.dispatches) != sent+1 {
			return "it is not on its way"
		}
		if limit >= 0 && o.gross > limit {
			w.visit("sent above the limit")
		}
		return ""
	}
	return x
}

func (w *walk) cancel() *attempt   { return w.takeBack("cancel") }
func (w *walk) giveBack() *attempt { return w.takeBack("give back") }

func (w *walk) takeBack(name string) *attempt {
	o, there := w.anOrder("created", "to_resend")
	if !there || o.state != "created" && o.state != "to_resend" && !w.in(8) {
		return nil
	}
	x := &attempt{name: name, who: w.sender(o)}
	v, fresh := w.version(o.version)
	buyer, super := w.buys(x.who, o)
	reason := pickOf(w, []string{"budget dépassé", "erreur", ""})
	limit, perhaps, knowing := w.now.limit(o.org), o.state == "to_resend" && o.perhaps != "", w.in(80)
	x.may = yes(fresh && (o.state == "created" || o.state == "to_resend") && (super || buyer && (limit < 0 || o.gross <= limit)) && reason != "" && (!perhaps || knowing))
	shares := w.now.shares(o.id)
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		do := map[string]order.Act{"cancel": order.Cancel, "give back": order.GiveBack}[name]
		return "", w.a.Orders.EndWith(ctx, who, o.number, v, do, order.Ending{Reason: reason, Knowing: knowing})
	}
	x.then = func(is walkState) string {
		want := map[string]string{"cancel": "cancelled", "give back": "confirmed"}[name]
		for _, l := range shares {
			if now, _ := is.line(l.id); now.state != want || now.reason != reason || now.granted != l.granted {
				return fmt.Sprintf("line %v became %v", l, now)
			}
		}
		for _, l := range w.now.lines {
			if now, _ := is.line(l.id); now != l && !slices.ContainsFunc(shares, func(s walkLine) bool { return s.id == l.id }) {
				return fmt.Sprintf("line %v, which is not in it, became %v (R237)", l, now)
			}
		}
		return ""
	}
	return x
}

// enterPhone enters a telephone; a manager, mostly.
func (w *walk) enterPhone() *attempt {
	s := pickOf(w, w.schools)
	x := &attempt{name: "enter telephone", who: w.somebody(ordering.Manager, s.ID)}
	site := "-"
	if len(s.sites) > 0 {
		site = pickOf(w, s.sites).Ref
	}
	typed := pickOf(w, []string{"081 22 33 44", "081 55 66 77", "douze"})
	x.may = yes(typed != "douze" && (x.who.holds(ordering.Manager, s.ID, "") || x.who.holds(ordering.President, s.head, "")))
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Phones.Set(ctx, who, s.Ref, site, typed)
	}
	return x
}

func (w *walk) setLimit() *attempt {
	s := pickOf(w, w.schools)
	x := &attempt{name: "set limit", who: w.somebody(ordering.President, s.head)}
	in := ordering.LimitInput{Limited: w.in(75), Knowing: w.in(80), Amount: money.Cents(pickOf(w, []int64{1_000, 5_000, 20_000, 100_000}))}
	for _, l := range w.now.limits {
		if l.org == s.ID {
			in.Version = l.version
		}
	}
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Ordering.SetLimit(ctx, who, s.Ref, in)
	}
	if !x.who.holds(ordering.President, s.head, "") {
		x.may = yes(false)
	}
	return x
}

func (w *walk) setDuties() *attempt {
	s := pickOf(w, w.schools)
	x := &attempt{name: "set duties", who: w.somebody(ordering.President, s.head)}
	mode, version := ordering.Strict, int64(0)
	for _, d := range w.now.duties {
		if d.org == s.head {
			version = d.version
			if d.strict {
				mode = ordering.Advisory
			}
		}
	}
	x.may = yes(x.who.holds(ordering.President, s.head, ""))
	x.call = func(ctx context.Context, who access.Actor) (string, error) {
		return "", w.a.Ordering.SetDuties(ctx, who, s.headRef, mode, version)
	}
	return x
}

// turn is something that happens around baskets and orders: an edition, a right or a role taken or given, a telephone gone, days that pass.
func (w *walk) turn() {
	w.t.Helper()
	switch n := w.rng.IntN(100); {
	case n < 10:
		a := pickOf(w, w.articles)
		a.price += 1 + w.rng.Int64N(a.price/20)
		w.visit("edition: a price")
		w.show(a.market, a)
	case n < 20:
		a := pickOf(w, w.articles)
		if i := slices.IndexFunc(w.articles, func(a *walkArticle) bool { return a.gone }); i >= 0 && w.in(60) {
			a = w.articles[i]
		}
		a.gone = !a.gone
		w.visit(map[bool]string{true: "edition: an article gone", false: "edition: an article there"}[a.gone])
		w.show(a.market, a)
	case n < 36:
		w.turnRight()
	case n < 58:
		w.turnRole()
	case n < 63:
		places := w.now.phones
		p := pickOf(w, places)
		w.visit("telephone gone")
		for _, table := range []string{"org_organisations", "org_sites"} {
			w.exec(`UPDATE `+table+` SET phone = '' WHERE id = $1`, p.place)
		}
	case n < 72:
		m := pickOf(w, w.markets)
		if i := slices.IndexFunc(w.markets, func(m *walkMarket) bool { return m.over }); i >= 0 {
			m = w.markets[i]
		}
		m.over = !m.over
		w.visit(map[bool]string{true: "market over", false: "market runs"}[m.over])
		w.exec(`UPDATE catalog_markets SET ends_on = $1 WHERE number = $2`, m.until(w.d.Clock.Now()), m.number)
	case n < 81:
		m := pickOf(w, w.markets)
		if i := slices.IndexFunc(w.markets, func(m *walkMarket) bool { return m.gone }); i >= 0 && w.in(80) {
			m = w.markets[i]
		}
		do := catalog.Withdraw
		if m.gone {
			do = catalog.Reinstate
		}
		m.gone = !m.gone
		w.visit("market: " + string(do))
		w.ok(w.a.Catalog.Move(w.t.Context(), w.request(w.central), m.number, do))
	default:
		w.d.Clock.Advance(time.Duration(1+w.rng.IntN(180)) * time.Minute)
	}
	w.now = w.read()
	w.whole(w.now)
}

// turnRight takes a market from a demandeur, or gives one.
func (w *walk) turnRight() {
	w.t.Helper()
	p := w.people[1+w.rng.IntN(5)] // a demandeur
	post := &p.posts[w.rng.IntN(len(p.posts))]
	if post.gone || post.role != ordering.Requester {
		return
	}
	m := pickOf(w, w.markets)
	i := slices.IndexFunc(post.limits, func(l access.Limit) bool { return l.Ref == m.id })
	limit := access.Limit{Kind: access.Market, Ref: m.id}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		by := access.ByProgram("Préau", tx.Now())
		if i >= 0 {
			_, err := access.TakeLimit(ctx, tx, by, p.ID, post.role, post.place(), access.Market, m.id)
			return err
		}
		_, err := access.AddLimit(ctx, tx, by, p.ID, post.role, post.place(), limit)
		return err
	})
	if i >= 0 {
		post.limits = slices.Delete(slices.Clone(post.limits), i, i+1)
		w.visit("right to a market taken")
	} else {
		post.limits = append(slices.Clone(post.limits), limit)
		w.visit("right to a market given")
	}
	p.fresh = access.Actor{}
}

// turnRole takes a role from somebody, or from all who hold it at a place, so that nobody is left; or gives back what was taken.
func (w *walk) turnRole() {
	w.t.Helper()
	var gone []func()
	for _, p := range w.people {
		for i := range p.posts {
			if p.posts[i].gone {
				gone = append(gone, func() { w.give(p, &p.posts[i]) })
			}
		}
	}
	if len(gone) > 0 && w.in(70) {
		w.visit("role given back")
		for _, give := range gone {
			if w.in(70) {
				give()
			}
		}
		return
	}
	role, s := pickOf(w, []access.RoleKey{ordering.Requester, ordering.Validator, ordering.Validator, ordering.Buyer, ordering.Buyer, ordering.Buyer, ordering.Superbuyer}), pickOf(w, w.schools)
	all := role != ordering.Requester && w.in(65)
	w.visit("role taken: " + string(role))
	for _, i := range w.rng.Perm(len(w.people)) {
		p := w.people[i]
		for i := range p.posts {
			x := &p.posts[i]
			super := x.role == ordering.Superbuyer && (role == x.role || role == ordering.Buyer && all) && (x.at == s.head || x.at == s.ID)
			if !x.gone && (x.role == role && x.at == s.ID || super) {
				w.take(p, x)
				if !all {
					return
				}
			}
		}
	}
}
