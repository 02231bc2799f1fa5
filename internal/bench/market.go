package bench

import (
	"context"
	"errors"
	"slices"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// perSchool are the people of a school: a demandeur, a validateur, an acheteur, and who takes in what is delivered.
const perSchool = 4

// market is what was made to order from: for each client a school, and articles of one market.
type market struct {
	schools   []org.Organisation // of clients, and behind them the one where much waits
	items     [2][]item          // of two markets
	suppliers [2]string          // of those, by reference
	markets   int
	limits    []access.Limit // a demandeur's
	waiting   int            // lines of each desk
	made      time.Duration
	b         *builder
}

// make makes people, articles and what waits, through the use cases.
func (o Ordering) make(ctx context.Context, port int) (*market, error) {
	begun := rig.Now()
	b, err := open(ctx, o.Rig, &world{Members: perSchool * (o.Clients + 1)})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	b.Services = []instance.ServiceKey{instance.Ordering}
	w := &market{b: b}
	err = b.Make(ctx,
		rig.Step{Name: "settings", Do: func(ctx context.Context) error { return b.MailsTo(ctx, port) }},
		rig.Step{Name: "people", Do: b.people},
		rig.Step{Name: "articles", Do: func(ctx context.Context) error {
			shelves, err := b.stock(ctx, o.Articles)
			if w.markets = len(shelves); w.markets > 1 {
				w.suppliers = [2]string{shelves[0].supplier, shelves[1].supplier}
			}
			return err
		}},
		rig.Step{Name: "roles", Do: w.roles},
		rig.Step{Name: "what can be ordered", Do: w.choose},
		rig.Step{Name: "orders that wait", Do: func(ctx context.Context) error { return w.wait(ctx, o.Waiting, true) }},
		rig.Step{Name: "baskets that wait", Do: func(ctx context.Context) error { return w.wait(ctx, o.Waiting, false) }},
		rig.Step{Name: "mails", Do: b.Drain},
		rig.Step{Name: "statistics", Do: b.Learn},
	)
	if err != nil {
		return nil, err
	}
	w.made = rig.Now().Sub(begun)
	return w, nil
}

// roles gives each school its people, and lets it adhere to every market.
func (w *market) roles(ctx context.Context) error {
	for i := 0; i < len(w.b.crew); i += perSchool {
		school := w.b.crew[i].Org
		w.schools = append(w.schools, school)
		for n := range w.markets {
			in := catalog.AdherentInput{OrgRef: school.Ref, StartsOn: rig.Now().Format(time.DateOnly)}
			if err := w.b.Catalog.AddAdherent(ctx, central(), int64(n+1), in); err != nil {
				return err
			}
		}
		if err := w.b.Tx(ctx, func(tx *db.Tx) error { return w.give(ctx, tx, i, school) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *market) give(ctx context.Context, tx *db.Tx, i int, school org.Organisation) error {
	all, err := w.b.Catalog.MarketsOf(ctx, tx, school.ID)
	if err != nil {
		return err
	}
	w.limits = nil
	for _, m := range all {
		w.limits = append(w.limits, access.Limit{Kind: access.Market, Ref: m.ID})
	}
	for j, gift := range []access.Gift{{Role: ordering.Requester, Limits: w.limits}, {Role: ordering.Validator}, {Role: ordering.Buyer}, {Role: ordering.Receiver}} {
		gift.AccountID, gift.Place = w.b.crew[i+j].ID, place(school)
		if _, err := access.Give(ctx, tx, rig.Program(), gift); err != nil {
			return err
		}
	}
	return nil
}

func place(o org.Organisation) access.Place {
	return access.Place{Kind: access.Organisation, ID: o.ID}
}

// as is somebody of the crew as a use case meets them, about to send a form.
func (w *market) as(member int, role access.RoleKey) access.Actor {
	who := w.b.crew[member].Now()
	who.Key = id.New()
	who.Grants = []access.Grant{{Role: role, Place: place(w.schools[member/perSchool])}}
	if role == ordering.Requester {
		who.Grants[0].Limited, who.Grants[0].Limits = true, w.limits
	}
	return who
}

// item is an article, by as many as can be ordered.
type item struct{ article, quantity int64 }

// choose picks articles of two markets of different suppliers.
func (w *market) choose(ctx context.Context) error {
	return w.b.D.View(ctx, func(tx *db.Tx) error {
		highest, err := article.Highest(ctx, tx)
		if err != nil {
			return err
		}
		const step, enough = 5_000, 100
		for after := int64(0); after < highest; after += step {
			some, err := article.Scan(ctx, tx, after, after+step)
			if err != nil {
				return err
			}
			if err := w.pick(ctx, tx, some, enough); err != nil {
				return err
			}
		}
		if min(len(w.items[0]), len(w.items[1])) < linesOfBasket {
			return errFewArticles
		}
		return nil
	})
}

// pick takes those that can be ordered, up to enough of each market.
func (w *market) pick(ctx context.Context, tx *db.Tx, some []article.Article, enough int) error {
	for i := range w.items {
		var numbers []int64
		for _, a := range some {
			if a.Market == int64(i+1) && a.Price > 0 && !a.Withdrawn && !a.Special && len(w.items[i])+len(numbers) < enough {
				numbers = append(numbers, a.Number)
			}
		}
		live, err := article.Live(ctx, tx, numbers)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			w.items[i] = append(w.items[i], item{n, max(live[n].Multiple, 1)})
		}
	}
	return nil
}

var errFewArticles = errors.New("there are too few articles to order")

// wait makes so many lines of a desk wait at the last school: each basket makes two, one for each of two suppliers.
func (w *market) wait(ctx context.Context, lines int, ordered bool) error {
	last := perSchool * (len(w.schools) - 1)
	var keys []order.Key
	for n := range (lines + 1) / 2 {
		number, err := w.basket(ctx, last, n)
		if err != nil {
			return err
		}
		for i := range w.items {
			keys = append(keys, order.Key{Basket: number, Supplier: w.suppliers[i]})
		}
	}
	w.waiting = len(keys)
	if !ordered {
		return nil
	}
	const atOnce = 200
	for part := range slices.Chunk(keys, atOnce) {
		if err := w.order(ctx, last+1, part); err != nil {
			return err
		}
	}
	return nil
}

// basket fills a basket and confirms it.
func (w *market) basket(ctx context.Context, member, n int) (int64, error) {
	b, ref := w.b, w.schools[member/perSchool].Ref
	number, err := b.Baskets.Open(ctx, w.as(member, ordering.Requester), ref, "")
	if err != nil {
		return 0, err
	}
	for i := range w.items {
		x := w.items[i][n%len(w.items[i])]
		in := basket.Adding{OrgRef: ref, Basket: number, Article: x.article, Quantity: x.quantity}
		if _, err := b.Baskets.Add(ctx, w.as(member, ordering.Requester), in); err != nil {
			return 0, err
		}
	}
	v, err := b.Baskets.Show(ctx, w.as(member, ordering.Requester), number)
	if err != nil {
		return 0, err
	}
	_, err = b.Baskets.Confirm(ctx, w.as(member, ordering.Requester), number, basket.Confirming{Version: v.Version})
	return number, err
}

// order makes an order of each of some lines of « Commandes à créer ».
func (w *market) order(ctx context.Context, member int, keys []order.Key) error {
	_, each, err := w.b.Orders.Plans(ctx, w.as(member, ordering.Validator), keys)
	if err != nil {
		return err
	}
	in := order.Creating{Keys: keys, Mode: order.Each, Seen: map[string]int64{}}
	for _, p := range each.Parcels {
		for _, s := range p.Shares {
			in.Seen[s.ID] = s.Granted
		}
	}
	_, err = w.b.Orders.Create(ctx, w.as(member, ordering.Validator), in)
	return err
}
