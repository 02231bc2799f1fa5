package order

import (
	"context"

	"preau/internal/kit/db"
	"preau/internal/ordering/before"
)

// doubled notes who else asks for what was chosen, or had it ordered lately (R214).
func (c *chosen) doubled(ctx context.Context, tx *db.Tx) error {
	a := before.Asked{}
	for _, x := range c.shares {
		a.Add(x.Basket, c.cases[x.Basket].Org.ID, x.Article.Number)
	}
	of, err := a.Doubles(ctx, tx)
	for i := range c.shares {
		x := &c.shares[i]
		x.Doubles = of[x.Basket][x.Article.Number]
	}
	return err
}

// asked are the articles of some lines of the desk.
func asked(waiting []Waiting) before.Asked {
	a := before.Asked{}
	for _, w := range waiting {
		for _, l := range w.Lines {
			a.Add(w.Basket.ID, w.Basket.Org.ID, l.Article.Number)
		}
	}
	return a
}

// doubled notes on a page of the desk how many articles of each line somebody else asks for, or had ordered lately.
func (d *Desk) doubled(ctx context.Context, tx *db.Tx) error {
	of, err := asked(d.Waiting).Doubles(ctx, tx)
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
