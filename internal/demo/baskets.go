package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// fillBasket has a demandeur fill a basket: "place|which articles of the market|how many|label", named by what the line is of. The
// articles are the market's first that can be ordered, from the one of that place on.
func (t *teller) fillBasket(ctx context.Context, l line) error {
	place, more, _ := strings.Cut(l.more, "|")
	parts := strings.Split(more, "|")
	if len(parts) != basketParts {
		return fmt.Errorf("%d parts of a basket", len(parts))
	}
	from, err := strconv.Atoi(parts[0])
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(parts[1])
	if err != nil {
		return err
	}
	o, err := t.named(ctx, place)
	if err != nil {
		return err
	}
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.Baskets.Open(ctx, again(who), o.Ref, l.of)
	if err != nil {
		return err
	}
	lines, err := t.orderable(ctx, from, count)
	if err != nil {
		return err
	}
	for _, x := range lines {
		in := basket.Adding{OrgRef: o.Ref, Basket: n, Article: x.number, Quantity: 2 * x.multiple}
		if _, err := t.Baskets.Add(ctx, again(who), in); err != nil {
			return fmt.Errorf("article %d: %w", x.number, err)
		}
	}
	v, err := t.Baskets.Show(ctx, who, n)
	if err != nil {
		return err
	}
	in := basket.Input{Version: v.Version, Title: l.of, Label: parts[2]}
	if len(v.Sites) > 0 {
		in.SiteRef = v.Sites[0].Ref
	}
	return t.Baskets.Save(ctx, again(who), n, in)
}

const basketParts = 3

// again is somebody with a form of its own.
func again(who access.Actor) access.Actor {
	who.Key = id.New()
	return who
}

// orderable is an article that can be ordered, and by how many.
type orderable struct{ number, multiple int64 }

// orderable are some of the first market's articles.
func (t *teller) orderable(ctx context.Context, from, count int) ([]orderable, error) {
	var out []orderable
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		all, err := article.Scan(ctx, tx, 0, everything)
		if err != nil {
			return err
		}
		var numbers []int64
		for _, a := range all {
			if a.Market == 1 && !a.Closed() {
				numbers = append(numbers, a.Number)
			}
		}
		if len(numbers) < from+count {
			return fmt.Errorf("%d articles can be ordered", len(numbers))
		}
		numbers = numbers[from : from+count]
		live, err := article.Live(ctx, tx, numbers)
		for _, n := range numbers {
			out = append(out, orderable{n, live[n].Multiple})
		}
		return err
	})
	return out, err
}

// confirmBasket confirms the newest basket of a name.
func (t *teller) confirmBasket(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	mine, _, err := t.Baskets.Mine(ctx, who, basket.Filter{State: basket.Open, Page: 1, Size: basket.MaxOpen})
	if err != nil {
		return err
	}
	for _, b := range mine {
		if b.Title == l.of {
			_, err := t.Baskets.Confirm(ctx, again(who), b.Number, basket.Confirming{Version: b.Version})
			return err
		}
	}
	return fmt.Errorf("no open basket is called %s", l.of)
}

// phone has somebody enter the telephone of a place.
func (t *teller) phone(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	o, err := t.named(ctx, l.of)
	if err != nil {
		return err
	}
	return t.Phones.Set(ctx, again(who), o.Ref, "-", l.more)
}

// orderBaskets has a validateur make orders of all that waits, grouped.
func (t *teller) orderBaskets(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	desk, err := t.Orders.ToCreate(ctx, who, 1, everything)
	if err != nil {
		return err
	}
	var keys []order.Key
	for _, w := range desk.Waiting {
		keys = append(keys, w.Key)
	}
	p, _, err := t.Orders.Plans(ctx, who, keys)
	if err != nil {
		return err
	}
	in := order.Creating{Keys: keys, Mode: order.Together, Seen: map[string]int64{}, Labels: map[string]order.Wording{}}
	for _, x := range p.Parcels {
		in.Labels[x.Key] = order.Wording{Label: x.Label}
		for _, s := range x.Shares {
			in.Seen[s.ID] = s.Granted
		}
	}
	_, err = t.Orders.Create(ctx, again(who), in)
	return err
}

// everything is more lines than the story ever has waiting.
const everything = 200
