package basket

import (
	"context"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/msg"
)

// Adding is an article on its way into a basket.
type Adding struct {
	OrgRef   string // the demandeur's establishment
	Basket   int64  // number of one of their open baskets there; 0: the newest, or a new one
	Article  int64
	Quantity int64 // units
}

// Add puts an article in a basket; one that is there already gets more of it (R183). It gives the basket's number. Whatever the
// page showed, the rights, the market and the article are asked here, and what is refused is noted (R162, R180).
func (s *Service) Add(ctx context.Context, who access.Actor, in Adding) (int64, error) {
	var asked ordering.Body // where the article was to be ordered
	n, err := db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		b, err := at(ctx, tx, who, in.OrgRef)
		if asked = b; err != nil {
			return 0, err
		}
		c, err := s.into(ctx, tx, who, b, in.Basket)
		if err != nil {
			asked = ordering.Body{} // that is the basket, not the article
			return 0, err
		}
		a, err := s.saleable(ctx, tx, who, b, in.Article)
		if err != nil {
			return 0, err
		}
		if err := c.add(ctx, tx, who, a, in.Quantity); err != nil {
			return 0, err
		}
		return c.Number, saveBasket(ctx, tx, &c)
	})
	return n, s.o.Rules.Refused(ctx, who, asked, []int64{in.Article}, err)
}

// Wanted is the article that somebody tried to add a quantity of that is none, refused and noted as Add does: such a form may be forged
// as well (R162).
func (s *Service) Wanted(ctx context.Context, who access.Actor, in Adding) (article.Article, error) {
	var a article.Article
	var asked ordering.Body
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		b, err := at(ctx, tx, who, in.OrgRef)
		if asked = b; err == nil {
			a, err = s.saleable(ctx, tx, who, b, in.Article)
		}
		return err
	})
	return a, s.o.Rules.Refused(ctx, who, asked, []int64{in.Article}, err)
}

// saleable is an article as its market shows it, if who may order it in an establishment.
func (s *Service) saleable(ctx context.Context, tx *db.Tx, who access.Actor, b ordering.Body, number int64) (article.Article, error) {
	all, err := s.o.Rules.AddAll(ctx, tx, who, b, []int64{number})
	if err != nil {
		return article.Article{}, err
	}
	return all[0], nil
}

// into is the open basket that somebody means: the one of a number, their newest, or a new one.
func (s *Service) into(ctx context.Context, tx *db.Tx, who access.Actor, b ordering.Body, number int64) (Case, error) {
	if number != 0 {
		c, as, err := byNumber(ctx, tx, who, number)
		if err == nil {
			err = next(ctx, tx, Fill, c, as)
		}
		if err == nil && c.Org.ID != b.ID {
			err = apperr.NotFoundErr()
		}
		return c, err
	}
	open, err := openOf(ctx, tx, who.ID, b.ID)
	if err != nil {
		return Case{}, err
	}
	if len(open) == 0 {
		return s.open(ctx, tx, who, Basket{Org: b})
	}
	c := Case{Basket: open[0]}
	c.Lines, err = linesOf(ctx, tx, c.ID)
	return c, err
}

// Open begins a new basket in an establishment, and gives its number.
func (s *Service) Open(ctx context.Context, who access.Actor, orgRef, title string) (int64, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		b, err := at(ctx, tx, who, orgRef)
		if err != nil {
			return 0, err
		}
		c, err := s.open(ctx, tx, who, Basket{Org: b, Title: title})
		return c.Number, err
	})
}

// open makes a basket of who's. It is named by its day until they name it.
func (s *Service) open(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) (Case, error) {
	others, err := openOf(ctx, tx, who.ID, b.Org.ID)
	if err != nil {
		return Case{}, err
	}
	if len(others) >= MaxOpen {
		return Case{}, apperr.InvalidField(FieldTitle, i18n.M(msg.FaultManyBaskets, "max", MaxOpen))
	}
	if b.Site.ID == "" {
		all, err := sites(ctx, tx, b.Org.ID)
		if err != nil {
			return Case{}, err
		}
		if b.Site, err = usualSite(ctx, tx, who.ID, b.Org.ID, all); err != nil {
			return Case{}, err
		}
	}
	b.ID, b.OwnerID, b.Owner = id.New(), who.ID, who.Name
	if err := insertBasket(ctx, tx, &b); err != nil {
		return Case{}, err
	}
	c := Case{Basket: b}
	return c, write(ctx, tx, who, c, "open", "", nil)
}

// add puts units of an article in, or more of them.
func (c *Case) add(ctx context.Context, tx *db.Tx, who access.Actor, a article.Article, quantity int64) error {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Article.Number != a.Number {
			continue
		}
		if why := moreFault(a, l.Asked, quantity); why.Key != "" {
			return apperr.InvalidField(FieldQuantity, why)
		}
		l.Asked += quantity
		l.Granted = l.Asked
		return saveLine(ctx, tx, *l)
	}
	if why := QuantityFault(a, quantity); why.Key != "" {
		return apperr.InvalidField(FieldQuantity, why)
	}
	if len(c.Lines) >= MaxLines {
		return apperr.InvalidField(FieldQuantity, i18n.M(msg.FaultManyLines, "max", MaxLines))
	}
	l := Line{
		ID: id.New(), Basket: c.ID, Article: a, Asked: quantity, Granted: quantity, State: LineOpen,
		MovedBy: who.ID, MovedName: who.Name, MovedAt: tx.Now(), AddedAt: tx.Now(),
	}
	c.Lines = append(c.Lines, l)
	return insertLine(ctx, tx, l)
}

// QuantityFault is what is wrong with a quantity of an article, with what would do instead (R183). Of an article that no market shows any
// more, whose version is empty, any is right: that it is gone is said elsewhere.
func QuantityFault(a article.Article, n int64) i18n.Msg {
	switch m := max(a.Multiple, 1); {
	case n < 1:
		return i18n.M(msg.FaultQuantity)
	case n > amount.MaxQuantity:
		return i18n.M(msg.FaultMuch, "max", amount.MaxQuantity)
	case n%m != 0 && n < m:
		return i18n.M(msg.FaultMultipleLeast, "multiple", m)
	case n%m != 0:
		return i18n.M(msg.FaultMultiple, "multiple", m, "below", n/m*m, "above", (n/m+1)*m)
	}
	return i18n.Msg{}
}

// moreFault is what is wrong with adding units to some that are there: what would do instead is told as what to add.
func moreFault(a article.Article, has, n int64) i18n.Msg {
	m := max(a.Multiple, 1)
	over := (has + n) % m
	if n < 1 {
		return QuantityFault(a, n)
	}
	if over == 0 || has+n > amount.MaxQuantity {
		return QuantityFault(a, has+n)
	}
	below, above := n-over, n-over+m
	if below < 1 {
		return i18n.M(msg.FaultMoreLeast, "multiple", m, "has", has, "above", above)
	}
	return i18n.M(msg.FaultMore, "multiple", m, "has", has, "below", below, "above", above)
}

// Input is an open basket as its form says it.
type Input struct {
	Version              int64
	Title, Remark, Label string
	SiteRef              string
	Quantities           map[string]int64 // units, by line; 0 takes the line out, a line that is missing stays
}

// Save writes what the form of an open basket says (R183, R196).
func (s *Service) Save(ctx context.Context, who access.Actor, number int64, in Input) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := mine(ctx, tx, who, number, in.Version, Fill)
		if err != nil {
			return err
		}
		if err := c.fill(ctx, tx, in); err != nil {
			return err
		}
		return saveBasket(ctx, tx, &c)
	})
}

// fill takes in what a form says of the basket.
func (c *Case) fill(ctx context.Context, tx *db.Tx, in Input) error {
	var f apperr.Faults
	all, err := sites(ctx, tx, c.Org.ID)
	if err != nil {
		return err
	}
	c.Title, c.Remark, c.Label = in.Title, in.Remark, in.Label
	c.Site = siteOf(all, in.SiteRef, &f)
	if why := LabelFault(in.Label); why.Key != "" {
		f.Say(FieldLabel, why)
	}
	now, err := live(ctx, tx, c.Lines)
	if err != nil {
		return err
	}
	kept := c.Lines[:0]
	for _, l := range c.Lines {
		n, said := in.Quantities[l.ID]
		if said && n == 0 {
			if err := deleteLine(ctx, tx, l.ID); err != nil {
				return err
			}
			continue
		}
		if said && n != l.Asked {
			if why := QuantityFault(now[l.Article.Number], n); why.Key != "" {
				f.Say(LineField(l.ID), why)
			}
			l.Asked, l.Granted = n, n
			if len(f) == 0 {
				err = saveLine(ctx, tx, l)
			}
		}
		if err != nil {
			return err
		}
		kept = append(kept, l)
	}
	c.Lines = kept
	return f.Err()
}

// Abandon puts an open basket away; it stays readable and can be duplicated.
func (s *Service) Abandon(ctx context.Context, who access.Actor, number, version int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := mine(ctx, tx, who, number, version, Abandon)
		if err != nil {
			return err
		}
		from := c.State
		if err := c.move(ctx, tx, who, LineAbandon, ""); err != nil {
			return err
		}
		if len(c.Lines) == 0 {
			c.State, c.MovedAt = Abandoned, tx.Now()
		}
		if err := saveBasket(ctx, tx, &c); err != nil {
			return err
		}
		return write(ctx, tx, who, c, Abandon, from, nil)
	})
}

// move moves all of the basket's lines.
func (c *Case) move(ctx context.Context, tx *db.Tx, who access.Actor, do LineAct, reason string) error {
	for i := range c.Lines {
		if err := moveLine(ctx, tx, who, &c.Lines[i], do, reason); err != nil {
			return err
		}
	}
	return nil
}
