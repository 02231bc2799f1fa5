package order

import (
	"context"
	"slices"
	"strconv"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/before"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/stale"
)

// Mode is how baskets become orders (R204, R205).
type Mode string

// The modes.
const (
	Together Mode = "together"   // « Regrouper »
	Each     Mode = "per_basket" // « Une commande par panier »: parcels apart
)

// Parcel is an order as it would be made.
type Parcel struct {
	Key      string // names its fields in the form
	Market   Market
	Supplier Supplier
	Site     basket.Site
	Org      ordering.Body
	Baskets  []basket.Basket // whose articles are in it, mixed where there are several
	Lines    []Line
	Shares   []Share
	Total    amount.Total      // delivery included
	Delivery amount.PerRate    // what bringing costs
	Label    string            // as the demandeurs wished (R196)
	Adheres  bool              // its establishment does, to the market, today
	Why      []apperr.Reason   // what keeps it from being made
	Limit    *ordering.Ceiling // the maximum amount of its establishment; nil: none
	Supers   []string          // who sends what exceeds it, where this does (R222)
}

// Share is what a basket's line has in it.
type Share struct {
	basket.Line
	Now     article.Article // as the market shows it today
	Changed bool            // since it was confirmed
	Doubles []before.Double // who else of its establishment asks for it, or had it ordered lately (R214); Create does not look
	Taken   *ordering.Taken // the demandeur's right to its market, where it was taken back since (R197); nil: they have it
}

// Plan is what would happen, in one mode (R205).
type Plan struct {
	Mode    Mode
	Parcels []Parcel
	Warning i18n.Msg // of one's own baskets, where duties are not kept apart (R130); its Key is empty when there is none
	NoBuyer bool     // nobody sends orders of an establishment of theirs yet (R216)
	Changed int      // lines whose price, or way of being sold, is not what was confirmed
	Total   money.Cents
	Costs   money.Cents // of delivery, VAT included in Total alone
}

// Plans are what would happen to what was chosen: grouped, and basket by basket.
func (s *Service) Plans(ctx context.Context, who access.Actor, keys []Key) (together, each Plan, err error) {
	if !who.SignedIn() {
		return together, each, apperr.UnauthenticatedErr()
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		in, err := s.chosen(ctx, tx, who, keys)
		if err != nil {
			return err
		}
		if err := in.doubled(ctx, tx); err != nil {
			return err
		}
		together, each = in.plan(Together), in.plan(Each)
		if err := sentBy(ctx, tx, together, each); err != nil {
			return err
		}
		for _, x := range slices.Concat(together.Parcels, each.Parcels) {
			if err := explain(ctx, tx, x.Org, x.Why); err != nil {
				return err
			}
		}
		return nil
	})
	return together, each, err
}

// WhyCreate is nil when who may make orders of what was chosen; else it says why not.
func (s *Service) WhyCreate(ctx context.Context, tx *db.Tx, who access.Actor, keys []Key) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	c, err := s.chosen(ctx, tx, who, keys)
	if err != nil {
		return err
	}
	for _, x := range c.plan(Together).Parcels {
		if len(x.Why) > 0 {
			return Explain(ctx, tx, x.Org, apperr.ForbiddenErr(x.Why...))
		}
	}
	return nil
}

// chosen is what was chosen of « Commandes à créer », with all that an order of it needs.
type chosen struct {
	cases   map[string]basket.Case
	shares  []Share // in the order of their baskets
	markets map[int64]terms
	places  map[string]ordering.Destination // by establishment and site
	warning i18n.Msg
	refused []apperr.Reason // by strict duties
	noBuyer bool
	adheres map[ordering.Adherence]bool
}

func deliveryKey(b basket.Basket) string { return b.Org.ID + "/" + b.Site.ID }

// chosen reads what was chosen, as it is now. What waits no more is left out; nothing left is not found.
func (s *Service) chosen(ctx context.Context, tx *db.Tx, who access.Actor, keys []Key) (chosen, error) {
	ids, err := basket.IDs(ctx, tx, numbersOf(keys))
	if err != nil {
		return chosen{}, err
	}
	return s.choose(ctx, tx, who, ids, keys)
}

func numbersOf(keys []Key) []int64 {
	var out []int64
	for _, k := range keys {
		if !slices.Contains(out, k.Basket) {
			out = append(out, k.Basket)
		}
	}
	return out
}

func (s *Service) choose(ctx context.Context, tx *db.Tx, who access.Actor, ids []string, keys []Key) (chosen, error) {
	var c chosen
	var err error
	if c.cases, err = basket.Cases(ctx, tx, ids); err != nil {
		return c, err
	}
	if err := c.may(ctx, tx, who); err != nil {
		return c, err
	}
	if c.markets, err = suppliersOf(ctx, tx, c.cases, s.today(tx.Now())); err != nil {
		return c, err
	}
	if err := c.pick(ctx, tx, keys); err != nil {
		return c, err
	}
	if len(c.shares) == 0 {
		return c, conflict()
	}
	if err := c.rights(ctx, tx); err != nil {
		return c, err
	}
	var at []ordering.Adherence
	for _, x := range c.shares {
		at = append(at, ordering.Adherence{OrgID: c.cases[x.Basket].Org.ID, Market: x.Article.Market})
	}
	if c.adheres, err = ordering.Adhering(ctx, tx, at, s.today(tx.Now())); err != nil {
		return c, err
	}
	if err := c.manned(ctx, tx); err != nil {
		return c, err
	}
	return c, c.hands(ctx, tx, who)
}

// manned reads where what is made goes, and notes whether somebody sends it (R216).
func (c *chosen) manned(ctx context.Context, tx *db.Tx) error {
	var orgs []ordering.Body
	for _, x := range c.cases {
		if !slices.Contains(orgs, x.Org) {
			orgs = append(orgs, x.Org)
		}
	}
	var err error
	if c.places, err = ordering.Destinations(ctx, tx, orgs); err != nil {
		return err
	}
	for _, at := range orgs {
		c.noBuyer = c.noBuyer || !c.places[at.ID+"/"].Buyer
	}
	return nil
}

// sentBy names who sends what exceeds a maximum amount (R222).
func sentBy(ctx context.Context, tx *db.Tx, plans ...Plan) error {
	known := map[string][]string{}
	for _, p := range plans {
		for i := range p.Parcels {
			x := &p.Parcels[i]
			if !x.Over() {
				continue
			}
			names, asked := known[x.Org.ID]
			if !asked {
				var err error
				if names, err = ordering.Supers(ctx, tx, x.Org); err != nil {
					return err
				}
				known[x.Org.ID] = names
			}
			x.Supers = names
		}
	}
	return nil
}

// rights notes which of what was chosen its demandeur has no right to any more: who validates decides (R197).
func (c *chosen) rights(ctx context.Context, tx *db.Tx) error {
	taken, err := takenOf(ctx, tx, c.cases)
	if err != nil {
		return err
	}
	for i := range c.shares {
		x := &c.shares[i]
		if t, lost := taken[useOf(c.cases[x.Basket].Basket, x.Line)]; lost {
			x.Taken = &t
		}
	}
	return nil
}

// today is the day of an instant in the operator's zone.
func (s *Service) today(at time.Time) string { return at.In(s.o.Zone()).Format(time.DateOnly) }

// may refuses baskets that who does not validate.
func (c *chosen) may(ctx context.Context, tx *db.Tx, who access.Actor) error {
	for _, x := range c.cases {
		err := basket.MayValidate(ctx, tx, who, x)
		if err != nil && !apperr.Is(err, apperr.Conflict) { // nothing of it waits any more
			return err
		}
	}
	return nil
}

// pick takes the lines that were chosen and still wait, with what the market shows of their articles today.
func (c *chosen) pick(ctx context.Context, tx *db.Tx, keys []Key) error {
	var numbers []int64
	baskets := make([]basket.Case, 0, len(c.cases))
	for _, x := range c.cases {
		baskets = append(baskets, x)
	}
	slices.SortFunc(baskets, func(a, b basket.Case) int { return first(a.Basket, b.Basket) })
	for _, x := range baskets {
		for _, l := range x.Lines {
			if l.State == basket.LineConfirmed && slices.Contains(keys, Key{x.Number, c.markets[l.Article.Market].Ref}) {
				c.shares = append(c.shares, Share{Line: l})
				numbers = append(numbers, l.Article.Number)
			}
		}
	}
	slices.Sort(numbers)
	now, err := article.Live(ctx, tx, slices.Compact(numbers))
	if err != nil {
		return err
	}
	for i := range c.shares {
		x := &c.shares[i]
		a, there := now[x.Article.Number]
		if !there { // the edition that brought it was undone: no market sells it
			a = x.Article
			a.Withdrawn = true
		}
		x.Now, x.Changed = a, basket.Changed(x.Article, a)
	}
	return nil
}

// hands works out what stands against who's validating baskets of their own (R130).
func (c *chosen) hands(ctx context.Context, tx *db.Tx, who access.Actor) error {
	for _, x := range c.cases {
		if x.OwnerID != who.ID {
			continue
		}
		mode, err := ordering.ModeAt(ctx, tx, x.Org.ID)
		if err != nil {
			return err
		}
		warning, refused := ordering.Apart(mode, ordering.Validating, who.ID, ordering.Hands{Maker: x.OwnerID})
		if warning.Key != "" {
			c.warning = warning
		}
		if len(refused) > 0 {
			c.refused = refused
			return instead(ctx, tx, who, ordering.Validator, x.Org, c.refused)
		}
	}
	return nil
}

// plan is what would become of what was chosen, in a mode: an order for each market and place of delivery, and, where parcels are to be
// apart, for each basket (R202).
func (c chosen) plan(mode Mode) Plan {
	p := Plan{Mode: mode, Warning: c.warning, NoBuyer: c.noBuyer}
	at := map[string]int{}
	for _, x := range c.shares {
		b := c.cases[x.Basket].Basket
		key := strconv.FormatInt(x.Article.Market, 10) + "-" + b.Org.Ref // of establishments' sites, several have one reference
		if b.Site.Ref != "" {
			key += "." + b.Site.Ref
		}
		if mode == Each {
			key += "-" + strconv.FormatInt(b.Number, 10)
		}
		i, known := at[key]
		if !known {
			i = len(p.Parcels)
			at[key] = i
			t := c.markets[x.Article.Market]
			p.Parcels = append(p.Parcels, Parcel{Key: key, Market: t.Market, Supplier: t.Supplier, Site: b.Site, Org: b.Org, Label: b.Label})
		}
		p.Parcels[i].take(x, b)
		if x.Changed {
			p.Changed++
		}
	}
	for i := range p.Parcels {
		parcel := &p.Parcels[i]
		c.finish(parcel)
		p.Total += parcel.Total.Gross
		p.Costs += parcel.Delivery.Net
	}
	return p
}

// take puts a share in.
func (p *Parcel) take(x Share, b basket.Basket) {
	p.Shares = append(p.Shares, x)
	if !slices.ContainsFunc(p.Baskets, func(o basket.Basket) bool { return o.ID == b.ID }) {
		p.Baskets = append(p.Baskets, b)
		if len(p.Baskets) > 1 {
			p.Label = "" // nobody's in particular
		}
	}
	for i := range p.Lines {
		if p.Lines[i].Article.Number == x.Now.Number {
			p.Lines[i].Quantity += x.Granted
			return
		}
	}
	p.Lines = append(p.Lines, Line{Position: len(p.Lines) + 1, Article: x.Now, Quantity: x.Granted})
}

// Conditions are those that an order of it would be made under.
func (p Parcel) Conditions() ordering.Conditions {
	t := p.Market.Terms
	return ordering.Conditions{Franco: t.Franco, Costs: t.Costs, Days: t.Days, Details: t.Details, EndsOn: p.Market.ends, Adheres: p.Adheres, Area: t.Area}
}

// Over says whether an order exceeds the maximum amount: only a superacheteur sends it (R222).
func (p Parcel) Over() bool { return p.Limit != nil && p.Limit.Exceeded(p.Total.Net, p.Total.Gross) }

// Over says whether one of the orders does.
func (p Plan) Over() bool { return slices.ContainsFunc(p.Parcels, Parcel.Over) }

// Stopped says whether something keeps one of the orders from being made.
func (p Plan) Stopped() bool {
	return slices.ContainsFunc(p.Parcels, func(x Parcel) bool { return len(x.Why) > 0 })
}

// finish works out what a parcel costs, and what keeps it from being ordered.
func (c chosen) finish(p *Parcel) {
	t := c.markets[p.Market.Number]
	p.Adheres = c.adheres[ordering.Adherence{OrgID: p.Org.ID, Market: p.Market.Number}]
	p.Delivery = t.delivery(total(p.Lines, amount.PerRate{}).Net)
	p.Total = total(p.Lines, p.Delivery)
	to := c.places[deliveryKey(p.Baskets[0])]
	p.Limit = to.Limit
	p.Why = slices.Clone(c.refused)
	if to.Phone == "" {
		p.Why = append(p.Why, *phone.Missing(p.Org, p.Site))
	}
	if to.Closed {
		p.Why = append(p.Why, shut(msg.WhyPlaceClosed, p.Org, p.Site))
	}
	if !p.Market.Terms.Area.Takes(to.PostalCode) { // R161
		p.Why = append(p.Why, ordering.Outside(p.Market.Title, ordering.Named(p.Org.Name, p.Site.Name), p.Market.Terms.Area))
	}
	for _, l := range p.Lines {
		switch a := l.Article; {
		case a.Closed() || !t.Runs:
			p.Why = append(p.Why, stale.Unavailable(msg.WhyUnavailable, a))
		case slices.ContainsFunc(p.Shares, func(x Share) bool { return x.Now.Number == a.Number && basket.QuantityFault(a, x.Granted).Key != "" }):
			p.Why = append(p.Why, stale.Unavailable(msg.WhyMultipleNow, a, "multiple", a.Multiple)) // R183: it is sold otherwise since it was confirmed
		}
	}
}

// shut is the reason that nothing is ordered for a place that was closed since its articles were confirmed.
func shut(text i18n.Key, o ordering.Body, s basket.Site) apperr.Reason {
	return apperr.Reason{Code: CodeUnavailable, Kind: apperr.Act, Text: i18n.M(text, "place", ordering.Named(o.Name, s.Name))}
}
