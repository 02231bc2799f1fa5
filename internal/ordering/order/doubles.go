package order

import (
	"context"
	"time"

	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/before"
)

// lately is how long before now something was ordered that a validateur is still told of.
const lately = 30 * 24 * time.Hour

// asked are lines of baskets whose articles somebody else of the establishment may ask for, too.
type asked map[string]struct { // by the basket's id
	basket.Basket
	lines []basket.Line
}

func (a asked) add(b basket.Basket, lines ...basket.Line) {
	x := a[b.ID]
	x.Basket, x.lines = b, append(x.lines, lines...)
	a[b.ID] = x
}

// doubles are who else asks for the articles of some lines, or had them ordered lately, by basket and article (R214).
func (a asked) doubles(ctx context.Context, tx *db.Tx) (map[string]map[int64][]before.Double, error) {
	var orgs []string
	var articles []int64
	for _, x := range a {
		orgs = append(orgs, x.Org.ID)
		for _, l := range x.lines {
			articles = append(articles, l.Article.Number)
		}
	}
	all, err := before.Among(ctx, tx, unique(orgs), articles, tx.Now().Add(-lately))
	if err != nil {
		return nil, err
	}
	out := map[string]map[int64][]before.Double{}
	for id, x := range a {
		of := map[int64][]before.Double{}
		for _, l := range x.lines {
			for _, d := range all[l.Article.Number] {
				if d.OrgID == x.Org.ID && d.BasketID != id {
					of[l.Article.Number] = append(of[l.Article.Number], d)
				}
			}
		}
		out[id] = of
	}
	return out, nil
}

// doubled notes them on what was chosen.
func (c *chosen) doubled(ctx context.Context, tx *db.Tx) error {
	a := asked{}
	for _, x := range c.shares {
		a.add(c.cases[x.Basket].Basket, x.Line)
	}
	of, err := a.doubles(ctx, tx)
	for i := range c.shares {
		x := &c.shares[i]
		x.Doubles = of[x.Basket][x.Article.Number]
	}
	return err
}

// doubled notes on a page of the desk how many articles of each line somebody else asks for, or had ordered lately.
func (d *Desk) doubled(ctx context.Context, tx *db.Tx) error {
	a := asked{}
	for _, w := range d.Waiting {
		a.add(w.Basket, w.Lines...)
	}
	of, err := a.doubles(ctx, tx)
	for i := range d.Waiting {
		w := &d.Waiting[i]
		for _, l := range w.Lines {
			if len(of[w.Basket.ID][l.Article.Number]) > 0 {
				w.Doubles++
			}
		}
	}
	return err
}
