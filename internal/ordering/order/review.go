package order

import (
	"cmp"
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/before"
)

// Review is a basket as who validates it looks at it before it is ordered: what waits of it, what was ordered before on its markets, and
// what others ask for, too, or had lately (R214).
type Review struct {
	Basket  basket.Basket
	Waiting []Waiting // by supplier
	Since   time.Time // when the school year began
	Past    []before.Market
	Doubles map[int64][]before.Double
}

// Review is one basket of « Commandes à créer ».
func (s *Service) Review(ctx context.Context, who access.Actor, number int64) (Review, error) {
	var v Review
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, err := basket.Validating(ctx, tx, who, number)
		if apperr.Is(err, apperr.Conflict) {
			return conflict()
		}
		if err != nil {
			return err
		}
		v.Basket, v.Since = c.Basket, before.SchoolYear(tx.Now().In(s.o.Zone()))
		if v.Waiting, err = waitingOf(ctx, tx, c); err != nil {
			return err
		}
		v.Past = v.markets()
		of := before.Basket{OwnerID: c.OwnerID, OrgID: c.Org.ID}
		if err := before.Fill(ctx, tx, of, v.Since, v.Past); err != nil {
			return err
		}
		doubles, err := asked(v.Waiting).Doubles(ctx, tx)
		v.Doubles = doubles[c.ID]
		return err
	})
	return v, err
}

// waitingOf are the parts of a basket that wait, by supplier.
func waitingOf(ctx context.Context, tx *db.Tx, c basket.Case) ([]Waiting, error) {
	cases := map[string]basket.Case{c.ID: c}
	suppliers, err := suppliersOf(ctx, tx, cases, "")
	if err != nil {
		return nil, err
	}
	var d Desk
	for _, l := range c.Lines {
		t := suppliers[l.Article.Market]
		if l.State == basket.LineConfirmed && !slices.ContainsFunc(d.Waiting, func(w Waiting) bool { return w.Supplier == t.Ref }) {
			d.Waiting = append(d.Waiting, Waiting{Key: Key{c.Number, t.Ref}, Name: t.Name})
		}
	}
	slices.SortFunc(d.Waiting, func(a, b Waiting) int { return cmp.Compare(a.Name, b.Name) })
	ids := slices.Repeat([]string{c.ID}, len(d.Waiting))
	return d.Waiting, d.fill(ctx, tx, ids, cases, suppliers)
}

// markets are those of what waits, as they come.
func (v *Review) markets() []before.Market {
	var out []before.Market
	for _, w := range v.Waiting {
		for _, l := range w.Lines {
			if !slices.ContainsFunc(out, func(m before.Market) bool { return m.Number == l.Article.Market }) {
				out = append(out, before.Market{Number: l.Article.Market, Title: l.Market})
			}
		}
	}
	return out
}
